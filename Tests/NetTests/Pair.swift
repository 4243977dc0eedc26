import Net

/// Two ends of a connection over the loopback, for the time of a test.
enum Pair {
    static func run<Result: Sendable>(
        on loop: EventLoop, _ body: @escaping @Sendable (Socket, Socket) async throws -> Result
    ) async throws -> Result {
        try await Task(executorPreference: loop) {
            let listening = try ListeningSocket(host: "127.0.0.1", port: 0, backlog: 1)
            let listener = try Listener(listening, on: loop)
            defer { listener.close() }
            let client = try await Socket.connect(
                host: "127.0.0.1", port: listening.address.port, on: loop, until: .never)
            guard let accepted = try await listener.accept() else { throw SystemError("accept", code: 0) }
            let server = try Socket(accepted.descriptor, on: loop)
            let result = try await body(client, server)
            server.close()
            client.close()
            return result
        }.value
    }
}

extension Socket {
    /// The next bytes, none at the end.
    func readOnce() async throws -> [UInt8] {
        var received: [UInt8] = []
        while true {
            switch receive({ received.add($0) }) {
            case .bytes, .end: return received
            case .broken: throw SystemError("receive", code: 0)
            case .notReady: _ = await wait(for: .read, until: .never)
            }
        }
    }
}

extension [UInt8] {
    mutating func add(_ bytes: Span<UInt8>) {
        // The span's memory is valid while it is borrowed.
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
