@testable import Store

extension Snapshot {
    func tableSize(_ table: String) throws -> Int { try count("SELECT count(*) FROM \(table)") }
}
