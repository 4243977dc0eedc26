internal import Domain
internal import Rules
internal import Store

/// Brings a rule's grants to what its verdict says should hold.
struct Application {
    let compiled: CompiledRule
    let verdict: Verdict
    let transaction: Transaction
    let configuration: Configuration

    private struct Planned {
        let grant: PlannedGrant
        let group: ID<Group>
        let origin: String
    }

    func apply(to ledger: inout Ledger) throws {
        let rule = compiled.rule
        let planned = (verdict.holds ?? []).compactMap { grant -> Planned? in
            guard let group = configuration.group(rule.store, code: grant.group) else { return nil }
            return Planned(grant: grant, group: group.id, origin: Self.origin(rule.id, grant.order))
        }
        try grant(planned, &ledger)
        try endUnplanned(planned, &ledger)
    }

    static func origin(_ rule: ID<Rule>, _ order: ID<Order>?) -> String {
        order.map { "\(rule):\($0)" } ?? "\(rule)"
    }

    // MARK: Granting

    private func grant(_ planned: [Planned], _ ledger: inout Ledger) throws {
        for (order, plans) in Dictionary(grouping: planned, by: \.grant.order).sortedByKey() {
            guard let first = plans.first else { continue }
            try ledger.perform(.granted, reason: first.grant.reason, rule: compiled.rule, order: order) { ledger in
                for plan in plans { try hold(plan, &ledger) }
            }
        }
    }

    private func hold(_ plan: Planned, _ ledger: inout Ledger) throws {
        let isOver = plan.grant.until.map { $0 <= ledger.now } ?? false
        let present = ledger.grants.first {
            $0.source == .rule && $0.group == plan.group && $0.origin == plan.origin
        }
        if let present { return try adjust(present, to: plan, &ledger) }
        guard !isOver else { return }
        guard !ledger.isBlocked(plan.group) else { return try noteWithheld(plan, ledger) }
        if let order = plan.grant.order {
            try transaction.resolve(
                .withheldPurchase, store: compiled.rule.store, subjectType: "order", subjectID: order.rawValue,
                at: ledger.now)
        }
        let from = min(plan.grant.from, ledger.now)
        try ledger.open(
            Grant(
                id: ID(0), customer: ledger.customer.id, group: plan.group, source: .rule, origin: plan.origin,
                rule: compiled.rule.id, order: plan.grant.order, from: from,
                joinedAt: ledger.heldGroups.contains(plan.group) ? nil : from, until: plan.grant.until,
                claimsDefault: plan.grant.claimsDefault, claimedAt: ledger.now, reason: plan.grant.reason))
    }

    /// A pinned grant is left alone; another takes the planned term, and ends now where that is already over.
    private func adjust(_ present: Grant, to plan: Planned, _ ledger: inout Ledger) throws {
        guard !present.isPinned else { return }
        let now = ledger.now
        let isOver = plan.grant.until.map { $0 <= now } ?? false
        try ledger.alter(present.id) { grant in
            // A shop's clock that runs ahead of ours does not put the membership off.
            grant.from = min(plan.grant.from, present.from)
            grant.until = plan.grant.until
            grant.claimsDefault = plan.grant.claimsDefault
            grant.reason = plan.grant.reason
            // An end that waits for a person is not recorded by a rule; a term that goes on waits no longer.
            if !isOver { grant.waits = false }
            if isOver, !grant.waits { grant.endedAt = now }
        }
    }

    private func noteWithheld(_ plan: Planned, _ ledger: Ledger) throws {
        guard let order = plan.grant.order, let name = try transaction.order(order)?.order.externalID else { return }
        let sentence = Sentence(
            "finding.withheld_purchase", [.init("order", .text(name)), .init("groups", .groups([plan.grant.group]))])
        try transaction.note(
            Finding(
                id: ID(0), store: compiled.rule.store, kind: .withheldPurchase, subjectType: "order",
                subjectID: order.rawValue, subjectLabel: name, sentence: sentence, firstAt: ledger.now,
                lastAt: ledger.now))
    }

    // MARK: Ending

    /// Ends the rule's grants that rest on orders which entitle no longer. Those of orders settled by an undo stay.
    private func endUnplanned(_ planned: [Planned], _ ledger: inout Ledger) throws {
        let rule = compiled.rule
        let wanted = Set(planned.map { "\($0.group)/\($0.origin)" })
        let unplanned = try ledger.grants.filter { grant in
            guard grant.rule == rule.id, !grant.isPinned, !wanted.contains("\(grant.group)/\(grant.origin)") else {
                return false
            }
            return try grant.order.map { try transaction.entitlement(rule: rule.id, order: $0) == .live } ?? true
        }
        for (order, grants) in Dictionary(grouping: unplanned, by: \.order).sortedByKey() {
            let name = try order.flatMap { try transaction.order($0)?.order.externalID } ?? ""
            let reason = Sentence("change.fell_away", [.init("order", .text(name))])
            try ledger.perform(.ended, reason: reason, rule: rule, order: order) { ledger in
                for grant in grants { try ledger.end(grant.id, at: ledger.now) }
            }
        }
    }
}

extension Dictionary {
    /// By id, those without one first, so that the same facts are always written in the same order.
    func sortedByKey<Entity>() -> [(key: ID<Entity>?, value: Value)] where Key == ID<Entity>? {
        map { ($0.key, $0.value) }.sorted { ($0.0?.rawValue ?? 0) < ($1.0?.rawValue ?? 0) }
    }
}
