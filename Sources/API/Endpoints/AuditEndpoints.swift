internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// Who did what. The log is of the whole installation, so tokens that are bound to a store do not see it.
enum AuditEndpoints {
    static func list(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        var reader = call.query
        let limit = reader.limit()
        var query = query(&reader)
        query.before = reader.cursor("audit").map { ID<AuditEntry>($0[0]) }
        try reader.finish()
        if call.request.headers.elements("accept").first?.lowercased().hasPrefix("text/csv") ?? false {
            return try await table(query, call)
        }
        query.limit = limit + 1
        let entries = try await call.engine.auditEntries(query)
        return call.page(entries, limit: limit, cursor: { Cursor("audit", $0.id.rawValue) }) { w, entry in
            w.auditEntry(entry)
        }
    }

    private static func query(_ reader: inout QueryReader) -> AuditQuery {
        var query = AuditQuery()
        query.area = reader.text("area", limit: 64)
        query.action = reader.text("action", limit: 64)
        query.subject = reader.text("subject", limit: 191)
        query.from = reader.instant("from")
        query.to = reader.instant("to")
        query.actorKind = reader.choice("actor", Actor.Kind.self)
        if let id: ID<Account> = reader.id("actor_id") {
            query.actor = id.rawValue
            if query.actorKind == nil { reader.fail("actor", "is required with actor_id") }
        }
        return query
    }

    /// All that is asked for, written while it is read. That it was taken out is noted.
    private static func table(_ asked: AuditQuery, _ call: Call) async throws -> Response {
        try await call.engine.note("audit.export", "audit log", by: call.by)
        var query = asked
        query.limit = 500
        let first = query
        let headers: Headers = [
            "Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store",
            "Content-Disposition": "attachment; filename=\"audit.csv\"", "Vary": "Accept",
        ]
        return Response(
            .ok, headers: headers,
            body: .stream(length: nil) { writer in
                var table = CSVWriter()
                table.row(columns)
                var query = first
                while true {
                    let entries = try await call.engine.auditEntries(query)
                    for entry in entries { table.row(row(entry)) }
                    try await writer.write(table.take())
                    guard entries.count == query.limit, let last = entries.last else { return }
                    query.before = last.id
                }
            })
    }

    private static let columns = [
        "id", "at", "actor", "actor_id", "by", "address", "request_id", "action", "subject", "detail", "changes",
    ]

    private static func row(_ entry: AuditEntry) -> [String] {
        let changes = entry.changes.map { "\($0.field): \($0.old ?? "–") → \($0.new ?? "–")" }
        return [
            entry.id.description, entry.at.description, entry.actor.kind.rawValue,
            entry.actor.id.map(String.init) ?? "",
            entry.actor.name, entry.address ?? "", entry.request ?? "", entry.action, entry.subject, entry.detail,
            changes.joined(separator: "; "),
        ]
    }
}
