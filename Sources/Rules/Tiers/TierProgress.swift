public import Domain

/// How far someone is from the next rung: for progress bars and the Tiers page.
public struct TierProgress: Sendable, Equatable {
    /// What counts now, in minor units of the store's currency.
    public var spend: Int64
    /// The highest rung held, by the ladder or by other means; nil for none.
    public var held: Tier?
    /// The rung to reach next; one that is reached already and waits for a check; nil on the highest.
    public var next: Tier?
    /// Minor units to the next rung; 0 where it is reached or there is none.
    public var missing: Int64
    /// Of the way from nothing to the next rung, 0 … 100, rounded down; 100 on the highest.
    public var percent: Int
}

extension TiersRule {
    /// - Parameters:
    ///   - held: index of the highest rung held; nil for none.
    ///   - spend: what counts now, in minor units.
    public func progress(held: Int?, spend: Int64) -> TierProgress {
        let above = (held ?? -1) + 1
        let reached = ladder.qualified(spend).flatMap { $0 >= above ? $0 : nil }
        guard let next = reached ?? (above < tiers.count ? above : nil) else {
            return TierProgress(spend: spend, held: held.map { tiers[$0] }, next: nil, missing: 0, percent: 100)
        }
        let required = tiers[next].required.minorUnits
        return TierProgress(
            spend: spend, held: held.map { tiers[$0] }, next: tiers[next], missing: max(0, required - max(0, spend)),
            percent: Self.percent(spend, of: required))
    }

    /// - Parameter rule: this rule's id, to tell its own grants.
    public func progress(
        of customer: CustomerFacts, rule: ID<Rule>, on day: CalendarDay, shop: ShopFacts
    ) -> TierProgress {
        let held = rungs(in: customer.memberships.filter { $0.isInForce && isOwn($0, rule) }).max()
        let floor = rungs(in: customer.memberships.filter { $0.isInForce && isFloor($0, rule) }).max()
        return progress(held: [held, floor].compactMap { $0 }.max(), spend: spent(customer.spend, on: day, shop: shop))
    }

    /// What counts on `day`, in minor units.
    public func spent(_ spend: [SpendDay], on day: CalendarDay, shop: ShopFacts) -> Int64 {
        LadderSpend(spend, rule: self, shop: shop).amount(on: day)
    }

    private static func percent(_ spend: Int64, of required: Int64) -> Int {
        guard spend < required else { return 100 }
        guard spend > 0 else { return 0 }
        return Int(required.dividingFullWidth(spend.multipliedFullWidth(by: 100)).quotient)
    }
}

extension TiersRule {
    func isOwn(_ fact: MembershipFact, _ rule: ID<Rule>) -> Bool { fact.source == .rule && fact.rule == rule }

    /// Whether a grant keeps the ladder above it: given by a person, or pinned by one, or bought.
    func isFloor(_ fact: MembershipFact, _ rule: ID<Rule>) -> Bool {
        guard !isOwn(fact, rule) else { return false }
        return fact.source == .manual || fact.isPurchase || fact.isPinned
    }

    func rungs(in facts: some Sequence<MembershipFact>) -> [Int] { facts.compactMap { rung(of: $0.group) } }
}
