internal import Domain
internal import Rules
internal import Store

/// "Buy again and we restore your group": the next paid, non-free order takes the rule's latest move back.
struct Restoring {
    let transaction: Transaction
    let configuration: Configuration

    /// The mail that tells of it; nil where there was nothing to take back.
    func run(_ compiled: CompiledRule, order id: ID<Order>, _ ledger: inout Ledger) throws -> PlannedReminder? {
        let rule = compiled.rule
        guard let moved = try latestMove(rule, ledger.customer.id),
            let change = try moved.change.flatMap(transaction.change),
            let order = try transaction.order(id), isPurchase(order, after: moved, in: ledger.store)
        else { return nil }
        let name: Sentence.Fact = .init("order", .text(order.order.externalID))
        let done = try ledger.perform(
            .restored, reason: Sentence("change.restored", [name]), rule: rule, order: id, key: moved.key
        ) { ledger in
            try takeBack(change, rule, &ledger)
            ledger.note(.remember(.restored, key: moved.key), rule: rule.id)
        }
        guard let done else { return nil }
        let groups = done.groupsAdded.compactMap { configuration.groups[$0]?.code }
        return PlannedReminder(
            template: "group_restored", periodKey: moved.key,
            sentence: Sentence("change.restored", [name]), facts: [.init("new_group", .groups(groups))])
    }

    private func latestMove(_ rule: Rule, _ customer: ID<Customer>) throws -> Decision? {
        let record = RuleRecord(decisions: try transaction.decisions(customer, rule: rule.id))
        guard let latest = record.all(.moved).first, record[.restored, latest.key] == nil else { return nil }
        return latest
    }

    /// Paid, not free, and later than the last purchase that the move was reckoned from.
    private func isPurchase(_ order: StoredOrder, after move: Decision, in store: Domain.Store) -> Bool {
        guard let paidAt = order.order.paidAt, order.spend != nil, (order.order.amounts?.total ?? 0) > 0,
            order.order.guestEmail == nil
        else { return false }
        guard let since = CalendarDay(text: move.key.prefix(10)) else { return true }
        return store.zone.day(at: paidAt) > since
    }

    /// What the move ended comes back where its term still runs; what it granted goes. Pins and blocks win.
    private func takeBack(_ change: Change, _ rule: Rule, _ ledger: inout Ledger) throws {
        let now = ledger.now
        for effect in change.effects {
            guard case .grant(let id, let before, let after) = effect else { continue }
            if let before, before.endedAt == nil, after.endedAt != nil {
                try reopen(id, before, &ledger)
            } else if after.endedAt == nil, ledger.grants.contains(where: { $0.id == id && !$0.isPinned }) {
                try ledger.end(id, at: now)
            }
        }
    }

    private func reopen(_ id: ID<Grant>, _ before: Change.GrantState, _ ledger: inout Ledger) throws {
        guard var grant = try transaction.grant(id), grant.endedAt != nil, !ledger.isBlocked(grant.group),
            before.until.map({ $0 > ledger.now }) ?? true
        else { return }
        grant.endedAt = nil
        // In between the customer was not a member by it.
        grant.from = ledger.now
        grant.until = before.until
        grant.claimsDefault = before.claimsDefault
        try ledger.open(grant)
    }
}
