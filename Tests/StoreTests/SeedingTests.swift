import Domain
import Foundation
import Testing

@testable import Store

/// The large made-up shop: the same seed makes the same, and it is what intake would have written.
@Suite struct SeedingTests {
    static let now = Timestamp(seconds: 1_795_000_000)

    @Test func `orders' spend is what the domain says of it, and customers' spend adds up`()
        async throws
    {
        let shop = try await FilledShop(customers: 60, orders: 2_000, seed: 7)
        let database = try shop.open()
        try await database.read { snapshot in
            let store = try #require(try snapshot.stores().first)
            let statuses = Dictionary(uniqueKeysWithValues: try snapshot.statuses().map { ($0.id, $0) })
            var sums: [String: [Int64]] = [:]
            var (cancelled, refunded, spending) = (0, 0, 0)
            for id in 1...2_000 {
                let stored = try #require(try snapshot.order(ID(rawValue: Int64(id))))
                let order = stored.order
                let status = try #require(order.status.flatMap { statuses[$0] })
                let spend = order.spend(in: store, status: status) { _ in nil }
                #expect(stored.spend == spend, "order \(id)")
                #expect((1...3).contains(order.lines.count))
                let amounts = try #require(order.amounts)
                #expect((500...50_000).contains(amounts.total))
                let goods = order.lines.reduce(0) { $0 + $1.line.total }
                #expect(goods + amounts.shipping + amounts.shippingTax == amounts.total)
                if status.isVoid { cancelled += 1 }
                if order.refunded > 0 { refunded += 1 }
                guard let spend, let amount = spend.amount, let customer = order.customer else { continue }
                spending += 1
                sums["\(customer) \(spend.day.rawValue) \(spend.status)", default: [0, 0]][0] += amount
                sums["\(customer) \(spend.day.rawValue) \(spend.status)", default: [0, 0]][1] += 1
            }
            #expect((30...90).contains(cancelled))
            #expect((30...90).contains(refunded))
            #expect(spending + cancelled == 2_000)
            let rows = try snapshot.rows("SELECT customer_id, day, status_id, amount, orders FROM spend") {
                ("\($0[0] as Int64) \($0[1] as Int64) \($0[2] as Int64)", [$0[3] as Int64, $0[4] as Int64])
            }
            #expect(Dictionary(uniqueKeysWithValues: rows) == sums)
        }
    }

    @Test func `the same seed makes the same shop, another seed another`() async throws {
        let first = try await FilledShop(customers: 50, orders: 400, seed: 1).contents()
        let again = try await FilledShop(customers: 50, orders: 400, seed: 1).contents()
        let other = try await FilledShop(customers: 50, orders: 400, seed: 2).contents()
        #expect(first == again)
        #expect(first != other)
        #expect(first.count == 50 + 50 + 400)
    }

