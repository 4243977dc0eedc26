import Domain

@testable import Store

extension Snapshot {
    /// The groups of all grants of a customer, ended ones too.
    func customerGroups(_ customer: ID<Customer>) throws -> [Int64] {
        try rows("SELECT group_id FROM grants WHERE customer_id = ? ORDER BY group_id", [customer]) { $0[0] as Int64 }
    }

    func tableSize(_ table: String) throws -> Int { try count("SELECT count(*) FROM \(table)") }
}

extension Transaction {
    func spoilAudit(_ sql: String) throws { try run(sql) }
}
