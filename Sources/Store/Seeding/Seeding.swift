internal import Foundation
internal import GRDB

/// Fills a database that has a store but no customers with a large made-up shop.
///
/// It works on a copy that takes the place of the database once it is whole and on disk: who is interrupted has the
/// empty database as it was. Rows are written customer by customer in the order of their keys, so that every B-tree is
/// only appended to; the secondary indexes of the large tables are made at the end, from what `sqlite_master` says of
/// them. Nothing is kept in memory but one order at a time.
public struct Seeding {
    /// How far it has come.
    public enum Progress: Sendable, Equatable {
        case rows(customers: Int, orders: Int)
        case index(String)
        case finished
    }

    private let path: String
    private let plan: SeedPlan
    private let tell: (Progress) -> Void
    private static let largeTables = ["customers", "grants", "orders", "order_lines", "spend"]

    /// - Parameters:
    ///   - path: of a database that nobody has open.
    ///   - tell: called now and then while it goes on.
    public init(path: String, plan: SeedPlan, tell: @escaping (Progress) -> Void = { _ in }) {
        self.path = path
        self.plan = plan
        self.tell = tell
    }

    /// - Throws: `SeedProblem`; GRDB's `DatabaseError`, above all where the disk is full.
    public func fill() throws {
        let copy = path + ".filling"
        try? FileManager.default.removeItem(atPath: copy)
        do {
            try copyDatabase(to: copy)
            let queue = try DatabaseQueue(path: copy)
            try queue.writeWithoutTransaction(fill)
            try queue.close()
        } catch {
            try? FileManager.default.removeItem(atPath: copy)
            throw error
        }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: copy, toPath: path)
        tell(.finished)
    }

    private func copyDatabase(to copy: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            // Fails where any other connection is open.
            let mode = try? String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
            guard mode == "delete" else { throw SeedProblem.inUse }
            let snapshot = Snapshot(db)
            guard try snapshot.stores().count == 1 else { throw SeedProblem.severalStores }
            guard try snapshot.count("SELECT EXISTS (SELECT 1 FROM customers) + EXISTS (SELECT 1 FROM orders)") == 0
            else { throw SeedProblem.notEmpty }
            try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
        }
        try queue.close()
    }

    // MARK: The copy

    private func fill(_ db: GRDB.Database) throws {
        // Until the last line nothing is promised to anyone; a crash leaves a file that nobody opens.
        try db.execute(
            sql: """
                PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
                PRAGMA foreign_keys = OFF; PRAGMA secure_delete = OFF; PRAGMA cache_size = -65536;
                PRAGMA temp_store = FILE; PRAGMA threads = 2
                """)
        let indexes = try dropIndexes(db)
        try writeRows(db)
        for index in indexes {
            tell(.index(index.name))
            try db.execute(sql: index.sql)
        }
        // With this the change of the journal's mode brings the whole file to the disk.
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL")
    }

    private func dropIndexes(_ db: GRDB.Database) throws -> [(name: String, sql: String)] {
        let indexes = try Snapshot(db).rows(
            "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid"
        ) { (name: $0[0] as String, sql: $0[1] as String, table: $0[2] as String) }
        .filter { Self.largeTables.contains($0.table) }
        for index in indexes { try db.execute(sql: "DROP INDEX \(index.name.quotedDatabaseIdentifier)") }
        return indexes.map { ($0.name, $0.sql) }
    }

    private func writeRows(_ db: GRDB.Database) throws {
        let shop = SeededShop(plan)
        let total = shop.totalWeight()
        let writer = try SeedWriter(db, now: plan.now)
        var (weight, done, committed) = (UInt64(0), 0, 0)
        try db.beginTransaction(.exclusive)
        for number in 0..<plan.customers {
            let customer = shop.customer(number)
            weight += customer.weight
            let until = shop.orders(upTo: weight, of: total)
            try writer.write(customer)
            try shop.orders(of: customer, count: until - done) { try writer.write($0) }
            try writer.finishCustomer()
            done = until
            guard number + done - committed >= Self.batch else { continue }
            committed = number + done
            try db.commit()
            tell(.rows(customers: number + 1, orders: done))
            try db.beginTransaction(.exclusive)
        }
        try writer.finishGroups(db)
        try db.commit()
        tell(.rows(customers: plan.customers, orders: done))
    }

    /// Customers and orders of one transaction.
    private static let batch = 500_000
}
