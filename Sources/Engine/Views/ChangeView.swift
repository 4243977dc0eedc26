public import Domain
internal import Store

/// A change as people read it: names instead of ids, the reason in words, and whether it can be undone.
public struct ChangeView: Sendable {
    public let change: Change
    public let storeKey: String
    public let customerExternalID: String
    public let customerName: String
    public let customerEmail: String?
    /// Codes.
    public let groupsAdded: [String]
    public let groupsRemoved: [String]
    public let defaultBefore: String?
    public let defaultAfter: String?
    public let ruleName: String?
    public let orderExternalID: String?
    public let reason: String
    public let revertedBy: ID<Change>?
    public let isRevertible: Bool

    init(_ change: Change, configuration: Configuration, snapshot: Snapshot, now: Timestamp) throws {
        self.change = change
        storeKey = try configuration.store(change.store).key
        let customer = try snapshot.customer(change.customer)
        customerExternalID = customer?.externalID ?? ""
        customerName = customer?.displayName ?? ""
        customerEmail = customer?.email
        func code(_ id: ID<Group>) -> String { configuration.groups[id]?.code ?? "#\(id)" }
        groupsAdded = change.groupsAdded.map(code)
        groupsRemoved = change.groupsRemoved.map(code)
        defaultBefore = change.defaultBefore.map(code)
        defaultAfter = change.defaultAfter.map(code)
        ruleName = try change.rule.map { rule in
            try configuration.rule(rule)?.rule.name ?? snapshot.ruleName(rule) ?? "#\(rule)"
        }
        orderExternalID = try change.order.flatMap { try snapshot.orderName($0) }
        reason = configuration.words(change.reason, store: change.store)
        revertedBy = try snapshot.reversal(of: change.id)
        isRevertible = try Reverting(snapshot: snapshot).obstacle(change, at: now) == nil
    }
}

extension Engine {
    public func change(_ id: ID<Change>) async throws -> ChangeView {
        let now = clock.now()
        return try await database.read { snapshot in
            guard let change = try snapshot.change(id) else { throw Refusal.notFound("change \(id)") }
            return try ChangeView(change, configuration: self.configuration(snapshot), snapshot: snapshot, now: now)
        }
    }

    /// What a list of changes is narrowed to.
    public struct ChangeQuery: Sendable {
        public var store: String?
        public var customer: CustomerReference?
        public var rule: ID<Rule>?
        public var run: ID<Run>?
        /// Days of the store, both counted; of the first store where none is asked for.
        public var from: CalendarDay?
        public var to: CalendarDay?

        public init(
            store: String? = nil, customer: CustomerReference? = nil, rule: ID<Rule>? = nil, run: ID<Run>? = nil
        ) {
            self.store = store
            self.customer = customer
            self.rule = rule
            self.run = run
        }
    }

    /// Newest first, those before an id; or the feed: oldest first, those after it.
    public func changes(
        _ query: ChangeQuery, before: ID<Change>? = nil, after: ID<Change>? = nil, isFeed: Bool, limit: Int
    ) async throws -> [ChangeView] {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            var filter = ChangeFilter(
                store: try query.store.map { try configuration.store(key: $0).id },
                customer: try query.customer.map { try $0.find(snapshot, configuration).id }, rule: query.rule,
                run: query.run)
            let zone = try (query.store.map { try configuration.store(key: $0) } ?? configuration.stores.first)?.zone
            filter.from = query.from.map { (zone ?? .utc).start(of: $0) }
            filter.until = query.to.map { (zone ?? .utc).end(of: $0) }
            let found =
                isFeed
                ? try snapshot.changes(filter, after: after, limit: limit)
                : try snapshot.changes(filter, before: before, limit: limit)
            return try found.map {
                try ChangeView($0, configuration: configuration, snapshot: snapshot, now: now)
            }
        }
    }
}
