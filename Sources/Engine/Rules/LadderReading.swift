internal import Domain
internal import Rules
internal import Store

/// Reads where customers stand on one ladder, for many of them with few statements.
struct LadderReading {
    let compiled: CompiledRule
    let rule: TiersRule
    let day: CalendarDay
    private let snapshot: Snapshot
    private let configuration: Configuration
    private let shop: ShopFacts
    private let at: Timestamp
    /// Organizations met so far.
    private var teams: [ID<Organization>: Team] = [:]

    /// What an organization brings to its members.
    private struct Team {
        let spend: [SpendDay]
        let atRiskSince: Timestamp?
    }

    struct Member {
        let customer: ID<Customer>
        /// The organization whose spend it is; nil where the customer counts alone.
        let team: ID<Organization>?
        let standing: TierStanding
    }

    /// - Throws: `Refusal.notFound` for a rule that is no ladder.
    init(_ id: ID<Rule>, snapshot: Snapshot, configuration: Configuration, at: Timestamp) throws {
        guard let compiled = configuration.rule(id) else { throw Refusal.notFound("rule \(id)") }
        guard let rule = compiled.kind as? TiersRule else { throw Refusal.notFound("ladder of rule \(id)") }
        self.compiled = compiled
        self.rule = rule
        self.snapshot = snapshot
        self.configuration = configuration
        self.at = at
        shop = try configuration.shop(compiled.rule.store)
        day = shop.zone.day(at: at)
    }

    /// Those of `ids`, which must ascend, who hold a rung by the ladder.
    mutating func members(among ids: [ID<Customer>]) throws -> [Member] {
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        return try loader.load(ids, needs: rule.needs, at: at).compactMap { facts in
            guard !facts.row.isDeleted else { return nil }
            let (question, team) = try question(facts, loader)
            let since = { [team = team.flatMap { teams[$0] }] (group: String) in
                team.map(\.atRiskSince) ?? question.record[.atRisk, group]?.at
            }
            let standing = rule.standing(
                of: question.customer, rule: compiled.rule.id, atRiskSince: since, on: day, shop: shop)
            return standing.map { Member(customer: facts.row.id, team: team, standing: $0) }
        }
    }

    mutating func progress(of customer: ID<Customer>) throws -> TierProgress? {
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        guard let facts = try loader.load([customer], needs: rule.needs, at: at).first else { return nil }
        return rule.progress(of: try question(facts, loader).0.customer, rule: compiled.rule.id, on: day, shop: shop)
    }

    /// What the rule sees, with the spend that counts on this ladder.
    private mutating func question(
        _ facts: LoadedFacts, _ loader: FactLoader
    ) throws -> (Question, ID<Organization>?) {
        var question = try loader.question(compiled, facts, progress: Progress(), at: at, moment: .other)
        guard rule.isPerOrganization, let organization = facts.row.organization else { return (question, nil) }
        question.customer.spend = try team(organization).spend
        return (question, organization)
    }

    private mutating func team(_ organization: ID<Organization>) throws -> Team {
        if let known = teams[organization] { return known }
        let from = day.adding(days: -min(rule.needs.spendDays ?? 0, 1_000_000))
        let team = Team(
            spend: try snapshot.organizationSpend(organization, from: from).map(SpendDay.init),
            atRiskSince: try snapshot.organizationRung(rule: compiled.rule.id, organization: organization)?.atRiskSince)
        teams[organization] = team
        return team
    }
}
