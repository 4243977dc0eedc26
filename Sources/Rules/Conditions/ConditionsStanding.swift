internal import Domain

/// Whether grants that a `while_true` rule gave still stand, and until when by the calendar alone.
///
/// The rule's own grants do not count where it asks about groups: "not in the club" stays true for someone whom this
/// very rule put there, and "in the club" is not made true by it. Else such a rule would grant and end for ever.
struct ConditionsStanding {
    let rule: ConditionsRule
    let question: Question
    let own: [MembershipFact]
    /// For rules on paid orders: the orders that were judged and still stand, the latest payment first. The conditions on
    /// an order are asked of each; one of them suffices, so that giving back a later order does not end what an earlier
    /// one earned.
    var fired: [OrderFacts]

    init(rule: ConditionsRule, question: Question, own: [MembershipFact]) {
        self.rule = rule
        self.question = question
        self.own = own
        let keys = Set(question.record.all(.fired).map(\.key))
        fired = question.customer.orders
            .filter { rule.trigger == .paid && keys.contains("order:\($0.id)") }
            .sorted { ($0.paidAt, $0.id) > ($1.paidAt, $1.id) }
    }

    /// The end of the rule's own grants, due where the conditions no longer hold. Only customers excluded by name are
    /// spared: a rule's own act may change whether it admits the customer by group.
    var ending: PlannedAct? {
        guard rule.isWhileTrue, !own.isEmpty, !holds(at: question.at),
            !question.common.excludedCustomers.contains(question.customer.externalID)
        else { return nil }
        if let settled = question.record[.settled, "tree"], !question.hasNewerFact(than: settled.at) { return nil }
        let unmet = rule.condition.unmet(in: facts(at: question.at).first ?? facts(order: nil))
        let reason = Sentence("conditions.ended", [.init("condition", .sentences([unmet]))])
        let mail = PlannedReminder(
            template: "group_change", periodKey: "tree:\(question.day)", sentence: reason)
        return PlannedAct(
            kind: .ended, key: "tree", releases: Set(own.map(\.group)).sorted(), reason: reason,
            mail: question.common.sends("group_change") ? mail : nil)
    }

    /// The first instant at which time alone makes the conditions fail while a grant still runs; nil where that does not
    /// happen. Rules that look at everyone each day need none.
    ///
    /// - Parameter ends: the ends of the rule's grants, nil for those without one.
    func lapse(ends: [Timestamp?]) -> Verdict.Next? {
        guard rule.isWhileTrue, rule.trigger != .scheduled, !ends.isEmpty, holds(at: question.at) else { return nil }
        let limit = ends.contains(nil) ? nil : ends.compactMap { $0 }.max()
        let days = facts(at: question.at).flatMap { rule.condition.boundaries(in: $0) }
        let instants = Set(days.map(question.zone.start(of:)) + groupInstants)
            .filter { instant in instant > question.at && (limit.map { instant < $0 } ?? true) }
        guard let at = instants.sorted().first(where: { !holds(at: $0) }) else { return nil }
        let facts: [Sentence.Fact] = [
            .init("groups", .groups(rule.targetGroups)), .init("day", .day(question.zone.day(at: at))),
        ]
        return Verdict.Next(at: at, sentence: Sentence("conditions.will_end", facts))
    }

    private func holds(at instant: Timestamp) -> Bool { facts(at: instant).contains { rule.condition.holds(in: $0) } }

    /// What the conditions are asked of at an instant. Where all orders that the rule acted upon fell away, those on an
    /// order speak of none.
    private func facts(at instant: Timestamp) -> [ConditionFacts] {
        guard rule.trigger == .paid, rule.condition.asksAboutOrder else { return [facts(order: nil, at: instant)] }
        guard fired.isEmpty else { return fired.map { facts(order: $0, at: instant) } }
        var none = facts(order: nil, at: instant)
        none.customer.orders = []
        return [none]
    }

    func facts(order: OrderFacts?) -> ConditionFacts { facts(order: order, at: question.at) }

    private func facts(order: OrderFacts?, at instant: Timestamp) -> ConditionFacts {
        var customer = question.customer
        customer.groups = groups(at: instant)
        return ConditionFacts(customer: customer, order: order, shop: question.shop, at: instant)
    }

    /// The groups held at an instant from now on, without those that only this rule gave.
    private func groups(at instant: Timestamp) -> Set<String> {
        var groups = question.customer.groups
        for (group, all) in Dictionary(grouping: question.customer.memberships, by: \.group) {
            let held = all.filter { isHeld($0, at: instant) }
            let counted = rule.isWhileTrue ? held.filter { $0.rule != question.rule.id } : held
            if counted.isEmpty {
                if all.contains(where: \.isInForce) { groups.remove(group) }
            } else {
                groups.insert(group)
            }
        }
        return groups
    }

    /// A grant past its end may wait for a person's confirmation, and then holds for as long as nobody gives it.
    private func isHeld(_ grant: MembershipFact, at instant: Timestamp) -> Bool {
        guard instant > question.at else { return grant.isInForce }
        let ends = grant.end.map { $0 > question.at && $0 <= instant } ?? false
        let begins = grant.from > question.at && grant.from <= instant
        return (grant.isInForce || begins) && !ends
    }

    /// When memberships that the conditions ask about begin or end.
    private var groupInstants: [Timestamp] {
        let named = Set(rule.condition.groupsNamed)
        let grants = question.customer.memberships.filter { named.contains($0.group) }
        return grants.map(\.from) + grants.compactMap(\.end)
    }
}
