import HTTPWire
import Logging
import Net
import Synchronization
import Web

/// A server on the loopback for the time of a test.
struct Harness: Sendable {
    let server: Server
    let address: BoundAddress
    let loop: EventLoop
    let records: Records

    final class Records: Sendable {
        private let list = Mutex<[RequestRecord]>([])

        var all: [RequestRecord] { list.withLock { $0 } }

        func add(_ record: RequestRecord) { list.withLock { $0.append(record) } }
    }

    static func run(
        _ routes: [Route] = Harness.routes, fallback: Handler? = nil,
        configuration: ServerConfiguration = ServerConfiguration(), _ body: (Harness) async throws -> Void
    ) async throws {
        var configuration = configuration
        let records = Records()
        configuration.port = 0
        configuration.observer = { records.add($0) }
        let server = Server(
            configuration: configuration, router: Router(routes, fallback: fallback), logger: Logger(label: "test"))
        let harness = Harness(server: server, address: try server.start(), loop: try EventLoop(), records: records)
        do {
            try await body(harness)
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .seconds(5))
        harness.loop.stop()
    }

    /// Runs `body` with a new connection, on the clients' loop.
    func connect<Result: Sendable>(_ body: @escaping @Sendable (Client) async throws -> Result) async throws -> Result {
        try await Task(executorPreference: loop) {
            let socket = try await Socket.connect(host: address.host, port: address.port, on: loop, until: .never)
            let client = Client(.plain(socket))
            defer { client.close() }
            return try await body(client)
        }.value
    }

    /// The same through TLS; the certificate has to be one for `host`.
    func connectSecurely<Result: Sendable>(
        _ trust: TLSClientContext, host: String = "localhost",
        _ body: @escaping @Sendable (Client) async throws -> Result
    ) async throws -> Result {
        try await Task(executorPreference: loop) {
            let socket = try await Socket.connect(host: address.host, port: address.port, on: loop, until: .never)
            let secure = try await SecureSocket.connect(socket, trust, host: host, until: .never)
            let client = Client(.secure(secure))
            defer { client.close() }
            return try await body(client)
        }.value
    }

    /// One more connection, for a body that `connect` runs on the clients' loop.
    func open() async throws -> Client {
        Client(.plain(try await Socket.connect(host: address.host, port: address.port, on: loop, until: .never)))
    }

    static let routes = [
        Route(.get, "/hello") { _ in .text("hello") },
        Route(.post, "/echo") { request in .bytes(request.body, type: "text/plain") },
        Route(.post, "/small", bodyLimit: 4) { request in .bytes(request.body, type: "text/plain") },
        Route(.get, "/items/{id}") { request in .text(request.parameters["id"] ?? "") },
        Route(.delete, "/items/{id}") { _ in .noContent },
        Route(.get, "/split") { request in Response(.ok, headers: ["X": request.query["x"] ?? ""]) },
        Route(.get, "/fail") { _ in throw Failure() },
        Route(.get, "/teapot") { _ in throw HTTPError(Status(418), "short and stout", headers: ["X-Pot": "tea"]) },
        Route(.get, "/large") { _ in .bytes([UInt8](repeating: 0x61, count: 4 << 20), type: "text/plain") },
    ]

    struct Failure: Error {}
}

extension ServerConfiguration {
    /// The defaults, but for one setting.
    static func with<Value>(_ setting: WritableKeyPath<ServerConfiguration, Value>, _ value: Value) -> Self {
        var configuration = ServerConfiguration()
        configuration[keyPath: setting] = value
        return configuration
    }
}
