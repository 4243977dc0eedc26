internal import Domain
internal import Rules
internal import Store

/// Works out anew what orders count for, after what gives them their meaning has changed (zone, basis, statuses, rates),
/// and moves the customers' spend by the differences.
struct Respending {
    let transaction: Transaction
    let configuration: Configuration
    let now: Timestamp

    private static let batch = 500

    /// Whose spend was changed by one order.
    struct Moved {
        var customer: ID<Customer>?
        var organization: ID<Organization>?
    }

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

    /// What one order counts for now; nil where it counts for nothing.
    func spend(of order: Order, _ store: Domain.Store) throws -> Spend? {
        try Self.spend(of: order, store, transaction, configuration)
    }

    static func spend(
        of order: Order, _ store: Domain.Store, _ snapshot: Snapshot, _ configuration: Configuration
    ) throws -> Spend? {
        var rate: Decimal?
        if let amounts = order.amounts, amounts.currency != store.currency, amounts.conversionRate == nil,
            let instant = order.paidAt ?? order.placedAt ?? order.version
        {
            rate = try snapshot.rate(store: store.id, currency: amounts.currency, day: store.zone.day(at: instant))
        }
        return order.spend(in: store, status: order.status.flatMap { configuration.statuses[$0] }) { _ in rate }
    }

    /// Books one order anew, with the finding that it cannot be converted where that is so. Nil where it counts for the
    /// same as before.
    @discardableResult
    func respend(_ id: ID<Order>, _ store: Domain.Store) throws -> Moved? {
        guard let before = try transaction.order(id) else { return nil }
        let order = before.order
        let spend = try spend(of: order, store)
        guard spend != before.spend else { return nil }
        try transaction.save(order, spend: spend, before: before)
        try noteConversion(of: order, spend, store)
        return Moved(customer: order.customer, organization: before.organization)
    }

    private func noteConversion(of order: Order, _ spend: Spend?, _ store: Domain.Store) throws {
        guard let spend, spend.amount == nil, let currency = order.amounts?.currency else {
            return try transaction.resolve(
                .unconvertedCurrency, store: store.id, subjectType: "order", subjectID: order.id.rawValue, at: now)
        }
        let facts: [Sentence.Fact] = [
            .init("order", .text(order.externalID)), .init("currency", .text(currency.code)),
        ]
        try transaction.note(
            Finding(
                id: ID(0), store: store.id, kind: .unconvertedCurrency, subjectType: "order",
                subjectID: order.id.rawValue, subjectLabel: order.externalID,
                sentence: Sentence("finding.unconverted_currency", facts), firstAt: now, lastAt: now))
    }

    // MARK: What rests on it

    /// Notes that facts are new, and has the rules that go by spend look again at the next run.
    func lookAgain(customers: Set<ID<Customer>>, organizations: Set<ID<Organization>>, _ store: Domain.Store) throws {
        let active = (configuration.rules[store.id] ?? []).filter { $0.rule.isActive(at: now) }
        let own = active.filter { !$0.kind.needs.purchases && (!$0.isSwept || $0.listens) }
        for customer in customers.sorted() {
            try transaction.noteFact(customer, at: now)
            for compiled in own {
                try transaction.setDue(customer: customer, rule: compiled.rule.id, store: store.id, at: now)
            }
        }
        for compiled in active where compiled.countsByOrganization {
            for organization in organizations.sorted() {
                var rung =
                    try transaction.organizationRung(rule: compiled.rule.id, organization: organization)
                    ?? OrganizationRung(rule: compiled.rule.id, organization: organization, store: store.id)
                (rung.lastFactAt, rung.dueAt) = (now, now)
                try transaction.put(rung)
            }
        }
    }
}
