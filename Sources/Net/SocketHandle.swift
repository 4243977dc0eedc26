/// Names a socket from anywhere. Does nothing once the socket is closed.
public struct SocketHandle: Sendable {
    let loop: EventLoop
    let token: UInt64

    /// Ends the socket's wait, or its next one, with `.interrupted`.
    public func interrupt() {
        Task(executorPreference: loop) { [loop, token] in loop.core.socket(token)?.interrupt() }
    }

    /// Breaks the connection: what is being received or sent ends.
    public func abort() {
        Task(executorPreference: loop) { [loop, token] in loop.core.socket(token)?.abort() }
    }
}
