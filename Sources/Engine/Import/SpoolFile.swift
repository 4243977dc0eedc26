internal import Foundation

/// The disk has no room for a file.
public struct NoSpace: Error, Sendable {
    public init() {}
}

/// A file that is being written, for its owner alone.
final class SpoolFile {
    let path: String
    private let handle: FileHandle
    private(set) var size: Int64

    /// Makes the file, or goes on after its first `keep` bytes.
    ///
    /// - Throws: `NoSpace`; what the disk says.
    init(_ path: String, keep: Int64 = 0) throws {
        self.path = path
        if !FileManager.default.fileExists(atPath: path) {
            let isMade = FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            guard isMade else { throw Self.failure(CocoaError(.fileWriteUnknown), folder: path) }
        }
        guard let handle = FileHandle(forUpdatingAtPath: path) else { throw CocoaError(.fileWriteNoPermission) }
        self.handle = handle
        let end = Int64(try handle.seekToEnd())
        size = min(keep, end)
        if end > size { try handle.truncate(atOffset: UInt64(size)) }
        try handle.seek(toOffset: UInt64(size))
    }

    func write(_ bytes: [UInt8]) throws {
        do { try handle.write(contentsOf: bytes) } catch { throw Self.failure(error, folder: path) }
        size += Int64(bytes.count)
    }

    /// Has everything on the disk.
    func synchronize() throws {
        do { try handle.synchronize() } catch { throw Self.failure(error, folder: path) }
    }

    func close() throws { try handle.close() }

    /// `NoSpace` where the disk is full or a quota is used up.
    private static func failure(_ error: any Error, folder path: String) -> any Error {
        if (error as? CocoaError)?.code == .fileWriteOutOfSpace { return NoSpace() }
        let code = (error as NSError).userInfo[NSUnderlyingErrorKey].map { ($0 as? NSError)?.code ?? 0 }
        if let code, [Int(ENOSPC), Int(EDQUOT), Int(EFBIG)].contains(code) { return NoSpace() }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let free = try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int64
        return free == 0 ? NoSpace() : error
    }
}
