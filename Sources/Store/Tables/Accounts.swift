public import Domain

// users and tokens: who may do what.

/// A person who may log in to the panel.
public struct User: Sendable, Equatable {
    public var id: ID<User>
    public var email: String
    public var name: String
    public var role: Role
    /// BCP 47.
    public var language: String
    /// Empty where the user has none yet.
    public var passwordHash: String
    public var passwordAt: Timestamp?
    public var isDisabled = false
    /// One more with every edit.
    public var revision: Int64 = 1
    public var createdAt: Timestamp
    public var lastLoginAt: Timestamp?
    /// Of the one-time link by which a password can be set.
    public var linkDigest: [UInt8]?
    public var linkUntil: Timestamp?

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

private let userColumns = """
    id, email, name, role, language, password_hash, created_at, password_at, is_disabled, revision, last_login_at,
      link_digest, link_until
    """

private func readUser(_ row: Row) throws -> User {
    var user = User(
        id: row.id(0), email: row[1], name: row[2], role: try row.word(3, "users.role"), language: row[4],
        passwordHash: row[5], createdAt: row.instant(6))
    user.passwordAt = row.optionalInstant(7)
    user.isDisabled = row[8]
    user.revision = row[9]
    user.lastLoginAt = row.optionalInstant(10)
    let digest = row.bytes(11)
    user.linkDigest = digest.isEmpty ? nil : digest
    user.linkUntil = row.optionalInstant(12)
    return user
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

    public func users() throws -> [User] { try rows("SELECT \(userColumns) FROM users ORDER BY id", [], readUser) }

    public func user(email: String) throws -> User? {
        try first("SELECT \(userColumns) FROM users WHERE email_folded = ?", [email.lowercased()], readUser)
    }

    public func user(_ id: ID<User>) throws -> User? {
        try first("SELECT \(userColumns) FROM users WHERE id = ?", [id], readUser)
    }

    /// Whoever has the one-time link with that digest, as long as it is good.
    public func user(link digest: [UInt8], at instant: Timestamp) throws -> User? {
        try first(
            "SELECT \(userColumns) FROM users WHERE link_digest = ? AND link_until > ?", [digest, instant], readUser)
    }

    /// Administrators who can sign in.
    public func adminCount() throws -> Int {
        try count("SELECT count(*) FROM users WHERE role = 'admin' AND is_disabled = 0 AND password_hash <> ''")
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
                INSERT INTO users (email, email_folded, name, role, language, password_hash, password_at, is_disabled,
                  revision, created_at, last_login_at, link_digest, link_until)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    user.email, user.email.lowercased(), user.name, user.role.rawValue, user.language,
                    user.passwordHash, user.passwordAt, user.isDisabled, user.revision, user.createdAt,
                    user.lastLoginAt, user.linkDigest, user.linkUntil,
                ]))
    }

    public func update(_ user: User) throws {
        try run(
            """
            UPDATE users SET email = ?, email_folded = ?, name = ?, role = ?, language = ?, password_hash = ?,
              password_at = ?, is_disabled = ?, revision = ?, last_login_at = ?, link_digest = ?, link_until = ?
            WHERE id = ?
            """,
            [
                user.email, user.email.lowercased(), user.name, user.role.rawValue, user.language, user.passwordHash,
                user.passwordAt, user.isDisabled, user.revision, user.lastLoginAt, user.linkDigest, user.linkUntil,
                user.id,
            ])
    }

    /// The user's sessions go as well.
    public func remove(_ user: ID<User>) throws { try run("DELETE FROM users WHERE id = ?", [user]) }

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
}
