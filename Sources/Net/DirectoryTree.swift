internal import CLinux
internal import Glibc

/// The files below one directory, reached by names. Symbolic links are not followed below it, so no name leads out.
public final class DirectoryTree: Sendable {
    public enum Found {
        case file(OpenFile)
        case directory
    }

    private let root: Descriptor

    /// - Throws: where `path` is no directory that may be read.
    public init(path: String) throws {
        // The text lives for the call.
        let number = unsafe path.withCString { path in unsafe linux_open_directory(path) }
        root = Descriptor(try SystemError.check(number, "open the directory \(path)"))
    }

    /// Follows the names one by one.
    ///
    /// - Returns: nil where there is nothing that may be read, where the thing is neither file nor directory, and where
    ///   a name is empty, `.`, `..`, or holds a slash, a backslash or NUL.
    public func find(_ names: [String]) -> Found? {
        var current = root
        for name in names {
            guard Self.isPlain(name) else { return nil }
            // The text lives for the call.
            let number = unsafe name.withCString { name in unsafe linux_open_within(current.number, name) }
            guard number >= 0 else { return nil }
            current = Descriptor(number)
        }
        var size: Int64 = 0
        var modified: Int64 = 0
        // Both are written by the call and not kept.
        switch unsafe Int(linux_inspect(current.number, &size, &modified)) {
        case Int(LINUX_FILE):
            return .file(OpenFile(current, FileStamp(size: Int(size), modifiedNanoseconds: modified)))
        case Int(LINUX_DIRECTORY): return .directory
        default: return nil
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        if name.isEmpty || name == "." || name == ".." { return false }
        return name.utf8.allSatisfy { $0 != 0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
    }
}

/// What tells one version of a file from the next.
public struct FileStamp: Hashable, Sendable {
    /// In bytes.
    public let size: Int
    /// Since 1970-01-01T00:00:00Z.
    public let modifiedNanoseconds: Int64
}

/// A file that was opened for reading.
public struct OpenFile: Sendable {
    public let stamp: FileStamp
    private let descriptor: Descriptor

    init(_ descriptor: Descriptor, _ stamp: FileStamp) {
        self.descriptor = descriptor
        self.stamp = stamp
    }

    /// The whole content, as long as the stamp says. It blocks on a disk that is slow.
    ///
    /// - Throws: `SystemError`, also where the file became shorter meanwhile.
    public func read() throws -> [UInt8] { try read(0..<stamp.size) }

    /// The bytes of that range. It blocks on a disk that is slow.
    ///
    /// - Parameter range: lies within the size that the stamp says.
    /// - Throws: `SystemError`, also where the file became shorter meanwhile.
    public func read(_ range: Range<Int>) throws -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= stamp.size, "the range lies beyond the file")
        var bytes = [UInt8](repeating: 0, count: range.count)
        var position = 0
        while position < bytes.count {
            // The range lies within the array, which stays where it is for the call.
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor.number, buffer.baseAddress?.advanced(by: position), buffer.count - position,
                    range.lowerBound + position)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("read a file", code: count < 0 ? errno : EIO) }
            position += count
        }
        return bytes
    }
}
