public import Domain
internal import Store

/// An order as people see it.
public struct OrderView: Sendable {
    /// With lines where one order was asked for, without in lists.
    public let order: Order
    public let storeKey: String
    public let storeCurrency: Currency
    public let customerExternalID: String?
    public let customerName: String?
    /// Nil while only a status has been reported, likewise the flags.
    public let status: OrderStatus?
    /// In the store's currency; nil where the order counts for nothing or no rate is known.
    public let spend: Money?

    init(_ stored: StoredOrder, _ snapshot: Snapshot, _ configuration: Configuration) throws {
        order = stored.order
        let store = try configuration.store(order.store)
        storeKey = store.key
        storeCurrency = store.currency
        let customer = try order.customer.flatMap { try snapshot.customer($0) }
        customerExternalID = customer?.externalID
        customerName = customer?.displayName
        status = order.status.flatMap { configuration.statuses[$0] }
        spend = stored.spend?.amount.map { Money(minorUnits: $0, currency: store.currency) }
    }
}

extension Engine {
    /// Newest first, without lines. `before` is the last id of the page before.
    public func orders(
        store key: String?, customer: CustomerReference?, status code: String?, before: ID<Order>?, limit: Int
    ) async throws -> [OrderView] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            var status: ID<OrderStatus>?
            if let code {
                guard let known = configuration.status(try configuration.store(keyOrOnly: key).id, code: code) else {
                    throw Refusal.invalid("?status", "there is no status '\(code)' in this store")
                }
                status = known.id
            }
            return try snapshot.orders(
                store: key.map { try configuration.store(key: $0).id },
                customer: customer.map { try $0.find(snapshot, configuration).id }, status: status, before: before,
                limit: limit
            ).map { try OrderView($0, snapshot, configuration) }
        }
    }

    public func order(_ reference: OrderReference) async throws -> OrderView {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            return try OrderView(reference.find(snapshot, configuration), snapshot, configuration)
        }
    }
}
