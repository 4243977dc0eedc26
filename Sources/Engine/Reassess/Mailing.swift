internal import Domain
internal import Rules
internal import Store

/// Writes down what customers are to be told by mail, in the transaction of what it tells, each thing once. The outbox
/// (`Engine/Mails`) puts it into words and sends it.
struct Mailing {
    let transaction: Transaction
    let configuration: Configuration
    let cause: Cause
    let now: Timestamp

    /// Tells the customer of the groups joined and left by these changes. How many notifications were written.
    func announce(_ ledger: Ledger, heldBefore: Set<ID<Group>>) throws -> Int {
        guard cause.mails, !ledger.customer.isDeleted else { return 0 }
        let heldAfter = ledger.recordedGroups
        var written = 0
        for change in ledger.changes {
            // Acts of the other kinds bring their own mail.
            guard let compiled = change.rule.flatMap(configuration.rule), compiled.kind.needs.purchases else {
                continue
            }
            let joined = change.groupsAdded.filter { heldAfter.contains($0) && !heldBefore.contains($0) }
            let left = change.groupsRemoved.filter { !heldAfter.contains($0) && heldBefore.contains($0) }
            switch change.kind {
            case .granted where !joined.isEmpty:
                let key = change.order.map { "order:\($0)" } ?? "change:\(change.id)"
                let facts = [groups("new_group", joined)] + end(of: joined, compiled, ledger)
                written += try write("membership_granted", key, compiled, change, facts, ledger) ? 1 : 0
            // A rule that is off or out of season mails nothing.
            case .expired where !left.isEmpty && compiled.rule.isActive(at: now):
                let lastDay = change.reason["last_day"].map { Sentence.Fact("expires_on", $0) }
                let facts = [groups("current_group", left), lastDay].compactMap { $0 }
                written +=
                    try write("membership_expired", "change:\(change.id)", compiled, change, facts, ledger) ? 1 : 0
            default: break
            }
        }
        return written
    }

    /// Tells the customer of acts of rules, once per rule and what it is about. How many notifications were written.
    func send(_ mails: [Questioning.ActMail], _ ledger: Ledger) throws -> Int {
        guard cause.mails, !ledger.customer.isDeleted else { return 0 }
        var written = 0
        for mail in mails {
            let change = ledger.changes.indices.contains(mail.change) ? ledger.changes[mail.change] : nil
            let facts = try mail.mail.facts + voucher(mail, ledger)
            written +=
                try write(
                    mail.mail.template, Self.key(mail, change), mail.rule, change, reason: mail.mail.sentence, facts,
                    ledger) ? 1 : 0
        }
        return written
    }

    /// A spell and a month are told of once; rungs and conditions may be reached again.
    private static func key(_ mail: Questioning.ActMail, _ change: Change?) -> String {
        guard !mail.rule.movesOnRuns, let change else { return mail.mail.periodKey }
        return "\(mail.mail.periodKey)#\(change.id)"
    }

    /// False where this reminder was given before, or the rule sends no such mail.
    func remind(_ reminder: PlannedReminder, _ compiled: CompiledRule, _ ledger: Ledger) throws -> Bool {
        let isNew = try write(
            reminder.template, reminder.periodKey, compiled, nil, reason: reminder.sentence, reminder.facts, ledger)
        if isNew {
            try EventWriting(transaction: transaction, configuration: configuration, now: now)
                .tell(reminder, compiled.rule, ledger)
        }
        return isNew
    }

    // MARK: Facts

    private func groups(_ name: String, _ ids: [ID<Group>]) -> Sentence.Fact {
        .init(name, .groups(ids.compactMap { configuration.groups[$0]?.code }))
    }

    /// The last day of what the rule gives in these groups; none where a part of it has no end.
    private func end(of groups: [ID<Group>], _ compiled: CompiledRule, _ ledger: Ledger) -> [Sentence.Fact] {
        let given = ledger.grants.filter { $0.rule == compiled.rule.id && groups.contains($0.group) }
        guard !given.contains(where: { $0.until == nil }), let until = given.compactMap(\.until).max() else {
            return []
        }
        return [.init("expires_on", .day(ledger.store.zone.day(at: until.adding(milliseconds: -1))))]
    }

    /// The voucher that came with a rung just now.
    private func voucher(_ mail: Questioning.ActMail, _ ledger: Ledger) throws -> [Sentence.Fact] {
        guard mail.mail.template == "tier_promoted", let ladder = mail.rule.kind as? TiersRule,
            ladder.tiers.contains(where: { $0.voucher != nil }),
            let voucher = try transaction.vouchers(of: ledger.customer.id).last(where: {
                $0.rule == mail.rule.rule.id && $0.createdAt == now
            })
        else { return [] }
        let amount = voucher.amount.map { Money(minorUnits: $0, currency: ledger.store.currency) }
        let value = amount.map(Sentence.Value.money) ?? .number(Int64(voucher.percent ?? 0))
        return [
            .init("voucher_code", .text(voucher.code)), .init("voucher_value", value),
            .init("voucher_until", .day(voucher.lastDay)),
        ]
    }

    // MARK: Writing

    /// - Parameter reason: where there is no change that has one.
    private func write(
        _ template: String, _ key: String, _ compiled: CompiledRule, _ change: Change?, reason: Sentence? = nil,
        _ facts: [Sentence.Fact], _ ledger: Ledger
    ) throws -> Bool {
        guard compiled.terms.common.sends(template), let reason = change?.reason ?? reason else { return false }
        var facts = facts
        if let change {
            let moved = [("new_group", change.groupsAdded), ("current_group", change.groupsRemoved)]
            facts += moved.filter { name, ids in !ids.isEmpty && !facts.contains { $0.name == name } }.map(groups)
        }
        return try transaction.insert(
            Notification(
                store: ledger.store.id, recipient: .customer(ledger.customer.id), rule: compiled.rule.id,
                template: template, periodKey: key, reason: reason, facts: facts, change: change?.id, run: cause.run,
                createdAt: now))
    }
}
