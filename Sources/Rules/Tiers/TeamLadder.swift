public import Domain

/// What a ladder that counts by organization makes of one organization. Its members follow at once.
public struct TeamLadder {
    private let rule: TiersRule
    private let shop: ShopFacts
    private let spend: LadderSpend
    private let newestFact: CalendarDay?

    /// - Parameters:
    ///   - spend: the organization's, as far back as the rule `needs`.
    ///   - newestFact: the day since which spend and terms are as they are.
    public init(_ rule: TiersRule, spend: [SpendDay], shop: ShopFacts, newestFact: CalendarDay?) {
        self.rule = rule
        self.shop = shop
        self.newestFact = newestFact
        self.spend = LadderSpend(spend, rule: rule, shop: shop)
    }

    /// - Parameters:
    ///   - rung: the group of the rung held; nil for none.
    ///   - atRiskSince: when a check first found too little for it.
    public func step(rung: String?, atRiskSince: Timestamp?, moment: Moment, day: CalendarDay) -> LadderStep {
        rule.step(
            climber(rung, atRiskSince), spend, moment: moment, day: day, zone: shop.zone, newestFact: newestFact)
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
