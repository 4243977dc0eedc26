public import Domain

// users, sessions, tokens, audit: who may do what, and who did.

/// A person who may log in to the panel.
public struct User: Sendable, Equatable {
    public var id: ID<User>
    public var email: String
    public var name: String
    public var role: Role
    /// BCP 47.
    public var language: String
    public var passwordHash: String
    public var createdAt: Timestamp

    public enum Role: String, Sendable, CaseIterable {
        case admin, editor, viewer
    }

    public init(
        id: ID<User> = ID(0), email: String, name: String, role: Role, language: String, passwordHash: String,
        createdAt: Timestamp
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.role = role
        self.language = language
        self.passwordHash = passwordHash
        self.createdAt = createdAt
    }
}

/// An API token. Only the digest of the secret is kept.
public struct Token: Sendable, Equatable {
    public var id: ID<Token>
    public var name: String
    public var digest: [UInt8]
    public var scopes: [String]
    /// Nil for all stores.
    public var store: ID<Store>?
    public var createdAt: Timestamp
    public var lastUsedAt: Timestamp?
    public var expiresAt: Timestamp?

    public init(
        id: ID<Token> = ID(0), name: String, digest: [UInt8], scopes: [String], store: ID<Store>?,
        createdAt: Timestamp, lastUsedAt: Timestamp? = nil, expiresAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.digest = digest
        self.scopes = scopes
        self.store = store
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
    }
}

private func readUser(_ row: Row) throws -> User {
    User(
        id: row.id(0), email: row[1], name: row[2], role: try row.word(3, "users.role"), language: row[4],
        passwordHash: row[5], createdAt: row.instant(6))
}

private func readToken(_ row: Row) -> Token {
    Token(
        id: row.id(0), name: row[1], digest: row.bytes(2),
        scopes: (row[3] as String).split(separator: ",").map(String.init), store: row.optionalID(4),
        createdAt: row.instant(5), lastUsedAt: row.optionalInstant(6), expiresAt: row.optionalInstant(7))
}

private let tokenColumns = "id, name, digest, scopes, store_id, created_at, last_used_at, expires_at"

extension Snapshot {
    public func userCount() throws -> Int { try count("SELECT count(*) FROM users") }

    public func users() throws -> [User] {
        try rows(
            "SELECT id, email, name, role, language, password_hash, created_at FROM users ORDER BY id", [], readUser)
    }

    public func user(email: String) throws -> User? {
        try first(
            """
            SELECT id, email, name, role, language, password_hash, created_at FROM users WHERE email_folded = ?
            """, [email.lowercased()], readUser)
    }

    public func user(_ id: ID<User>) throws -> User? {
        try first(
            "SELECT id, email, name, role, language, password_hash, created_at FROM users WHERE id = ?", [id], readUser)
    }

    /// A session that has not expired, with its user.
    public func session(
        digest: [UInt8], at instant: Timestamp
    ) throws -> (user: User, createdAt: Timestamp, expiresAt: Timestamp)? {
        try first(
            """
            SELECT u.id, u.email, u.name, u.role, u.language, u.password_hash, u.created_at, s.created_at, s.expires_at
            FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.digest = ? AND s.expires_at > ?
            """, [digest, instant]
        ) { (try readUser($0), $0.instant(7), $0.instant(8)) }
    }

    public func tokens() throws -> [Token] {
        try rows("SELECT \(tokenColumns) FROM tokens ORDER BY id", [], readToken)
    }

    public func token(digest: [UInt8]) throws -> Token? {
        try first("SELECT \(tokenColumns) FROM tokens WHERE digest = ?", [digest], readToken)
    }
}

extension Transaction {
    public func insert(_ user: User) throws -> ID<User> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO users (email, email_folded, name, role, language, password_hash, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    user.email, user.email.lowercased(), user.name, user.role.rawValue, user.language,
                    user.passwordHash, user.createdAt,
                ]))
    }

    public func update(_ user: User) throws {
        try run(
            "UPDATE users SET name = ?, role = ?, language = ?, password_hash = ? WHERE id = ?",
            [user.name, user.role.rawValue, user.language, user.passwordHash, user.id])
    }

    public func insertSession(
        digest: [UInt8], user: ID<User>, createdAt: Timestamp, expiresAt: Timestamp
    ) throws {
        try run("DELETE FROM sessions WHERE expires_at <= ?", [createdAt])
        try run(
            "INSERT INTO sessions (digest, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
            [digest, user, createdAt, expiresAt])
    }

    public func extendSession(digest: [UInt8], to expiresAt: Timestamp) throws {
        try run("UPDATE sessions SET expires_at = ? WHERE digest = ?", [expiresAt, digest])
    }

    public func removeSession(digest: [UInt8]) throws { try run("DELETE FROM sessions WHERE digest = ?", [digest]) }

    public func removeSessions(of user: ID<User>) throws {
        try run("DELETE FROM sessions WHERE user_id = ?", [user])
    }

    public func insert(_ token: Token) throws -> ID<Token> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO tokens (name, digest, scopes, store_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    token.name, token.digest, token.scopes.joined(separator: ","), token.store, token.createdAt,
                    token.expiresAt,
                ]))
    }

    /// Noted at most once a minute, so that reading with a token costs no write each time.
    public func noteUse(of token: ID<Token>, at instant: Timestamp) throws {
        try run("UPDATE tokens SET last_used_at = ? WHERE id = ?", [instant, token])
    }

    /// False where there was none.
    public func remove(_ token: ID<Token>) throws -> Bool {
        try run("DELETE FROM tokens WHERE id = ?", [token])
        return changes > 0
    }

    /// Notes an administrative act. `detail` never holds a secret.
    public func audit(by: String, action: String, subject: String, detail: String = "", at instant: Timestamp) throws {
        try run(
            "INSERT INTO audit (at, by, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
            [instant, by, action, subject, detail])
    }
}
