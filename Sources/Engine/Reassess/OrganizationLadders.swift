internal import Domain
internal import Rules
internal import Store

/// Ladders that count by organization: one rung for all its members, whom they follow at once.
struct OrganizationLadders {
    let transaction: Transaction
    let configuration: Configuration
    let cause: Cause
    let now: Timestamp
    /// Ladders that look at everyone for the first time, and mail nothing.
    var silent: Set<ID<Rule>> = []

    /// - Parameters:
    ///   - ladders: rules of the organization's store that count by organization.
    ///   - change: what a report has just added to its spend, or taken from it.
    ///   - isNewFact: whether a report has just changed what its orders count for.
    /// - Returns: what became of the members who followed.
    @discardableResult
    func look(
        _ organization: ID<Organization>, _ ladders: [CompiledRule], moment: Moment, change: [SpendDay] = [],
        isNewFact: Bool
    ) throws -> [(customer: ID<Customer>, outcome: Reassess.Outcome)] {
        var followed: [(customer: ID<Customer>, outcome: Reassess.Outcome)] = []
        for compiled in ladders where compiled.rule.isActive(at: now) {
            guard let rule = compiled.kind as? TiersRule,
                try configuration.store(compiled.rule.store).automation.isOn
            else { continue }
            followed += try look(organization, compiled, rule, moment, change, isNewFact)
        }
        return followed
    }

    private func look(
        _ organization: ID<Organization>, _ compiled: CompiledRule, _ rule: TiersRule, _ moment: Moment,
        _ change: [SpendDay], _ isNewFact: Bool
    ) throws -> [(customer: ID<Customer>, outcome: Reassess.Outcome)] {
        guard
            let standing = try OrganizationStanding(organization, compiled, transaction, configuration, at: now)
        else { return [] }
        let (before, ladder) = (standing.before, standing.ladder)
        var rung =
            before ?? OrganizationRung(rule: compiled.rule.id, organization: organization, store: compiled.rule.store)
        if isNewFact { rung.lastFactAt = now }
        let step = standing.step(moment, change: change)
        switch step {
        case .stay: break
        case .promote(let index): (rung.rung, rung.atRiskSince) = (rule.tiers[index].group, nil)
        case .demote(let index): (rung.rung, rung.atRiskSince) = (index.map { rule.tiers[$0].group }, nil)
        case .atRisk: rung.atRiskSince = now
        case .riskGone: rung.atRiskSince = nil
        }
        rung.dueAt = ladder.next(rung: rung.rung, atRiskSince: rung.atRiskSince, after: standing.day)
        if rung != before { try transaction.put(rung) }
        return rung.rung == before?.rung ? [] : try lead(organization, compiled.rule.id)
    }

    /// Every member follows the organization.
    private func lead(
        _ organization: ID<Organization>, _ rule: ID<Rule>
    ) throws -> [(customer: ID<Customer>, outcome: Reassess.Outcome)] {
        var asking = Asking()
        asking.silent = silent
        return try transaction.members(of: organization).map { member in
            let reassess = Reassess(
                transaction: transaction, configuration: configuration, cause: cause, now: now, asking: asking)
            return (member, try reassess(member))
        }
    }
}
