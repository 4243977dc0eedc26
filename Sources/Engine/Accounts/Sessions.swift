internal import Domain
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

extension Engine {
    /// A session ends after a week without use, and in any case after 30 days.
    static let idleSeconds: Int64 = 7 * 86_400
    static let longestSessionSeconds: Int64 = 30 * 86_400

    /// Nil where e-mail and password do not belong together; takes as long where there is no such user.
    ///
    /// - Throws: `Overloaded`.
    public func signIn(email: String, password: String) async throws -> SignedIn? {
        let user = try await database.read { try $0.user(email: email) }
        let (fits, isOutdated) = try await PasswordDesk.shared.check(password, against: user?.passwordHash)
        guard var user, fits else { return nil }
        if isOutdated { user.passwordHash = try await PasswordDesk.shared.hash(password) }
        let found = user
        let now = clock.now()
        return try await database.write { transaction in
            if isOutdated { try transaction.update(found) }
            return try self.openSession(found, transaction, now)
        }
    }

    func openSession(_ user: User, _ transaction: Transaction, _ now: Timestamp) throws -> SignedIn {
        let token = TokenGenerator(prefix: "").make()
        try transaction.insertSession(
            digest: token.digest, user: user.id, createdAt: now, expiresAt: now.adding(seconds: Self.idleSeconds))
        try transaction.audit(by: user.name, action: "session.open", subject: "user \(user.id)", at: now)
        return SignedIn(
            account: Account(user), session: token.text, lifetimeSeconds: Self.longestSessionSeconds)
    }

    /// Whose session it is; nil for one that never was or is over.
    public func account(session: String) async throws -> Account? {
        let digest = TokenGenerator.digest(of: session)
        let now = clock.now()
        guard let found = try await database.read({ try $0.session(digest: digest, at: now) }) else { return nil }
        let end = min(
            now.adding(seconds: Self.idleSeconds), found.createdAt.adding(seconds: Self.longestSessionSeconds))
        // Written at most once an hour.
        if end >= found.expiresAt.adding(seconds: 3_600) {
            try await database.write { try $0.extendSession(digest: digest, to: end) }
        }
        return Account(found.user)
    }

    public func signOut(session: String) async throws {
        let digest = TokenGenerator.digest(of: session)
        try await database.write { try $0.removeSession(digest: digest) }
    }
}
