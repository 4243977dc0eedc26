public import Domain

// sessions: who is signed in to the panel, since when, and from where.

/// A session of the panel. Only the digest of its secret is kept.
public struct Session: Sendable, Equatable {
    public var id: ID<Session>
    public var user: ID<User>
    public var createdAt: Timestamp
    /// Noted at most once an hour.
    public var usedAt: Timestamp
    public var expiresAt: Timestamp
    /// Numeric, of the client that signed in.
    public var address: String?
    /// What the browser called itself.
    public var agent: String?

    public init(
        id: ID<Session> = ID(0), user: ID<User>, createdAt: Timestamp, usedAt: Timestamp, expiresAt: Timestamp,
        address: String? = nil, agent: String? = nil
    ) {
        self.id = id
        self.user = user
        self.createdAt = createdAt
        self.usedAt = usedAt
        self.expiresAt = expiresAt
        self.address = address
        self.agent = agent
    }
}

private let sessionColumns = "id, user_id, created_at, used_at, expires_at, address, agent"

private func readSession(_ row: Row) -> Session {
    Session(
        id: row.id(0), user: row.id(1), createdAt: row.instant(2), usedAt: row.instant(3), expiresAt: row.instant(4),
        address: row[5], agent: row[6])
}

extension Snapshot {
    /// A session that has not expired.
    public func session(digest: [UInt8], at instant: Timestamp) throws -> Session? {
        try first(
            "SELECT \(sessionColumns) FROM sessions WHERE digest = ? AND expires_at > ?", [digest, instant],
            readSession)
    }

    /// All that have not expired, the newest first.
    public func sessions(of user: ID<User>, at instant: Timestamp) throws -> [Session] {
        try rows(
            "SELECT \(sessionColumns) FROM sessions WHERE user_id = ? AND expires_at > ? ORDER BY id DESC",
            [user, instant], readSession)
    }
}

extension Transaction {
    /// Also forgets sessions that are over.
    public func insert(_ session: Session, digest: [UInt8]) throws {
        try run("DELETE FROM sessions WHERE expires_at <= ?", [session.createdAt])
        try run(
            """
            INSERT INTO sessions (digest, user_id, created_at, used_at, expires_at, address, agent)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                digest, session.user, session.createdAt, session.usedAt, session.expiresAt, session.address,
                session.agent,
            ])
    }

    public func noteUse(of session: ID<Session>, at instant: Timestamp, until expiresAt: Timestamp) throws {
        try run("UPDATE sessions SET used_at = ?, expires_at = ? WHERE id = ?", [instant, expiresAt, session])
    }

    /// False where there was none.
    public func remove(_ session: ID<Session>, of user: ID<User>) throws -> Bool {
        try run("DELETE FROM sessions WHERE id = ? AND user_id = ?", [session, user])
        return changes > 0
    }

    /// - Parameter kept: the one that stays; nil for none.
    /// - Returns: how many were ended.
    @discardableResult
    public func removeSessions(of user: ID<User>, but kept: ID<Session>? = nil) throws -> Int {
        try run("DELETE FROM sessions WHERE user_id = ? AND id IS NOT ?", [user, kept])
        return changes
    }
}
