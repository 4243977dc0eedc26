internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    mutating func imported(_ view: ImportView) {
        let record = view.record
        object { w in
            w.field("id", record.id)
            w.field("store", view.storeKey)
            w.field("kind", record.kind.rawValue)
            w.field("name", record.name)
            w.field("by", record.by)
            w.field("state", record.state.rawValue)
            w.field("dry_run", record.startedAt == nil ? nil : record.isDry)
            w.field("created_at", record.createdAt)
            w.field("started_at", record.startedAt)
            w.field("finished_at", record.finishedAt)
            w.field("progress") { w in w.importProgress(view) }
            w.field("file") { w in w.form(view.form) }
            w.field("mapping", view.mapping?.json ?? .null)
            w.field("proposal", view.proposal.json)
            w.field("remembered", view.isRemembered)
            let figures = view.figures.json
            for name in ["counts", "problems", "unmatched"] { w.field(name, figures[name] ?? .null) }
            w.field("errors", view.hasErrors ? "/api/v1/imports/\(record.id)/errors" : nil)
            w.field("error", record.error)
        }
    }

    private mutating func importProgress(_ view: ImportView) {
        let record = view.record
        object { w in
            w.field("phase", record.phase.rawValue)
            w.field("bytes", record.phase == .lines ? record.offset : record.size)
            w.field("total_bytes", record.size)
            w.field("lines", view.figures.lines)
        }
    }

    private mutating func form(_ form: ImportForm) {
        object { w in
            w.field("encoding", form.encoding)
            w.field("byte_order_mark", form.hasMark)
            w.field("delimiter", String(form.delimiter))
            w.field("quoting", form.quoting)
            w.field("header") { w in w.array(form.header) { $0.value($1) } }
            w.field("rows") { w in w.array(form.rows) { w, row in w.array(row) { $0.value($1) } } }
        }
    }
}
