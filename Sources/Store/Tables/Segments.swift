public import Domain

// segments: trees of conditions under a name.

public struct Segment: Sendable, Equatable {
    public var id: ID<Segment>
    public var store: ID<Store>
    public var name: String
    /// The tree, as the JSON of the API.
    public var definition: String
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: ID<Segment> = ID(0), store: ID<Store>, name: String, definition: String, createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.name = name
        self.definition = definition
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

private let columns = "id, store_id, name, definition, created_at, updated_at"

private func readSegment(_ row: Row) -> Segment {
    Segment(
        id: row.id(0), store: row.id(1), name: row[2], definition: row[3], createdAt: row.instant(4),
        updatedAt: row.instant(5))
}

extension Snapshot {
    /// By name.
    public func segments(store: ID<Store>) throws -> [Segment] {
        try rows("SELECT \(columns) FROM segments WHERE store_id = ? ORDER BY name", [store], readSegment)
    }

    public func segment(_ id: ID<Segment>) throws -> Segment? {
        try first("SELECT \(columns) FROM segments WHERE id = ?", [id], readSegment)
    }
}

extension Transaction {
    public func insert(_ segment: Segment) throws -> ID<Segment> {
        ID(
            rawValue: try insert(
                "INSERT INTO segments (store_id, name, definition, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                [segment.store, segment.name, segment.definition, segment.createdAt, segment.updatedAt]))
    }

    public func update(_ segment: Segment) throws {
        try run(
            "UPDATE segments SET name = ?, definition = ?, updated_at = ? WHERE id = ?",
            [segment.name, segment.definition, segment.updatedAt, segment.id])
    }

    public func delete(_ segment: ID<Segment>) throws { try run("DELETE FROM segments WHERE id = ?", [segment]) }
}
