public import Domain

// change_days, intake_days and candidate_days: totals by local day, written with what they count.

/// Changes of one sort on one day.
public struct ChangeTotal: Sendable {
    public let day: CalendarDay
    public let rule: ID<Rule>?
    /// A `Change.Kind`, or `opening` for members of whom no change tells.
    public let kind: String
    public let added: [ID<Group>]
    public let removed: [ID<Group>]
    public let count: Int
}

/// What became of a delivery when it came.
public enum IntakeKind: String, Sendable, CaseIterable {
    /// It was acted on; whatever it said was new.
    case accepted
    /// Of a topic that nothing here uses.
    case unused
    /// A report about an order that told nothing new, as newer ones had come before.
    case stale
    /// The same delivery had come before.
    case duplicate
    /// It was malformed, or could not be processed at once.
    case failed
}

/// The deliveries of one source on one day.
public struct IntakeTotal: Sendable {
    public let source: ID<SourceRecord>
    public let day: CalendarDay
    public let counts: [IntakeKind: Int]
}

extension Row {
    /// - Throws: `DatabaseProblem.corrupt`.
    func calendarDay(_ column: Int, _ name: String) throws -> CalendarDay {
        guard let day = CalendarDay(rawValue: self[column]) else { throw DatabaseProblem.corrupt(name) }
        return day
    }
}

/// Reads lists of groups; there are few different ones.
private final class GroupLists {
    private var known: [String: [ID<Group>]] = [:]

    func read(_ text: String, _ column: String) throws -> [ID<Group>] {
        if let list = known[text] { return list }
        let list = try Codec.groups(text, column)
        known[text] = list
        return list
    }
}

extension Snapshot {
    /// Both days are counted.
    public func changeTotals(store: ID<Store>, from: CalendarDay, to: CalendarDay) throws -> [ChangeTotal] {
        let lists = GroupLists()
        return try rows(
            """
            SELECT day, rule_id, kind, groups_added, groups_removed, count FROM change_days
            WHERE store_id = ? AND day BETWEEN ? AND ?
            """, [store, from, to]
        ) { row in
            let rule: Int64 = row[1]
            return ChangeTotal(
                day: try row.calendarDay(0, "change_days.day"), rule: rule == 0 ? nil : ID(rawValue: rule),
                kind: row[2], added: try lists.read(row[3], "change_days.groups_added"),
                removed: try lists.read(row[4], "change_days.groups_removed"), count: row[5])
        }
    }

    /// How many members each group had at the end of a day, by the record of joining and leaving. Groups that never had
    /// any are not in it.
    public func recordedSizes(store: ID<Store>, endOf day: CalendarDay) throws -> [ID<Group>: Int] {
        let base = try first(
            "SELECT day FROM group_days WHERE store_id = ? AND day <= ? ORDER BY day DESC LIMIT 1", [store, day]
        ) { $0[0] as Int }
        let pairs = try rows(
            "SELECT group_id, members FROM group_days WHERE store_id = ? AND day = ?", [store, base ?? 0]
        ) { ($0.id(0) as ID<Group>, $0[1] as Int) }
        var sizes = Dictionary(uniqueKeysWithValues: pairs)
        let sums = try rows(
            """
            SELECT groups_added, groups_removed, sum(count) FROM change_days
            WHERE store_id = ? AND day > ? AND day <= ? GROUP BY groups_added, groups_removed
            """, [store, base ?? 0, day]
        ) { row in
            (
                try Codec.groups(row[0], "change_days.groups_added"),
                try Codec.groups(row[1], "change_days.groups_removed"), row[2] as Int
            )
        }
        for (added, removed, count) in sums {
            for group in added { sizes[group, default: 0] += count }
            for group in removed { sizes[group, default: 0] -= count }
        }
        return sizes
    }

