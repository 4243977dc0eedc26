public import Domain

// ladder_counts: how large ladders stood when they were last counted.

/// Who stands on one rung.
public struct RungFigures: Sendable, Equatable {
    public var members = 0
    /// Members to whom a tenth or less of the next rung's requirement is missing.
    public var nearNext = 0
    public var atRisk = 0
    /// What counts of all members, an organization's once; minor units of the store's currency.
    public var spent: Int64 = 0

    public init() {}
}

/// A ladder as it stood at one time.
public struct LadderFigures: Sendable, Equatable {
    public let countedAt: Timestamp
    /// Of the rule, which says what the rungs are.
    public let revision: Int
    /// Ascending by what they require.
    public var rungs: [RungFigures]
    /// Customers whom the rule concerns, and who hold no rung by it.
    public var withoutRung = 0

    public init(countedAt: Timestamp, revision: Int, rungs: [RungFigures]) {
        self.countedAt = countedAt
        self.revision = revision
        self.rungs = rungs
    }

    public var members: Int { rungs.reduce(0) { $0 + $1.members } }
}

extension Snapshot {
    /// What was kept of a ladder last; nil where nothing was.
    public func keptLadder(_ rule: ID<Rule>) throws -> LadderFigures? {
        let kept = try rows(
            """
            SELECT rank, counted_at, revision, members, near_next, at_risk, spent FROM ladder_counts
            WHERE rule_id = ? ORDER BY rank
            """, [rule]
        ) { row in
            var rung = RungFigures()
            (rung.members, rung.nearNext, rung.atRisk, rung.spent) = (row[3], row[4], row[5], row[6])
            return (rank: row[0] as Int, at: row.instant(1), revision: row[2] as Int, rung: rung)
        }
        guard let first = kept.first else { return nil }
        var figures = LadderFigures(
            countedAt: first.at, revision: first.revision, rungs: kept.filter { $0.rank >= 0 }.map(\.rung))
        figures.withoutRung = kept.first { $0.rank < 0 }?.rung.members ?? 0
        return figures
    }

    /// Whether a rule keeps more memberships than so many.
    public func hasMoreGrants(of rule: ID<Rule>, than count: Int) throws -> Bool {
        try first("SELECT 1 FROM grants WHERE rule_id = ? AND ended_at IS NULL LIMIT 1 OFFSET ?", [rule, count]) { _ in
            true
        } ?? false
    }

    /// How many customers are in any of the groups but hold nothing of a rule.
    public func memberCount(ofAny groups: [ID<Group>], without rule: ID<Rule>) throws -> Int {
        try count(
            """
            SELECT count(DISTINCT customer_id) FROM grants g
            WHERE group_id IN (\(groups.map(\.description).joined(separator: ", "))) AND ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM grants
              WHERE rule_id = ? AND customer_id = g.customer_id AND ended_at IS NULL)
            """, [rule])
    }
}

extension Transaction {
    /// In place of what was kept before.
    public func keep(_ figures: LadderFigures, of rule: ID<Rule>) throws {
        try run("DELETE FROM ladder_counts WHERE rule_id = ?", [rule])
        var without = RungFigures()
        without.members = figures.withoutRung
        for (rank, rung) in zip((-1)..., [without] + figures.rungs) {
            try run(
                """
                INSERT INTO ladder_counts (rule_id, rank, revision, counted_at, members, near_next, at_risk, spent)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    rule, rank, figures.revision, figures.countedAt, rung.members, rung.nearNext, rung.atRisk,
                    rung.spent,
                ])
        }
    }
}
