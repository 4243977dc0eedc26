internal import Foundation

/// Has files on the disk, and not only on their way to it.
enum Durable {
    /// A file, and its name in the folder.
    static func synchronize(_ path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        for place in [path, folder] {
            guard let handle = FileHandle(forReadingAtPath: place) else { throw CocoaError(.fileReadNoSuchFile) }
            try handle.synchronize()
            try handle.close()
        }
    }

    /// Bytes free on the disk that holds a path; nil where nobody can tell.
    static func freeBytes(at path: String) -> Int64? {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        return (try? FileManager.default.attributesOfFileSystem(forPath: folder))?[.systemFreeSize] as? Int64
    }
}
