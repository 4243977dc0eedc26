internal import Domain
internal import Rules
internal import Store

/// Orders that were paid while the master switch was off. No rule acts on them later by itself; Checks offers it.
struct MissedPurchases {
    let store: Domain.Store
    let from: Timestamp
    let to: Timestamp

    init(store: Domain.Store, from: Timestamp, to: Timestamp) {
        self.store = store
        self.from = from
        self.to = to
    }

    /// The span that a finding is about; nil for one of another kind.
    init?(_ finding: Finding, _ configuration: Configuration) throws {
        let ends = finding.facet.split(separator: "-").compactMap { Int64($0) }
        guard finding.kind == .paidWhileOff, ends.count == 2 else { return nil }
        store = try configuration.store(finding.store)
        from = Timestamp(milliseconds: ends[0])
        to = Timestamp(milliseconds: ends[1])
    }

    /// Which rules each customer's orders concern.
    func found(
        _ configuration: Configuration, _ snapshot: Snapshot
    ) throws -> [ID<Customer>: [(rule: ID<Rule>, order: ID<Order>)]] {
        var found: [ID<Customer>: [(rule: ID<Rule>, order: ID<Order>)]] = [:]
        for compiled in configuration.rules[store.id] ?? [] {
            guard compiled.rule.isEnabled, let kind = compiled.kind as? PurchaseRule else { continue }
            let paid = try snapshot.paidOrders(store: store.id, from: from, to: to, matching: kind.orderFilter)
            for (customer, order) in paid {
                guard try concerns(compiled, order, snapshot) else { continue }
                found[customer, default: []].append((compiled.rule.id, order))
            }
        }
        return found
    }

    private func concerns(_ compiled: CompiledRule, _ id: ID<Order>, _ snapshot: Snapshot) throws -> Bool {
        guard let order = try snapshot.order(id)?.order, order.guestEmail == nil, order.isComplete, !order.isTest,
            let paidAt = order.paidAt, compiled.rule.isInSeason(at: paidAt),
            compiled.rule.activeFrom.map({ $0 <= paidAt }) ?? false,
            try snapshot.entitlement(rule: compiled.rule.id, order: id) == nil
        else { return false }
        return compiled.terms(at: paidAt).kind.concerns(order.presentLines.lazy.map(\.line))
    }

    func note(_ configuration: Configuration, _ transaction: Transaction) throws {
        let found = try found(configuration, transaction)
        guard !found.isEmpty else { return }
        let orders = Set(found.values.flatMap { $0.map(\.order) }).count
        let facts: [Sentence.Fact] = [
            .init("count", .number(Int64(orders))), .init("from", .day(store.zone.day(at: from))),
            .init("to", .day(store.zone.day(at: to))),
        ]
        try transaction.note(
            Finding(
                id: ID(0), store: store.id, kind: .paidWhileOff, subjectType: "store", subjectID: store.id.rawValue,
                subjectLabel: store.name, facet: "\(from.milliseconds)-\(to.milliseconds)",
                sentence: Sentence("finding.paid_while_off", facts), count: found.count, firstAt: to, lastAt: to))
    }
}
