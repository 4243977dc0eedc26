/// The bytes of a connection, plain or through TLS. The calls mean what they mean on `Socket`.
public enum Channel {
    case plain(Socket)
    case secure(SecureSocket)

    /// The loop's time, a little in the past; costs nothing.
    public var now: MonotonicTime {
        switch self {
        case .plain(let socket): socket.now
        case .secure(let socket): socket.now
        }
    }

    public var isSecure: Bool { if case .secure = self { true } else { false } }

    public func receive(_ body: (Span<UInt8>) -> Void) -> Socket.Reception {
        switch self {
        case .plain(let socket): socket.receive(body)
        case .secure(let socket): socket.receive(body)
        }
    }

    /// What was not taken is sent again, beginning with the same bytes.
    public func send(_ bytes: Span<UInt8>, more: Bool = false) -> Socket.Transmission {
        switch self {
        case .plain(let socket): socket.send(bytes, more: more)
        case .secure(let socket): socket.send(bytes, more: more)
        }
    }

    public func wait(for interest: Socket.Interest, until deadline: MonotonicTime) async -> Socket.Wake {
        switch self {
        case .plain(let socket): await socket.wait(for: interest, until: deadline)
        case .secure(let socket): await socket.wait(for: interest, until: deadline)
        }
    }

    public func finishSending() {
        switch self {
        case .plain(let socket): socket.finishSending()
        case .secure(let socket): socket.finishSending()
        }
    }

    public func close() {
        switch self {
        case .plain(let socket): socket.close()
        case .secure(let socket): socket.close()
        }
    }

    /// Closes it so that the peer learns of a break, not of an end in order.
    public func reset() {
        switch self {
        case .plain(let socket): socket.reset()
        case .secure(let socket): socket.reset()
        }
    }
}

extension Channel {
    /// Ends our side and drops what still comes, until the peer ends its own, so that what was sent is not lost in a
    /// reset (RFC 9112 section 9.6). A peer that sends without end is not listened to for long.
    public func linger(until deadline: MonotonicTime) async {
        finishSending()
        var budget = 4 << 20
        while budget > 0, now < deadline {
            switch receive({ bytes in budget -= bytes.count }) {
            case .bytes: continue
            case .end, .broken: return
            case .notReady: if await wait(for: .read, until: deadline) != .ready { return }
            }
        }
    }
}
