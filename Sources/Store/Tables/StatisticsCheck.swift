public import Domain

// What `echelon check` compares and mends: the totals of changes by day against the changes, and the sizes of groups
// that follow from them against the grants.

/// What a row of change_days is about.
public struct ChangeTotalKey: Hashable, Sendable {
    public let day: CalendarDay
    public let rule: ID<Rule>?
    public let kind: String
    /// Ids of groups, as stored.
    public let added: String
    public let removed: String
}

extension Snapshot {
    /// The totals as written, without the members of whom no change tells.
    public func writtenTotals(store: ID<Store>) throws -> [ChangeTotalKey: Int] {
        let pairs = try rows(
            """
            SELECT day, rule_id, kind, groups_added, groups_removed, count FROM change_days
            WHERE store_id = ? AND kind <> 'opening' AND day > ?
            """, [store, try prunedDay(store: store)]
        ) { row in
            let rule: Int64 = row[1]
            return (
                ChangeTotalKey(
                    day: try row.calendarDay(0, "change_days.day"), rule: rule == 0 ? nil : ID(rawValue: rule),
                    kind: row[2], added: row[3], removed: row[4]), row[5] as Int
            )
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The totals as they follow from the changes; reads all of them.
    public func reckonedTotals(store: ID<Store>, zone: Zone) throws -> [ChangeTotalKey: Int] {
        var totals: [ChangeTotalKey: Int] = [:]
        let pruned = try prunedDay(store: store)
        _ = try rows(
            "SELECT at, rule_id, kind, groups_added, groups_removed FROM changes WHERE store_id = ?", [store]
        ) { row in
            let key = ChangeTotalKey(
                day: zone.day(at: row.instant(0)), rule: row.optionalID(1), kind: row[2], added: row[3],
                removed: row[4])
            if key.day > pruned { totals[key, default: 0] += 1 }
        }
        return totals
    }

    /// The last day of which changes may be gone: its totals stand as they were counted.
    public func prunedDay(store: ID<Store>) throws -> CalendarDay {
        let text = try setting("changes_pruned/\(store)")
        return text.flatMap { Int32($0) }.flatMap { CalendarDay(rawValue: $0) } ?? CalendarDay(daysSinceEpoch: 0)
    }

    /// Members of each group of a store by its grants: begun, and their end not noted. Reads all of them.
    public func grantedSizes(store: ID<Store>, at instant: Timestamp) throws -> [ID<Group>: Int] {
        let pairs = try rows(
            """
            SELECT g.id, (SELECT count(DISTINCT customer_id) FROM grants
              WHERE group_id = g.id AND ended_at IS NULL AND from_at <= ?)
            FROM groups g WHERE g.store_id = ?
            """, [instant, store]
        ) { ($0.id(0) as ID<Group>, $0[1] as Int) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}

extension Transaction {
    /// Writes the totals of a store's changes anew. Members of whom no change tells stay as they were noted.
    public func replaceTotals(_ totals: [ChangeTotalKey: Int], store: ID<Store>) throws {
        try forgetSizes(store: store)
        try run(
            "DELETE FROM change_days WHERE store_id = ? AND kind <> 'opening' AND day > ?",
            [store, try prunedDay(store: store)])
        for (key, total) in totals {
            try count([store, key.day, key.rule?.rawValue ?? 0, key.kind, key.added, key.removed], total)
        }
    }

    /// Notes members of whom no change tells; fewer than none where the record has too many.
    public func open(_ members: Int, of group: ID<Group>, store: ID<Store>, on day: CalendarDay) throws {
        try forgetSizes(store: store)
        try count([store, day, 0, "opening", Codec.encode([group]), "[]"], members)
    }
}
