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
            // Acts of the other kinds bring their own mail.
            guard let compiled = change.rule.flatMap(configuration.rule), compiled.kind.needs.purchases else {
                continue
            }
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

    /// Tells the customer of acts of rules, once per rule and what it is about. How many mails were written.
    func send(_ mails: [Questioning.ActMail], _ ledger: Ledger) throws -> Int {
        guard cause.mails, !ledger.customer.isDeleted else { return 0 }
        var written = 0
        for mail in mails where mail.rule.terms.common.sends(mail.mail.template) {
            let change = ledger.changes.indices.contains(mail.change) ? ledger.changes[mail.change] : nil
            let sentence = change?.reason ?? mail.mail.sentence
            let variables = variables(mail.mail, sentence, mail.rule, ledger)
            let notification = notification(
                mail.mail.template, Self.key(mail, change), mail.rule.rule, change?.id, ledger, variables)
            written += try transaction.insert(notification) ? 1 : 0
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
        guard compiled.terms.common.sends(reminder.template) else { return false }
        let variables = variables(reminder, reminder.sentence, compiled, ledger)
        let isNew = try transaction.insert(
            notification(reminder.template, reminder.periodKey, compiled.rule, nil, ledger, variables))
        if isNew {
            try EventWriting(transaction: transaction, configuration: configuration, now: now)
                .tell(reminder, compiled.rule, ledger, facts: variables.filter { $0.name != "reason" })
        }
        return isNew
    }

    private func variables(
        _ mail: PlannedReminder, _ sentence: Sentence, _ compiled: CompiledRule, _ ledger: Ledger
    ) -> [JSONValue.Member] {
        let name = configuration.groupName(compiled.rule.store)
        let facts = mail.facts.map { fact -> JSONValue.Member in
            switch fact.value {
            case .text(let text): .init(fact.name, .string(text))
            case .number(let number): .init(fact.name, .integer(number))
            case .day(let day): .init(fact.name, .string(day.description))
            case .money(let money): .init(fact.name, .string(money.description))
            case .groups(let codes): .init(fact.name, .string(codes.map(name).joined(separator: ", ")))
            }
        }
        return facts + [.init("reason", .string(configuration.words(sentence, store: compiled.rule.store)))]
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

    /// Held until a mail server is configured. Whoever cannot or does not want to be written to gets none, but that it
    /// was decided stands.
    private func notification(
        _ template: String, _ key: String, _ rule: Rule, _ change: ID<Change>?, _ ledger: Ledger,
        _ variables: [JSONValue.Member]
    ) -> Notification {
        let customer = ledger.customer
        let common: [JSONValue.Member] = [
            .init("customer_name", .string(customer.displayName)), .init("shop_name", .string(ledger.store.name)),
        ]
        let isReachable = customer.email != nil && customer.mailConsent != .refused
        return Notification(
            id: ID(0), store: ledger.store.id, customer: customer.id, rule: rule.id, template: template,
            periodKey: key, state: isReachable ? .held : .cancelled,
            variables: String(decoding: JSONValue.object(common + variables).bytes, as: UTF8.self), change: change,
            createdAt: now, sendAfter: now)
    }
}