    /// Members on record whose terms are over at an instant, so that they are members no more, whether or not a run has
    /// noted it.
    public func overdueMembers(store: ID<Store>, at instant: Timestamp) throws -> [ID<Group>: Int] {
        let pairs = try rows(
            """
            SELECT g.group_id, count(DISTINCT g.customer_id) FROM due d JOIN grants g ON g.customer_id = d.customer_id
            WHERE d.store_id = ? AND d.due_at <= ? AND d.rule_id = 0 AND g.ended_at IS NULL AND g.from_at <= ?
              AND NOT EXISTS (SELECT 1 FROM grants WHERE grants.customer_id = g.customer_id
                AND grants.group_id = g.group_id AND \(Self.inForce))
            GROUP BY g.group_id
            """, [store, instant, instant, instant, instant, instant]
        ) { ($0.id(0) as ID<Group>, $0[1] as Int) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    public func intakeTotals(source: ID<SourceRecord>, from: CalendarDay, to: CalendarDay) throws -> [IntakeTotal] {
        try rows(
            """
            SELECT day, accepted, unused, stale, duplicate, failed FROM intake_days
            WHERE source_id = ? AND day BETWEEN ? AND ?
            """, [source, from, to]
        ) { row in
            IntakeTotal(
                source: source, day: try row.calendarDay(0, "intake_days.day"),
                counts: [
                    .accepted: row[1], .unused: row[2], .stale: row[3], .duplicate: row[4], .failed: row[5],
                ])
        }
    }

    public func candidateTotals(
        store: ID<Store>, from: CalendarDay, to: CalendarDay
    ) throws -> [(day: CalendarDay, rule: ID<Rule>, candidates: Int)] {
        try rows(
            "SELECT day, rule_id, candidates FROM candidate_days WHERE store_id = ? AND day BETWEEN ? AND ?",
            [store, from, to]
        ) { (try $0.calendarDay(0, "candidate_days.day"), $0.id(1), $0[2]) }
    }
}

extension Transaction {
    /// Counts one change; the only row that is written for the statistics of it.
    public func count(_ change: Change, on day: CalendarDay) throws {
        try count(
            [
                change.store, day, change.rule?.rawValue ?? 0, change.kind.rawValue, Codec.encode(change.groupsAdded),
                Codec.encode(change.groupsRemoved),
            ], 1)
    }

    /// - Parameter key: store, day, rule, kind and both lists of groups.
    func count(_ key: [any Bindable], _ count: Int) throws {
        try run(
            """
            INSERT INTO change_days (store_id, day, rule_id, kind, groups_added, groups_removed, count)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (store_id, day, rule_id, kind, groups_added, groups_removed)
              DO UPDATE SET count = count + excluded.count
            """, key + [count])
    }

    /// Keeps the sizes of groups at the end of a day that is over, so that later ones are reckoned from there.
    public func keepSizes(store: ID<Store>, endOf day: CalendarDay) throws {
        for (group, members) in try recordedSizes(store: store, endOf: day) {
            try run(
                """
                INSERT INTO group_days (store_id, day, group_id, members) VALUES (?, ?, ?, ?)
                ON CONFLICT (store_id, day, group_id) DO NOTHING
                """, [store, day, group, members])
        }
    }

    /// For where the totals behind them were written anew.
    func forgetSizes(store: ID<Store>) throws { try run("DELETE FROM group_days WHERE store_id = ?", [store]) }

    public func count(_ kind: IntakeKind, from source: ID<SourceRecord>, on day: CalendarDay) throws {
        try run(
            """
            INSERT INTO intake_days (source_id, day, accepted, unused, stale, duplicate, failed)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source_id, day) DO UPDATE SET accepted = accepted + excluded.accepted,
              unused = unused + excluded.unused, stale = stale + excluded.stale,
              duplicate = duplicate + excluded.duplicate, failed = failed + excluded.failed
            """, [source, day] + IntakeKind.allCases.map { $0 == kind ? 1 : 0 })
    }

    public func count(candidates: Int, of rule: ID<Rule>, store: ID<Store>, on day: CalendarDay) throws {
        try run(
            """
            INSERT INTO candidate_days (store_id, day, rule_id, candidates) VALUES (?, ?, ?, ?)
            ON CONFLICT (store_id, day, rule_id) DO UPDATE SET candidates = candidates + excluded.candidates
            """, [store, day, rule, candidates])
    }
}
