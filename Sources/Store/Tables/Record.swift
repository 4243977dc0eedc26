public import Domain
internal import JSON

// changes and runs: what was done, why, and by which evaluation.

private let changeColumns = """
    id, store_id, customer_id, at, kind, groups_added, groups_removed, default_before, default_after, effects, rule_id,
      rule_revision, order_id, run_id, inbox_id, actor, by, reason, reverts, key
    """

private func readChange(_ row: Row) throws -> Change {
    var change = Change(
        id: row.id(0), store: row.id(1), customer: row.id(2), at: row.instant(3),
        kind: try row.word(4, "changes.kind"), actor: try row.word(15, "changes.actor"),
        reason: try Sentence(encoded: row[17], "changes.reason"))
    change.groupsAdded = try Codec.groups(row[5], "changes.groups_added")
    change.groupsRemoved = try Codec.groups(row[6], "changes.groups_removed")
    change.defaultBefore = row.optionalID(7)
    change.defaultAfter = row.optionalID(8)
    change.effects = try (Codec.value(row[9], "changes.effects").array ?? []).map {
        try Change.Effect($0, "changes.effects")
    }
    change.rule = row.optionalID(10)
    change.ruleRevision = row[11]
    change.order = row.optionalID(12)
    change.run = row.optionalID(13)
    change.delivery = row.optionalID(14)
    change.by = row[16]
    change.reverts = row.optionalID(18)
    change.key = row[19]
    return change
}

/// What a list of changes is narrowed to.
public struct ChangeFilter: Sendable {
    public var store: ID<Store>?
    public var customer: ID<Customer>?
    public var rule: ID<Rule>?
    public var run: ID<Run>?
    /// The first instant of a span, and the first after it.
    public var from: Timestamp?
    public var until: Timestamp?

    public init(
        store: ID<Store>? = nil, customer: ID<Customer>? = nil, rule: ID<Rule>? = nil, run: ID<Run>? = nil
    ) {
        self.store = store
        self.customer = customer
        self.rule = rule
        self.run = run
    }
}

extension Snapshot {
    public func change(_ id: ID<Change>) throws -> Change? {
        try first("SELECT \(changeColumns) FROM changes WHERE id = ?", [id], readChange)
    }

    /// Newest first, ids below `before`.
    public func changes(_ filter: ChangeFilter, before: ID<Change>?, limit: Int) throws -> [Change] {
        try changes(filter, "id < ?", before?.rawValue ?? .max, "DESC", limit)
    }

    /// Oldest first, ids above `after`: the feed.
    public func changes(_ filter: ChangeFilter, after: ID<Change>?, limit: Int) throws -> [Change] {
        try changes(filter, "id > ?", after?.rawValue ?? 0, "ASC", limit)
    }

    /// By no more is a clock taken to have been set back, in seconds.
    private static let clockSlack: Int64 = 86_400

    private func changes(
        _ filter: ChangeFilter, _ span: String, _ bound: Int64, _ direction: String, _ limit: Int
    ) throws -> [Change] {
        var sql = "SELECT \(changeColumns) FROM changes WHERE \(span)"
        var arguments: [any Bindable] = [bound]
        let conditions: [(String, Int64?)] = [
            ("store_id", filter.store?.rawValue), ("customer_id", filter.customer?.rawValue),
            ("rule_id", filter.rule?.rawValue), ("run_id", filter.run?.rawValue),
        ]
        for (column, value) in conditions {
            guard let value else { continue }
            sql += " AND \(column) = ?"
            arguments.append(value)
        }
        for (sign, instant, slack) in [(">=", filter.from, -Self.clockSlack), ("<", filter.until, Self.clockSlack)] {
            guard let instant else { continue }
            sql += " AND at \(sign) ?"
            arguments.append(instant)
            guard let store = filter.store else { continue }
            // Ids ascend with time, but for a clock that was set back: they bound how far is looked.
            let bound = try firstChange(store: store, at: instant.adding(seconds: slack)) ?? ID(.max)
            sql += " AND id \(sign) ?"
            arguments.append(bound)
        }
        return try rows(sql + " ORDER BY id \(direction) LIMIT ?", arguments + [limit], readChange)
    }

    private func firstChange(store: ID<Store>, at instant: Timestamp) throws -> ID<Change>? {
        try first(
            "SELECT id FROM changes WHERE store_id = ? AND at >= ? ORDER BY at LIMIT 1", [store, instant]
        ) { $0.id(0) }
    }

