internal import Glibc

/// Threads of our own, for what may block.
enum Thread {
    private final class Start {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new, detached thread.
    nonisolated static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        var thread = pthread_t()
        // Retained here, released exactly once: by the thread, or below where there is none.
        let start = unsafe Unmanaged.passRetained(Start(body))
        let result = unsafe pthread_create(&thread, nil, enter, start.toOpaque())
        guard result == 0 else {
            unsafe start.release()
            throw SystemError("start a thread", code: result)
        }
        pthread_detach(thread)
    }

    private static let enter: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument = unsafe argument else { return nil }
        // The pointer is the one that `start` passed, with the retain it left to us.
        let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        start.body()
        return nil
    }
}
