internal import Domain
internal import Rules
internal import Store

/// Looks at one customer anew: ends what is over, asks every rule that can concern them, applies the answers, and
/// notes when to look again. Webhooks, cron, imports and admin edits all come through here.
struct Reassess {
    let transaction: Transaction
    let configuration: Configuration
    let cause: Cause
    let now: Timestamp
    var scope: Scope = [.ends, .rules]

    /// What is looked at.
    struct Scope: OptionSet, Sendable {
        let rawValue: Int

        /// Terms that are over.
        static let ends = Scope(rawValue: 1)
        static let rules = Scope(rawValue: 2)
    }

    /// What became of one customer.
    struct Outcome: Sendable {
        var changes: [Change] = []
        var reminders: [(rule: ID<Rule>, reminder: PlannedReminder)] = []
        var mails = 0
    }

    /// - Parameter act: a person's or the shop's act on the customer, done before the rules are asked.
    func callAsFunction(_ id: ID<Customer>, act: (inout Ledger) throws -> Void = { _ in }) throws -> Outcome {
        guard let customer = try transaction.customer(id) else { return Outcome() }
        var ledger = try Ledger(
            customer, transaction: transaction, configuration: configuration, cause: cause, now: now)
        let held = ledger.recordedGroups
        try act(&ledger)
        var outcome = Outcome()
        if ledger.store.automation.isOn {
            if scope.contains(.ends) { try expire(&ledger) }
            if scope.contains(.rules) { try askRules(&ledger, &outcome) }
        }
        try ledger.settle()
        outcome.changes = ledger.changes
        outcome.mails += try Mailing(transaction: transaction, configuration: configuration, cause: cause, now: now)
            .announce(ledger, heldBefore: held)
        try transaction.setDue(customer: id, rule: nil, store: customer.store, at: ledger.nextEnd)
        return outcome
    }

    /// Records the ends of terms that are over, one change per rule.
    private func expire(_ ledger: inout Ledger) throws {
        let over = ledger.grants.filter { !$0.waits && ($0.until.map { $0 <= now } ?? false) }
        for (rule, grants) in Dictionary(grouping: over, by: \.rule).sortedByKey() {
            let codes = Set(grants.map(\.group)).compactMap { configuration.groups[$0]?.code }.sorted()
            let lastDay = grants.compactMap(\.until).max().map {
                ledger.store.zone.day(at: $0.adding(milliseconds: -1))
            }
            var facts: [Sentence.Fact] = [.init("groups", .groups(codes))]
            if let lastDay { facts.append(.init("last_day", .day(lastDay))) }
            let reason = Sentence("change.expired", facts)
            let compiled = rule.flatMap(configuration.rule)?.rule
            try ledger.perform(.expired, reason: reason, rule: compiled, order: grants.last?.order) { ledger in
                for grant in grants { try ledger.end(grant.id, at: grant.until ?? now) }
            }
        }
    }

    /// Asks every rule that has judged an order of the customer, or given a grant that is still open.
    private func askRules(_ ledger: inout Ledger, _ outcome: inout Outcome) throws {
        let customer = ledger.customer
        try forgetWhatIsDone(customer)
        guard customer.isAutomated, !customer.isDeleted else { return }
        let concerned = Set(try transaction.rulesWithEntitlements(customer: customer.id))
            .union(ledger.grants.compactMap(\.rule))
        guard !concerned.isEmpty else { return }
        for compiled in configuration.rules[customer.store] ?? [] where concerned.contains(compiled.rule.id) {
            let next = try compiled.rule.isActive(at: now) ? ask(compiled, &ledger, &outcome) : begin(compiled.rule)
            try transaction.setDue(customer: customer.id, rule: compiled.rule.id, store: customer.store, at: next)
        }
    }

    /// When a rule that decides nothing now begins to; nil where it is switched off or its season is over.
    private func begin(_ rule: Rule) -> Timestamp? {
        rule.isEnabled ? rule.seasonFrom.flatMap { $0 > now ? $0 : nil } : nil
    }

    /// Applies one rule's answer; when to ask it again.
    private func ask(
        _ compiled: CompiledRule, _ ledger: inout Ledger, _ outcome: inout Outcome
    ) throws -> Timestamp? {
        let question = try FactLoader(snapshot: transaction, configuration: configuration)
            .question(compiled, ledger.customer, held: ledger.heldGroups, at: now)
        let verdict = compiled.terms.kind.decide(question)
        try Application(
            compiled: compiled, verdict: verdict, transaction: transaction, configuration: configuration
        ).apply(to: &ledger)
        let reminded = try remind(compiled, verdict, ledger)
        outcome.reminders += reminded.map { (compiled.rule.id, $0) }
        outcome.mails += reminded.count
        let blocked = ledger.blocks.compactMap(\.until).filter { $0 > now }
        return ([verdict.next?.at].compactMap { $0 } + blocked).min()
    }

    /// On a run, what was due and has been looked at is due no more, whatever came of it: so no customer is looked at
    /// for ever because of a rule that is off or an order that moved to someone else.
    private func forgetWhatIsDone(_ customer: Customer) throws {
        guard cause.run != nil else { return }
        try transaction.clearDue(customer: customer.id, at: now)
    }

    private func remind(
        _ compiled: CompiledRule, _ verdict: Verdict, _ ledger: Ledger
    ) throws -> [PlannedReminder] {
        // Nobody is told of the end of what was taken away from them by hand.
        guard cause.mails, ledger.grants.contains(where: { $0.rule == compiled.rule.id }) else { return [] }
        let mailing = Mailing(transaction: transaction, configuration: configuration, cause: cause, now: now)
        var given: [PlannedReminder] = []
        for reminder in verdict.reminders {
            if try mailing.remind(reminder, rule: compiled.rule, ledger) { given.append(reminder) }
        }
        return given
    }
}

extension Reassess.Scope {
    /// What the tasks of a run ask for.
    init(_ tasks: [String]) {
        self = []
        if tasks.contains(RunTask.expiry.rawValue) { insert(.ends) }
        if tasks.contains(RunTask.rules.rawValue) { insert(.rules) }
    }
}
