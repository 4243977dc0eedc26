internal import Domain
internal import Rules
internal import Store

/// The moment at which a purchase rule makes a paid order its own, once for each rule and order.
///
/// Orders paid while the rule or the master switch was off do not fire later, nor do those paid before the rule's
/// `active_from`.
struct Acceptance {
    let intake: Intake
    let order: Order

    /// Judges the order by every rule that has not yet, and returns the rules that made something of it.
    ///
    /// - Parameter buyer: whose order it is, where they were read already.
    func judge(known: Set<ID<Rule>>, buyer: Customer?) throws -> [ID<Rule>] {
        // Guests' orders that were matched by e-mail are history: they count as spend, but fire nothing.
        guard let customer = order.customer, order.guestEmail == nil, order.isComplete, !order.isTest,
            let paidAt = order.paidAt, let learntAt = order.paidReceivedAt
        else { return [] }
        let configuration = try intake.configuration
        let rules = (configuration.rules[intake.store] ?? []).filter { compiled in
            !known.contains(compiled.rule.id) && fires(compiled, paidAt: paidAt, learntAt: learntAt, configuration)
        }
        guard !rules.isEmpty, let buyer = try buyer ?? intake.transaction.customer(customer) else { return [] }
        for compiled in rules {
            let state = try state(compiled, buyer, paidAt: paidAt, configuration)
            try intake.transaction.setEntitlement(
                rule: compiled.rule.id, order: order.id, customer: customer, state)
            if state == .withheld { try noteWithheld(compiled) }
        }
        return rules.map(\.rule.id)
    }

    private func fires(
        _ compiled: CompiledRule, paidAt: Timestamp, learntAt: Timestamp, _ configuration: Configuration
    ) -> Bool {
        let rule = compiled.rule
        guard rule.isEnabled, rule.isInSeason(at: paidAt), let enabledSince = rule.enabledSince,
            let activeFrom = rule.activeFrom, let automation = try? configuration.store(rule.store).automation,
            automation.isOn
        else { return false }
        return paidAt >= activeFrom && learntAt >= enabledSince && learntAt >= automation.since
            && compiled.terms(at: paidAt).kind.concerns(order.presentLines.lazy.map(\.line))
    }

    /// What a rule makes of the order, whenever it is asked.
    func state(
        _ compiled: CompiledRule, _ buyer: Customer, paidAt: Timestamp, _ configuration: Configuration
    ) throws -> EntitlementState {
        guard buyer.isAutomated, !buyer.isDeleted else { return .withheld }
        let store = try configuration.store(buyer.store)
        let common = compiled.terms.common
        var held: Set<ID<Group>> = []
        if !common.sourceGroups.isEmpty || !common.excludedGroups.isEmpty {
            let grants = try intake.transaction.openGrants(buyer.id)
            held = Set(grants.filter { $0.isInForce(at: intake.now, automation: store.automation) }.map(\.group))
        }
        let facts = try FactLoader(snapshot: intake.transaction, configuration: configuration)
            .facts(buyer, held: held, forAge: common.minimumAccountAgeDays > 0)
        let admits = common.admits(facts, on: store.zone.day(at: paidAt), zone: store.zone)
        return admits ? .live : .declined
    }

    func noteWithheld(_ compiled: CompiledRule) throws {
        try intake.note(
            .withheldPurchase, "order", order.id.rawValue, order.externalID,
            [.init("order", .text(order.externalID)), .init("groups", .groups(compiled.terms.kind.targetGroups))])
    }
}
