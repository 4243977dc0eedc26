internal import ArgumentParser
internal import Foundation
internal import HTTPWire
internal import Logging
internal import Net
internal import Web

/// Serves a few paths that answer with what was asked, so that suites of HTTP tests can be run against our server.
struct HTTPEcho: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http-echo",
        abstract: "Serve an echo over HTTP, for tests of the server itself.",
        discussion: """
            GET / answers a line of text with validators, POST / the body that came. /echo answers the request's header
            fields, one a line, and /cookie its cookies. Nothing is stored. Ends on SIGTERM and SIGINT.
            """)

    @Option(help: "Numeric address to listen on; 0.0.0.0 for all.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 for a free one.")
    var port: UInt16

    @OptionGroup var tls: TLSOptions

    func run() async throws {
        let logger = Logger(label: "http-echo")
        let signals = try Signals.stream(Signals.termination + [Signals.renewal])
        var configuration = ServerConfiguration()
        configuration.host = host
        configuration.port = port
        configuration.loops = min(4, Processors.available)
        configuration.identity = try tls.identity()
        var identity = configuration.identity
        let server = Server(configuration: configuration, router: Router(Self.routes), logger: logger)
        let address = try start(server)
        print("http-echo answers at \(identity == nil ? "http" : "https")://\(address)/")
        fflush(nil)
        for await signal in signals {
            guard signal == Signals.renewal else { break }
            tls.renew(server, &identity, logger)
        }
        await server.shutdown(grace: .seconds(5))
    }

    private func start(_ server: Server) throws -> BoundAddress {
        do {
            return try server.start()
        } catch {
            throw Failure("The server cannot start: \(error). Choose another address with --host or --port.")
        }
    }

    // MARK: Routes

    private static let routes =
        [
            Route(.get, "/") { try line($0) },
            Route(.post, "/") { echo($0) },
        ] + [Method.get, .post, .put, .patch, .delete].map { Route($0, "/echo") { fields($0) } }
        + [Method.get, .post].map { Route($0, "/cookie") { cookies($0) } }

    private static let tag = EntityTag("line")
    private static let modified = HTTPDate(secondsSinceEpoch: now())

    private static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

    /// The same line since the start, unless the request has a condition that says otherwise (RFC 9110 section 13).
    private static func line(_ request: Request) throws -> Response {
        let conditions = Conditions(
            tag: tag, modified: modified, isDateStrong: true, now: HTTPDate(secondsSinceEpoch: now()))
        var response = Response.text("Echelon answers.\n")
        switch conditions.judge(request.headers, request.headers.negotiationFields) {
        case .proceed: break
        case .notModified: response = Response(.notModified)
        case .failed(let field): throw HTTPError(.preconditionFailed, "\(field) does not fit")
        }
        response.headers.add("ETag", tag.description)
        response.headers.add("Last-Modified", modified.description)
        return response
    }

    /// The body as it came, under the name that it came with.
    private static func echo(_ request: Request) -> Response {
        .bytes(request.body, type: request.headers["content-type"] ?? "application/octet-stream")
    }

    private static func fields(_ request: Request) -> Response {
        .text(request.headers.map { "\($0.name): \($0.value)\n" }.joined())
    }

    private static func cookies(_ request: Request) -> Response {
        .text(request.headers.cookies.map { "\($0.name)=\($0.value)\n" }.joined())
    }
}
