public import Domain
public import JSON

/// A ladder: whoever spends enough stands on a rung, which is a group (2-domain §5, `tiers`).
public struct TiersRule: RuleKind, Equatable {
    /// Ascending by what they require; an index into it names a rung.
    public let tiers: [Tier]
    public let period: SpendPeriod
    /// Spend before that day does not count.
    public let startDate: CalendarDay?
    public let upgrade: Upgrade
    public let downgrade: Downgrade
    public let check: LadderCheck
    public let graceDays: Int
    /// Codes of the statuses that count; nil for all that are flagged paid.
    public let statuses: [String]?
    public let isPerOrganization: Bool
    public let adoptsManual: Bool
    public let setsDefault: Bool
    public let ladder: Ladder

    /// When a customer may rise.
    public enum Upgrade: String, Sendable, CaseIterable {
        /// As soon as an order reports it, and at checks.
        case onPayment = "on_payment"
        case onCheck = "on_check"
    }

    /// When a customer may fall.
    public enum Downgrade: String, Sendable, CaseIterable {
        case never
        case onCheck = "on_check"
        /// With the refund that causes it, and at checks; without grace.
        case immediate
    }

    public init(reading reader: inout FieldReader, shop: KnownShop) {
        var errors: [FieldError] = []
        tiers = Tier.list(&reader, shop)
        period =
            reader.value("period").flatMap { SpendPeriod(reading: $0, at: "/params/period", errors: &errors) }
            ?? .lifetime
        startDate = reader.day("start_date")
        upgrade = reader.choice("upgrade", of: Upgrade.allCases.map(\.rawValue)).flatMap(Upgrade.init) ?? .onPayment
        downgrade =
            reader.choice("downgrade", of: Downgrade.allCases.map(\.rawValue)).flatMap(Downgrade.init) ?? .onCheck
        check =
            reader.value("check").flatMap { LadderCheck(reading: $0, at: "/params/check", errors: &errors) } ?? .daily
        graceDays = Int(reader.integer("grace_days", in: 0...365) ?? 0)
        statuses = reader.statuses("statuses", known: shop.statuses)
        isPerOrganization = reader.boolean("per_organization") ?? false
        adoptsManual = reader.boolean("adopt_manual") ?? false
        setsDefault = reader.boolean("set_default") ?? true
        ladder = Ladder(tiers.map(\.rung))
        reader.take(errors)
    }

    public var parameters: [JSONValue.Member] {
        [
            .init("tiers", .array(tiers.map(\.value))),
            .init("period", period.value),
            .init("start_date", startDate.map { .string($0.description) } ?? .null),
            .init("upgrade", .string(upgrade.rawValue)),
            .init("downgrade", .string(downgrade.rawValue)),
            .init("check", check.value),
            .init("grace_days", .integer(graceDays)),
            .init("statuses", statuses.map { .array($0.map(JSONValue.string)) } ?? .null),
            .init("per_organization", .bool(isPerOrganization)),
            .init("adopt_manual", .bool(adoptsManual)),
            .init("set_default", .bool(setsDefault)),
        ]
    }

    public var targetGroups: [String] { tiers.map(\.group) }

    /// Once a run has asked everyone due, the check of that day is made.
    public func advanced(_ progress: Progress, to instant: Timestamp, zone: Zone) -> Progress {
        guard let last = check.last(onOrBefore: zone.day(at: instant)) else { return progress }
        return Progress(decided: max(progress.decided ?? "", last.description))
    }

    /// Spend reaches a month further back than the period, since a check that was missed is judged as of its own day.
    public var needs: FactNeeds {
        FactNeeds(spendDays: period.reach.map { $0 + 31 } ?? .max, byOrganization: isPerOrganization)
    }

    /// The rung of a group; nil where the ladder has none for it.
    public func rung(of group: String) -> Int? { tiers.firstIndex { $0.group == group } }
}
