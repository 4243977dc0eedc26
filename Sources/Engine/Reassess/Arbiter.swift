internal import Domain
internal import Rules
internal import Store

/// Settles what a rule may do where rules meet (2-domain §6): one move per customer and local day, and nobody is sent
/// back and forth between groups by rules that fight.
struct Arbiter {
    let snapshot: Snapshot
    let configuration: Configuration
    let now: Timestamp
    private var hasMoved = false

    enum Judgement {
        case act
        /// Another rule has moved the customer today; this one keeps its turn.
        case tomorrow
        /// Another rule took the customer out, and nothing new has happened since.
        case never
    }

    init(snapshot: Snapshot, configuration: Configuration, now: Timestamp) {
        self.snapshot = snapshot
        self.configuration = configuration
        self.now = now
    }

    /// Notes what was done.
    mutating func note(_ act: PlannedAct) { hasMoved = hasMoved || act.isMove }

    func judge(
        _ act: PlannedAct, of compiled: CompiledRule, _ question: Question, _ ledger: Ledger
    ) throws -> Judgement {
        try judge(act, of: compiled, question, customer: ledger.customer.id, held: question.customer.groups)
    }

    func judge(
        _ act: PlannedAct, of compiled: CompiledRule, _ question: Question, customer: ID<Customer>, held: Set<String>
    ) throws -> Judgement {
        if act.isMove, try hasMoved || hasMovedToday(customer, question) { return .tomorrow }
        let returns = act.joins.map(\.group).filter { !held.contains($0) }
        guard !returns.isEmpty, try fights(returns, act, compiled, question, customer) else { return .act }
        return .never
    }

    private func hasMovedToday(_ customer: ID<Customer>, _ question: Question) throws -> Bool {
        guard let last = try snapshot.lastMove(of: customer) else { return false }
        return question.zone.day(at: last) == question.day
    }

    /// Whether the act would return the customer to a group that another rule took away, without a newer fact.
    private func fights(
        _ groups: [String], _ act: PlannedAct, _ compiled: CompiledRule, _ question: Question, _ customer: ID<Customer>
    ) throws -> Bool {
        let ids = Set(configuration.groupIDs(compiled.rule.store, codes: groups))
        let recent = try snapshot.changes(ChangeFilter(customer: customer), before: nil, limit: 100)
        for group in ids {
            guard let change = recent.first(where: { $0.groupsRemoved.contains(group) }), let rule = change.rule,
                rule != compiled.rule.id, change.kind != .expired
            else { continue }
            if question.hasNewerFact(than: change.at) { continue }
            if let end = act.periodEnd(in: question.zone), end > change.at { continue }
            return true
        }
        return false
    }
}

extension PlannedAct {
    /// The first instant after the month that the act is about; nil where it is about none.
    fileprivate func periodEnd(in zone: Zone) -> Timestamp? {
        guard key.utf8.count == 7, let first = CalendarDay(text: key + "-01") else { return nil }
        return zone.start(of: first.adding(months: 1))
    }
}
