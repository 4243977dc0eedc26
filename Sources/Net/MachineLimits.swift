internal import CLinux

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

/// How many threads are of use.
public enum Processors {
    /// Processors this process may run on, which may be fewer than the machine has; at least 1.
    public static var available: Int { Int(linux_processor_count()) }
}
