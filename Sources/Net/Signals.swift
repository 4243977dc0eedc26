internal import CLinux
internal import Glibc

/// The signals that tell a server what to do.
public enum Signals {
    /// SIGTERM and SIGINT: finish and end.
    public static let termination: [Int32] = [SIGTERM, SIGINT]

    /// SIGHUP: read the files again.
    public static let renewal = SIGHUP

    /// Writing to a closed connection answers an error instead of ending the process.
    public static func ignoreBrokenPipe() { linux_ignore_broken_pipe() }

    /// From now on these signals do nothing by themselves; each one that comes is told by the stream. Call it once in a
    /// process.
    public static func stream(_ signals: [Int32]) throws -> AsyncStream<Int32> {
        var ends: [Int32] = [0, 0]
        // The array holds the two numbers that pipe writes.
        guard unsafe pipe(&ends) == 0 else { throw SystemError("create a pipe", code: errno) }
        let (input, output) = (ends[0], ends[1])
        // The array lives for the call, which reads `count` numbers of it.
        let result = unsafe signals.withUnsafeBufferPointer { signals in
            unsafe linux_catch_signals(signals.baseAddress, Int32(signals.count), output)
        }
        _ = try SystemError.check(result, "catch signals")
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        try Thread.start { passOn(from: input, to: continuation) }
        return stream
    }

    private static func passOn(from input: Int32, to continuation: AsyncStream<Int32>.Continuation) {
        var byte: UInt8 = 0
        while true {
            // One byte is read into one byte.
            let count = unsafe read(input, &byte, 1)
            if count == 1 { continuation.yield(Int32(byte)) }
            if count == 0 || (count < 0 && errno != EINTR) { return continuation.finish() }
        }
    }
}
