internal import Domain

/// Made-up facts of each mail, with the store's own groups and currency, for looking at templates.
struct SampleFacts {
    let store: Domain.Store
    let configuration: Configuration
    let now: Timestamp

    func facts(of template: String) -> (facts: [Sentence.Fact], reason: Sentence) {
        switch template {
        case "inactivity_reminder": (inactive + [changeOn, new, current, flag("restores")], inactivity)
        case "group_change": (inactive + [new, current, flag("restores")], inactivity)
        case "turnover_reminder":
            (
                [changeOn, new, current, deadline, money("minimum", 500), money("missing", 380), money("spent", 120)],
                turnover(120)
            )
        case "turnover_group_change": ([new, current, money("minimum", 500), money("spent", 120)], turnover(120))
        case "turnover_promoted": ([new, current, money("minimum", 500), money("spent", 620)], turnover(620))
        case "group_restored": ([new, current], Sentence("change.restored", [text("order", "1042")]))
        case "tier_promoted":
            (
                [new, current, money("spent", 1_040), text("next_tier", "Platinum"), money("missing", 960)] + voucher,
                Sentence("tiers.promoted.since", [money("spent", 1_040), rung(1), day("from", -365)])
            )
        case "tier_demoted":
            (
                [new, current, money("spent", 420), money("minimum", 800), money("missing", 380)],
                Sentence(
                    "tiers.demoted.since", [money("spent", 420), rung(0), money("needed", 800), day("from", -365)])
            )
        case "tier_at_risk":
            (
                [new, current, money("spent", 420), money("minimum", 800), money("missing", 380), deadline, changeOn],
                Sentence(
                    "tiers.at_risk.since",
                    [money("spent", 420), money("missing", 380), rung(0), deadline, day("from", -365)])
            )
        case "membership_granted":
            (
                [new, day("expires_on", 365)],
                Sentence(
                    "purchase.bought_until",
                    [text("product", "Club"), text("order", "1042"), day("paid_on", 0), day("last_day", 365)])
            )
        case "membership_expiring":
            (
                [current, day("expires_on", 14), flag("renews")],
                Sentence("purchase.expiring", [groups("groups", 0), day("last_day", 14)])
            )
        case "membership_expired":
            (
                [current, day("expires_on", -1)],
                Sentence("change.expired", [groups("groups", 0), day("last_day", -1)])
            )
        default:
            (
                [text("rule_name", "Retail after 90 days"), number("customer_count", 312)],
                Sentence(
                    "finding.rule_parked",
                    [text("rule", "Retail after 90 days"), number("count", 312), number("customers", 2_080)])
            )
        }
    }

    // MARK: Sentences

    private var inactive: [Sentence.Fact] { [number("days_inactive", 60), day("since", -60)] }

    private var inactivity: Sentence {
        Sentence("inactivity.days", [number("days", 60), day("since", -60), number("limit", 90)])
    }

    private func turnover(_ spent: Int64) -> Sentence {
        Sentence("turnover.spent", [money("spent", spent), day("first", -30), day("last", -1), money("minimum", 500)])
    }

    private var voucher: [Sentence.Fact] {
        [text("voucher_code", "K7WZ4MPQ2RTX"), number("voucher_value", 10), day("voucher_until", 30)]
    }

    // MARK: Facts

    private var changeOn: Sentence.Fact { day("change_on", 31) }
    private var deadline: Sentence.Fact { day("deadline", 30) }
    private var new: Sentence.Fact { groups("new_group", 1) }
    private var current: Sentence.Fact { groups("current_group", 0) }

    /// The name of one of the groups, as a rung may have it.
    private func rung(_ index: Int) -> Sentence.Fact {
        guard case .groups(let codes) = groups("", index).value, let code = codes.first else { return text("rung", "") }
        return text("rung", configuration.groupName(store.id)(code))
    }

    /// One of the store's groups; a name of its own where there are too few.
    private func groups(_ name: String, _ index: Int) -> Sentence.Fact {
        let known = configuration.groups(of: store.id).map(\.code)
        return .init(name, .groups([known.count > index ? known[index] : ["Gold", "Silver"][index]]))
    }

    private func day(_ name: String, _ days: Int) -> Sentence.Fact {
        .init(name, .day(store.zone.day(at: now).adding(days: days)))
    }

    /// - Parameter amount: whole units of the store's currency.
    private func money(_ name: String, _ amount: Int64) -> Sentence.Fact {
        var units = amount
        for _ in 0..<store.currency.exponent { units *= 10 }
        return .init(name, .money(Money(minorUnits: units, currency: store.currency)))
    }

    private func number(_ name: String, _ number: Int64) -> Sentence.Fact { .init(name, .number(number)) }
    private func text(_ name: String, _ text: String) -> Sentence.Fact { .init(name, .text(text)) }
    private func flag(_ name: String) -> Sentence.Fact { .init(name, .number(1)) }
}
