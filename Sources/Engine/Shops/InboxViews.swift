public import Domain
internal import Store

/// A delivery in the inbox as people see it, without its body.
public struct InboxItem: Sendable {
    public let id: ID<Inbox>
    /// Key of the source.
    public let source: String
    public let storeKey: String
    public let topic: String
    public let receivedAt: Timestamp
    public let state: State
    public let error: String?
    public let attempts: Int
    /// Bytes of the body.
    public let size: Int
    public let order: (id: ID<Order>, externalID: String)?

    public enum State: String, Sendable, CaseIterable {
        case processed, failed, pending, ignored
    }

    init(_ entry: InboxEntry, _ snapshot: Snapshot, _ configuration: Configuration) throws {
        let record = try configuration.source(entry.source)
        id = entry.id
        source = record.key
        storeKey = try configuration.store(record.store).key
        topic = entry.topic
        receivedAt = entry.receivedAt
        state = State(rawValue: entry.state.rawValue) ?? .processed
        error = entry.error
        attempts = entry.attempts
        size = entry.body.count
        order = try entry.order.flatMap { id in
            try snapshot.order(id).map { (id, $0.order.externalID) }
        }
    }
}

extension Engine {
    /// Newest first, those before an id. `source` is a key or an id.
    public func inbox(
        source key: String?, store storeKey: String?, state: InboxItem.State?, before: ID<Inbox>?, limit: Int
    ) async throws -> [InboxItem] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try storeKey.map { try configuration.store(key: $0).id }
            let records = configuration.allSources.filter { record in
                (store == nil || record.store == store)
                    && (key == nil || record.key == key || record.id.description == key)
            }
            if let key, records.isEmpty { throw Refusal.notFound("source '\(key)'") }
            let stored = state.flatMap { InboxEntry.State(rawValue: $0.rawValue) }
            // Each source has an index of its own; the newest of all are among the newest of each.
            let isAll = key == nil && store == nil
            let sources: [ID<SourceRecord>?] = isAll ? [nil] : records.map(\.id)
            let found = try sources.flatMap {
                try snapshot.inbox(source: $0, state: stored, before: before, limit: limit)
            }
            return try found.sorted { $0.id > $1.id }.prefix(limit)
                .map { try InboxItem($0, snapshot, configuration) }
        }
    }

    /// - Throws: `Refusal.notFound`.
    public func inboxItem(_ id: ID<Inbox>) async throws -> InboxItem {
        try await database.read { snapshot in
            guard let entry = try snapshot.delivery(id) else { throw Refusal.notFound("delivery \(id)") }
            return try InboxItem(entry, snapshot, self.configuration(snapshot))
        }
    }
}

extension Engine {
    /// Replays a delivery and returns it as people see it.
    ///
    /// - Throws: as `replay`.
    public func replayed(_ id: ID<Inbox>) async throws -> InboxItem {
        _ = try await replay(id)
        return try await inboxItem(id)
    }
}
