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
    var asking = Asking()

    /// What became of one customer.
    struct Outcome: Sendable {
        var changes: [Change] = []
        var reminders: [(rule: ID<Rule>, reminder: PlannedReminder)] = []
        var mails = 0
    }

    /// - Parameter act: a person's or the shop's act on the customer, done before the rules are asked.
    func callAsFunction(_ id: ID<Customer>, act: (inout Ledger) throws -> Void = { _ in }) throws -> Outcome {
        guard let customer = try transaction.customer(id) else { return Outcome() }
        return try self(customer, act: act)
    }

    /// - Parameter customer: as the database has it.
    func callAsFunction(_ customer: Customer, act: (inout Ledger) throws -> Void = { _ in }) throws -> Outcome {
        var ledger = try Ledger(
            customer, transaction: transaction, configuration: configuration, cause: cause, now: now)
        let held = ledger.recordedGroups
        let isOn = ledger.store.automation.isOn
        // A term that is over is over, whatever is done now.
        if isOn, asking.records(.ends), try expire(&ledger) { try ledger.settleDefault() }
        try act(&ledger)
        try ledger.welcome()
        var questioning = Questioning(self, customer: customer)
        if isOn { try questioning.run(&ledger) }
        try ledger.settle()
        if !ledger.changes.isEmpty {
            try CustomerCheck(store: ledger.store, configuration: configuration, now: now)
                .settle(CustomerStanding(ledger.customer, grants: ledger.grants), transaction)
        }
        try ShopTelling(transaction: transaction, configuration: configuration, now: now).tell(ledger)
        try EventWriting(transaction: transaction, configuration: configuration, now: now)
            .tell(ledger) { !cause.mails || asking.silent.contains($0) }
        let mailing = Mailing(transaction: transaction, configuration: configuration, cause: cause, now: now)
        var outcome = questioning.outcome
        outcome.changes = ledger.changes
        outcome.mails += try mailing.announce(ledger, heldBefore: held)
        outcome.mails += try mailing.send(questioning.mails, ledger)
        try transaction.setDue(customer: customer.id, rule: nil, store: customer.store, at: ledger.nextEnd)
        return outcome
    }

    /// Records the ends of terms that are over, one change per rule. False where there are none.
    private func expire(_ ledger: inout Ledger) throws -> Bool {
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
        return !over.isEmpty
    }
}

/// How a customer's rules are asked.
struct Asking: Sendable {
    /// What leads to the questions, outside of runs.
    var moment = Moment.other
    /// What the report that leads to the questions added to the customer's spend, or took from it.
    var spendChange: [SpendDay] = []
    /// The parts of a run that are wanted; nil outside of runs, where all are.
    var tasks: Set<RunTask>?
    /// On a run: the rules whose turn it is. The others are asked as at any other time.
    var turn: Set<ID<Rule>> = []
    /// Rules that do nothing in this run: parked.
    var resting: Set<ID<Rule>> = []
    /// Rules that mail nothing: ladders that look at everyone for the first time.
    var silent: Set<ID<Rule>> = []
    /// A person asked for the check of ladders.
    var isForced = false
    /// How far each rule as a whole has come.
    var progress: [ID<Rule>: Progress] = [:]

    enum Part { case ends, rules, ladders }

    func records(_ part: Part) -> Bool {
        guard let tasks else { return true }
        switch part {
        case .ends: return tasks.contains(.expiry)
        case .rules: return tasks.contains(.rules)
        case .ladders: return tasks.contains(.tiers)
        }
    }

    func moment(of compiled: CompiledRule) -> Moment {
        guard tasks != nil else { return moment }
        let part: Part = compiled.isLadder ? .ladders : .rules
        guard turn.contains(compiled.rule.id), records(part) else { return .other }
        return .check(isForced: isForced)
    }
}
