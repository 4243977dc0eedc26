import Domain
import Synchronization
import Testing

@testable import Engine
@testable import Store

/// The spend that is booked is what follows from the orders; where it is not, it is found, told and mended.
@Suite struct CheckSpendTests {
    private func shop() async throws -> TestShop {
        let shop = try await TestShop()
        for number in 1...3 {
            try await shop.put(try shop.order("\(number)", customer: "c\(number % 2)", total: Int64(number) * 1_000))
        }
        var member = CustomerEvent(externalID: "c1", version: Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
        member.organization = .member(externalID: "acme", name: "Acme")
        let report = member
        try await shop.engine.database.write { transaction in
            let now = shop.clock.now()
            let intake = Intake(
                engine: shop.engine, transaction: transaction, store: shop.store, cause: Cause(), bodyHash: 0,
                receivedAt: now, now: now)
            _ = try intake.take(report)
        }
        return shop
    }

    private func differences(_ shop: TestShop) async throws -> [String] {
        let told = Mutex<[String]>([])
        let count = try await shop.engine.checkSpend { difference in told.withLock { $0.append("\(difference)") } }
        let list = told.withLock { $0 }
        #expect(list.count == count)
        return list
    }

    @Test func `a sound database shows no difference and no fault`() async throws {
        let shop = try await shop()
        #expect(try await differences(shop).isEmpty)
        #expect(try await shop.engine.databaseFaults().isEmpty)
        let booked = try await shop.engine.database.read { try $0.bookedSpend(of: ID<Organization>(1)) }
        #expect(booked.map(\.amount) == [4_000] && booked.map(\.orders) == [2])
    }

    static let damage: [(sql: String, subject: String)] = [
        (
            "UPDATE spend SET amount = amount + 1 WHERE customer_id = 1",
            "customer 1, 2026-11-22, status processing: 4001 of 2"
        ),
        ("UPDATE spend SET orders = 7 WHERE customer_id = 2", "customer 2, 2026-11-22, status processing: 2000 of 7"),
        (
            "DELETE FROM spend WHERE customer_id = 1",
            "customer 1, 2026-11-22, status processing: nothing is booked, 4000 of 2"
        ),
        (
            "INSERT INTO spend (customer_id, day, status_id, amount, orders) VALUES (1, 20260101, 1, 5, 1)",
            "customer 1, 2026-01-01, status "
        ),
        ("UPDATE organization_spend SET amount = 1", "organization 1, 2026-11-22, status processing: 1 of 2"),
        ("DELETE FROM organization_spend", "organization 1, 2026-11-22, status processing: nothing is booked"),
        ("UPDATE orders SET spend_amount = 9 WHERE external_id = '2'", "order 2: 9 on 2026-11-22"),
    ]

    @Test(arguments: damage) func `a row that is wrong is found and mended`(_ sql: String, _ subject: String)
        async throws
    {
        let shop = try await shop()
        try await shop.engine.database.write { try $0.run(sql) }
        let found = try await differences(shop)
        #expect(found.count == 1 && found.first?.hasPrefix(subject) ?? false, "\(found)")
        try await shop.engine.rebuildSpend(by: "test")
        #expect(try await differences(shop).isEmpty)
    }
}
