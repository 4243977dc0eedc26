internal import Domain
internal import Rules
internal import Store

/// Asks a customer's rules in the order of their priority, each about the state that those before it have left, and
/// applies their answers.
struct Questioning {
    private let reassess: Reassess
    /// As the database has it.
    private let customer: Customer
    private(set) var outcome = Reassess.Outcome()
    /// What is to be told of acts, once their changes have ids.
    private(set) var mails: [ActMail] = []
    private var facts: LoadedFacts?
    private var arbiter: Arbiter
    /// The grants as they were before a rule moved the customer: whoever comes after it has lost against it.
    private var beforeMove: [GrantFactRow]?

    /// A mail about an act, and which of the ledger's changes it was.
    struct ActMail {
        let rule: CompiledRule
        let mail: PlannedReminder
        let change: Int
    }

    init(_ reassess: Reassess, customer: Customer) {
        self.reassess = reassess
        self.customer = customer
        arbiter = Arbiter(snapshot: reassess.transaction, configuration: reassess.configuration, now: reassess.now)
    }

    private var transaction: Transaction { reassess.transaction }
    private var now: Timestamp { reassess.now }

    mutating func run(_ ledger: inout Ledger) throws {
        var due = try transaction.dueRules(of: customer.id)
        guard customer.isAutomated, !customer.isDeleted else {
            for rule in due.keys {
                try transaction.setDue(customer: customer.id, rule: rule, store: customer.store, at: nil)
            }
            return
        }
        let rules = reassess.configuration.rules[customer.store] ?? []
        let judged =
            rules.contains { $0.kind.needs.purchases }
            ? Set(try transaction.rulesWithEntitlements(customer: customer.id)) : []
        try restore(rules, &ledger)
        for compiled in rules {
            let id = compiled.rule.id
            let known = due.removeValue(forKey: id)
            guard !reassess.asking.resting.contains(id) else { continue }
            let next = try next(compiled, judged: judged.contains(id), known: known, &ledger)
            guard next != known else { continue }
            try transaction.setDue(customer: customer.id, rule: id, store: customer.store, at: next)
        }
        for rule in due.keys {
            try transaction.setDue(customer: customer.id, rule: rule, store: customer.store, at: nil)
        }
    }

    /// Asks one rule, where it can concern the customer; when to ask it again.
    private mutating func next(
        _ compiled: CompiledRule, judged: Bool, known: Timestamp?, _ ledger: inout Ledger
    ) throws -> Timestamp? {
        guard compiled.rule.isActive(at: now) else {
            // What decides nothing now begins to when its season does.
            return compiled.rule.isEnabled ? compiled.rule.seasonFrom.flatMap { $0 > now ? $0 : nil } : nil
        }
        let moment = reassess.asking.moment(of: compiled)
        // Everyone is asked at once by a sweep; in between there is nothing to ask.
        if compiled.isSwept, !compiled.listens, !moment.isCheck { return known }
        // A rule that moves on runs also drops then what it owed to someone who has left.
        let isRun = compiled.movesOnRuns && moment.isCheck
        guard isRun || concerns(compiled, judged: judged, ledger) else { return nil }
        var loaded = try load(ledger)
        loaded.decisions = ledger.remembered(loaded.decisions)
        var question = try FactLoader(snapshot: transaction, configuration: reassess.configuration).question(
            compiled, loaded, grants: loaded.grants(after: ledger),
            progress: try reassess.asking.progress[compiled.rule.id] ?? progress(of: compiled), at: now, moment: moment)
        question.customer.spendChange = reassess.asking.spendChange
        question.isExplained = false
        if let lost = try lost(compiled, question, loaded) {
            if compiled.isSwept { ledger.note(.remember(.owed, key: lost.key), rule: compiled.rule.id) }
            return question.zone.end(of: question.day)
        }
        return try apply(compiled.kind.decide(question), of: compiled, question, &ledger)
    }

    private func progress(of compiled: CompiledRule) throws -> Progress {
        guard compiled.isSwept || compiled.isLadder else { return Progress() }
        return try transaction.sweep(compiled.rule.id)?.progress ?? Progress()
    }

    /// The move that the rule would have made, had not another one made its own just now.
    private func lost(
        _ compiled: CompiledRule, _ question: Question, _ loaded: LoadedFacts
    ) throws -> PlannedAct? {
        guard let beforeMove, compiled.movesOnRuns, question.moment.isCheck else { return nil }
        let earlier = try FactLoader(snapshot: transaction, configuration: reassess.configuration).question(
            compiled, loaded, grants: beforeMove, progress: question.record.progress, at: now, moment: question.moment)
        return compiled.kind.decide(earlier).act
    }

    private func concerns(_ compiled: CompiledRule, judged: Bool, _ ledger: Ledger) -> Bool {
        if judged || ledger.grants.contains(where: { $0.rule == compiled.rule.id }) { return true }
        if compiled.kind.needs.purchases { return false }
        let sources = compiled.terms.common.sourceGroups
        guard !sources.isEmpty else { return true }
        let ids = reassess.configuration.groupIDs(customer.store, codes: sources)
        return ledger.heldGroups.contains { ids.contains($0) }
    }

    private mutating func load(_ ledger: Ledger) throws -> LoadedFacts {
        if let facts { return facts }
        let rules = reassess.configuration.rules[customer.store] ?? []
        let needs = rules.filter { $0.rule.isActive(at: now) }.reduce(FactNeeds()) { $0.union($1.kind.needs) }
        let loader = FactLoader(snapshot: transaction, configuration: reassess.configuration)
        let loaded = try loader.load(customer, ledger, needs: needs, at: now)
        facts = loaded
        return loaded
    }

