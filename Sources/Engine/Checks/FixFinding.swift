public import Domain
internal import Rules
internal import Store

extension Engine {
    /// So many customers are seen to by one call at the most.
    static let fixedAtOnce = 5_000
    private static let fixBatch = 200

    /// Does what can be done about a finding, in the ordinary way: with a reason, in the record, as one run.
    ///
    /// - Parameters:
    ///   - name: which fix; nil for the only one there is.
    ///   - isDry: does it and takes it back.
    /// - Throws: `Refusal.notFound`; `Refusal.invalid` for a fix that the finding does not have.
    public func fix(_ id: ID<Finding>, _ fix: Fix, isDry: Bool, by: String) async throws -> FixOutcome {
        let now = clock.now()
        let finding = try await database.read { try Self.finding(id, $0) }
        guard Fix.all(for: finding.kind).contains(fix) else {
            throw Refusal.invalid("/fix", "is none of this finding's")
        }
        if case .unmappedStatus = finding.kind { return try await mapStatus(finding, fix, isDry: isDry, by: by) }
        let plan = try await database.read { snapshot in
            try MissedPurchases(finding, self.configuration(snapshot))?
                .found(self.configuration(snapshot), snapshot) ?? [:]
        }
        var work = FixWork(fix: fix, finding: finding, plan: plan.mapValues { $0.map { .init($0.rule, $0.order) } })
        work.isDry = isDry
        work.by = by
        work.now = now
        return try await carryOut(work)
    }

    private func carryOut(_ work: FixWork) async throws -> FixOutcome {
        struct TakenBack: Error { let state: FixState }
        var state = FixState(outcome: FixOutcome(work.fix, isDry: work.isDry))
        while state.outcome.customers < Self.fixedAtOnce {
            let before = state
            state = try await database.write { transaction in
                let attempt = try transaction.attempt(isTrial: work.isDry) { () throws -> FixState in
                    let done = try Fixing(work: work, engine: self, transaction: transaction)
                        .batch(before, limit: Self.fixBatch)
                    if work.isDry { throw TakenBack(state: done) }
                    return done
                }
                switch attempt {
                case .success(let done): return done
                case .failure(let taken as TakenBack):
                    var state = taken.state
                    // It is gone with the rest.
                    state.outcome.run = nil
                    return state
                case .failure(let error): throw error
                }
            }
            if state.isDone { break }
        }
        state.outcome.hasMore = !state.isDone
        if !work.isDry { try await finish(work, state) }
        return state.outcome
    }

    private func finish(_ work: FixWork, _ state: FixState) async throws {
        try await database.write { transaction in
            let detail = "\(work.finding.kind.rawValue) \(work.fix.rawValue) \(state.outcome.changed)"
            try transaction.audit(
                by: work.by, action: "check.fix", subject: "finding \(work.finding.id)", detail: detail, at: work.now)
            try Fixing(work: work, engine: self, transaction: transaction).finish(state)
        }
        try await settleStanding(work.finding.store)
    }

    private func mapStatus(_ finding: Finding, _ fix: Fix, isDry: Bool, by: String) async throws -> FixOutcome {
        var outcome = FixOutcome(fix, isDry: isDry)
        let (store, status, orders) = try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            guard let status = configuration.statuses[ID(finding.subjectID)] else {
                throw Refusal.notFound("status \(finding.subjectLabel)")
            }
            let orders = try snapshot.orderCounts(store: finding.store)[status.id] ?? 0
            return (try configuration.store(finding.store).key, status, orders)
        }
        outcome.orders = fix == .mapPaid ? orders : 0
        guard !isDry else { return outcome }
        _ = try await putStatus(
            store: store, code: status.code, label: status.label, isPaid: fix == .mapPaid, isVoid: fix == .mapVoid,
            rank: nil, by: by)
        return outcome
    }
}

/// A fix that was asked for.
struct FixWork: Sendable {
    let fix: Fix
    let finding: Finding
    /// The orders that rules are to judge, by customer.
    let plan: [ID<Customer>: [Judged]]
    var isDry = false
    var by = ""
    var now = Timestamp.zero

    struct Judged: Sendable {
        let rule: ID<Rule>
        let order: ID<Order>

        init(_ rule: ID<Rule>, _ order: ID<Order>) {
            self.rule = rule
            self.order = order
        }
    }
}

/// How far a fix has come.
struct FixState: Sendable {
    var outcome: FixOutcome
    var last = ID<Customer>(0)
    var isDone = false
}
