public import Domain

// repeatable_requests: what was asked with an Idempotency-Key, and the answer.

extension Snapshot {
    public func repeatableRequest(actor: String, key: String) throws -> RepeatableRequest? {
        try first(
            """
            SELECT id, digest, begun_at, is_acted, answer FROM repeatable_requests WHERE actor = ? AND key = ?
            """, [actor, key]
        ) { row in
            RepeatableRequest(
                id: row.id(0), digest: row.bytes(1), begunAt: row.instant(2), isActed: row[3], answer: row[4])
        }
    }
}

extension Transaction {
    /// A request that is carried out now. There must be none yet with that key.
    public func insertRepeatableRequest(
        actor: String, key: String, digest: [UInt8], at instant: Timestamp
    ) throws -> ID<RepeatableRequest> {
        ID(
            rawValue: try insert(
                "INSERT INTO repeatable_requests (actor, key, digest, begun_at) VALUES (?, ?, ?, ?)",
                [actor, key, digest, instant]))
    }

    public func keepAnswer(_ answer: String, of request: ID<RepeatableRequest>) throws {
        try run("UPDATE repeatable_requests SET answer = ? WHERE id = ?", [answer, request])
    }

    func markActed(_ request: ID<RepeatableRequest>) throws {
        try run("UPDATE repeatable_requests SET is_acted = 1 WHERE id = ?", [request])
    }

    public func remove(_ request: ID<RepeatableRequest>) throws {
        try run("DELETE FROM repeatable_requests WHERE id = ?", [request])
    }

    /// Forgets what was asked up to that instant.
    public func removeRepeatableRequests(until instant: Timestamp) throws {
        try run("DELETE FROM repeatable_requests WHERE begun_at <= ?", [instant])
    }
}
