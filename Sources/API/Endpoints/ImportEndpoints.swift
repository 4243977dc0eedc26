internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// Files of customers, orders and group changes: handed in, mapped, rehearsed, applied.
enum ImportEndpoints {
    /// The body is the file. It goes to the disk as it comes.
    static func upload(_ call: Call, _ body: RequestBody) async throws -> Response {
        var query = call.query
        let kind = query.choice("kind", ImportRecord.Kind.self)
        if kind == nil, query.text("kind") == nil { query.fail("kind", "is required") }
        let name = query.text("name", limit: 191)
        let page = query.choice("encoding", WindowsPage.self)
        try query.finish()
        guard let kind else { throw Problem.invalid(query.errors) }
        let types = [
            "text/csv", "text/plain", "text/tab-separated-values", "application/csv", "application/octet-stream",
        ]
        guard let type = call.request.mediaType, types.contains(type) || type == "application/vnd.ms-excel" else {
            throw Problem.notCSV
        }
        let upload = try await Upload(
            call.engine, kind, store: try call.store(), page: page, name: name, by: call.by)
        do {
            while let bytes = try await body.next() { try await upload.append(bytes) }
            let made = try await upload.finish()
            return call.created(at: "/api/v1/imports/\(made.record.id)") { $0.imported(made) }
        } catch {
            await upload.abandon()
            throw error
        }
    }

    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let before = query.cursor("imports").map { ID<ImportRecord>($0[0]) }
        try query.finish()
        let found = try await call.engine.imports(store: try call.store(), before: before, limit: limit + 1)
        return call.page(found, limit: limit, cursor: { Cursor("imports", $0.record.id.rawValue) }) { w, view in
            w.imported(view)
        }
    }

    static func show(_ call: Call) async throws -> Response {
        let view = try await visible(call)
        return call.json { $0.imported(view) }
    }

    static func fields(_ call: Call) async throws -> Response {
        call.list(ImportRecord.Kind.allCases) { w, kind in
            w.object { w in
                w.field("kind", kind.rawValue)
                w.field("fields") { w in
                    w.array(ImportField.all(of: kind)) { w, field in
                        w.object { w in
                            w.field("name", field.name)
                            w.field("required", field.isRequired)
                        }
                    }
                }
            }
        }
    }

    static func map(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        let view = try await call.engine.mapImport(id, try call.body(), by: call.by)
        return call.json { $0.imported(view) }
    }

    static func rehearse(_ call: Call) async throws -> Response { try await start(call, isDry: true) }

    static func apply(_ call: Call) async throws -> Response { try await start(call, isDry: false) }

    private static func start(_ call: Call, isDry: Bool) async throws -> Response {
        let id = try await visible(call).record.id
        switch try await call.engine.startImport(id, isDry: isDry, by: call.by) {
        case .alreadyRunning(let view): return call.json { $0.imported(view) }
        case .started(let view, _): return call.json(.accepted) { $0.imported(view) }
        }
    }

    static func cancel(_ call: Call) async throws -> Response {
        let view = try await call.engine.cancelImport(try await visible(call).record.id, by: call.by)
        return call.json { $0.imported(view) }
    }

    static func delete(_ call: Call) async throws -> Response {
        try await call.engine.deleteImport(try await visible(call).record.id, by: call.by)
        return call.noContent
    }

    /// The bad lines as they were sent, each with what is wrong.
    static func errors(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        let first = try await call.engine.importErrors(id, from: 0) ?? []
        let headers: Headers = [
            "Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store",
            "Content-Disposition": "attachment; filename=\"import-\(id)-errors.csv\"",
        ]
        return Response(
            .ok, headers: headers,
            body: .stream(length: nil) { writer in
                try await writer.write(first)
                var offset = Int64(first.count)
                while let bytes = try await call.engine.importErrors(id, from: offset) {
                    try await writer.write(bytes)
                    offset += Int64(bytes.count)
                }
            })
    }

    private static func visible(_ call: Call) async throws -> ImportView {
        let view = try await call.engine.importView(try call.id("import"))
        try call.require(store: view.storeKey, "import \(view.record.id)")
        return view
    }
}
