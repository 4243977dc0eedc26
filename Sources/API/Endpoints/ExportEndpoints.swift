internal import Domain
internal import Engine
internal import HTTPWire
internal import Rules
internal import Web

/// Tables as CSV, written while they are read.
enum ExportEndpoints {
    static func export(_ call: Call) async throws -> Response {
        let name = try call.parameter("kind")
        guard let kind = ExportKind(rawValue: name) else { throw Refusal.notFound("export '\(name.prefix(64))'") }
        let query = try query(kind, call)
        if let segment = query.segment {
            let key = try await call.engine.segment(segment).storeKey
            try call.require(store: key, "segment \(segment)")
        }
        // The first part is read before the answer begins, so that a bad filter is told as one.
        let first = try await call.engine.export(query, after: nil)
        try await call.engine.note("export.\(kind.rawValue)", "export", detail: try call.store() ?? "", by: call.by)
        let headers: Headers = [
            "Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store",
            "Content-Disposition": "attachment; filename=\"\(kind.rawValue).csv\"",
        ]
        return Response(
            .ok, headers: headers,
            body: .stream(length: nil) { writer in
                var table = CSVWriter()
                table.row(Engine.exportHeader(kind))
                var page = first
                while true {
                    for row in page.rows { table.row(row) }
                    try await writer.write(table.take())
                    guard let next = page.next else { return }
                    page = try await call.engine.export(query, after: next)
                }
            })
    }

    /// The filters of the list of that kind.
    private static func query(_ kind: ExportKind, _ call: Call) throws -> ExportQuery {
        var query = call.query
        var asked = ExportQuery(kind)
        asked.store = try call.store()
        asked.text = query.text("q", limit: 191)
        asked.group = query.text("group", limit: 64)
        asked.status = query.text("status", limit: 191)
        asked.customer = try query.customer("customer", call)
        asked.rule = query.id("rule")
        asked.run = query.id("run")
        (asked.from, asked.to) = (query.day("from"), query.day("to"))
        asked.state = query.choice("state", NotificationView.State.self)
        asked.template = query.text("template", limit: 64)
        asked.segment = query.id("segment")
        if kind == .segments, asked.segment == nil, query.errors.isEmpty { query.fail("segment", "is required") }
        try query.finish()
        return asked
    }
}
