/// The bytes of a connection, whichever way they travel. The six calls mean what they mean on `Socket`.
public enum Channel {
    case plain(Socket)

    public var handle: SocketHandle {
        switch self {
        case .plain(let socket): socket.handle
        }
    }

    /// The loop's time, a little in the past; costs nothing.
    public var now: MonotonicTime {
        switch self {
        case .plain(let socket): socket.now
        }
    }

    public var isSecure: Bool { false }

    public func receive(_ body: (Span<UInt8>) -> Void) -> Socket.Reception {
        switch self {
        case .plain(let socket): socket.receive(body)
        }
    }

    /// What was not taken is sent again with the same bytes.
    public func send(_ bytes: Span<UInt8>, more: Bool = false) -> Socket.Transmission {
        switch self {
        case .plain(let socket): socket.send(bytes, more: more)
        }
    }

    public func wait(for interest: Socket.Interest, until deadline: MonotonicTime) async -> Socket.Wake {
        switch self {
        case .plain(let socket): await socket.wait(for: interest, until: deadline)
        }
    }

    public func finishSending() {
        switch self {
        case .plain(let socket): socket.finishSending()
        }
    }

    public func close() {
        switch self {
        case .plain(let socket): socket.close()
        }
    }

    /// Closes it so that the peer learns of a break, not of an end in order.
    public func reset() {
        switch self {
        case .plain(let socket): socket.reset()
        }
    }
}
