import COpenSSL
import Net

@testable import Net

/// The two ends of a connection over the loopback, each in a task of its own, for the time of a test.
enum TLSEnds {
    /// Tests wait no longer than this for anything.
    static var patience: MonotonicTime { MonotonicTime.current().adding(.seconds(30)) }

    /// At least so many bytes whose period, a prime number, fits no size of a piece.
    static func pattern(_ count: Int) -> [UInt8] {
        let block = (0..<65_537).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += block }
        return bytes
    }

    /// Runs both ends to their end, each on a loop of its own or both on the same. What is given as a result is what was
    /// returned or thrown.
    static func run<Client: Sendable, Server: Sendable>(
        onOneLoop: Bool = false,
        client: @escaping @Sendable (Socket) async throws -> Client,
        server: @escaping @Sendable (Socket) async throws -> Server
    ) async throws -> (client: Result<Client, any Error>, server: Result<Server, any Error>) {
        let loops = try (0..<(onOneLoop ? 1 : 2)).map { _ in try EventLoop() }
        defer { for loop in loops { loop.stop() } }
        let listening = try ListeningSocket(host: "127.0.0.1", port: 0, backlog: 1)
        let serving = Task(executorPreference: loops[0]) { [loop = loops[0]] in
            let listener = try Listener(listening, on: loop)
            defer { listener.close() }
            guard let accepted = try await listener.accept() else { throw SystemError("accept", code: 0) }
            return try await use(Socket(accepted.descriptor, on: loop), server)
        }
        let asking = Task(executorPreference: loops[loops.count - 1]) { [loop = loops[loops.count - 1]] in
            let port = listening.address.port
            return try await use(Socket.connect(host: "127.0.0.1", port: port, on: loop, until: patience), client)
        }
        return (await asking.result, await serving.result)
    }

    /// Closing twice does no harm.
    private static func use<Value>(_ socket: Socket, _ body: (Socket) async throws -> Value) async throws -> Value {
        defer { socket.close() }
        return try await body(socket)
    }

    /// Both ends with TLS between them.
    static func secure<Client: Sendable, Server: Sendable>(
        _ clientContext: TLSClientContext, _ serverContext: TLSServerContext, host: String = "localhost",
        client: @escaping @Sendable (SecureSocket) async throws -> Client,
        server: @escaping @Sendable (SecureSocket) async throws -> Server
    ) async throws -> (client: Result<Client, any Error>, server: Result<Server, any Error>) {
        try await run(
            client: { socket in
                let secure = try await SecureSocket.connect(socket, clientContext, host: host, until: patience)
                return try await client(secure)
            },
            server: { socket in
                try await server(await SecureSocket.accept(socket, serverContext, until: patience))
            })
    }
}

extension SecureSocket {
    struct Broken: Error {}

    /// How receiving ended.
    enum End: Sendable {
        case end
        case broken
    }

    /// Sends everything in pieces of so many bytes.
    func sendAll(_ bytes: [UInt8], piece: Int = .max) async throws {
        var position = 0
        while position < bytes.count {
            let end = piece > bytes.count - position ? bytes.count : position + piece
            switch send(bytes.span.extracting(position..<end)) {
            case .sent(let count): position += count
            case .notReady: try await wait(.write)
            case .broken: throw Broken()
            }
        }
    }

    /// Receives so many bytes at least, or up to the end; a slow reader lets others run before each step.
    func receive(atLeast count: Int, isSlow: Bool = false) async throws -> [UInt8] {
        var received: [UInt8] = []
        while received.count < count {
            if isSlow { await Task.yield() }
            switch receive({ received.add($0) }) {
            case .bytes: continue
            case .end: return received
            case .notReady: try await wait(.read)
            case .broken: throw Broken()
            }
        }
        return received
    }

    /// What comes after all bytes.
    func receiveEnd() async throws -> End {
        while true {
            switch receive({ _ in }) {
            case .bytes: continue
            case .end: return .end
            case .broken: return .broken
            case .notReady: try await wait(.read)
            }
        }
    }

    private func wait(_ interest: Socket.Interest) async throws {
        guard await wait(for: interest, until: TLSEnds.patience) == .ready else { throw Broken() }
    }
}

extension Socket {
    /// Sends a few bytes, which the kernel takes at once.
    func sendNow(_ bytes: [UInt8]) throws {
        guard case .sent(bytes.count) = send(bytes.span) else { throw SystemError("send", code: 0) }
    }

    /// Receives up to the end.
    func readAll() async throws -> [UInt8] {
        var received: [UInt8] = []
        while true {
            let more = try await readOnce()
            if more.isEmpty { return received }
            received += more
        }
    }
}

extension TLSClientContext {
    /// Speaks only versions that OpenSSL's numbers tell.
    func limit(from least: Int32 = 0, to most: Int32) {
        // The context lives for the call.
        unsafe SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(least), nil)
        unsafe SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(most), nil)
    }

    /// Speaks only ciphers of TLS 1.2 and before, by OpenSSL's names.
    func limit(toCiphers names: String) -> Bool {
        // The text lives for the call.
        unsafe SSL_CTX_set_cipher_list(pointer, names) == 1
    }
}