    // MARK: Applying

    /// Applies one rule's answer; when to ask it again.
    private mutating func apply(
        _ verdict: Verdict, of compiled: CompiledRule, _ question: Question, _ ledger: inout Ledger
    ) throws -> Timestamp? {
        // Moves and their reminders are for runs to decide: the next one does.
        if compiled.movesOnRuns, !question.moment.isCheck, !verdict.isIdle { return now }
        if verdict.holds != nil {
            try Application(
                compiled: compiled, verdict: verdict, transaction: transaction, configuration: reassess.configuration
            ).apply(to: &ledger)
        }
        if let act = verdict.act {
            switch try arbiter.judge(act, of: compiled, question, ledger) {
            case .act: try perform(act, verdict, compiled, &ledger)
            case .tomorrow:
                if compiled.isSwept { ledger.note(.remember(.owed, key: act.key), rule: compiled.rule.id) }
                return question.zone.end(of: question.day)
            case .never: return nil
            }
        } else {
            for note in verdict.notes { ledger.note(note, rule: compiled.rule.id) }
        }
        try remind(verdict, compiled, ledger)
        let blocked = ledger.blocks.compactMap(\.until).filter { $0 > now }
        let own = compiled.isSwept && !compiled.listens ? nil : verdict.next?.at
        return ([own].compactMap { $0 } + blocked).min()
    }

    private mutating func perform(
        _ act: PlannedAct, _ verdict: Verdict, _ compiled: CompiledRule, _ ledger: inout Ledger
    ) throws {
        let rule = compiled.rule
        let decisions = facts?.decisions(of: rule.id) ?? []
        let index = ledger.changes.count
        let performing = Performing(act: act, compiled: compiled, configuration: reassess.configuration)
        if act.isMove { beforeMove = facts?.grants(after: ledger) }
        let change = try ledger.perform(act.kind, reason: act.reason, rule: rule, key: act.key) { ledger in
            try performing.run(&ledger)
            for note in verdict.notes {
                ledger.note(note, rule: rule.id, before: decisions.first { note.isAbout($0) }?.at)
            }
        }
        guard change != nil else { return }
        arbiter.note(act)
        if let reward = act.reward {
            try Rewarding(transaction: transaction, configuration: reassess.configuration, now: now)
                .give(reward, rule, ledger)
        }
        guard let mail = act.mail, !reassess.asking.silent.contains(rule.id) else { return }
        mails.append(ActMail(rule: compiled, mail: mail, change: index))
    }

    private mutating func remind(_ verdict: Verdict, _ compiled: CompiledRule, _ ledger: Ledger) throws {
        guard reassess.cause.mails, !verdict.reminders.isEmpty else { return }
        // Nobody is told of the end of what was taken away from them by hand.
        if compiled.kind.needs.purchases, !ledger.grants.contains(where: { $0.rule == compiled.rule.id }) { return }
        guard !reassess.asking.silent.contains(compiled.rule.id) else { return }
        let mailing = Mailing(
            transaction: transaction, configuration: reassess.configuration, cause: reassess.cause, now: now)
        for reminder in verdict.reminders {
            guard try mailing.remind(reminder, compiled, ledger) else { continue }
            outcome.reminders.append((compiled.rule.id, reminder))
            outcome.mails += 1
        }
    }

    // MARK: Restoring

    /// A paid order takes back the latest move of each rule that promises it.
    private mutating func restore(_ rules: [CompiledRule], _ ledger: inout Ledger) throws {
        guard case .order(let order, let becamePaid) = reassess.asking.moment else { return }
        try forgetReminders(rules, order)
        guard becamePaid else { return }
        for compiled in rules where compiled.kind.restoresOnPurchase && compiled.rule.isActive(at: now) {
            let restoring = Restoring(transaction: transaction, configuration: reassess.configuration)
            let index = ledger.changes.count
            guard let mail = try restoring.run(compiled, order: order, &ledger) else { continue }
            mails.append(ActMail(rule: compiled, mail: mail, change: index))
        }
    }

    /// Whoever has bought is not told any more that they have not.
    private func forgetReminders(_ rules: [CompiledRule], _ order: ID<Order>) throws {
        let reminding = rules.filter { $0.kind.restoresOnPurchase || $0.movesOnRuns && !$0.isSwept }
        guard !reminding.isEmpty, let spend = try transaction.order(order)?.spend, spend.amount != nil else { return }
        for compiled in reminding {
            try transaction.cancelUnsent(
                customer: customer.id, rule: compiled.rule.id, template: "inactivity_reminder", before: spend.day,
                at: now)
        }
    }
}

extension Verdict.Note {
    func isAbout(_ decision: Decision) -> Bool {
        switch self {
        case .remember(let kind, let key), .forget(let kind, let key): decision.kind == kind && decision.key == key
        }
    }
}

extension CompiledRule {
    /// Whether the kind moves customers between groups on runs, and only there.
    var movesOnRuns: Bool { terms.declaration.needsSourceGroups }

    /// Whether a swept rule is asked in between too.
    var listens: Bool { !terms.declaration.needsSourceGroups }

    var countsByOrganization: Bool { kind.needs.byOrganization }

    var isLadder: Bool { rule.kind == "tiers" }
}
