public import Domain
internal import Secrets
internal import Store

/// A one-time link by which a user sets a password; shown this once.
public struct PasswordLink: Sendable {
    /// The secret part.
    public let token: String
    public let until: Timestamp
}

/// A link that is being made.
struct NewLink: Sendable {
    /// A day.
    static let seconds: Int64 = 86_400

    private let token = TokenGenerator(prefix: "").make()
    private let until: Timestamp

    init(_ now: Timestamp) { until = now.adding(seconds: Self.seconds) }

    var shown: PasswordLink { PasswordLink(token: token.text, until: until) }

    /// Any former link of the user is void.
    func note(in user: inout User) { (user.linkDigest, user.linkUntil) = (token.digest, until) }
}

extension Engine {
    /// Makes a one-time link for a user who has no password, or forgot it. The old password stays good until it is used.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` for a user who is disabled.
    public func makePasswordLink(for id: ID<Account>, by: String) async throws -> PasswordLink {
        let now = clock.now()
        let link = NewLink(now)
        return try await database.write { transaction in
            var user = try Self.user(id, transaction)
            guard !user.isDisabled else { throw Refusal.conflict("\(user.name) is disabled.") }
            link.note(in: &user)
            try transaction.update(user)
            try transaction.audit(by: by, action: "user.link", subject: "user \(user.id)", at: now)
            return link.shown
        }
    }

    /// Sets the password of whoever has the link, ends their sessions and signs them in. Nil where the link is wrong, was used
    /// or is over.
    ///
    /// - Throws: `Refusal.invalid` for a password that is not taken; `Overloaded`.
    public func usePasswordLink(_ token: String, password: String, from visit: Visit) async throws -> SignedIn? {
        let digest = TokenGenerator.digest(of: token)
        let now = clock.now()
        guard let found = try await database.read({ try $0.user(link: digest, at: now) }),
            let hash = try await Self.hash(password, known: [found.email, found.name])
        else { return nil }
        return try await database.write { transaction in
            guard let user = try transaction.user(link: digest, at: now), !user.isDisabled else { return nil }
            return try self.renew(user, hash, "one-time link", transaction, from: visit, at: now)
        }
    }

    /// Sets a person's own password, ends all their sessions and begins a new one. Nil where the old one is wrong.
    ///
    /// - Throws: `Refusal.invalid` for a password that is not taken; `Overloaded`.
    public func changePassword(
        of id: ID<Account>, old: String, new: String, from visit: Visit
    ) async throws -> SignedIn? {
        let found = try await database.read { try Self.user(id, $0) }
        guard try await PasswordDesk.shared.check(old, against: found.passwordHash).fits else { return nil }
        guard old != new else { throw Refusal.invalid("/password", "must be another one than before") }
        guard let hash = try await Self.hash(new, known: [found.email, found.name]) else { return nil }
        let now = clock.now()
        return try await database.write { transaction in
            let user = try Self.user(id, transaction)
            guard !user.isDisabled, user.passwordHash == found.passwordHash else { return nil }
            return try self.renew(user, hash, "by the user", transaction, from: visit, at: now)
        }
    }

    private func renew(
        _ before: User, _ hash: String, _ way: String, _ transaction: Transaction, from visit: Visit, at now: Timestamp
    ) throws -> SignedIn {
        var user = before
        user.set(hash, at: now)
        try transaction.update(user)
        try transaction.removeSessions(of: user.id)
        try transaction.audit(
            by: user.name, action: "user.password", subject: "user \(user.id)", detail: way, actor: user.actor, at: now)
        return try openSession(user, transaction, now, from: visit)
    }

    /// Sets a new password and ends all sessions of the user.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.invalid` for a password that is not taken.
    public func setPassword(of email: String, to password: String, by: String) async throws {
        let account = try await account(email: email)
        guard let hash = try await Self.hash(password, known: [account.email, account.name]) else { return }
        let now = clock.now()
        try await database.write { transaction in
            var user = try Self.user(account.id, transaction)
            user.set(hash, at: now)
            try transaction.update(user)
            try transaction.removeSessions(of: user.id)
            try transaction.audit(by: by, action: "user.password", subject: "user \(user.id)", at: now)
        }
    }
}

extension User {
    /// A new password; the one-time link is void.
    fileprivate mutating func set(_ hash: String, at now: Timestamp) {
        (passwordHash, passwordAt) = (hash, now)
        (linkDigest, linkUntil) = (nil, nil)
        revision += 1
    }
}
