public import Domain

// settings: named texts. `configuration` is stamped anew by every write that alters what a shop's data means.

extension Snapshot {
    public func setting(_ name: String) throws -> String? {
        try first("SELECT value FROM settings WHERE name = ?", [name]) { $0[0] as String }
    }

    /// The stamp of the present configuration; it differs from every earlier one.
    public func configurationStamp() throws -> String {
        let transaction = self as? Transaction
        if let known = transaction?.stamp { return known }
        let stamp = try setting("configuration") ?? ""
        transaction?.stamp = stamp
        return stamp
    }
}

extension Transaction {
    public func setSetting(_ name: String, _ value: String, at instant: Timestamp) throws {
        try run(
            """
            INSERT INTO settings (name, value, updated_at) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """, [name, value, instant])
    }

    public func removeSetting(_ name: String) throws { try run("DELETE FROM settings WHERE name = ?", [name]) }

    /// Makes every reader load the configuration again.
    public func stampConfiguration() throws {
        stamp = nil
        try run(
            """
            INSERT INTO settings (name, value, updated_at) VALUES ('configuration', hex(randomblob(8)), 0)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """)
    }
}
