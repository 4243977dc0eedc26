public import Domain

// organizations' rungs: what a ladder that counts by organization has given each.

/// What an organization holds by a ladder.
public struct OrganizationRung: Sendable, Equatable {
    public var rule: ID<Rule>
    public var organization: ID<Organization>
    public var store: ID<Store>
    /// The group's code; nil for none.
    public var rung: String?
    public var atRiskSince: Timestamp?
    /// When a report last changed what the organization's orders count for.
    public var lastFactAt: Timestamp?
    /// When to look again.
    public var dueAt: Timestamp?

    public init(rule: ID<Rule>, organization: ID<Organization>, store: ID<Store>) {
        self.rule = rule
        self.organization = organization
        self.store = store
    }
}

private let rungColumns = "rule_id, organization_id, store_id, rung, at_risk_since, last_fact_at, due_at"

private func readRung(_ row: Row) -> OrganizationRung {
    var rung = OrganizationRung(rule: row.id(0), organization: row.id(1), store: row.id(2))
    rung.rung = row[3]
    rung.atRiskSince = row.optionalInstant(4)
    rung.lastFactAt = row.optionalInstant(5)
    rung.dueAt = row.optionalInstant(6)
    return rung
}

extension Snapshot {
    public func organizationRung(rule: ID<Rule>, organization: ID<Organization>) throws -> OrganizationRung? {
        try first(
            "SELECT \(rungColumns) FROM organization_rungs WHERE rule_id = ? AND organization_id = ?",
            [rule, organization], readRung)
    }

    public func organizationRungs(of organization: ID<Organization>) throws -> [OrganizationRung] {
        try organizationRungs("organization_id = ?", [organization])
    }

    /// Those due at or before an instant.
    public func dueRungs(store: ID<Store>, until instant: Timestamp) throws -> [OrganizationRung] {
        try rows(
            "SELECT \(rungColumns) FROM organization_rungs WHERE store_id = ? AND due_at <= ? ORDER BY organization_id",
            [store, instant], readRung)
    }

    private func organizationRungs(_ condition: String, _ arguments: [any Bindable]) throws -> [OrganizationRung] {
        try rows(
            "SELECT \(rungColumns) FROM organization_rungs WHERE \(condition) ORDER BY rule_id", arguments, readRung)
    }

    /// Newest first; `text` is the start of a name or the whole external id.
    public func organizations(
        store: ID<Store>?, text: String?, before: ID<Organization>?, limit: Int
    ) throws -> [Organization] {
        var sql = "SELECT id, store_id, external_id, name FROM organizations WHERE id < ?"
        var arguments: [any Bindable] = [before?.rawValue ?? Int64.max]
        if let store {
            sql += " AND store_id = ?"
            arguments.append(store)
        }
        if let text, !text.isEmpty {
            sql += " AND (external_id = ? OR name LIKE ? ESCAPE '\\')"
            arguments += [text, Self.escapedForLike(text) + "%"]
        }
        return try rows(sql + " ORDER BY id DESC LIMIT ?", arguments + [limit]) {
            Organization(id: $0.id(0), store: $0.id(1), externalID: $0[2], name: $0[3])
        }
    }

    public func organization(store: ID<Store>, externalID: String) throws -> Organization? {
        try first(
            "SELECT id, store_id, external_id, name FROM organizations WHERE store_id = ? AND external_id = ?",
            [store, externalID]
        ) { Organization(id: $0.id(0), store: $0.id(1), externalID: $0[2], name: $0[3]) }
    }

    /// Members that are not deleted.
    public func memberCount(of organization: ID<Organization>) throws -> Int {
        try count("SELECT count(*) FROM customers WHERE organization_id = ? AND is_deleted = 0", [organization])
    }

    public func organizationIDs(store: ID<Store>, after: ID<Organization>, limit: Int) throws -> [ID<Organization>] {
        // By id: the index by store would have them all sorted for each batch.
        try rows(
            "SELECT id FROM organizations NOT INDEXED WHERE store_id = ? AND id > ? ORDER BY id LIMIT ?",
            [store, after, limit]
        ) { $0.id(0) }
    }

    /// Present members that are not deleted, ascending.
    public func members(of organization: ID<Organization>) throws -> [ID<Customer>] {
        try rows(
            "SELECT id FROM customers WHERE organization_id = ? AND is_deleted = 0 ORDER BY id", [organization]
        ) { $0.id(0) }
    }
}

extension Transaction {
    public func put(_ rung: OrganizationRung) throws {
        try run(
            """
            INSERT INTO organization_rungs (rule_id, organization_id, store_id, rung, at_risk_since, last_fact_at, due_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (rule_id, organization_id) DO UPDATE SET rung = excluded.rung,
              at_risk_since = excluded.at_risk_since, last_fact_at = excluded.last_fact_at, due_at = excluded.due_at
            """,
            [
                rung.rule, rung.organization, rung.store, rung.rung, rung.atRiskSince, rung.lastFactAt, rung.dueAt,
            ])
    }

    public func update(_ organization: Organization) throws {
        try run("UPDATE organizations SET name = ? WHERE id = ?", [organization.name, organization.id])
    }

    public func insert(_ organization: Organization) throws -> ID<Organization> {
        ID(
            rawValue: try insert(
                "INSERT INTO organizations (store_id, external_id, name) VALUES (?, ?, ?)",
                [organization.store, organization.externalID, organization.name]))
    }

    /// With its past; nobody may belong to it any more but customers that are deleted.
    public func delete(_ organization: ID<Organization>) throws {
        try run("UPDATE customers SET organization_id = NULL WHERE organization_id = ?", [organization])
        try run("UPDATE orders SET spend_organization_id = NULL WHERE spend_organization_id = ?", [organization])
        try run("DELETE FROM organization_spend WHERE organization_id = ?", [organization])
        try run("DELETE FROM organization_rungs WHERE organization_id = ?", [organization])
        try run("UPDATE organization_members SET organization_id = NULL WHERE organization_id = ?", [organization])
        try run("DELETE FROM organizations WHERE id = ?", [organization])
    }
}
