public import Domain
public import JSON

// Everything that is kept of one person, table by table, as it stands there: for the person themselves.

/// One table's rows about a person.
public struct PersonalRecords: Sendable, Equatable {
    public var name: String
    public var rows: [JSONValue]
}

extension Snapshot {
    /// Rows of all tables that say something of these customers, the columns by their names, instants as RFC 3339.
    ///
    /// - Parameter customers: one customer, and those that were merged into it.
    public func records(of customers: [ID<Customer>], _ traces: PersonalTraces) throws -> [PersonalRecords] {
        let own = Codec.encode(customers)
        let mine = "customer_id IN (SELECT value FROM json_each(?))"
        let ordered = "order_id IN (SELECT id FROM orders WHERE \(mine))"
        let subjects = JSONValue.array(customers.map { .string("customer \($0)") }).text
        let sections: [(String, String, [any Bindable])] = [
            ("customers", "id IN (SELECT value FROM json_each(?))", [own]),
            ("organization_members", mine, [own]), ("grants", mine, [own]), ("former_grants", mine, [own]),
            ("blocks", mine, [own]), ("former_defaults", mine, [own]), ("orders", mine, [own]),
            ("order_lines", ordered, [own]), ("order_refunds", ordered, [own]), ("spend", mine, [own]),
            ("entitlements", mine, [own]), ("decisions", mine, [own]), ("vouchers", mine, [own]),
            ("changes", mine, [own]),
            ("notifications", mine, [own]), ("letters", mine, [own]),
            (
                "outgoing_events",
                """
                id IN (SELECT event_id FROM deliveries WHERE \(mine)) OR id IN (SELECT value FROM json_each(?))
                """, [own, Codec.encode(traces.events)]
            ),
            ("deliveries", mine, [own]),
            ("inbox", "id IN (SELECT value FROM json_each(?))", [Codec.encode(traces.deliveries)]),
            ("shop_memberships", mine, [own]), ("shop_writes", mine, [own]),
            (
                "findings", "subject_type = 'customer' AND subject_id IN (SELECT value FROM json_each(?))",
                [own]
            ),
            ("audit", "subject IN (SELECT value FROM json_each(?))", [subjects]),
        ]
        return try sections.map { table, condition, arguments in
            PersonalRecords(name: table, rows: try records(table, where: condition, arguments))
        }
    }

    private func records(
        _ table: String, where condition: String, _ arguments: [any Bindable]
    ) throws -> [JSONValue] {
        let columns = try rows("SELECT name, type FROM pragma_table_info('\(table)') ORDER BY cid") {
            (name: $0[0] as String, type: $0[1] as String)
        }
        let members = columns.filter { $0.name != "provenance" }.map { "'\($0.name)', \(Self.value($0.name, $0.type))" }
        let sql = "SELECT json_object(\(members.joined(separator: ", "))) FROM \(table) WHERE \(condition)"
        return try rows(sql, arguments) { try Codec.value($0[0], table) }
    }

    /// What stands in the record for a column.
    private static func value(_ column: String, _ type: String) -> String {
        if type == "BLOB" { return "CAST(\(column) AS TEXT)" }
        if type == "INTEGER", column.hasSuffix("_at") || column == "at" || column.hasSuffix("_until") {
            return "strftime('%Y-%m-%dT%H:%M:%SZ', \(column) / 1000, 'unixepoch')"
        }
        if ["reason", "facts", "effects", "groups_added", "groups_removed", "body", "categories"].contains(column) {
            return "CASE WHEN json_valid(\(column)) THEN json(\(column)) ELSE \(column) END"
        }
        return column
    }
}
