internal import Domain
internal import Rules
internal import Store

/// What the first run of a store's day counts, so that nobody who looks at figures has to: who bought after a reminder,
/// how ladders stand, and what those who joined a group bought before and after.
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
        let counted = last ?? start.adding(days: -1)
        try await each(from: max(start, counted.adding(days: -Self.answerDays)), to: today, countReminders)
        let settled = Self.comparedDays + 1
        let next = last.map { $0.adding(days: 1 - settled) } ?? start
        try await each(from: max(start, next), to: today.adding(days: -settled), countJoinings)
        try await countRungs(on: today, at: now)
        try await engine.database.write { [store] in try $0.setCountedDay(today, store: store.id) }
    }

    /// Each day in a transaction of its own, so that webhooks get in between.
    private func each(
        from: CalendarDay, to: CalendarDay,
        _ count: @escaping @Sendable (CalendarDay, Transaction) throws -> Void
    ) async throws {
        var day = from
        while day <= to {
            let present = day
            try await engine.database.write { try count(present, $0) }
            day = day.adding(days: 1)
        }
    }

    private func countReminders(on day: CalendarDay, _ transaction: Transaction) throws {
        let zone = store.zone
        let totals = try transaction.remindersAnswered(
            store: store.id, day: day, start: zone.start(of: day), end: zone.end(of: day),
            until: zone.end(of: day.adding(days: Self.answerDays)))
        for total in totals { try transaction.put(total, store: store.id) }
    }

    private func countJoinings(on day: CalendarDay, _ transaction: Transaction) throws {
        let ladders = Set((try engine.configuration(transaction).rules[store.id] ?? []).filter(\.isLadder).map(\.rule.id))
        guard !ladders.isEmpty else { return }
        let joinings = try transaction.joinings(
            store: store.id, from: store.zone.start(of: day), until: store.zone.end(of: day))
        var totals: [Joined: JoiningTotal] = [:]
        var seen: [Joined: Set<ID<Customer>>] = [:]
        for joining in joinings where ladders.contains(joining.rule) {
            let bought = try bought(joining.customer, around: day, transaction)
            for group in joining.groups {
                let key = Joined(rule: joining.rule, group: group)
                guard seen[key, default: []].insert(joining.customer).inserted else { continue }
                totals[key, default: JoiningTotal(day: day, rule: key.rule, group: group)].add(bought)
            }
        }
        for total in totals.values { try transaction.put(total, store: store.id) }
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

    /// Ladders as they stand; who is on them is read in batches.
    private func countRungs(on day: CalendarDay, at now: Timestamp) async throws {
        let ladders = try await engine.database.read { [engine, store] snapshot in
            (try engine.configuration(snapshot).rules[store.id] ?? []).filter { $0.isLadder && $0.rule.isEnabled }
                .map(\.rule.id)
        }
        for rule in ladders {
            let view = try await engine.ladder(rule)
            let totals = view.rungs.enumerated().map { rank, rung in
                RungTotal(
                    day: day, rule: rule, rank: rank, name: rung.name, group: rung.code, members: rung.members,
                    nearNext: rung.nearNext, atRisk: rung.atRisk, spent: rung.spent)
            }
            try await engine.database.write { [store] transaction in
                for total in totals { try transaction.put(total, store: store.id) }
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
