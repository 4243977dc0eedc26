public import Domain
internal import Store

/// In which order customers are listed.
public enum CustomerSort: String, Sendable, CaseIterable {
    case newest = "-id"
    case oldest = "id"
    /// Who bought last first; those who never bought come after, newest first.
    case lastOrder = "-last_order_at"
}

/// What a list of customers is narrowed to.
public struct CustomerQuery: Sendable {
    /// Key of a store; nil for all.
    public var store: String?
    /// Start of the e-mail or of a name, or the whole external id.
    public var text: String?
    /// Code of a group.
    public var group: String?

    public init(store: String? = nil, text: String? = nil, group: String? = nil) {
        self.store = store
        self.text = text
        self.group = group
    }
}

/// Where a page of customers ended.
public struct CustomerPosition: Sendable, Equatable {
    public var id: ID<Customer>
    /// Only `CustomerSort.lastOrder` looks at it; nil for a customer who never bought.
    public var lastOrderAt: Timestamp?

    public init(id: ID<Customer>, lastOrderAt: Timestamp? = nil) {
        self.id = id
        self.lastOrderAt = lastOrderAt
    }
}

extension Engine {
    /// A page of customers.
    public func customers(
        _ query: CustomerQuery, sort: CustomerSort, after position: CustomerPosition?, limit: Int
    ) async throws -> [CustomerView] {
        guard sort != .newest else {
            return try await customers(
                store: query.store, text: query.text, group: query.group, before: position?.id, limit: limit)
        }
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let filter = try Self.filter(query, configuration)
            let found =
                sort == .oldest
                ? try snapshot.customers(filter, after: position?.id, limit: limit, at: now)
                : try Self.byLastOrder(filter, after: position, limit: limit, at: now, snapshot, configuration)
            return try found.map { try CustomerView($0, snapshot, configuration, at: now) }
        }
    }

    private static func filter(_ query: CustomerQuery, _ configuration: Configuration) throws -> CustomerFilter {
        var filter = CustomerFilter(
            store: try query.store.map { try configuration.store(key: $0).id }, text: query.text)
        if let code = query.group {
            let store = try configuration.store(keyOrOnly: query.store)
            guard let group = configuration.group(store.id, code: code) else {
                throw Refusal.invalid("?group", "there is no group '\(code)' in this store")
            }
            filter.group = group.id
        }
        return filter
    }

    private static func byLastOrder(
        _ filter: CustomerFilter, after position: CustomerPosition?, limit: Int, at now: Timestamp,
        _ snapshot: Snapshot, _ configuration: Configuration
    ) throws -> [Customer] {
        var found: [Customer] = []
        if position == nil || position?.lastOrderAt != nil {
            let after = position.flatMap { place in place.lastOrderAt.map { ($0, place.id) } }
            let stores = filter.store.map { [$0] } ?? configuration.stores.map(\.id)
            let buyers = try stores.flatMap {
                try snapshot.buyers(filter, store: $0, after: after, limit: limit, at: now)
            }
            found = try buyers.sorted { ($0.at, $0.id) > ($1.at, $1.id) }.prefix(limit)
                .compactMap { try snapshot.customer($0.id) }
        }
        guard found.count < limit else { return found }
        let before = position.flatMap { $0.lastOrderAt == nil ? $0.id : nil }
        return found + (try snapshot.nonBuyers(filter, before: before, limit: limit - found.count, at: now))
    }
}