    /// The change that undid this one.
    public func reversal(of change: ID<Change>) throws -> ID<Change>? {
        try first("SELECT id FROM changes WHERE reverts = ?", [change]) { $0.id(0) }
    }

    /// The reversals among a page of changes.
    public func reversals(of changes: [ID<Change>]) throws -> [ID<Change>: ID<Change>] {
        var found: [ID<Change>: ID<Change>] = [:]
        for change in changes { found[change] = try reversal(of: change) }
        return found
    }

    /// The last change made by each rule.
    public func lastChange(rule: ID<Rule>) throws -> Change? {
        try first(
            "SELECT \(changeColumns) FROM changes WHERE rule_id = ? ORDER BY id DESC LIMIT 1", [rule], readChange)
    }

    private static let runColumns =
        "id, store_id, trigger, by, tasks, is_dry, state, at, started_at, finished_at, report, error"

    private func readRun(_ row: Row) throws -> Run {
        Run(
            id: row.id(0), store: row.optionalID(1), trigger: try row.word(2, "runs.trigger"), by: row[3],
            tasks: (row[4] as String).split(separator: ",").map(String.init), isDry: row[5],
            state: try row.word(6, "runs.state"), at: row.instant(7), startedAt: row.instant(8),
            finishedAt: row.optionalInstant(9), report: row[10], error: row[11])
    }

    public func run(_ id: ID<Run>) throws -> Run? {
        try first("SELECT \(Self.runColumns) FROM runs WHERE id = ?", [id], readRun)
    }

    /// Newest first, ids below `before`.
    public func runs(before: ID<Run>?, limit: Int) throws -> [Run] {
        try rows(
            "SELECT \(Self.runColumns) FROM runs WHERE id < ? ORDER BY id DESC LIMIT ?",
            [before?.rawValue ?? .max, limit], readRun)
    }

    /// Runs not finished, and when each last gave a sign of life.
    public func liveRuns() throws -> [(run: Run, beatAt: Timestamp)] {
        try rows("SELECT \(Self.runColumns), beat_at FROM runs WHERE state = 'running'") {
            (try readRun($0), $0.instant(12))
        }
    }

    /// The last one that changed things, or was started by cron.
    public func lastRun(trigger: Run.Trigger?) throws -> Run? {
        guard let trigger else {
            return try first(
                "SELECT \(Self.runColumns) FROM runs WHERE is_dry = 0 ORDER BY id DESC LIMIT 1", [], readRun)
        }
        return try first(
            "SELECT \(Self.runColumns) FROM runs WHERE is_dry = 0 AND trigger = ? ORDER BY id DESC LIMIT 1",
            [trigger.rawValue], readRun)
    }
}

extension Transaction {
    public func insert(_ change: Change) throws -> ID<Change> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO changes (store_id, customer_id, at, kind, groups_added, groups_removed, default_before,
                  default_after, effects, rule_id, rule_revision, order_id, run_id, inbox_id, actor, by, reason, reverts, key)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    change.store, change.customer, change.at, change.kind.rawValue, Codec.encode(change.groupsAdded),
                    Codec.encode(change.groupsRemoved), change.defaultBefore, change.defaultAfter,
                    JSONValue.array(change.effects.map(\.encoded)).text, change.rule, change.ruleRevision,
                    change.order, change.run, change.delivery, change.actor.rawValue, change.by,
                    change.reason.encoded, change.reverts, change.key,
                ]))
    }

    public func insert(_ run: Run) throws -> ID<Run> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO runs (store_id, trigger, by, tasks, is_dry, state, at, started_at, beat_at, report)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    run.store, run.trigger.rawValue, run.by, run.tasks.joined(separator: ","), run.isDry,
                    run.state.rawValue, run.at, run.startedAt, run.startedAt, run.report,
                ]))
    }

    /// Writes a run's progress or end, and that it is alive.
    public func update(_ run: Run, beatAt: Timestamp) throws {
        try self.run(
            "UPDATE runs SET state = ?, finished_at = ?, report = ?, error = ?, beat_at = ? WHERE id = ?",
            [run.state.rawValue, run.finishedAt, run.report, run.error, beatAt, run.id])
    }

    /// Lets a run go on, as an evaluation of another instant.
    public func restart(_ run: Run) throws {
        try self.run(
            "UPDATE runs SET state = ?, at = ?, tasks = ?, finished_at = NULL, beat_at = ? WHERE id = ?",
            [run.state.rawValue, run.at, run.tasks.joined(separator: ","), run.at, run.id])
    }
}
