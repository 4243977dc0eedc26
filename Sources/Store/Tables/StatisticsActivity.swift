public import Domain

// What mails and runs come to in a stretch of time, counted from their own rows by an index of the time.

/// Notifications of one template and state.
public struct MailFigure: Sendable {
    public let template: String
    /// As stored: `queued`, `sent`, `failed` or `cancelled`.
    public let state: String
    public let count: Int
}

/// What one run did.
public struct RunFigure: Sendable {
    public let store: ID<Store>?
    public let trigger: Run.Trigger
    public let state: Run.State
    public let startedAt: Timestamp
    public let finishedAt: Timestamp?
    public let evaluated: Int
    public let changed: Int
    public let reminded: Int
    public let mails: Int
}

extension Snapshot {
    /// Notifications written from `from` and before `until`, by template and the state they are in now. The one place
    /// that counts mails.
    public func mailFigures(
        store: ID<Store>, rule: ID<Rule>?, from: Timestamp, until: Timestamp
    ) throws -> [MailFigure] {
        try rows(
            """
            SELECT template, state, count(*) FROM notifications
            WHERE store_id = ? AND created_at >= ? AND created_at < ? AND (?4 IS NULL OR rule_id = ?4)
            GROUP BY template, state
            """, [store, from, until, rule]
        ) { MailFigure(template: $0[0], state: $0[1], count: $0[2]) }
    }

    /// Runs begun from `from` and before `until` that were no rehearsals, oldest first.
    public func runFigures(from: Timestamp, until: Timestamp) throws -> [RunFigure] {
        try rows(
            """
            SELECT store_id, trigger, state, started_at, finished_at,
              coalesce(json_extract(report, '$.counts.evaluated'), 0),
              coalesce(json_extract(report, '$.counts.changed'), 0),
              coalesce(json_extract(report, '$.counts.reminded'), 0), coalesce(json_extract(report, '$.counts.mails'), 0)
            FROM runs WHERE started_at >= ? AND started_at < ? AND is_dry = 0 ORDER BY started_at, id
            """, [from, until]
        ) { row in
            RunFigure(
                store: row.optionalID(0), trigger: try row.word(1, "runs.trigger"),
                state: try row.word(2, "runs.state"), startedAt: row.instant(3), finishedAt: row.optionalInstant(4),
                evaluated: row[5], changed: row[6], reminded: row[7], mails: row[8])
        }
    }
}
