public import Domain

/// Where a member of a ladder stands: for lists of who is near the next rung, and who may lose theirs.
public struct TierStanding: Sendable, Equatable {
    /// Index of the rung held by the ladder.
    public var rung: Int
    /// What counts now, in minor units.
    public var spent: Int64
    /// Minor units to the next rung; 0 where it is reached and waits for a check; nil on the highest.
    public var missing: Int64?
    /// Whether a tenth or less of what the next rung requires is missing.
    public var isNearNext: Bool
    /// Whether a fall waits, or too little is spent to stay.
    public var isAtRisk: Bool
    /// The day on which a fall that waits is carried out.
    public var fallsOn: CalendarDay?
}

extension TiersRule {
    /// - Parameters:
    ///   - customer: with spend as far back as the rule `needs`: the customer's, or that of the organization.
    ///   - rule: this rule's id, to tell its own grants.
    ///   - atRiskSince: when a check first found too little for the rung held, by its group.
    /// - Returns: Nil where the customer holds no rung by the ladder.
    public func standing(
        of customer: CustomerFacts, rule: ID<Rule>, atRiskSince: (String) -> Timestamp?, on day: CalendarDay,
        shop: ShopFacts
    ) -> TierStanding? {
        guard let held = rungs(in: customer.memberships.filter({ $0.isInForce && isOwn($0, rule) })).max() else {
            return nil
        }
        let spent = spent(customer.spend, on: day, shop: shop)
        let since = atRiskSince(tiers[held].group)
        let next = held + 1 < tiers.count ? tiers[held + 1].required.minorUnits : nil
        return TierStanding(
            rung: held, spent: spent, missing: next.map { max(0, $0 - max(0, spent)) },
            isNearNext: next.map { Int128(spent) * 10 >= Int128($0) * 9 } ?? false,
            isAtRisk: since != nil || (downgrade != .never && !ladder.isKept(held, spent)),
            fallsOn: since.map { since in
                let end = graceEnd(since, shop.zone)
                return check.first(onOrAfter: end) ?? end
            })
    }

    /// Which spend counts, to go on from "spend".
    public var periodSentence: Sentence { period.sentence }
}
