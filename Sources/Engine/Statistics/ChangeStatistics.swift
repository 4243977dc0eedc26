internal import Domain
internal import Store

// `groups` and `changes`: from the totals of changes by day.

extension StatisticsReading {
    /// Size of each group at the end of each bucket, and how many joined and left in it.
    ///
    /// A change counts on the local day on which it was written; one that was undone later counts all the same, and the
    /// undoing is a change of its own. Whoever is in a group by two grants joins with the first and leaves with the last.
    /// The size is who had joined and not left, by the record: a term's end counts when a run notes it. Deleted customers
    /// count until they leave; guests never join. In a day to come nobody has joined yet.
    func groups() throws -> StatisticsTable {
        var table = table(.groups, ["store", "group", "group_name", "size", "joined", "left"])
        var lines: [[[StatisticsTable.Cell]]] = Array(repeating: [], count: period.buckets.count)
        for store in stores {
            var flows = Flows(
                period, sizes: try snapshot.recordedSizes(store: store.id, endOf: period.from.adding(days: -1)))
            for total in try snapshot.changeTotals(store: store.id, from: period.from, to: period.to) {
                flows.add(total, to: period.index(of: total.day))
            }
            for group in configuration.groups(of: store.id) {
                for (bucket, flow) in flows.line(of: group.id).enumerated() {
                    lines[bucket].append(
                        days(bucket) + [
                            .text(store.key), .text(group.code), .text(group.name), .count(flow.size),
                            .count(flow.joined), .count(flow.left),
                        ])
                }
            }
        }
        table.rows = lines.flatMap { $0 }
        return table
    }

    /// How many changes of each rule, kind and direction there were, and how many memberships began and ended by them.
    ///
    /// The direction is `in` where groups were only joined, `out` where they were only left, `move` where both, and
    /// `none` where neither: another default group, a pin, a block, another end of a term.
    func changes() throws -> StatisticsTable {
        var table = table(
            .changes, ["store", "rule", "rule_name", "kind", "direction", "changes", "joined", "left"])
        var sums: [ChangeSort: (changes: Int, joined: Int, left: Int)] = [:]
        for (place, store) in stores.enumerated() {
            for total in try snapshot.changeTotals(store: store.id, from: period.from, to: period.to)
            where total.kind != "opening" && isAsked(total.rule) {
                let sort = ChangeSort(bucket: period.index(of: total.day), store: place, total)
                sums[sort, default: (0, 0, 0)].changes += total.count
                sums[sort, default: (0, 0, 0)].joined += total.count * total.added.count
                sums[sort, default: (0, 0, 0)].left += total.count * total.removed.count
            }
        }
        table.rows = sums.sorted { $0.key < $1.key }.map { sort, sum in
            days(sort.bucket) + [.text(stores[sort.store].key)] + cells(sort.rule) + [
                .text(sort.kind), .text(sort.direction.rawValue), .count(sum.changes), .count(sum.joined),
                .count(sum.left),
            ]
        }
        return table
    }
}

/// Who came and went, group by group.
private struct Flows {
    private let count: Int
    private let sizes: [ID<Group>: Int]
    private var flows: [ID<Group>: [Int: (joined: Int, left: Int)]] = [:]

    /// - Parameter sizes: before the first bucket.
    init(_ period: Period, sizes: [ID<Group>: Int]) {
        count = period.buckets.count
        self.sizes = sizes
    }

    mutating func add(_ total: ChangeTotal, to bucket: Int) {
        for group in total.added { flows[group, default: [:]][bucket, default: (0, 0)].joined += total.count }
        for group in total.removed { flows[group, default: [:]][bucket, default: (0, 0)].left += total.count }
    }

    func line(of group: ID<Group>) -> [(size: Int, joined: Int, left: Int)] {
        var size = sizes[group] ?? 0
        return (0..<count).map { bucket in
            let flow = flows[group]?[bucket] ?? (0, 0)
            size += flow.joined - flow.left
            return (size, flow.joined, flow.left)
        }
    }
}

/// What changes are counted together by.
private struct ChangeSort: Hashable, Comparable {
    enum Direction: String { case `in`, out, move, none }

    let bucket: Int
    let store: Int
    let rule: ID<Rule>?
    let kind: String
    let direction: Direction

    init(bucket: Int, store: Int, _ total: ChangeTotal) {
        self.bucket = bucket
        self.store = store
        rule = total.rule
        kind = total.kind
        switch (total.added.isEmpty, total.removed.isEmpty) {
        case (true, true): direction = .none
        case (false, true): direction = .in
        case (true, false): direction = .out
        case (false, false): direction = .move
        }
    }

    private var place: (Int, Int, Int64, String, String) {
        (bucket, store, rule?.rawValue ?? 0, kind, direction.rawValue)
    }

    static func < (left: Self, right: Self) -> Bool { left.place < right.place }
}
