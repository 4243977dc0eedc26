/// A connected socket on its loop that speaks TLS 1.2 or 1.3. Its calls mean what those of `Socket` mean; the
/// differences are told at each. From the handshake on the plain socket belongs to it: nobody else closes or uses that.
public final class SecureSocket {
    private enum Incoming {
        case open
        case ended
        case broken
    }

    /// Receptions of ciphertext without any data in it that are borne at a time, 64 KiB each.
    private static let fruitlessLimit = 16

    public let loop: EventLoop
    private let socket: Socket
    private let engine: TLSEngine
    private(set) var outlet: CiphertextOutlet
    /// Ciphertext that came together with the end of the handshake.
    private var leftover: [UInt8]
    private var incoming = Incoming.open
    /// Plain bytes that were encrypted, and whose ciphertext is not out yet; not told to the sender yet.
    private var unreported = 0
    private var isFinishing = false
    private var hasFinished = false

    // MARK: Beginning

    /// The server's side of a handshake (RFC 8446 section 2).
    ///
    /// - Throws: `TLSError`. The socket is then still the caller's to close, after a linger if the alert is to arrive;
    ///   after `.plainText` nothing was sent on it.
    public static func accept(
        _ socket: Socket, _ context: TLSServerContext, until deadline: MonotonicTime
    ) async throws(TLSError) -> SecureSocket {
        try await open(socket, TLSEngine(context, socket.loop.core.tls), until: deadline)
    }

    /// The client's side of a handshake. The server's certificate has to be valid for `host`.
    ///
    /// - Parameter host: a name in ASCII, which is also told to the server by SNI (RFC 6066 section 3), or a numeric
    ///   IPv4 or IPv6 address without brackets.
    /// - Throws: `TLSError`. The socket is then still the caller's to close.
    public static func connect(
        _ socket: Socket, _ context: TLSClientContext, host: String, until deadline: MonotonicTime
    ) async throws(TLSError) -> SecureSocket {
        try await open(socket, TLSEngine(context, host: host, socket.loop.core.tls), until: deadline)
    }

    static func open(
        _ socket: Socket, _ engine: TLSEngine, until deadline: MonotonicTime
    ) async throws(TLSError) -> SecureSocket {
        var handshake = TLSHandshake(socket, engine, until: deadline)
        try await handshake.run()
        return SecureSocket(socket, engine, handshake)
    }

    private init(_ socket: Socket, _ engine: TLSEngine, _ handshake: TLSHandshake) {
        loop = socket.loop
        self.socket = socket
        self.engine = engine
        outlet = handshake.outlet
        leftover = handshake.leftover
    }

    // MARK: What was agreed

    /// `TLSv1.2` or `TLSv1.3`
    public var protocolVersion: String { engine.protocolVersion }
    /// OpenSSL's name of it: `TLS_AES_128_GCM_SHA256`.
    public var cipher: String { engine.cipher }
    /// Whether the client came back with a ticket of an earlier connection.
    public var isResumed: Bool { engine.isResumed }
    /// By ALPN (RFC 7301); nil where the client did not ask.
    public var applicationProtocol: String? { engine.applicationProtocol }

    public var handle: SocketHandle { socket.handle }

    /// The loop's time, a little in the past; costs nothing.
    public var now: MonotonicTime { socket.now }

    // MARK: Receiving

    /// Receives what is there, up to 96 KiB, and hands it over at once; it is gone when `body` returns.
    ///
    /// `.end` is the peer's close_notify. A connection that ends without one is `.broken` to a client, for an attacker
    /// may have cut it off (RFC 8446 section 6.1); a server takes it as the end, for requests tell their own length.
    public func receive(_ body: (Span<UInt8>) -> Void) -> Socket.Reception {
        for _ in 0..<Self.fruitlessLimit {
            switch incoming {
            case .ended: return .end
            case .broken: return .broken
            case .open: break
            }
            let reception = receiveCiphertext()
            if engine.scratch.plainCount > 0 {
                engine.scratch.withPlain(body)
                return .bytes
            }
            if reception == .notReady { return .notReady }
        }
        incoming = .broken
        return .broken
    }

