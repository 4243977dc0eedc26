internal import Domain
internal import JSON
internal import Rules
internal import Store

/// The blast-radius stop: a rule that would move a larger share of the store's customers than it may stands still until
/// a person confirms it. All others go on.
struct Parking {
    let run: Run
    let store: Domain.Store
    let confirmed: [ID<Rule>: Int]
    let transaction: Transaction

    /// Stores of so many customers or fewer have no limit.
    private static let smallStore = 100

    /// - Parameters:
    ///   - counts: how many customers each rule would move.
    ///   - asked: all rules that were asked.
    func judge(
        _ counts: [ID<Rule>: Int], asked: Set<ID<Rule>>, _ configuration: Configuration
    ) throws -> [Park] {
        if !run.isDry { for rule in asked.sorted() where counts[rule] ?? 0 == 0 { try release(rule) } }
        let acting = counts.filter { $0.value > 0 }
        let customers =
            acting.isEmpty ? 0 : try transaction.customerCount(store: store.id, upTo: enough(acting, configuration))
        var parks: [Park] = []
        for (id, count) in acting.sorted(by: { $0.key < $1.key }) {
            guard let compiled = configuration.rule(id) else { continue }
            guard exceeds(compiled, count, of: customers) else {
                if !run.isDry { try release(id) }
                continue
            }
            let all = try transaction.customerCount(store: store.id)
            let park = Park(rule: id, run: run.id, count: count, customers: all, at: run.at)
            parks.append(park)
            guard !run.isDry else { continue }
            try tellAdmins(park, compiled)
            try transaction.put(park)
        }
        return parks
    }

    /// With so many customers no rule moves too many, so nobody need be counted beyond: a day on which few move costs
    /// little in a large store too.
    private func enough(_ counts: [ID<Rule>: Int], _ configuration: Configuration) -> Int {
        let needed = counts.map { id, count in
            (count * 100 / (configuration.rule(id)?.terms.common.maxShare ?? CommonTerms.usualShare)) + 1
        }
        return max(needed.max() ?? 0, Self.smallStore + 1)
    }

    private func exceeds(_ compiled: CompiledRule, _ count: Int, of customers: Int) -> Bool {
        guard compiled.terms.declaration.actsOnRuns, customers > Self.smallStore else { return false }
        if let shown = confirmed[compiled.rule.id] { return count * 100 > shown * 110 }
        return count * 100 > compiled.terms.common.maxShare * customers
    }

    private func release(_ rule: ID<Rule>) throws {
        guard let park = try transaction.park(rule) else { return }
        if park.run != run.id { try supersede(park.run) }
        try transaction.removePark(rule)
        try transaction.resolve(
            .ruleParked, store: store.id, subjectType: "rule", subjectID: rule.rawValue, at: run.at)
    }

    /// One mail for as long as the rule stands still, and a line in Checks. A run that stopped for the same rule before
    /// is superseded by this one.
    private func tellAdmins(_ park: Park, _ compiled: CompiledRule) throws {
        let sentence = Sentence(
            "finding.rule_parked",
            [
                .init("rule", .text(compiled.rule.name)), .init("count", .number(Int64(park.count))),
                .init("customers", .number(Int64(park.customers))),
            ])
        try transaction.note(
            Finding(
                id: ID(0), store: store.id, kind: .ruleParked, subjectType: "rule",
                subjectID: compiled.rule.id.rawValue, subjectLabel: compiled.rule.name, sentence: sentence,
                firstAt: run.at, lastAt: run.at))
        if let earlier = try transaction.park(compiled.rule.id), earlier.run != run.id {
            return try supersede(earlier.run)
        }
        for admin in try transaction.users() where admin.role == .admin {
            try transaction.insert(
                Notification(
                    store: store.id, recipient: .user(admin.id.rawValue), rule: compiled.rule.id,
                    template: "run_report", periodKey: "run:\(run.id)", reason: sentence,
                    facts: [
                        .init("rule_name", .text(compiled.rule.name)),
                        .init("customer_count", .number(Int64(park.count))),
                    ], run: run.id, createdAt: run.at))
        }
    }

    private func supersede(_ id: ID<Run>) throws {
        guard var earlier = try transaction.run(id), earlier.state == .waiting,
            try transaction.parks(run: id).count <= 1
        else { return }
        earlier.state = .cancelled
        try transaction.update(earlier, beatAt: run.at)
    }
}
