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

    @OptionGroup var tls: TLSOptions

    @OptionGroup var outside: OutsideOptions

    @OptionGroup var mail: MailOptions

    @Option(help: "Port that sends plain HTTP on to HTTPS.")
    var redirectPort: UInt16?

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
        let signals = try Signals.stream(Signals.termination + [Signals.renewal])
        var identity = try tls.identity()
        let engine = try await database.open(caller: outside.caller(), mails: mail.means(outside, baseURL: address()))
        engine.watchWrites { WriteStopLog.note($0, logger) }
        // On a disk that takes nothing now reading goes on all the same; the next run looks again.
        do { try await engine.forgetLostRuns() } catch  where Engine.isTemporary(error) {}
        let (server, redirect) = try servers(engine, identity, logger)
        let address = try start(server)
        if let redirect { _ = try start(redirect) }
        let background = Background(engine, logger)
        try await greet(engine, address, isSecure: identity != nil)
        for await signal in signals {
            guard signal == Signals.renewal else { break }
            tls.renew(server, &identity, logger)
        }
        logger.notice("ending")
        background.stop()
        await engine.stopPosting(within: 5)
        await engine.stopTalking(within: 5)
        await engine.stopImports(within: 5)
        await redirect?.shutdown(grace: .seconds(1))
        await server.shutdown(grace: .seconds(10))
        // A write-ahead log that stays is read at the next start.
        do { try engine.close() } catch  where Engine.isTemporary(error) {
            logger.warning("the write-ahead log stays as it is", metadata: ["error": "\(error)"])
        }
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

    private func address() throws -> String? { try BaseURL.read(baseURL) }

    private var panelFolder: String { self.public ?? Environment["ECHELON_PUBLIC"] ?? "public" }

    // MARK: The server

    private func servers(
        _ engine: Engine, _ identity: TLSServerContext?, _ logger: Logger
    ) throws -> (Server, redirect: Server?) {
        let metrics = ServerMetrics()
        let service = try service(engine, metrics, logger)
        var configuration = try listening.configuration()
        configuration.identity = identity
        configuration.metrics = metrics
        configuration.commonHeaders = Service.commonHeaders(isSecure: identity != nil)
        configuration.errorResponse = { service.errorResponse($0, $1) }
        let redirect = try redirect(configuration, logger)
        configuration.observer = AccessLog(logger.logLevel).note
        let router = Router(service.routes, fallback: try (panel(logger)?.handler).map(Service.files))
        return (Server(configuration: configuration, router: router, logger: logger), redirect)
    }

    private func service(_ engine: Engine, _ metrics: ServerMetrics, _ logger: Logger) throws -> Service {
        var settings = Service.Settings()
        settings.version = Build.version
        settings.baseURL = try address()
        settings.metrics = metrics
        let description = URL(filePath: panelFolder).deletingLastPathComponent().appending(path: "openapi.yaml")
        settings.description = (try? Data(contentsOf: description)).map { Array($0) }
        return Service(engine: engine, clock: SystemClock(), settings: settings, logger: logger)
    }

    private func redirect(_ configuration: ServerConfiguration, _ logger: Logger) throws -> Server? {
        guard let port = try listening.number(redirectPort, "ECHELON_REDIRECT_PORT") else { return nil }
        guard configuration.identity != nil else {
            throw ValidationError("--redirect-port leads to HTTPS, which needs --tls-cert and --tls-key.")
        }
        guard port == 0 || port != configuration.port else {
            throw ValidationError("--redirect-port must be another port than --port.")
        }
        return Redirect.server(configuration, from: port, to: configuration.port, logger)
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
    private func greet(_ engine: Engine, _ bound: BoundAddress, isSecure: Bool) async throws {
        let host = ["0.0.0.0", "::"].contains(bound.host) ? "localhost" : bound.host
        let named = host.contains(":") ? "[\(host)]" : host
        let base = try address() ?? "\(isSecure ? "https" : "http")://\(named):\(bound.port)"
        print("Echelon \(Build.version) serves \(base)/")
        do {
            if let token = try await engine.makeSetUpToken() {
                print("Make the first user here, once: \(base)/setup.html#token=\(token)")
            }
        } catch  where Engine.isTemporary(error) {}
        fflush(nil)
    }
}
