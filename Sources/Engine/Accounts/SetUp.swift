internal import Domain
internal import Secrets
internal import Store

extension Engine {
    private static let setUpDigest = "setup_token_digest"

    /// Whether nobody can sign in yet.
    public func isSetUpRequired() async throws -> Bool { try await database.read { try $0.userCount() == 0 } }

    /// A new one-time token for making the first user; the former one is void. Nil where there are users.
    public func makeSetUpToken() async throws -> String? {
        let token = TokenGenerator(prefix: "").make()
        let now = clock.now()
        return try await database.write { transaction in
            guard try transaction.userCount() == 0 else { return nil }
            try transaction.setSetting(Self.setUpDigest, Hex.encode(token.digest), at: now)
            return token.text
        }
    }

    /// Makes the first user, an administrator, and signs them in. Nil where the token is wrong or was used.
    ///
    /// - Throws: `Refusal.invalid` for a password that is not taken; `Overloaded`.
    public func setUp(
        token: String, name: String, email: String, password: String, language: String,
        from visit: Visit = Visit()
    ) async throws -> SignedIn? {
        let digest = TokenGenerator.digest(of: token)
        let isKnown = try await database.read { try Self.isSetUpToken(digest, $0) }
        guard isKnown else { return nil }
        guard let hash = try await Self.hash(password, known: [email, name]) else { return nil }
        let now = clock.now()
        return try await database.write { transaction in
            guard try Self.isSetUpToken(digest, transaction) else { return nil }
            var user = User(
                email: email, name: name, role: .admin, language: language, passwordHash: hash, createdAt: now)
            user.passwordAt = now
            user.id = try transaction.insert(user)
            try transaction.removeSetting(Self.setUpDigest)
            try transaction.audit(
                by: name, action: "user.create", subject: "user \(user.id)", detail: "set-up",
                changes: AuditChange.between([], user.parts), actor: user.actor, at: now)
            return try self.openSession(user, transaction, now, from: visit)
        }
    }

    private static func isSetUpToken(_ digest: [UInt8], _ snapshot: Snapshot) throws -> Bool {
        guard try snapshot.userCount() == 0, let stored = try snapshot.setting(setUpDigest).flatMap(Hex.decode) else {
            return false
        }
        return ConstantTime.equal(stored, digest)
    }
}
