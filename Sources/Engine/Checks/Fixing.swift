internal import Domain
internal import Rules
internal import Store

/// Carries a fix out, batch by batch, by the acts that a person or a run would do.
struct Fixing {
    let work: FixWork
    let engine: Engine
    let transaction: Transaction

    private var finding: Finding { work.finding }
    private var now: Timestamp { work.now }
    private var configuration: Configuration { get throws { try engine.configuration(transaction) } }

    func batch(_ before: FixState, limit: Int) throws -> FixState {
        if work.fix == .applyRates { return try applyRates(before) }
        var state = before
        let customers = try customers(after: state.last, limit: limit)
        guard let end = customers.last else {
            state.isDone = true
            return state
        }
        if state.outcome.run == nil { state.outcome.run = try openRun() }
        for id in customers {
            guard let customer = try transaction.customer(id) else { continue }
            let done = try apply(customer, run: state.outcome.run)
            try recheck(id)
            state.outcome.customers += 1
            try note(done, customer, &state.outcome)
        }
        state.last = end
        state.isDone = customers.count < limit
        return state
    }

    private func customers(after: ID<Customer>, limit: Int) throws -> [ID<Customer>] {
        guard work.plan.isEmpty else { return Array(work.plan.keys.sorted().drop { $0 <= after }.prefix(limit)) }
        return try Concerned(finding: finding, snapshot: transaction, now: now).customers(after: after, limit: limit)
    }

    private func note(_ done: [Sentence], _ customer: Customer, _ outcome: inout FixOutcome) throws {
        guard !done.isEmpty else { return }
        outcome.changed += 1
        guard outcome.items.count < FixOutcome.longestList else { return }
        let words = try configuration.words(done, store: customer.store)
        outcome.items.append(ConcernedCustomer(customer: customer, sentence: words))
    }

    // MARK: One customer

    /// What it came to, in sentences; empty for nothing.
    private func apply(_ customer: Customer, run: ID<Run>?) throws -> [Sentence] {
        switch work.fix {
        case .settleDefault, .recordEnds: return try reassess(customer, run)
        case .endLower: return try reassess(customer, run, act: endLower)
        case .adopt: return try reassess(customer, run, act: adopt)
        case .end: return try reassess(customer, run, act: endUnexplained)
        case .confirmEnds: return try reassess(customer, run, act: confirm)
        case .tellShop: return try tellShop(customer)
        case .believeShop: return try believeShop(customer, run)
        case .applyRules:
            try judge(customer)
            return try reassess(customer, run)
        case .applyRates, .mapPaid, .mapVoid, .mapOpen: return []
        }
    }

    private func reassess(
        _ customer: Customer, _ run: ID<Run>?, actor: Change.Actor = .user,
        act: (inout Ledger) throws -> Void = { _ in }
    ) throws -> [Sentence] {
        let cause = Cause(actor: actor, by: work.by, run: run, mails: false)
        let reassess = Reassess(transaction: transaction, configuration: try configuration, cause: cause, now: now)
        return try reassess(customer, act: act).changes.map(\.reason)
    }

    private func check() throws -> CustomerCheck {
        let configuration = try configuration
        return CustomerCheck(store: try configuration.store(finding.store), configuration: configuration, now: now)
    }

    private func endLower(_ ledger: inout Ledger) throws {
        let lower = try check().lowerRungs(of: ledger.grants.filter { $0.from <= now }.map(CustomerStanding.Held.init))
        let over = ledger.grants.filter { lower.contains($0.group) }
        try ledger.perform(.ended, reason: Sentence("change.lower_rung")) { ledger in
            for grant in over { try ledger.end(grant.id, at: ledger.now) }
        }
    }

    private func unexplained(_ ledger: Ledger) throws -> [Grant] {
        let check = try check()
        return ledger.grants.filter { check.isUnexplained(CustomerStanding.Held($0)) }
    }

    private func endUnexplained(_ ledger: inout Ledger) throws {
        let over = try unexplained(ledger)
        try ledger.perform(.ended, reason: Sentence("change.unexplained_ended")) { ledger in
            for grant in over { try ledger.end(grant.id, at: ledger.now) }
        }
    }

    /// The membership goes on as one by hand, with the day it began.
    private func adopt(_ ledger: inout Ledger) throws {
        let found = try unexplained(ledger)
        let reason = Sentence("change.unexplained_adopted")
        try ledger.perform(.granted, reason: reason) { ledger in
            for grant in found {
                if !ledger.grants.contains(where: { $0.group == grant.group && $0.origin == "manual" }) {
                    try ledger.open(
                        Grant(
                            id: ID(0), customer: grant.customer, group: grant.group, source: .manual, origin: "manual",
                            from: grant.from, joinedAt: grant.joinedAt, claimsDefault: grant.claimsDefault,
                            claimedAt: ledger.now, reason: reason))
                }
                try ledger.end(grant.id, at: ledger.now)
            }
        }
    }

    private func confirm(_ ledger: inout Ledger) throws {
        let waiting = ledger.grants.filter(\.waits)
        try Engine.confirm(waiting, ledger.store, configuration, &ledger)
    }

    // MARK: The shop

