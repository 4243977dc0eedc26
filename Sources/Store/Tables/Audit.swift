public import Domain
internal import JSON

// audit: who did what, on what, from where. Rows are added and never altered; the schema's triggers see to that.

private let auditColumns = """
    id, at, actor_kind, actor_id, by, address, request, action, subject, detail, changes
    """

private func readEntry(_ row: Row) throws -> AuditEntry {
    AuditEntry(
        id: row.id(0), at: row.instant(1),
        actor: Actor(try row.word(2, "audit.actor_kind"), id: row[3], name: row[4]), address: row[5],
        request: row[6], action: row[7], subject: row[8], detail: row[9], changes: try readChanges(row[10]))
}

private func readChanges(_ text: String) throws -> [AuditChange] {
    guard text != "[]" else { return [] }
    return (try Codec.value(text, "audit.changes").array ?? []).map { change in
        AuditChange(change["field"]?.string ?? "", change["old"]?.string, change["new"]?.string)
    }
}

extension Snapshot {
    /// The newest first.
    public func auditEntries(_ query: AuditQuery) throws -> [AuditEntry] {
        var conditions: [String] = []
        var arguments: [any Bindable] = []
        func require(_ condition: String, _ argument: (any Bindable)?) {
            guard let argument else { return }
            conditions.append(condition)
            arguments.append(argument)
        }
        require("id < ?", query.before)
        // An action lies in the area that it begins with, and by that it is found.
        require("area = ?", query.area ?? query.action.map { String($0.prefix { $0 != "." }) })
        require("action = ?", query.action)
        require("subject = ?", query.subject)
        require("actor_kind = ?", query.actorKind?.rawValue)
        require("actor_id = ?", query.actor)
        // Entries are as old as their numbers say, so an instant becomes a number.
        require("id >= ?", try query.from.map { try firstEntry(at: $0) })
        require("id < ?", try query.to.map { try firstEntry(at: $0) })
        arguments.append(query.limit)
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try rows(
            "SELECT \(auditColumns) FROM audit \(filter) ORDER BY id DESC LIMIT ?", arguments, readEntry)
    }

    private func firstEntry(at instant: Timestamp) throws -> Int64 {
        try first("SELECT id FROM audit WHERE at >= ? ORDER BY at, id LIMIT 1", [instant]) { $0[0] as Int64 } ?? .max
    }
}

extension Transaction {
    /// Notes an administrative act. Who did it, from where and in which request is known of the act that is going on.
    ///
    /// - Parameters:
    ///   - by: who did it, in words; the act's own actor is taken for the rest.
    ///   - action: `rule.edit`; what stands before the dot is the area it is found by.
    ///   - detail: never holds a secret; the same goes for `changes`.
    ///   - actor: where it is another than the act's: someone who has just signed in.
    public func audit(
        by: String, action: String, subject: String, detail: String = "", changes: [AuditChange] = [],
        actor: Actor? = nil, at instant: Timestamp
    ) throws {
        entries += 1
        let actor = actor ?? act?.actor ?? Actor(by == "command line" ? .command : .system, name: by)
        try run(
            """
            INSERT INTO audit (at, actor_kind, actor_id, by, address, request, area, action, subject, detail, changes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                instant, actor.kind.rawValue, actor.id, by, act?.address, act?.request,
                String(action.prefix { $0 != "." }), action, subject, detail, Self.text(changes),
            ])
    }

    private static func text(_ changes: [AuditChange]) -> String {
        guard !changes.isEmpty else { return "[]" }
        let list = changes.map { change -> JSONValue in
            [
                "field": .string(change.field), "old": change.old.map(JSONValue.string) ?? .null,
                "new": change.new.map(JSONValue.string) ?? .null,
            ]
        }
        return String(decoding: JSONValue.array(list).bytes, as: UTF8.self)
    }
}
