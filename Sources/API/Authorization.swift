internal import Engine
internal import HTTPWire
internal import Web

extension Service {
    /// Finds out who is asking, and refuses whoever may not.
    func authorize(_ request: Request, _ access: Access) async throws -> Caller {
        switch access {
        case .anyone: return .nobody
        case .visitor: return try await visitor(request)
        case .needs(let scope, let role):
            if let token = try await token(request) {
                guard token.scopes.contains(scope) else {
                    throw Problem.forbidden("The token lacks the scope \(scope.rawValue).")
                }
                return .token(token)
            }
            return try await person(request, role)
        case .person(let role):
            guard try await token(request) == nil else {
                throw Problem.forbidden("This is for people only; a token cannot do it.")
            }
            return try await person(request, role)
        }
    }

    private func visitor(_ request: Request) async throws -> Caller {
        guard let session = request.session, let account = try await engine.account(session: session) else {
            return .nobody
        }
        if request.method.changesState { try requireSameOrigin(request) }
        return .person(account, session: session)
    }

    private func person(_ request: Request, _ role: Account.Role) async throws -> Caller {
        guard let session = request.session, let account = try await engine.account(session: session) else {
            throw Problem.unauthorized("This needs a session or a token.")
        }
        guard account.role >= role else {
            throw Problem.forbidden("This needs the role \(role.rawValue); yours is \(account.role.rawValue).")
        }
        if request.method.changesState { try requireSameOrigin(request) }
        return .person(account, session: session)
    }

    // MARK: Tokens

    /// The token that came with the request; nil where none did.
    ///
    /// - Throws: 401 for one that is not valid, 429 where many were tried from the address.
    private func token(_ request: Request) async throws -> AccessToken? {
        guard request.headers.contains("authorization") else { return nil }
        if let text = request.bearer, let token = try await engine.accessToken(text) { return token }
        try admit(.token, request)
        throw Problem.unauthorized("The token is not valid.")
    }

    // MARK: Same origin

    /// A browser must say that the request comes from our own pages. Other programs send no cookie.
    func requireSameOrigin(_ request: Request) throws {
        if let site = request.headers["sec-fetch-site"] {
            guard site == "same-origin" else { throw Self.foreign }
            return
        }
        guard let origin = request.headers["origin"], isOurs(origin, request) else { throw Self.foreign }
    }

    /// As `requireSameOrigin`, but a request that says nothing of its origin passes: it carries no cookie to misuse.
    func refuseForeignOrigin(_ request: Request) throws {
        if request.headers.contains("sec-fetch-site") || request.headers.contains("origin") {
            try requireSameOrigin(request)
        }
    }

    private static let foreign = Problem.forbidden("The request comes from another site.")

    /// Compares host and port: a proxy before us may speak another scheme.
    private func isOurs(_ origin: String, _ request: Request) -> Bool {
        if origin == settings.baseURL { return true }
        guard let range = origin.firstRange(of: "://") else { return false }
        let host = origin[range.upperBound...].lowercased()
        return host == (request.target.authority ?? request.headers["host"])?.lowercased()
    }

    // MARK: Failed tries

    /// Counts a try; where there were too many from the address, 429.
    func admit(_ kind: RateLimiter.Kind, _ request: Request) throws {
        guard let wait = limiter.admit(kind, request.remoteAddress, at: clock.now()) else { return }
        throw Problem.tooMany(seconds: wait)
    }

    /// The same for something else than an address: an e-mail, a user.
    func admit(_ kind: RateLimiter.Kind, _ key: String, by limiter: RateLimiter) throws {
        guard let wait = limiter.admit(kind, key, at: clock.now()) else { return }
        throw Problem.tooMany(seconds: wait)
    }

    /// Takes a try back that succeeded.
    func forgive(_ kind: RateLimiter.Kind, _ request: Request) { limiter.forgive(kind, request.remoteAddress) }
}

extension Method {
    var changesState: Bool { self != .get && self != .head && self != .options }
}

extension Request {
    /// The text of a Bearer token (RFC 6750 section 2.1); nil where there is none.
    var bearer: String? {
        guard let field = headers["authorization"] else { return nil }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// The secret of the session cookie (RFC 6265 section 5.4).
    var session: String? { headers.cookie(named: SessionCookie.name) }
}

/// The cookie of the panel's session (RFC 6265).
enum SessionCookie {
    static let name = "echelon_session"

    static func set(_ secret: String, seconds: Int64, isSecure: Bool) -> String {
        "\(name)=\(secret); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict\(isSecure ? "; Secure" : "")"
    }

    static func clear(isSecure: Bool) -> String { set("", seconds: 0, isSecure: isSecure) }
}
