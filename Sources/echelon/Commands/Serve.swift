internal import API
internal import ArgumentParser
internal import Engine
internal import Foundation
internal import HTTPWire
internal import Logging
internal import Net
internal import Web

/// Runs the server until it is told to end.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the panel, the API and the webhooks.",
        discussion: "Ends in order on SIGTERM and SIGINT: what is in flight is finished first.")

    @OptionGroup var database: DatabaseOption

    @OptionGroup var listening: ListenOptions

    @Option(help: "Folder of the panel's files. (default: public)")
    var `public`: String?

    @Option(help: "The address by which shops and browsers reach the server, such as https://groups.example.")
    var baseURL: String?

    @Option(help: "What is logged: debug, info, warning or error. (default: info)")
    var logLevel: String?

    func run() async throws {
        let level = try leastLevel()
        LogLine.bootstrap(level)
        let logger = Logger(label: "echelon")
        let signals = try Signals.stream(Signals.termination)
        let engine = try await database.open()
        try await engine.forgetLostRuns()
        let server = try server(engine, logger)
        let address = try start(server)
        try await greet(engine, address)
        for await _ in signals { break }
        logger.notice("ending")
        await server.shutdown(grace: .seconds(10))
        try engine.close()
        logger.notice("ended")
        LogOutput.shared.flush()
    }

    // MARK: Options

    private func leastLevel() throws -> Logger.Level {
        let name = logLevel ?? Environment["ECHELON_LOG_LEVEL"] ?? "info"
        guard let level = Logger.Level(rawValue: name) else {
            throw ValidationError("The log level must be debug, info, warning or error, not '\(name)'.")
        }
        return level
    }

    private func address() throws -> String? {
        guard var url = baseURL ?? Environment["ECHELON_BASE_URL"] else { return nil }
        while url.hasSuffix("/") { url.removeLast() }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw ValidationError("The base URL must start with http:// or https://.")
        }
        return url
    }

    private var panelFolder: String { self.public ?? Environment["ECHELON_PUBLIC"] ?? "public" }

    // MARK: The server

    private func server(_ engine: Engine, _ logger: Logger) throws -> Server {
        let files = try panel(logger)
        var settings = Service.Settings()
        settings.version = Build.version
        settings.baseURL = try address()
        let description = URL(filePath: panelFolder).deletingLastPathComponent().appending(path: "openapi.yaml")
        settings.description = (try? Data(contentsOf: description)).map { Array($0) }
        let metrics = ServerMetrics()
        settings.metrics = metrics
        let service = Service(engine: engine, clock: SystemClock(), settings: settings, logger: logger)
        var configuration = try listening.configuration()
        configuration.metrics = metrics
        configuration.commonHeaders = Service.securityHeaders
        configuration.errorResponse = { service.errorResponse($0, $1) }
        configuration.observer = AccessLog(logger.logLevel).note
        return Server(
            configuration: configuration, router: Router(service.routes, fallback: files?.handler), logger: logger)
    }

    /// The panel's files; nil where there are none, and then the server goes without.
    private func panel(_ logger: Logger) throws -> StaticFiles? {
        guard FileManager.default.fileExists(atPath: panelFolder) else {
            guard self.public == nil else { throw ValidationError("There is no folder \(panelFolder).") }
            logger.warning("the panel is not served", metadata: ["missing": "\(panelFolder)"])
            return nil
        }
        return try StaticFiles(root: panelFolder)
    }

    private func start(_ server: Server) throws -> BoundAddress {
        do {
            return try server.start()
        } catch {
            throw Failure("The server cannot start: \(error). Choose another address with --host or --port.")
        }
    }

    /// Tells where the panel is, and where the first user is made.
    private func greet(_ engine: Engine, _ bound: BoundAddress) async throws {
        let host = ["0.0.0.0", "::"].contains(bound.host) ? "localhost" : bound.host
        let named = host.contains(":") ? "[\(host)]" : host
        let base = try address() ?? "http://\(named):\(bound.port)"
        print("Echelon \(Build.version) serves \(base)/")
        if let token = try await engine.makeSetUpToken() {
            print("Make the first user here, once: \(base)/setup.html#token=\(token)")
        }
        fflush(nil)
    }
}
