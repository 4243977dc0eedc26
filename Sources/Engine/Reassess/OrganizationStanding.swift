internal import Domain
internal import Rules
internal import Store

/// Where one organization stands on a ladder that counts by organization. Reads only.
struct OrganizationStanding {
    let rule: TiersRule
    /// What it holds by the ladder; nil where it was never looked at.
    let before: OrganizationRung?
    let ladder: TeamLadder
    let day: CalendarDay

    /// Nil for a rule of another kind.
    init?(
        _ organization: ID<Organization>, _ compiled: CompiledRule, _ snapshot: Snapshot,
        _ configuration: Configuration, at now: Timestamp
    ) throws {
        guard let rule = compiled.kind as? TiersRule else { return nil }
        let shop = try configuration.shop(compiled.rule.store)
        let day = shop.zone.day(at: now)
        let from = day.adding(days: -min(rule.needs.spendDays ?? 0, 1_000_000))
        let spend = try snapshot.organizationSpend(organization, from: from).map(SpendDay.init)
        let made = try snapshot.sweep(compiled.rule.id)?.progress.decided.flatMap { CalendarDay(text: $0) }
        let enabled = compiled.rule.enabledSince.map { shop.zone.day(at: $0).adding(days: -1) }
        self.rule = rule
        self.day = day
        before = try snapshot.organizationRung(rule: compiled.rule.id, organization: organization)
        ladder = TeamLadder(rule, spend: spend, shop: shop, lastCheck: [made, enabled].compactMap { $0 }.max())
    }

    func step(_ moment: Moment, change: [SpendDay] = []) -> LadderStep {
        ladder.step(rung: before?.rung, atRiskSince: before?.atRiskSince, moment: moment, day: day, change: change)
    }

    /// Whether its members would be moved.
    func moves(_ moment: Moment) -> Bool {
        switch step(moment) {
        case .promote, .demote: true
        case .stay, .atRisk, .riskGone: false
        }
    }
}
