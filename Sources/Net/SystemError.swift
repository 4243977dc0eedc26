internal import Glibc

/// A system call that failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried: `listen on 127.0.0.1:80`.
    public let action: String
    /// The `errno`, positive.
    public let code: Int32

    public init(_ action: String, code: Int32) {
        self.action = action
        self.code = code
    }

    public var description: String { "cannot \(action): \(Self.text(code))" }

    private static func text(_ code: Int32) -> String {
        // strerror answers a string that lives until the next call on this thread; it is copied before that.
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }

    /// - Parameter result: of a function of CLinux: -errno or a value.
    static func check(_ result: Int32, _ action: @autoclosure () -> String) throws(SystemError) -> Int32 {
        guard result >= 0 else { throw SystemError(action(), code: -result) }
        return result
    }
}
