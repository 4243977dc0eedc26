internal import CLinux
internal import Glibc

/// A file descriptor that is closed with its last reference.
public final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }
}

/// How many files and sockets this process may have open.
public enum DescriptorLimit {
    /// Raises the limit as far as the system lets this process.
    ///
    /// - Returns: the limit now in force; nil where it could not be raised.
    public static func raise() -> Int? {
        let limit = linux_raise_descriptor_limit()
        return limit > 0 ? limit : nil
    }
}
