internal import Domain
internal import Rules
internal import Store

/// Gathers what a rule needs to know of one customer.
struct FactLoader {
    let snapshot: Snapshot
    let configuration: Configuration

    func question(
        _ compiled: CompiledRule, _ customer: Customer, held: Set<ID<Group>>, at instant: Timestamp
    ) throws -> Question {
        var purchases: [Purchase] = []
        if compiled.terms.kind.needs.contains(.purchases) {
            purchases = try snapshot.entitledOrders(rule: compiled.rule.id, customer: customer.id)
                .compactMap { purchase($0, compiled) }
        }
        return try question(compiled, customer, held: held, purchases: purchases, at: instant)
    }

    func question(
        _ compiled: CompiledRule, _ customer: Customer, held: Set<ID<Group>>, purchases: [Purchase],
        at instant: Timestamp
    ) throws -> Question {
        Question(
            rule: compiled.rule, common: compiled.terms.common, customer: facts(customer, held: held),
            purchases: purchases, zone: try configuration.store(customer.store).zone, at: instant)
    }

    func facts(_ customer: Customer, held: Set<ID<Group>>) -> CustomerFacts {
        CustomerFacts(
            externalID: customer.externalID, registeredAt: customer.registeredAt, firstKnownAt: customer.firstSeenAt,
            groups: Set(held.compactMap { configuration.groups[$0]?.code }))
    }

    /// The order as a purchase rule sees it; nil where it was never paid.
    func purchase(_ order: Order, _ compiled: CompiledRule) -> Purchase? {
        guard let paidAt = order.paidAt, let terms = compiled.terms(at: paidAt).kind as? PurchaseRule else {
            return nil
        }
        let lines = order.presentLines.compactMap { line in
            order.start(of: line).map { Purchase.Line(line: line.line, start: $0) }
        }
        return Purchase(
            order: order.id, orderName: order.externalID, paidAt: paidAt, isLive: entitles(order), lines: lines,
            terms: terms)
    }

    /// Once paid, not void now, not free, not given back as a whole. Where the shop says which lines were given back,
    /// those decide; where it names an amount alone, only the whole amount means all lines.
    private func entitles(_ order: Order) -> Bool {
        guard let amounts = order.amounts, order.paidAt != nil, !order.isTest, !order.isDeleted else { return false }
        let isVoid = order.status.flatMap { configuration.statuses[$0]?.isVoid } ?? false
        let namesLines = order.presentLines.contains { $0.line.refundedQuantity > 0 }
        return !isVoid && amounts.total > 0 && (namesLines || order.refunded < amounts.total)
    }
}
