internal import Domain
internal import Store

/// Works out anew what every order of a store counts for, after its zone, basis or statuses have changed, and moves the
/// customers' spend by the differences.
struct Respending {
    let transaction: Transaction
    let configuration: Configuration
    let now: Timestamp

    private static let batch = 500

    /// - Parameter status: only orders in this one; nil for all.
    func run(_ store: Domain.Store, status: ID<OrderStatus>? = nil) throws {
        var last: ID<Order>?
        while true {
            let batch = try transaction.orders(
                store: store.id, customer: nil, status: status, before: last, limit: Self.batch)
            guard let end = batch.last else { return }
            for found in batch { try respend(found.order.id, store) }
            last = end.order.id
        }
    }

    private func respend(_ id: ID<Order>, _ store: Domain.Store) throws {
        guard let before = try transaction.order(id) else { return }
        let order = before.order
        var rate: Decimal?
        if let amounts = order.amounts, amounts.currency != store.currency,
            let instant = order.paidAt ?? order.placedAt ?? order.version
        {
            rate = try transaction.rate(store: store.id, currency: amounts.currency, day: store.zone.day(at: instant))
        }
        let status = order.status.flatMap { configuration.statuses[$0] }
        let spend = order.spend(in: store, status: status) { _ in rate }
        guard spend != before.spend else { return }
        _ = try transaction.save(order, spend: spend, before: before)
        if spend?.amount != nil || spend == nil {
            try transaction.resolve(
                .unconvertedCurrency, store: store.id, subjectType: "order", subjectID: id.rawValue, at: now)
        }
    }
}
