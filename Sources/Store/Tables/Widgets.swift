public import Domain

// widgets and widget_origins: where the progress widget may be shown, and which keys sign for it.

extension Snapshot {
    /// Stores that nobody has set up are missing.
    public func widgets() throws -> [ID<Store>: WidgetRecord] {
        var records = try rows(
            """
            SELECT store_id, revision, is_enabled, key, key_made_at, previous_key, previous_key_until FROM widgets
            """
        ) { row in
            var record = WidgetRecord(store: row.id(0))
            (record.revision, record.isEnabled) = (row[1], row[2])
            (record.sealedKey, record.keyMadeAt) = (row[3], row.optionalInstant(4))
            (record.previousKey, record.previousKeyUntil) = (row[5], row.optionalInstant(6))
            return (record.store, record)
        }.reduce(into: [ID<Store>: WidgetRecord]()) { $0[$1.0] = $1.1 }
        let origins = try rows("SELECT store_id, origin FROM widget_origins ORDER BY store_id, rank") { row in
            guard let origin = WebOrigin(row[1] as String) else { throw DatabaseProblem.corrupt("widget_origins") }
            return (row.id(0) as ID<Store>, origin)
        }
        for (store, origin) in origins { records[store]?.origins.append(origin) }
        return records
    }
}

extension Transaction {
    public func put(_ widget: WidgetRecord) throws {
        try run(
            """
            INSERT INTO widgets (store_id, revision, is_enabled, key, key_made_at, previous_key, previous_key_until)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (store_id) DO UPDATE SET revision = excluded.revision, is_enabled = excluded.is_enabled,
              key = excluded.key, key_made_at = excluded.key_made_at, previous_key = excluded.previous_key,
              previous_key_until = excluded.previous_key_until
            """,
            [
                widget.store, widget.revision, widget.isEnabled, widget.sealedKey, widget.keyMadeAt,
                widget.previousKey, widget.previousKeyUntil,
            ])
        try run("DELETE FROM widget_origins WHERE store_id = ?", [widget.store])
        for (rank, origin) in widget.origins.enumerated() {
            try run(
                "INSERT INTO widget_origins (store_id, rank, origin) VALUES (?, ?, ?)",
                [widget.store, rank, origin.description])
        }
    }
}
