public import Domain

/// What a ladder that counts by organization makes of one organization. Its members follow at once.
public struct TeamLadder {
    private let rule: TiersRule
    private let shop: ShopFacts
    private let spend: LadderSpend
    private let lastCheck: CalendarDay?

    /// - Parameters:
    ///   - spend: the organization's, as far back as the rule `needs`.
    ///   - lastCheck: the latest check day that has been made, or was before the ladder's time.
    public init(_ rule: TiersRule, spend: [SpendDay], shop: ShopFacts, lastCheck: CalendarDay?) {
        self.rule = rule
        self.shop = shop
        self.lastCheck = lastCheck
        self.spend = LadderSpend(spend, rule: rule, shop: shop)
    }

    /// - Parameters:
    ///   - rung: the group of the rung held; nil for none.
    ///   - atRiskSince: when a check first found too little for it.
    ///   - change: what the report that leads here added to spend, or took from it.
    public func step(
        rung: String?, atRiskSince: Timestamp?, moment: Moment, day: CalendarDay, change: [SpendDay] = []
    ) -> LadderStep {
        let report = LadderReport(change, day: day, rule: rule, shop: shop)
        return rule.step(
            climber(rung, atRiskSince), spend, moment: moment, day: day, zone: shop.zone, report: report,
            lastCheck: lastCheck)
    }

    /// The first instant after `day` at which a check would find something to do; nil for never.
    public func next(rung: String?, atRiskSince: Timestamp?, after day: CalendarDay) -> Timestamp? {
        var days = [day.adding(days: 1)] + spend.boundaries(after: day)
        if let atRiskSince { days.append(rule.graceEnd(atRiskSince, shop.zone)) }
        let checks = Set(days.filter { $0 > day }.compactMap(rule.check.first(onOrAfter:))).sorted()
        return checks.first { check in
            step(rung: rung, atRiskSince: atRiskSince, moment: .check(isForced: false), day: check) != .stay
        }.map(shop.zone.start(of:))
    }

    private func climber(_ rung: String?, _ atRiskSince: Timestamp?) -> LadderClimber {
        LadderClimber(held: rung.flatMap(rule.rung), floor: nil, barred: [], atRiskSince: atRiskSince)
    }
}
