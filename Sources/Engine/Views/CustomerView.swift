public import Domain
internal import Store

/// A customer as people see it in lists and on a page of their own.
public struct CustomerView: Sendable {
    public let customer: Customer
    public let storeKey: String
    public let orders: Int
    public let lastOrderAt: Timestamp?
    public let spent: Money
    /// Those of a list hold no grants' words beyond what a chip shows.
    public let memberships: [MembershipView]
    public let defaultGroup: String?
    public let organization: Organization?
    public let blocks: [BlockView]

    /// A block in words.
    public struct BlockView: Sendable {
        public let group: String
        public let until: Timestamp?
        public let reason: String
        public let createdAt: Timestamp
    }

    init(_ customer: Customer, _ snapshot: Snapshot, _ configuration: Configuration, at instant: Timestamp) throws {
        self.customer = customer
        let store = try configuration.store(customer.store)
        storeKey = store.key
        let figures = try snapshot.orderFigures(customer.id)
        orders = figures.orders
        lastOrderAt = figures.lastOrderAt
        spent = Money(minorUnits: figures.spent, currency: store.currency)
        memberships = try MembershipView.all(customer, snapshot, configuration, at: instant)
        defaultGroup = customer.defaultGroup.flatMap { configuration.groups[$0]?.code }
        organization = try customer.organization.flatMap { try snapshot.organization($0) }
        blocks = try snapshot.blocks(customer.id).filter { $0.isInForce(at: instant) }.compactMap { block in
            configuration.groups[block.group].map { group in
                BlockView(
                    group: group.code, until: block.until, reason: configuration.words(block.reason, store: store.id),
                    createdAt: block.createdAt)
            }
        }
    }
}

extension Engine {
    /// Newest first. `before` is the last id of the page before.
    public func customers(
        store key: String?, text: String?, group code: String?, before: ID<Customer>?, limit: Int
    ) async throws -> [CustomerView] {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            var filter = CustomerFilter(store: try key.map { try configuration.store(key: $0).id }, text: text)
            if let code {
                let store = try configuration.store(keyOrOnly: key)
                guard let group = configuration.group(store.id, code: code) else {
                    throw Refusal.invalid("?group", "there is no group '\(code)' in this store")
                }
                filter.group = group.id
            }
            return try snapshot.customers(filter, before: before, limit: limit, at: now).map {
                try CustomerView($0, snapshot, configuration, at: now)
            }
        }
    }

    public func customer(_ reference: CustomerReference) async throws -> CustomerView {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            return try CustomerView(reference.find(snapshot, configuration), snapshot, configuration, at: now)
        }
    }
}
