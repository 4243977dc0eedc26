import Domain
import Foundation
import HTTPWire
import JSON
import Logging
import Secrets
import Store
import Synchronization
import Testing

@testable import API
@testable import Engine
@testable import Web

/// A clock that stands still until it is set.
final class ManualClock: WallClock {
    private let instant: Mutex<Timestamp>

    init(_ text: String) { instant = Mutex(Timestamp(rfc3339: text) ?? .zero) }

    func now() -> Timestamp { instant.withLock { $0 } }

    func pass(seconds: Int64) { instant.withLock { $0 = $0.adding(seconds: seconds) } }

    func set(_ text: String) { instant.withLock { $0 = Timestamp(rfc3339: text) ?? $0 } }
}

/// The whole surface over a database of its own, asked without a socket.
final class TestServer: Sendable {
    let service: Service
    let clock: ManualClock
    let path: String
    private let router: Router

    var engine: Engine { service.engine }

    init(now: String = "2026-11-22T12:00:00Z", patience: Duration = .seconds(25), mails: MailMeans = MailMeans())
        async throws
    {
        path = NSTemporaryDirectory() + "echelon-api-\(UUID().uuidString).db"
        clock = ManualClock(now)
        let engine = try Engine(path: path, key: [UInt8](repeating: 7, count: 32), clock: clock, mails: mails)
        try await engine.prepare()
        var settings = Service.Settings()
        settings.patience = patience
        settings.description = Array("openapi: 3.1.0\n".utf8)
        service = Service(
            engine: engine, clock: clock, settings: settings,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        router = Router(Service.endpoints.map(service.routeWithoutSocket))
    }

    deinit {
        for suffix in ["", "-wal", "-shm", ".imports"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    /// Sends a request and answers as the server would.
    ///
    /// - Parameter other: routes in the place of the server's own.
    func send(
        _ method: Method, _ target: String, _ body: Body = .none, as visitor: Visitor = .nobody,
        headers: [(String, String)] = [], from address: String = "192.0.2.1", through other: Router? = nil
    ) async throws -> Reply {
        var fields: Headers = ["Host": "groups.example"]
        for (name, value) in visitor.headers + body.headers + headers { fields.add(name, value) }
        let request = try Request(method, target, headers: fields, body: body.bytes, remoteAddress: address)
        do {
            let response = try await (other ?? router).answer(request)
            return Reply(response, try await response.body.collected())
        } catch {
            return Reply(service.errorResponse(error, request))
        }
    }

    // MARK: Who asks

    static let password = "a long pass phrase"

    /// Made once, as hashing is slow on purpose.
    private static let hash = PasswordHash(of: password).description

    /// A person with the role, signed in.
    func person(_ role: Account.Role) async throws -> Visitor {
        let now = clock.now()
        let engine = engine
        let signedIn = try await engine.database.write { transaction in
            var user = User(
                email: "\(role.rawValue)@example.test", name: role.rawValue.capitalized, role: role.stored,
                language: "en", passwordHash: Self.hash, createdAt: now)
            user.id = try transaction.insert(user)
            return try engine.openSession(user, transaction, now)
        }
        return .session(signedIn.session)
    }

    func token(_ scopes: Set<AccessToken.Scope>, store: String? = nil) async throws -> Visitor {
        let made = try await engine.createAccessToken(
            name: "test", scopes: scopes, store: store, expiresAt: nil, by: "test")
        return .token(made.text)
    }

    var all: Visitor { get async throws { try await token(Set(AccessToken.Scope.allCases)) } }
}

/// How a request says who sends it.
enum Visitor: Sendable {
    case nobody
    case token(String)
    /// With the signs of a browser on our own page.
    case session(String)
    /// The cookie alone.
    case cookie(String)

    var headers: [(String, String)] {
        switch self {
        case .nobody: []
        case .token(let text): [("Authorization", "Bearer \(text)")]
        case .session(let secret): [("Cookie", "a=b; echelon_session=\(secret)"), ("Sec-Fetch-Site", "same-origin")]
        case .cookie(let secret): [("Cookie", "echelon_session=\(secret)")]
        }
    }

    var asCookie: Visitor { if case .session(let secret) = self { .cookie(secret) } else { self } }
}

enum Body: ExpressibleByStringLiteral {
    case none
    case json(JSONValue)
    case text(String, type: String?)

    init(stringLiteral text: String) { self = .text(text, type: "application/json") }

    var bytes: [UInt8] {
        switch self {
        case .none: []
        case .json(let value): value.bytes
        case .text(let text, _): Array(text.utf8)
        }
    }

    var headers: [(String, String)] {
        switch self {
        case .none: []
        case .json: [("Content-Type", "application/json")]
        case .text(_, let type): type.map { [("Content-Type", $0)] } ?? []
        }
    }
}

/// What came back.
struct Reply {
    let status: Int
    let headers: Headers
    let bytes: [UInt8]

    /// - Parameter body: where it was streamed.
    init(_ response: Response, _ body: [UInt8]? = nil) {
        status = response.status.code
        headers = response.headers
        if let body {
            bytes = body
        } else if case .bytes(let bytes) = response.body {
            self.bytes = bytes
        } else {
            bytes = []
        }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }
    var items: [JSONValue] { json["items"]?.array ?? [] }
    /// The last part of a problem's type.
    var slug: String { json["type"]?.string?.split(separator: "/").last.map(String.init) ?? "" }
    /// The pointers of all bad fields.
    var pointers: [String] { (json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string } }
    var detail: String { json["detail"]?.string ?? "" }

    subscript(name: String) -> JSONValue? { json[name] }
}

extension Service {
    /// A route that reads its body from a connection has none here: whoever may use it is told that the type is wrong.
    fileprivate func routeWithoutSocket(_ endpoint: Endpoint) -> Route {
        guard case .stream = endpoint.intake else { return route(endpoint) }
        return route(
            Endpoint(endpoint.method, endpoint.pattern, endpoint.access) { _ in throw Problem.unsupportedType })
    }
}
