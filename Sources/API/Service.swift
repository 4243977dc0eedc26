internal import Domain
public import Engine
public import HTTPWire
public import Logging
internal import Rules
public import Web

/// The HTTP surface of one engine: what the endpoints share.
public final class Service: Sendable {
    /// What differs from one installation to another.
    public struct Settings: Sendable {
        public var version = "0.1.0"
        /// Nil where the build did not know it.
        public var commit: String?
        /// `https://groups.example`, without a slash at the end; nil: as the request names the server.
        public var baseURL: String?
        /// The text of `openapi.yaml`; nil where it is not at hand.
        public var description: [UInt8]?
        /// What `/metrics` tells; nil: nothing is counted.
        public var metrics: ServerMetrics?
        /// How long a request waits for a run before it is answered with 202.
        public var patience: Duration = .seconds(25)

        public init() {}
    }

    public let engine: Engine
    let settings: Settings
    let clock: any WallClock
    let limiter = RateLimiter()
    /// Wrong passwords, per e-mail or user and from wherever they come.
    let accountLimiter = RateLimiter(allowed: 30, seconds: 900)
    /// Looks at the progress widget, per customer token and address.
    let widgetLimiter = RateLimiter(allowed: 60, seconds: 60)
    let logger: Logger

    public init(engine: Engine, clock: any WallClock, settings: Settings, logger: Logger) {
        self.engine = engine
        self.clock = clock
        self.settings = settings
        self.logger = logger
    }

    /// All routes.
    public var routes: [Route] { Self.endpoints.map(route) }

    func route(_ endpoint: Endpoint) -> Route {
        switch endpoint.intake {
        case .whole(let handler):
            Route(endpoint.method, endpoint.pattern, bodyLimit: endpoint.bodyLimit) { request in
                let caller = try await self.authorize(request, endpoint.access)
                try Self.requireValues(request, endpoint)
                let response = try await self.once(request, caller) { repeatable in
                    try await handler(self.call(request, caller, endpoint, repeatable))
                }
                return Self.asPage(endpoint.method == .get ? response.compressed(for: request) : response)
            }
        case .stream(let handler):
            Route(endpoint.method, endpoint.pattern, bodyLimit: endpoint.bodyLimit) { request, body in
                let caller = try await self.authorize(request, endpoint.access)
                try Self.requireValues(request, endpoint)
                return try await self.once(request, caller) { repeatable in
                    try await handler(self.call(request, caller, endpoint, repeatable), body)
                }
            }
        }
    }

    /// A parameter that is there but empty is most likely a script's variable that was never set: `?store=` must not ask for
    /// all stores. Tokens are looked at where they are used.
    private static func requireValues(_ request: Request, _ endpoint: Endpoint) throws {
        guard endpoint.access.isKnown || endpoint.pattern == "/cron" else { return }
        let empty = request.query.pairs.filter { $0.value.isEmpty && $0.name != "token" }
        guard !empty.isEmpty else { return }
        throw Problem.invalid(empty.map { FieldError("?\($0.name)", "must not be empty; leave it out") })
    }

    /// A request as an act: whoever changes something by it has an entry in the audit log, of the use case's making or else
    /// made of the request.
    private func call(
        _ request: Request, _ caller: Caller, _ endpoint: Endpoint, _ repeatable: ID<RepeatableRequest>?
    ) -> Call {
        var act = Act(
            caller.actor, at: clock.now(), address: request.remoteAddress, request: request.id, repeatable: repeatable)
        if endpoint.method.changesState, endpoint.access.isKnown, endpoint.recording == .audit {
            act.fallback = Act.Fallback(
                action: "request.\(endpoint.method.rawValue.lowercased())", subject: request.path)
        }
        return Call(service: self, request: request, caller: caller, act: act)
    }

    /// For `Router`'s fallback: files, of which pages of other sites may load the widget's script as a module.
    public static func files(_ handler: @escaping Handler) -> Handler {
        { request in
            var response = asPage(try await handler(request))
            if request.path == "/widget.js" { response.headers.add("Access-Control-Allow-Origin", "*") }
            return response
        }
    }

    /// A page gets what keeps it to itself, unless it says otherwise. All else has `commonHeaders`, which allow nothing:
    /// the dashboard is made of some sixty files, and a kilobyte for each would be felt. "Not modified" does not say what it
    /// is about, and a browser takes its headers over into the page it has stored (RFC 9111 section 3.2): it has them too.
    private static func asPage(_ response: Response) -> Response {
        let isPage = response.headers["Content-Type"]?.hasPrefix("text/html") ?? false
        guard isPage || response.status == .notModified else { return response }
        var response = response
        for (name, value) in pageHeaders where response.headers[name] == nil { response.headers.add(name, value) }
        return response
    }

    /// For `ServerConfiguration.errorResponse`.
    public func errorResponse(_ error: any Error, _ request: Request) -> Response {
        let problem = Problem(error)
        // A stop of all writes is logged once, and not for each request that meets it.
        if problem.status.code >= 500, Engine.reasonForStop(error) == nil {
            logger.error(
                "a request failed",
                metadata: ["request": "\(request.id)", "status": "\(problem.status.code)", "error": "\(error)"])
        }
        return problem.response(requestID: request.id)
    }

    /// For `ServerConfiguration.commonHeaders`: what every response carries.
    ///
    /// - Parameter isSecure: the server speaks HTTPS itself. Browsers then keep to it for a year (RFC 6797).
    public static func commonHeaders(isSecure: Bool) -> CommonHeaders {
        var headers = securityHeaders
        if isSecure { headers.add("Strict-Transport-Security", "max-age=31536000") }
        return CommonHeaders(headers)
    }

    private static let securityHeaders: Headers = [
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff",
    ]

    private static let pageHeaders = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ), ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
}