    @Test func `the file is whole: keys, checks, indexes and foreign keys`() async throws {
        let shop = try await FilledShop(customers: 300, orders: 3_000, seed: 3)
        let database = try shop.open()
        try await database.read { snapshot in
            let integrity = try snapshot.rows("PRAGMA integrity_check") { $0[0] as String }
            #expect(integrity == ["ok"])
            let strays = try snapshot.rows("PRAGMA foreign_key_check") { $0[0] as String }
            #expect(strays.isEmpty)
            #expect(try snapshot.count("SELECT count(*) FROM customers") == 300)
            #expect(try snapshot.count("SELECT count(*) FROM orders") == 3_000)
            #expect(
                try snapshot.count("SELECT count(*) FROM grants WHERE source = 'import' AND joined_at IS NULL") == 300)
        }
        let fresh = try TemporaryDatabase()
        let schema = "SELECT coalesce(sql, '') FROM sqlite_master ORDER BY name"
        let wanted = try await fresh.database.read { try $0.rows(schema) { $0[0] as String } }
        let made = try await database.read { try $0.rows(schema) { $0[0] as String } }
        #expect(made == wanted)
    }

    static let nothing =
        ["due", "sweeps", "changes", "notifications", "entitlements", "decisions"].map { "FROM \($0)" } + [
            "FROM customers WHERE last_fact_at IS NOT NULL",
            "FROM customers WHERE registered_at > 1795000000000",
            "FROM orders WHERE max(version, placed_at, coalesce(paid_received_at, 0)) > 1795000000000",
            "FROM orders JOIN customers ON customers.id = customer_id WHERE placed_at < registered_at OR paid_at < placed_at",
        ]

    @Test func `nothing is due, nothing is recorded, and nothing happens out of its time`() async throws {
        let shop = try await FilledShop(customers: 200, orders: 1_500, seed: 4)
        let database = try shop.open()
        for rows in Self.nothing {
            let count = try await database.read { try $0.count("SELECT count(*) \(rows)") }
            #expect(count == 0, "\(rows)")
        }
    }

    @Test func `some never buy and a few buy much, and one in ten is a wholesaler`() async throws {
        let shop = try await FilledShop(customers: 1_000, orders: 10_000, seed: 5)
        let database = try shop.open()
        try await database.read { snapshot in
            let without = try snapshot.count(
                "SELECT count(*) FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)")
            #expect((200...500).contains(without))
            let most = try snapshot.count(
                "SELECT max(n) FROM (SELECT count(*) AS n FROM orders GROUP BY customer_id)")
            #expect((60...2_000).contains(most))
            let wholesalers = try snapshot.count(
                "SELECT count(*) FROM customers JOIN groups ON groups.id = default_group_id WHERE code = 'wholesale'")
            #expect((60...140).contains(wholesalers))
            // Every customer is read as any other.
            #expect(try snapshot.customers(CustomerFilter(), before: nil, limit: 1_000, at: Self.now).count == 1_000)
            #expect(try snapshot.openGrants(ID(rawValue: 1)).first?.reason == Sentence("change.imported"))
        }
    }

    @Test(arguments: [(1, 1), (1, 500), (5, 0), (0, 0), (40, 3)])
    func `the smallest shops are made too`(customers: Int, orders: Int) async throws {
        let shop = try await FilledShop(customers: customers, orders: orders, seed: 6)
        let counts = try await shop.open().read { snapshot in
            [try snapshot.count("SELECT count(*) FROM customers"), try snapshot.count("SELECT count(*) FROM orders")]
        }
        #expect(counts == [customers, orders])
    }

    // MARK: Refusals

    @Test func `too many, or orders of nobody, are refused`() {
        let cases: [(Int, Int, SeedProblem?)] = [
            (20_000_000, 200_000_000, nil), (20_000_001, 1, .tooManyCustomers), (1, 200_000_001, .tooManyOrders),
            (0, 1, .ordersWithoutCustomers), (-1, 0, .tooManyCustomers), (1, -1, .tooManyOrders),
        ]
        for (customers, orders, problem) in cases {
            var thrown: SeedProblem?
            do { _ = try SeedPlan(customers: customers, orders: orders, seed: 1, now: Self.now) } catch {
                thrown = error
            }
            #expect(thrown == problem, "\(customers) customers, \(orders) orders")
        }
    }

    @Test func `a database with customers is refused and left as it was`() async throws {
        let shop = try await FilledShop(customers: 5, orders: 9, seed: 1)
        let before = try await shop.contents()
        let plan = try SeedPlan(customers: 10, orders: 10, seed: 2, now: Self.now)
        #expect(throws: SeedProblem.notEmpty) { try Seeding(path: shop.path, plan: plan).fill() }
        #expect(try await shop.contents() == before)
        #expect(!FileManager.default.fileExists(atPath: shop.path + ".filling"))
    }

    @Test func `a database that is open elsewhere is refused`() async throws {
        let shop = try await FilledShop()
        let open = try shop.open()
        let plan = try SeedPlan(customers: 1, orders: 1, seed: 2, now: Self.now)
        #expect(throws: SeedProblem.inUse) { try Seeding(path: shop.path, plan: plan).fill() }
        try open.close()
        try Seeding(path: shop.path, plan: plan).fill()
    }

    @Test func `a database without the groups is refused`() throws {
        let path = NSTemporaryDirectory() + "echelon-seeding-\(UUID().uuidString).db"
        defer { FilledShop.remove(path) }
        let database = try Database(path: path)
        try database.close()
        let plan = try SeedPlan(customers: 1, orders: 1, seed: 2, now: Self.now)
        #expect(throws: SeedProblem.severalStores) { try Seeding(path: path, plan: plan).fill() }
    }
}

/// A database of its own with a store, filled with a made-up shop; the file goes with it.
private final class FilledShop {
    let path = NSTemporaryDirectory() + "echelon-seeding-\(UUID().uuidString).db"

    /// Without customers and orders it is left unfilled.
    init(customers: Int? = nil, orders: Int = 0, seed: UInt64 = 0) async throws {
        let database = try Database(path: path)
        try await database.write { transaction in
            let zone = try #require(Zone("Europe/Berlin"))
            let euro = try #require(Currency("EUR"))
            let store = try transaction.insert(
                Store(
                    id: ID(0), key: "default", name: "Shop", zone: zone, currency: euro, locale: "de",
                    defaultGroup: nil, basis: .gross, matchesGuests: false, automation: .on(since: .zero),
                    createdAt: .zero))
            for code in ["retail", "wholesale"] {
                _ = try transaction.insert(
                    Group(
                        id: ID(0), store: store, code: code, name: code, externalID: nil, benefits: .init(),
                        createdAt: .zero))
            }
            for (rank, code) in ["pending", "processing", "completed", "cancelled"].enumerated() {
                _ = try transaction.insert(
                    OrderStatus(
                        id: ID(0), store: store, code: code, label: code, isPaid: rank == 1 || rank == 2,
                        isVoid: rank == 3, rank: Int32(rank), isMapped: true))
            }
        }
        try database.close()
        guard let customers else { return }
        let plan = try SeedPlan(customers: customers, orders: orders, seed: seed, now: SeedingTests.now)
        try Seeding(path: path, plan: plan).fill()
    }

    deinit { Self.remove(path) }

    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", ".filling"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    func open() throws -> Database { try Database(path: path) }

    private static let tables = [
        """
        SELECT json_array(id, external_id, email, first_name, last_name, locale, country, registered_at, first_seen_at,
          default_group_id, mail_consent) FROM customers ORDER BY id
        """, "SELECT json_array(id, customer_id, group_id, from_at, reason) FROM grants ORDER BY id",
        """
        SELECT json_array(id, external_id, customer_id, status_id, version, placed_at, paid_at, total, tax, refunded,
          spend_day, spend_status_id, spend_amount, (SELECT json_group_array(json_array(line_id, product_id, quantity,
          refunded_quantity, total)) FROM order_lines WHERE order_id = orders.id)) FROM orders ORDER BY id
        """,
    ]

    /// All customers, grants and orders with their lines as text.
    func contents() async throws -> [String] {
        let database = try open()
        let found = try await database.read { snapshot in
            try Self.tables.flatMap { query in try snapshot.rows(query) { $0[0] as String } }
        }
        try database.close()
        return found
    }
}
