public import Domain
internal import Secrets
internal import Store

/// A person who has just signed in.
public struct SignedIn: Sendable {
    public let account: Account
    /// The session's secret, for the cookie; only its digest is kept.
    public let session: String
    /// How long the session can last at most, in seconds.
    public let lifetimeSeconds: Int64
}

/// From where somebody signs in.
public struct Visit: Sendable {
    /// Numeric.
    public var address: String?
    /// What the browser calls itself.
    public var agent: String?

    public init(address: String? = nil, agent: String? = nil) {
        self.address = address
        self.agent = agent.map { String($0.prefix(200)) }
    }
}

/// A session as its owner sees it.
public struct SessionView: Sendable {
    public let id: ID<SessionView>
    public let createdAt: Timestamp
    public let usedAt: Timestamp
    /// When it ends at the latest, if it is not used before.
    public let expiresAt: Timestamp
    public let address: String?
    public let agent: String?
    /// Whether it is the one that asks.
    public let isOwn: Bool

    init(_ session: Session, isOwn: Bool) {
        id = ID(rawValue: session.id.rawValue)
        createdAt = session.createdAt
        usedAt = session.usedAt
        expiresAt = session.expiresAt
        address = session.address
        agent = session.agent
        self.isOwn = isOwn
    }
}

extension Engine {
    /// A session ends after a week without use, and in any case after 30 days.
    static let idleSeconds: Int64 = 7 * 86_400
    static let longestSessionSeconds: Int64 = 30 * 86_400

    /// Nil where e-mail and password do not belong together, or the user is disabled; takes as long where there is no such
    /// user.
    ///
    /// - Throws: `Overloaded`.
    public func signIn(email: String, password: String, from visit: Visit = Visit()) async throws -> SignedIn? {
        let found = try await database.read { try $0.user(email: email) }
        let (fits, isOutdated) = try await PasswordDesk.shared.check(password, against: found?.passwordHash)
        guard let found, fits, !found.isDisabled else { return nil }
        let hash = isOutdated ? try await PasswordDesk.shared.hash(password) : found.passwordHash
        let now = clock.now()
        return try await database.write { transaction in
            // While the password was checked it may have been changed, or the user disabled.
            guard var user = try transaction.user(found.id), !user.isDisabled, user.passwordHash == found.passwordHash
            else { return nil }
            user.passwordHash = hash
            return try self.openSession(user, transaction, now, from: visit)
        }
    }

    func openSession(
        _ found: User, _ transaction: Transaction, _ now: Timestamp, from visit: Visit = Visit()
    ) throws -> SignedIn {
        let token = TokenGenerator(prefix: "").make()
        var user = found
        user.lastLoginAt = now
        try transaction.update(user)
        let session = Session(
            user: user.id, createdAt: now, usedAt: now, expiresAt: now.adding(seconds: Self.idleSeconds),
            address: visit.address, agent: visit.agent)
        try transaction.insert(session, digest: token.digest)
        try transaction.audit(
            by: user.name, action: "session.open", subject: "user \(user.id)", actor: user.actor, at: now)
        return SignedIn(
            account: Account(user), session: token.text, lifetimeSeconds: Self.longestSessionSeconds)
    }

    /// Whose session it is; nil for one that never was or is over.
    public func account(session: String) async throws -> Account? {
        let digest = TokenGenerator.digest(of: session)
        let now = clock.now()
        let found = try await database.read { snapshot in
            try snapshot.session(digest: digest, at: now).map { ($0, try snapshot.user($0.user)) }
        }
        guard let (session, user) = found, let user, !user.isDisabled else { return nil }
        // Written at most once an hour.
        if session.usedAt.adding(seconds: 3_600) <= now {
            let end = min(
                now.adding(seconds: Self.idleSeconds), session.createdAt.adding(seconds: Self.longestSessionSeconds))
            try await note { try $0.noteUse(of: session.id, at: now, until: end) }
        }
        return Account(user)
    }

    public func signOut(session: String) async throws {
        let digest = TokenGenerator.digest(of: session)
        let now = clock.now()
        try await database.write { transaction in
            guard let found = try transaction.session(digest: digest, at: now),
                let user = try transaction.user(found.user)
            else { return }
            _ = try transaction.remove(found.id, of: user.id)
            try transaction.audit(
                by: user.name, action: "session.close", subject: "user \(user.id)", actor: user.actor, at: now)
        }
    }

    // MARK: A person's own

    /// The newest first.
    ///
    /// - Parameter session: the secret of the one that asks.
    public func sessions(of id: ID<Account>, session: String) async throws -> [SessionView] {
        let digest = TokenGenerator.digest(of: session)
        let now = clock.now()
        return try await database.read { snapshot in
            let own = try snapshot.session(digest: digest, at: now)?.id
            return try snapshot.sessions(of: ID<User>(rawValue: id.rawValue), at: now).map {
                SessionView($0, isOwn: $0.id == own)
            }
        }
    }

    /// - Throws: `Refusal.notFound`, where it is somebody else's too.
    public func endSession(_ session: ID<SessionView>, of id: ID<Account>, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let user = try Self.user(id, transaction)
            guard try transaction.remove(ID<Session>(rawValue: session.rawValue), of: user.id) else {
                throw Refusal.notFound("session \(session)")
            }
            try transaction.audit(
                by: by, action: "session.end", subject: "user \(user.id)", detail: "session \(session)", at: now)
        }
    }

    /// - Parameter kept: the secret of the session that stays; nil for none.
    /// - Returns: how many were ended.
    public func endSessions(of id: ID<Account>, but kept: String?, by: String) async throws -> Int {
        let digest = kept.map(TokenGenerator.digest)
        let now = clock.now()
        return try await database.write { transaction in
            let user = try Self.user(id, transaction)
            let own = try digest.flatMap { try transaction.session(digest: $0, at: now)?.id }
            let count = try transaction.removeSessions(of: user.id, but: own)
            try transaction.audit(
                by: by, action: "session.end_all", subject: "user \(user.id)", detail: "\(count)", at: now)
            return count
        }
    }
}