    private func connector() throws -> ConfiguredConnector { try configuration.connector(ID(finding.subjectID)) }

    private func tellShop(_ customer: Customer) throws -> [Sentence] {
        let connector = try connector()
        let drift = Drift(transaction: transaction, connector: connector, configuration: try configuration)
        let records = try transaction.shopMemberships(customer.id).filter { record in
            record.connector == connector.record.id
                && (finding.kind == .endedInShop ? !record.isWanted : record.missingSince != nil)
        }
        for record in records { try drift.writeAgain(record, at: now) }
        return records.isEmpty ? [] : [Sentence("fix.shop_told", [.init("groups", .groups(try codes(records)))])]
    }

    private func codes(_ records: [ShopMembershipRecord]) throws -> [String] {
        let groups = try configuration.groups
        return records.compactMap { groups[$0.group]?.code }.sorted()
    }

    private func believeShop(_ customer: Customer, _ run: ID<Run>?) throws -> [Sentence] {
        let connector = try connector()
        let drift = Drift(transaction: transaction, connector: connector, configuration: try configuration)
        let records = try transaction.shopMemberships(customer.id).filter { record in
            record.connector == connector.record.id && record.missingSince != nil
        }
        return try reassess(customer, run, actor: .shop) { ledger in
            for record in records { try drift.leave(record, &ledger) }
        }
    }

    // MARK: Orders

    private func judge(_ customer: Customer) throws {
        let planned =
            finding.kind == .paidWhileOff
            ? work.plan[customer.id] ?? [] : try withheld(of: ID(finding.subjectID), customer)
        let configuration = try configuration
        for entry in planned {
            guard let compiled = configuration.rule(entry.rule) else { continue }
            let backdating = Backdating(
                engine: engine, rule: entry.rule, transaction: transaction, by: work.by, now: now)
            _ = try backdating.judge(entry.order, compiled, customer, configuration)
        }
    }

    private func withheld(of order: ID<Order>, _ customer: Customer) throws -> [FixWork.Judged] {
        try (configuration.rules[customer.store] ?? []).compactMap { compiled in
            try transaction.entitlement(rule: compiled.rule.id, order: order) == .withheld
                ? FixWork.Judged(compiled.rule.id, order) : nil
        }
    }

    /// All orders that could not be converted, whichever of them the finding is about: a rate is never missing for one
    /// alone.
    private func applyRates(_ before: FixState) throws -> FixState {
        var state = before
        state.isDone = true
        let store = try configuration.store(finding.store)
        let respending = Respending(transaction: transaction, configuration: try configuration, now: now)
        let waiting = try transaction.findings(store: store.id, kind: .unconvertedCurrency, limit: Engine.fixedAtOnce)
        var moved: [Respending.Moved] = []
        for entry in waiting {
            guard let change = try respending.respend(ID(entry.subjectID), store) else { continue }
            moved.append(change)
            guard let id = change.customer, let customer = try transaction.customer(id) else { continue }
            let sentence = Sentence("fix.order_converted", [.init("order", .text(entry.subjectLabel))])
            try note([sentence], customer, &state.outcome)
        }
        try respending.lookAgain(
            customers: Set(moved.compactMap(\.customer)), organizations: Set(moved.compactMap(\.organization)), store)
        state.outcome.orders = moved.count
        (state.outcome.customers, state.outcome.changed) = (
            Set(moved.compactMap(\.customer)).count, Set(moved.compactMap(\.customer)).count
        )
        return state
    }

    // MARK: The record

    private func recheck(_ id: ID<Customer>) throws {
        guard let customer = try transaction.customer(id) else { return }
        try check().settle(CustomerStanding(customer, grants: try transaction.openGrants(id)), transaction)
    }

    /// One run holds all that is done, so that it can be undone as one.
    private func openRun() throws -> ID<Run> {
        try transaction.insert(
            Run(
                id: ID(0), store: finding.store, trigger: .manual, by: work.by, tasks: ["fix"], isDry: false,
                state: .finished, at: now, startedAt: now, report: "{}"))
    }

    /// Writes what the run came to, and that the finding is settled where it is.
    func finish(_ state: FixState) throws {
        if let id = state.outcome.run, var run = try transaction.run(id) {
            var report = RunReport(listsItems: false)
            report.look(state.outcome.customers)
            run.finishedAt = now
            run.report = report.json(try configuration, ruleNames: try transaction.ruleNames())
            try transaction.update(run, beatAt: now)
        }
        guard state.isDone else { return }
        switch finding.kind {
        case .pendingEnds, .paidWhileOff: try transaction.resolve(finding.id, at: now)
        case .driftParked:
            try Drift(transaction: transaction, connector: try connector(), configuration: try configuration)
                .release(at: now)
        case .withheldPurchase:
            let buyer = try transaction.order(ID(finding.subjectID))?.order.customer
            let isLeft = try buyer.flatMap { try transaction.customer($0) }.map {
                try !withheld(of: ID(finding.subjectID), $0).isEmpty
            }
            if isLeft != true, state.outcome.changed > 0 { try transaction.resolve(finding.id, at: now) }
        default: break
        }
    }
}
