public import Domain

/// What a ladder does with one customer or organization at one moment. Rungs are indices into the rule's tiers.
public enum LadderStep: Sendable, Equatable {
    case stay
    case promote(to: Int)
    /// Down, or off the ladder where nil.
    case demote(to: Int?)
    /// Too little was found at a check for the first time; the fall to that rung waits until the day.
    case atRisk(to: Int?, until: CalendarDay)
    /// Enough again: a fall that waited is called off.
    case riskGone

    /// Whether a check that finds it has something to do.
    var isMove: Bool {
        switch self {
        case .stay, .riskGone: false
        case .promote, .demote, .atRisk: true
        }
    }
}

/// What a report about an order did to what counts on a ladder.
public struct LadderReport: Sendable {
    /// Whether less counts than before.
    public let isLowered: Bool
    /// Whether the order counts now.
    public let isCounted: Bool

    /// - Parameter change: what it took from spend and what it added.
    init(_ change: [SpendDay], day: CalendarDay, rule: TiersRule, shop: ShopFacts) {
        let statuses = shop.counted(rule.statuses)
        isLowered = LadderSpend(change, rule: rule, shop: shop).amount(on: day) < 0
        isCounted = change.contains { $0.orders > 0 && statuses.contains($0.status) }
    }
}

/// One climber: where it stands and what bears on it.
struct LadderClimber {
    var held: Int?
    /// A rung held by other means; only higher ones are granted.
    var floor: Int?
    /// Rungs that automation must not grant.
    var barred: Set<Int>
    var atRiskSince: Timestamp?

    /// The index that a rung must exceed to be granted.
    var least: Int { max(held ?? -1, floor ?? -1) }

    func clearsFloor(_ rung: Int) -> Bool { rung > floor ?? -1 }
}

extension TiersRule {
    /// What the ladder does, by its own terms alone: undone and pinned things are the caller's matter.
    ///
    /// - Parameters:
    ///   - held: the rung held by this rule; nil for none.
    ///   - floor: the highest rung held by a manual or purchase grant.
    ///   - blocked: codes of groups that automation must not grant.
    ///   - spend: that of the customer or organization, as far back as the rule `needs`.
    ///   - atRiskSince: when a check first found too little for the rung held.
    ///   - day: the local day of the moment.
    ///   - report: what the report that leads to the question changed; nil without one.
    ///   - lastCheck: the latest check day that has been made, or was before the ladder's time; nil for none.
    public func step(
        held: Int?, floor: Int?, blocked: Set<String>, spend: [SpendDay], atRiskSince: Timestamp?, moment: Moment,
        day: CalendarDay, shop: ShopFacts, report: LadderReport? = nil, lastCheck: CalendarDay? = nil
    ) -> LadderStep {
        let climber = LadderClimber(held: held, floor: floor, barred: barred(blocked), atRiskSince: atRiskSince)
        let spend = LadderSpend(spend, rule: self, shop: shop)
        return step(climber, spend, moment: moment, day: day, zone: shop.zone, report: report, lastCheck: lastCheck)
    }

    func barred(_ blocked: Set<String>) -> Set<Int> {
        Set(tiers.indices.filter { blocked.contains(tiers[$0].group) })
    }

    func step(
        _ climber: LadderClimber, _ spend: LadderSpend, moment: Moment, day: CalendarDay, zone: Zone,
        report: LadderReport?, lastCheck: CalendarDay?
    ) -> LadderStep {
        switch moment {
        case .check(isForced: true):
            return judge(climber, spend.amount(on: day), day: day, zone: zone)
        case .check(isForced: false):
            let isDue =
                check.isCheckDay(day)
                || missedCheck(climber, spend, day: day, zone: zone, lastCheck: lastCheck) != nil
            return judge(climber, spend.amount(on: day), day: day, zone: zone, mayRise: isDue, mayFall: isDue)
        case .order:
            // Too little found where the report took nothing away is age, which only a check finds. And what is no
            // payment raises nobody.
            return judge(
                climber, spend.amount(on: day), day: day, zone: zone,
                mayRise: upgrade == .onPayment && (report?.isCounted ?? false),
                mayFall: downgrade == .immediate && (report?.isLowered ?? false))
        case .registered, .other:
            return judge(climber, spend.amount(on: day), day: day, zone: zone, mayRise: false, mayFall: false)
        }
    }

    /// The latest check day, today included, that no run has made yet, where it would have something to do; nil for
    /// none.
    func missedCheck(
        _ climber: LadderClimber, _ spend: LadderSpend, day: CalendarDay, zone: Zone, lastCheck: CalendarDay?
    ) -> CalendarDay? {
        guard let last = check.last(onOrBefore: day), lastCheck.map({ $0 < last }) ?? true,
            judge(climber, spend.amount(on: day), day: day, zone: zone).isMove
        else { return nil }
        return last
    }

    /// What follows from an amount.
    private func judge(
        _ climber: LadderClimber, _ spent: Int64, day: CalendarDay, zone: Zone, mayRise: Bool = true,
        mayFall: Bool = true
    ) -> LadderStep {
        if mayRise, let rung = ladder.qualified(spent, barring: climber.barred), rung > climber.least {
            return .promote(to: rung)
        }
        guard let held = climber.held else { return .stay }
        guard downgrade != .never, !ladder.isKept(held, spent) else {
            return climber.atRiskSince == nil ? .stay : .riskGone
        }
        guard mayFall else { return .stay }
        let landing = landing(climber, held, spent)
        guard downgrade == .onCheck, graceDays > 0 else { return .demote(to: landing) }
        guard let since = climber.atRiskSince else { return .atRisk(to: landing, until: day.adding(days: graceDays)) }
        return day >= graceEnd(since, zone) ? .demote(to: landing) : .stay
    }

    /// Below the floor one lands on nothing.
    func landing(_ climber: LadderClimber, _ held: Int, _ spent: Int64) -> Int? {
        let landing = ladder.landing(below: held, spent, barring: climber.barred)
        return landing.flatMap { climber.clearsFloor($0) ? $0 : nil }
    }

    /// The day from which a fall found at `since` may be carried out.
    func graceEnd(_ since: Timestamp, _ zone: Zone) -> CalendarDay { zone.day(at: since).adding(days: graceDays) }
}
