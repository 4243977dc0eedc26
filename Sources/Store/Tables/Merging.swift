public import Domain

// What follows a customer into another one. Where the other has the like already, its own stays.

extension Transaction {
    /// Moves what was recorded of a customer to another: grants that have ended, what rules remember, vouchers, mails and
    /// former default groups. What is of the moment (a fall that waits, a turn that is owed) is found anew.
    public func moveRecord(of customer: ID<Customer>, to other: ID<Customer>) throws {
        for table in ["vouchers", "notifications", "letters"] {
            try run("UPDATE OR IGNORE \(table) SET customer_id = ? WHERE customer_id = ?", [other, customer])
        }
        try run(
            "UPDATE OR IGNORE grants SET customer_id = ? WHERE customer_id = ? AND ended_at IS NOT NULL",
            [other, customer])
        // Of those that stay, the times go along.
        try run(
            """
            INSERT INTO former_grants (customer_id, group_id, from_at, ended_at)
            SELECT ?, group_id, from_at, ended_at FROM grants WHERE customer_id = ? AND ended_at > from_at
            ON CONFLICT (customer_id, group_id, from_at) DO UPDATE SET ended_at = max(ended_at, excluded.ended_at)
            """, [other, customer])
        try run("UPDATE OR IGNORE former_grants SET customer_id = ? WHERE customer_id = ?", [other, customer])
        try run("DELETE FROM former_grants WHERE customer_id = ?", [customer])
        try run(
            """
            UPDATE OR IGNORE decisions SET customer_id = ?
            WHERE customer_id = ? AND kind NOT IN ('at_risk', 'owed')
            """, [other, customer])
        try run("DELETE FROM decisions WHERE customer_id = ?", [customer])
        try run("UPDATE OR IGNORE former_defaults SET customer_id = ? WHERE customer_id = ?", [other, customer])
        try run("DELETE FROM former_defaults WHERE customer_id = ?", [customer])
    }

    /// Gives a customer who never belonged to an organization the past of another one. True where it did.
    public func copyOrganizations(of customer: ID<Customer>, to other: ID<Customer>) throws -> Bool {
        guard
            try count("SELECT EXISTS (SELECT 1 FROM organization_members WHERE customer_id = ?)", [other]) == 0
        else { return false }
        try run(
            """
            INSERT INTO organization_members (customer_id, from_at, organization_id)
            SELECT ?, from_at, organization_id FROM organization_members WHERE customer_id = ?
            """, [other, customer])
        return changes > 0
    }
}