    /// Decrypts what the socket has into the scratch, and sends what the engine answers to it by itself.
    private func receiveCiphertext() -> Socket.Reception {
        engine.scratch.plainCount = 0
        if !outlet.isClear { push() }
        let reception = takeLeftover() ?? socket.receive { decrypt($0) }
        switch reception {
        case .bytes: push()
        case .end: incoming = engine.isServer ? .ended : .broken
        case .broken: incoming = .broken
        case .notReady: break
        }
        return reception
    }

    private func takeLeftover() -> Socket.Reception? {
        if leftover.isEmpty { return nil }
        let bytes = leftover
        leftover = []
        decrypt(bytes.span)
        return .bytes
    }

    /// What was decrypted before a failure is still handed over.
    private func decrypt(_ ciphertext: Span<UInt8>) {
        switch engine.read(ciphertext).0 {
        case .wantsInput: break
        case .ended: incoming = .ended
        case .done, .wantsOutput, .failed: incoming = .broken
        }
    }

    // MARK: Sending

    /// Sends up to 16 KiB, as one record.
    ///
    /// The record counts as sent once the kernel has taken all of it. Until then the answer is `.notReady`, and the
    /// next call must begin with the same bytes, at least as many: they were encrypted and are not looked at again. So
    /// no more than one record is ever kept here.
    public func send(_ bytes: Span<UInt8>, more: Bool = false) -> Socket.Transmission {
        if isFinishing || incoming == .broken { return .broken }
        var progress = outlet.drain(more: more)
        if progress == .clear, unreported == 0, !bytes.isEmpty { progress = encrypt(bytes, more) }
        switch progress {
        case .clear: return report(bytes.count)
        case .notReady: return .notReady
        case .broken: return .broken
        }
    }

    /// Makes one record and sends what the kernel takes of it.
    private func encrypt(_ bytes: Span<UInt8>, _ more: Bool) -> CiphertextOutlet.Progress {
        let count = min(bytes.count, TLSEngine.recordLimit)
        let step = engine.write(bytes.extracting(..<count))
        let progress = outlet.push(engine.scratch, more: more || count < bytes.count)
        unreported = count
        if step == .done { return progress }
        incoming = .broken
        return .broken
    }

    private func report(_ offered: Int) -> Socket.Transmission {
        precondition(offered >= unreported, "bytes that were not sent yet were not given again")
        let count = unreported
        unreported = 0
        return .sent(count)
    }

    /// Sends what the engine wants to say by itself.
    private func push() {
        if outlet.push(engine.scratch) == .broken, incoming == .open { incoming = .broken }
        endIfFinished()
    }

    // MARK: Waiting

    /// Waits until it is worth to receive or send again; there may still be no data then, for a record may be
    /// incomplete. One wait at a time. A wait for `.read` tries once to send what the kernel did not take before, and
    /// does not wake for that: who has something to send waits for `.write`.
    public func wait(for interest: Socket.Interest, until deadline: MonotonicTime) async -> Socket.Wake {
        if interest == .read, !leftover.isEmpty || incoming != .open { return .ready }
        _ = outlet.drain()
        endIfFinished()
        return await socket.wait(for: interest, until: deadline)
    }

    // MARK: Ending

    /// Says close_notify and ends the sending side: the peer reads everything sent and then the end. Receiving goes on.
    /// Where the kernel does not take it at once, the next call of `receive` or `wait` tries again.
    public func finishSending() {
        guard !isFinishing else { return }
        isFinishing = true
        sayGoodbye()
        endIfFinished()
    }

    /// Closes it, with a close_notify if the kernel takes it at once. Nothing else may be called afterwards.
    public func close() {
        if !isFinishing, outlet.isClear { sayGoodbye() }
        isFinishing = true
        socket.close()
    }

    /// Closes it without a close_notify, so that the peer learns of a break.
    public func reset() {
        isFinishing = true
        socket.reset()
    }

    private func sayGoodbye() {
        // After a failure the engine has said all it may, an alert (RFC 8446 section 6.2).
        guard incoming != .broken else { return }
        engine.close()
        _ = outlet.push(engine.scratch)
    }

    /// Ends the socket's side behind the last ciphertext.
    private func endIfFinished() {
        guard isFinishing, !hasFinished, outlet.isClear else { return }
        hasFinished = true
        socket.finishSending()
    }
}
