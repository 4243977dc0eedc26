internal import Domain
internal import JSON
internal import Rules
internal import Store

/// Writes the mails that follow from what was done, in the same transaction. Each waits as `held` until a mail server
/// is configured; none is ever written twice.
struct Mailing {
    let transaction: Transaction
    let configuration: Configuration
    let cause: Cause
    let now: Timestamp

    /// Tells the customer of the groups joined and left by these changes. How many mails were written.
    func announce(_ ledger: Ledger, heldBefore: Set<ID<Group>>) throws -> Int {
        guard cause.mails, !ledger.customer.isDeleted else { return 0 }
        let heldAfter = ledger.recordedGroups
        var written = 0
        for change in ledger.changes {
            guard let compiled = change.rule.flatMap(configuration.rule) else { continue }
            let joined = change.groupsAdded.filter { heldAfter.contains($0) && !heldBefore.contains($0) }
            let left = change.groupsRemoved.filter { !heldAfter.contains($0) && heldBefore.contains($0) }
            switch change.kind {
            case .granted where !joined.isEmpty:
                let key = change.order.map { "order:\($0)" } ?? "change:\(change.id)"
                written += try write("membership_granted", key, compiled, change, joined, ledger) ? 1 : 0
            // A rule that is off or out of season mails nothing.
            case .expired where !left.isEmpty && compiled.rule.isActive(at: now):
                let key = "change:\(change.id)"
                written += try write("membership_expired", key, compiled, change, left, ledger) ? 1 : 0
            default: break
            }
        }
        return written
    }

    /// False where this reminder was given before.
    func remind(_ reminder: PlannedReminder, rule: Rule, _ ledger: Ledger) throws -> Bool {
        try transaction.insert(
            notification(
                reminder.template, reminder.periodKey, rule, nil, ledger,
                [
                    .init("reason", .string(configuration.words(reminder.sentence, store: rule.store)))
                ]))
    }

    private func write(
        _ template: String, _ key: String, _ compiled: CompiledRule, _ change: Change, _ groups: [ID<Group>],
        _ ledger: Ledger
    ) throws -> Bool {
        guard compiled.terms.common.sends(template) else { return false }
        let names = groups.compactMap { configuration.groups[$0]?.name }
        return try transaction.insert(
            notification(
                template, key, compiled.rule, change.id, ledger,
                [
                    .init("new_group", .string(names.joined(separator: ", "))),
                    .init("reason", .string(configuration.words(change.reason, store: compiled.rule.store))),
                ]))
    }

    private func notification(
        _ template: String, _ key: String, _ rule: Rule, _ change: ID<Change>?, _ ledger: Ledger,
        _ variables: [JSONValue.Member]
    ) -> Notification {
        let common: [JSONValue.Member] = [
            .init("customer_name", .string(ledger.customer.displayName)),
            .init("shop_name", .string(ledger.store.name)),
        ]
        return Notification(
            id: ID(0), store: ledger.store.id, customer: ledger.customer.id, rule: rule.id, template: template,
            periodKey: key, state: .held,
            variables: String(decoding: JSONValue.object(common + variables).bytes, as: UTF8.self), change: change,
            createdAt: now, sendAfter: now)
    }
}
