/// Carries one handshake over its socket, to the end or to the reason why there is none.
struct TLSHandshake {
    private let socket: Socket
    private let engine: TLSEngine
    private let deadline: MonotonicTime
    private(set) var outlet: CiphertextOutlet
    /// Ciphertext that came and was not read: after the end the peer's first data.
    private(set) var leftover: [UInt8] = []
    private var hasBegun = false

    init(_ socket: Socket, _ engine: TLSEngine, until deadline: MonotonicTime) {
        self.socket = socket
        self.engine = engine
        self.deadline = deadline
        outlet = CiphertextOutlet(socket)
    }

    mutating func run() async throws(TLSError) {
        // The scratch is taken at once after each step of the engine, so that it never holds another connection's bytes.
        var step = engine.isServer ? try await receive() : engine.handshake(Span()).0
        while true {
            switch step {
            case .done: return try await flush()
            case .wantsInput:
                try await flush()
                step = try await receive()
            case .wantsOutput:
                try await flush()
                step = resume()
            case .failed, .ended: throw fail()
            }
        }
    }

    /// Tells the peer why by an alert, as far as that goes at once.
    private mutating func fail() -> TLSError {
        let failure = engine.failure()
        _ = outlet.push(engine.scratch)
        return failure
    }

    private mutating func flush() async throws(TLSError) {
        var progress = outlet.push(engine.scratch)
        while progress == .notReady {
            try await wait(for: .write)
            progress = outlet.drain()
        }
        if progress == .broken { throw .closed }
    }

    private mutating func receive() async throws(TLSError) -> TLSEngine.Step {
        while true {
            guard socket.now < deadline else { throw .timedOut }
            var step: TLSEngine.Step?
            switch socket.receive({ step = take($0) }) {
            case .bytes:
                guard let step else { throw .plainText }
                return step
            case .notReady: try await wait(for: .read)
            case .end, .broken: throw .closed
            }
        }
    }

    /// - Returns: nil where the peer's first byte is text and no record of a handshake or an alert
    ///   (RFC 8446 section 5.1: 21 and 22).
    private mutating func take(_ bytes: Span<UInt8>) -> TLSEngine.Step? {
        if !hasBegun, Self.isText(bytes[0]) { return nil }
        hasBegun = true
        let (step, consumed) = engine.handshake(bytes)
        leftover.append(copying: bytes.extracting(consumed...))
        return step
    }

    private static func isText(_ byte: UInt8) -> Bool {
        0x20...0x7E ~= byte || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
    }

    private mutating func resume() -> TLSEngine.Step {
        let (step, consumed) = engine.handshake(leftover.span)
        leftover.removeFirst(consumed)
        return step
    }

    private func wait(for interest: Socket.Interest) async throws(TLSError) {
        switch await socket.wait(for: interest, until: deadline) {
        case .ready: return
        case .expired: throw .timedOut
        case .interrupted: throw .interrupted
        }
    }
}
