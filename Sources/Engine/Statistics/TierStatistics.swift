internal import Domain
internal import Rules
internal import Store

// `tiers`: how ladders stand, and whether a rung makes its members buy more.

extension StatisticsReading {
    /// Each rung of each ladder in each bucket, as far as anything was counted.
    ///
    /// - `members`, `near_next`, `at_risk`, `spent`: as they stood when the last day of the bucket that was counted
    ///   was: soon after it began, or when the server next ran; `day` says which. `near_next` are members to whom a tenth or less of the next rung's
    ///   requirement is missing; `spent` is what counts on the ladder, an organization's once.
    /// - `joined`: memberships of the rung's group that the ladder began in the bucket, of those whose 90 days after are
    ///   over, without what was undone by then; once for each customer and day. `orders_before`, `revenue_before`: per
    ///   one of them, in the 90 local days before the day of joining; `orders_after`, `revenue_after`: in the 90 after.
    ///   The day of joining is in neither, as the order that led to it lies there. Only orders in statuses flagged paid.
    func tiers() throws -> StatisticsTable {
        var table = table(
            .tiers,
            [
                "store", "rule", "rule_name", "rung", "group", "day", "members", "near_next", "at_risk",
                .money("spent"), "joined", "orders_before", "orders_after", .money("revenue_before"),
                .money("revenue_after"),
            ])
        var rows: [[[StatisticsTable.Cell]]] = Array(repeating: [], count: period.buckets.count)
        for store in stores {
            for (bucket, rungs) in try gatherRungs(store).enumerated() {
                for (key, rung) in rungs.sorted(by: { $0.value.place < $1.value.place }) {
                    rows[bucket].append(
                        days(bucket) + [.text(store.key)] + cells(key.rule) + [.text(rung.name), .text(key.group)]
                            + rung.cells(store.currency))
                }
            }
        }
        table.rows = rows.flatMap { $0 }
        table.countedUntil = try countedUntil()
        return table
    }

    private func gatherRungs(_ store: Domain.Store) throws -> [[RungKey: RungFigures]] {
        var all: [[RungKey: RungFigures]] = Array(repeating: [:], count: period.buckets.count)
        // In the order of the days, so that the last one stands.
        for total in try snapshot.rungTotals(store: store.id, from: period.from, to: period.to)
        where isAsked(total.rule) {
            let key = RungKey(rule: total.rule, group: total.group)
            all[period.index(of: total.day)][key, default: RungFigures(key, total.name, total.rank)].standing = total
        }
        for total in try snapshot.joiningTotals(store: store.id, from: period.from, to: period.to)
        where isAsked(total.rule) {
            guard let (key, place) = rung(total, store.id) else { continue }
            all[period.index(of: total.day)][key, default: RungFigures(key, place.name, place.rank)].add(total)
        }
        return all
    }

    /// The rung whose group was joined; nil where the ladder has none such any more.
    private func rung(
        _ total: JoiningTotal, _ store: ID<Domain.Store>
    ) -> (RungKey, (name: String, rank: Int))? {
        guard let code = configuration.groups[total.group]?.code,
            let ladder = configuration.rule(total.rule)?.kind as? TiersRule,
            let rank = ladder.tiers.firstIndex(where: { $0.group == code })
        else { return nil }
        return (RungKey(rule: total.rule, group: code), (ladder.tiers[rank].name, rank))
    }
}

private struct RungKey: Hashable {
    let rule: ID<Rule>
    let group: String
}

/// What is told of one rung in one bucket.
private struct RungFigures {
    let name: String
    let place: (Int64, Int)
    var standing: RungTotal?
    private var joined = 0
    private var orders: (before: Int, after: Int) = (0, 0)
    private var spent: (before: Int64, after: Int64) = (0, 0)

    init(_ key: RungKey, _ name: String, _ rank: Int) {
        self.name = name
        place = (key.rule.rawValue, rank)
    }

    mutating func add(_ total: JoiningTotal) {
        joined += total.members
        orders = (orders.before + total.ordersBefore, orders.after + total.ordersAfter)
        spent.before = spent.before.addingCapped(total.spentBefore)
        spent.after = spent.after.addingCapped(total.spentAfter)
    }

    func cells(_ currency: Currency) -> [StatisticsTable.Cell] {
        func money(_ units: Int64?) -> StatisticsTable.Cell {
            units.map { .money(Money(minorUnits: $0, currency: currency)) } ?? .none
        }
        let counts = [standing?.members, standing?.nearNext, standing?.atRisk]
        return [standing.map { .day($0.day) } ?? .none] + counts.map { $0.map { .count($0) } ?? .none }
            + [money(standing?.spent), .count(joined), perMember(orders.before), perMember(orders.after)]
            + [money(share(spent.before)), money(share(spent.after))]
    }

    /// To the hundredth, half away from zero.
    private func perMember(_ orders: Int) -> StatisticsTable.Cell {
        guard let hundredths = share(Int64(orders).multipliedCapped(100)) else { return .none }
        return .text(Decimal(mantissa: hundredths, scale: 2).description)
    }

    /// Half away from zero; nil where nobody joined.
    private func share(_ sum: Int64) -> Int64? {
        guard joined > 0 else { return nil }
        let (share, rest) = sum.magnitude.quotientAndRemainder(dividingBy: UInt64(joined))
        let rounded = Int64(clamping: rest >= UInt64(joined) - rest ? share + 1 : share)
        return sum < 0 ? -rounded : rounded
    }
}

extension Int64 {
    /// The sum, or the nearest there is.
    func addingCapped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    fileprivate func multipliedCapped(_ other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
