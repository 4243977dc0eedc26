internal import Domain
internal import Rules
internal import Store

extension Engine {
    /// Counts what is counted once a day, for each store whose day has begun since it was done. Reads little where nothing
    /// is to be counted, so it may be called as often as one likes; two at a time come to the same. A task that is
    /// cancelled leaves off; the next call begins the day anew.
    public func countDays() async throws {
        let now = clock.now()
        do {
            for store in try await latestConfiguration().stores {
                try await CountDays(engine: self, store: store)(at: now)
            }
        } catch is CancellationError {}
    }
}

/// What is counted once on each day of a store, so that nobody who looks at figures has to: who bought after a reminder,
/// how ladders stand, and what those who joined a rung bought before and after.
///
/// Each day is counted from its own rows alone. What a day's figures can still change by is counted anew until then:
/// reminders for 30 days. Days missed are made up for, from the store's first change on.
struct CountDays {
    let engine: Engine
    let store: Domain.Store

    /// Days in which a purchase counts as an answer to a reminder.
    static let answerDays = 30
    /// Days before and after joining that are compared.
    static let comparedDays = 90

    /// Does nothing where the day was counted already.
    func callAsFunction(at now: Timestamp) async throws {
        let today = store.zone.day(at: now)
        let (last, first) = try await engine.database.read { [store] snapshot in
            (try snapshot.countedDay(store: store.id), try snapshot.firstChange(store: store.id))
        }
        guard last.map({ $0 < today }) ?? true else { return }
        let start = first.map { store.zone.day(at: $0) } ?? today
        let oldest = last.map { $0.adding(days: -Self.answerDays) } ?? start
        try await each(from: max(start, oldest), to: today, reminders) { try $1.put($0, store: $2) }
        let settled = Self.comparedDays + 1
        let next = last.map { $0.adding(days: 1 - settled) } ?? start
        try await each(from: max(start, next), to: today.adding(days: -settled), joinings) { try $1.put($0, store: $2) }
        try await countRungs(on: today, at: now)
        try await engine.database.write { [store] transaction in
            try transaction.keepSizes(store: store.id, endOf: today.adding(days: -1))
            try transaction.setCountedDay(today, store: store.id)
        }
    }

    /// Day by day: reads without holding up anyone, then writes in a transaction of its own.
    private func each<Total: Sendable>(
        from: CalendarDay, to: CalendarDay, _ count: @escaping @Sendable (CalendarDay, Snapshot) throws -> [Total],
        put: @escaping @Sendable (Total, Transaction, ID<Domain.Store>) throws -> Void
    ) async throws {
        var day = from
        while day <= to, !Task.isCancelled {
            let present = day
            let totals = try await engine.database.read { try count(present, $0) }
            if !totals.isEmpty {
                try await engine.database.write { [store] transaction in
                    for total in totals { try put(total, transaction, store.id) }
                }
            }
            day = day.adding(days: 1)
        }
        try Task.checkCancellation()
    }

    // MARK: Reminders

    private func reminders(on day: CalendarDay, _ snapshot: Snapshot) throws -> [ReminderTotal] {
        let zone = store.zone
        return try snapshot.remindersAnswered(
            store: store.id, day: day, start: zone.start(of: day), end: zone.end(of: day),
            until: zone.end(of: day.adding(days: Self.answerDays)))
    }

    // MARK: Joining

    private func joinings(on day: CalendarDay, _ snapshot: Snapshot) throws -> [JoiningTotal] {
        let ladders = try ladders(snapshot)
        guard !ladders.isEmpty else { return [] }
        let joinings = try snapshot.joinings(
            store: store.id, from: store.zone.start(of: day), until: store.zone.end(of: day))
        var totals: [Joined: JoiningTotal] = [:]
        var seen: [Joined: Set<ID<Customer>>] = [:]
        for joining in joinings where ladders.contains(joining.rule) {
            let bought = try bought(joining.customer, around: day, snapshot)
            for group in joining.groups {
                let key = Joined(rule: joining.rule, group: group)
                guard seen[key, default: []].insert(joining.customer).inserted else { continue }
                totals[key, default: JoiningTotal(day: day, rule: key.rule, group: group)].add(bought)
            }
        }
        return Array(totals.values)
    }

    private struct Joined: Hashable {
        let rule: ID<Rule>
        let group: ID<Group>
    }

    fileprivate struct Bought {
        let before: (orders: Int, amount: Int64)
        let after: (orders: Int, amount: Int64)
    }

    private func bought(_ customer: ID<Customer>, around day: CalendarDay, _ snapshot: Snapshot) throws -> Bought {
        Bought(
            before: try snapshot.paidSpend(
                customer, from: day.adding(days: -Self.comparedDays), to: day.adding(days: -1)),
            after: try snapshot.paidSpend(
                customer, from: day.adding(days: 1), to: day.adding(days: Self.comparedDays)))
    }

    // MARK: Rungs

    private func ladders(_ snapshot: Snapshot) throws -> Set<ID<Rule>> {
        Set((try engine.configuration(snapshot).rules[store.id] ?? []).filter(\.isLadder).map(\.rule.id))
    }

    /// Ladders as they stand.
    private func countRungs(on day: CalendarDay, at now: Timestamp) async throws {
        let rules = try await engine.database.read { snapshot in
            let configuration = try engine.configuration(snapshot)
            return try ladders(snapshot).compactMap { configuration.rule($0) }.filter(\.rule.isEnabled)
        }
        for compiled in rules.sorted(by: { $0.rule.id < $1.rule.id }) {
            guard let tiers = (compiled.kind as? TiersRule)?.tiers else { continue }
            let rungs = try await engine.countLadder(compiled.rule.id, at: now).rungs
            try await engine.database.write { [store] transaction in
                for (rank, (tier, figures)) in zip(tiers, rungs).enumerated() {
                    let total = RungTotal(
                        day: day, rule: compiled.rule.id, rank: rank, name: tier.name, group: tier.group,
                        members: figures.members, nearNext: figures.nearNext, atRisk: figures.atRisk,
                        spent: figures.spent)
                    try transaction.put(total, store: store.id)
                }
            }
        }
    }
}

extension JoiningTotal {
    fileprivate mutating func add(_ bought: CountDays.Bought) {
        members += 1
        ordersBefore += bought.before.orders
        ordersAfter += bought.after.orders
        spentBefore = spentBefore.addingCapped(bought.before.amount)
        spentAfter = spentAfter.addingCapped(bought.after.amount)
    }
}
