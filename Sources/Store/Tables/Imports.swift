public import Domain

// imports, import_mappings, import_orders, import_cancellations: files that are taken in.

private let columns = """
    id, store_id, kind, name, file, size, form, mapping, by, state, is_dry, phase, offset, line, pending, figures,
      unwritten, error_size, error, created_at, started_at, beat_at, finished_at
    """

private func readImport(_ row: Row) throws -> ImportRecord {
    var record = ImportRecord(
        id: row.id(0), store: row.id(1), kind: try row.word(2, "imports.kind"), name: row[3], file: row[4],
        size: row[5], form: row[6], by: row[8], createdAt: row.instant(19))
    record.mapping = row[7]
    record.state = try row.word(9, "imports.state")
    record.isDry = row[10]
    record.phase = try row.word(11, "imports.phase")
    (record.offset, record.line, record.pending) = (row[12], row[13], row[14])
    (record.figures, record.unwritten, record.errorSize) = (row[15], row[16], row[17])
    record.error = row[18]
    record.startedAt = row.optionalInstant(20)
    record.beatAt = row.instant(21)
    record.finishedAt = row.optionalInstant(22)
    return record
}

extension Snapshot {
    public func importRecord(_ id: ID<ImportRecord>) throws -> ImportRecord? {
        try first("SELECT \(columns) FROM imports WHERE id = ?", [id], readImport)
    }

    /// Newest first, ids below `before`.
    public func imports(
        store: ID<Domain.Store>?, before: ID<ImportRecord>?, limit: Int
    ) throws -> [ImportRecord] {
        let bound = before?.rawValue ?? .max
        guard let store else {
            return try rows(
                "SELECT \(columns) FROM imports WHERE id < ? ORDER BY id DESC LIMIT ?", [bound, limit], readImport)
        }
        return try rows(
            "SELECT \(columns) FROM imports WHERE store_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
            [store, bound, limit], readImport)
    }

    /// Those that are going on, or were when their process ended.
    public func runningImports() throws -> [ImportRecord] {
        try rows("SELECT \(columns) FROM imports WHERE state = 'running' ORDER BY id", [], readImport)
    }

    public func importFiles() throws -> Set<String> {
        Set(try rows("SELECT file FROM imports") { $0[0] as String })
    }

    /// The mapping last used for that head line; nil where there was none.
    public func importMapping(
        store: ID<Domain.Store>, kind: ImportRecord.Kind, head: String
    ) throws -> String? {
        try first(
            "SELECT mapping FROM import_mappings WHERE store_id = ? AND kind = ? AND head = ?",
            [store, kind.rawValue, head]
        ) { $0[0] as String }
    }

    /// The line at which the order began that the job has taken in already; nil for a new one.
    public func importedOrder(_ key: Int64, of id: ID<ImportRecord>) throws -> Int? {
        try first("SELECT line FROM import_orders WHERE import_id = ? AND order_key = ?", [id, key]) { $0[0] as Int }
    }

    /// In the order in which they are to be carried out.
    public func importCancellations(of id: ID<ImportRecord>, limit: Int) throws -> [ImportCancellation] {
        try rows(
            """
            SELECT line, at, content, times, customer, product, unit_price, units FROM import_cancellations
            WHERE import_id = ? ORDER BY at, line LIMIT ?
            """, [id, limit]
        ) { row in
            ImportCancellation(
                line: row[0], at: row.instant(1), content: row[2], times: row[3], customer: row[4], product: row[5],
                unitPrice: row[6], units: row[7])
        }
    }
}

extension Transaction {
    public func insert(_ record: ImportRecord) throws -> ID<ImportRecord> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO imports (mapping, state, is_dry, phase, offset, line, pending, figures, unwritten, error_size,
                  error, started_at, beat_at, finished_at, store_id, kind, name, file, size, form, by, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                progress(record) + [
                    record.store, record.kind.rawValue, record.name, record.file, record.size, record.form, record.by,
                    record.createdAt,
                ]))
    }

    /// Everything but what was handed in.
    public func update(_ record: ImportRecord) throws {
        try run(
            """
            UPDATE imports SET mapping = ?, state = ?, is_dry = ?, phase = ?, offset = ?, line = ?, pending = ?,
              figures = ?, unwritten = ?, error_size = ?, error = ?, started_at = ?, beat_at = ?, finished_at = ?
            WHERE id = ?
            """, progress(record) + [record.id])
    }

    private func progress(_ record: ImportRecord) -> [any Bindable] {
        [
            record.mapping, record.state.rawValue, record.isDry, record.phase.rawValue, record.offset, record.line,
            record.pending, record.figures, record.unwritten, record.errorSize, record.error, record.startedAt,
            record.beatAt, record.finishedAt,
        ]
    }

    public func delete(_ id: ID<ImportRecord>) throws { try run("DELETE FROM imports WHERE id = ?", [id]) }

    public func remember(
        importMapping mapping: String, store: ID<Domain.Store>, kind: ImportRecord.Kind, head: String
    ) throws {
        try run(
            """
            INSERT INTO import_mappings (store_id, kind, head, mapping) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET mapping = excluded.mapping
            """, [store, kind.rawValue, head, mapping])
    }

    public func note(importedOrder key: Int64, line: Int, of id: ID<ImportRecord>) throws {
        try run("INSERT INTO import_orders (import_id, order_key, line) VALUES (?, ?, ?)", [id, key, line])
    }

    /// Keeps a cancellation for later, counting how often the file has said the same.
    public func insert(_ cancellation: ImportCancellation, of id: ID<ImportRecord>) throws {
        let before = try count(
            "SELECT count(*) FROM import_cancellations WHERE import_id = ? AND content = ?", [id, cancellation.content])
        try run(
            """
            INSERT INTO import_cancellations (import_id, at, line, content, times, customer, product, unit_price, units)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, cancellation.at, cancellation.line, cancellation.content, before + 1, cancellation.customer,
                cancellation.product, cancellation.unitPrice, cancellation.units,
            ])
    }

    public func remove(_ cancellation: ImportCancellation, of id: ID<ImportRecord>) throws {
        try run(
            "DELETE FROM import_cancellations WHERE import_id = ? AND at = ? AND line = ?",
            [id, cancellation.at, cancellation.line])
    }

    /// Forgets some of what only a job needs; false where nothing is left.
    public func clearImport(_ id: ID<ImportRecord>, upTo limit: Int) throws -> Bool {
        try run(
            """
            DELETE FROM import_orders WHERE import_id = ?1 AND order_key IN
              (SELECT order_key FROM import_orders WHERE import_id = ?1 LIMIT ?2)
            """, [id, limit])
        let orders = changes
        try run(
            """
            DELETE FROM import_cancellations WHERE import_id = ?1 AND (at, line) IN
              (SELECT at, line FROM import_cancellations WHERE import_id = ?1 LIMIT ?2)
            """, [id, limit])
        return orders + changes > 0
    }
}
