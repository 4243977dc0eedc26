import Domain
import JSON
import Store
import Testing

@testable import Engine

/// The totals by day are what follows from the changes and the grants; where they are not, it is told and mended.
@Suite struct TotalsTests {
    private func busy() async throws -> TestShop {
        let shop = try await TestShop.open()
        try await shop.addRule()
        try await shop.addLadder()
        try await shop.addInactivity(restores: true)
        for customer in ["77", "b", "c", "d"] { try await shop.register(customer) }
        try await shop.buy("1", on: "2026-01-10", total: 20_000, product: "P")
        try await shop.buy("2", "b", on: "2026-01-11", total: 60_000)
        try await shop.grant("staff", to: "c", until: try await shop.instant("2026-02-01"))
        try await shop.cronDaily(from: "2026-01-12", to: "2026-02-03")
        try await shop.cancel("2", "b", total: 60_000)
        try await shop.undo(.granted, of: "77")
        try await shop.cron(on: "2026-03-05")
        try await shop.cron(on: "2026-06-05")
        try await shop.buy("3", "d", total: 1_000)
        return shop
    }

    private func differences(_ shop: TestShop) async throws -> [String] {
        try await shop.engine.checkTotals().map(\.description)
    }

    @Test func `after months of changes of every sort there is no difference`() async throws {
        let shop = try await busy()
        let kinds = try await shop.figures(.changes, "2026-01-01", "2026-06-30", .month, ["kind"]).map {
            String($0.dropFirst(6))
        }
        #expect(Set(kinds).isSuperset(of: ["granted", "promoted", "expired", "moved", "restored", "reverted"]))
        #expect(try await differences(shop).isEmpty)
    }

    static let damage: [(sql: String, tells: String)] = [
        ("UPDATE change_days SET count = count + 1 WHERE kind = 'moved'", ", moved, rule "),
        ("DELETE FROM change_days WHERE kind = 'expired'", "0 in the totals, 1 reckoned"),
        (
            "INSERT INTO change_days VALUES (1, 20260101, 0, 'opening', '[2]', '[]', 5)",
            "members of group club: 5 in the totals, 0 reckoned"
        ),
    ]

    @Test(arguments: damage) func `a difference is told and mended`(sql: String, tells: String) async throws {
        let shop = try await busy()
        try await shop.engine.database.execute(sql)
        let told = try await differences(shop)
        #expect(told.contains { $0.contains(tells) }, "\(told)")
        try await shop.engine.rebuildTotals(by: "test")
        #expect(try await differences(shop).isEmpty)
    }

    @Test func `members of whom no change tells are noted as being there from the first day on`() async throws {
        let shop = try await busy()
        try await shop.engine.database.execute(
            """
            INSERT INTO grants (customer_id, group_id, source, origin, from_at, claimed_at, reason)
            SELECT 2, id, 'shop', 'x', 1, 1, '["change.shop"]' FROM groups WHERE code = 'platinum'
            """)
        #expect(try await differences(shop).count == 1)
        try await shop.engine.rebuildTotals(by: "test")
        let rows = try await shop.figures(.groups, "2026-01-01", "2026-01-01", ["group", "size", "joined"]) {
            $0.contains("platinum")
        }
        #expect(rows == ["01-01 platinum 1 1"])
        let kinds = try await shop.figures(.changes, "2026-01-01", "2026-01-01", ["kind"])
        #expect(!kinds.contains { $0.contains("opening") })
    }

    @Test func `another zone cuts the same changes into other days`() async throws {
        let shop = try await TestShop.open()
        try await shop.arrive("a", at: "2026-01-10T20:00:00Z")
        var patch = StorePatch()
        patch.zone = Zone("Asia/Tokyo")
        _ = try await shop.engine.patchStore(key: "default", patch, by: "test")
        let rows = try await shop.figures(.changes, "2026-01-10", "2026-01-11", ["changes"])
        #expect(rows == ["01-11 1"])
        #expect(try await differences(shop).isEmpty)
    }

    @Test func `each change counts once, and what is done already not at all`() async throws {
        let shop = try await TestShop.open()
        try await shop.register()
        func sum() async throws -> Int {
            try await shop.figures(.changes, "2026-01-01", "2026-01-01", ["changes"])
                .reduce(0) { $0 + (Int($1.dropFirst(6)) ?? 0) }
        }
        let before = try await sum()
        try await shop.grant("club")
        #expect(try await sum() == before + 1)
        // Granted already: no change.
        try await shop.grant("club")
        #expect(try await sum() == before + 1)
        try await shop.undo(.granted)
        #expect(try await sum() == before + 2)
    }

    // MARK: Cost

    @Test func `no table of figures reads a whole table`() async throws {
        let log = StatementLog()
        let shop = try await BusyShop.live(log)
        let seen = Set(log.statements)
        log.begin()
        try await shop.engine.countDays()
        for kind in StatisticsKind.allCases {
            _ = try await shop.statistics(kind, "2026-01-01", "2026-03-31", .week, store: "default")
        }
        log.end()
        let statements = log.statements.filter { !seen.contains($0) }
        #expect(statements.contains { $0.contains("change_days") } && statements.contains { $0.contains("rung_days") })
        for statement in statements {
            for step in try await shop.engine.database.plan(statement) where step.hasPrefix("SCAN ") {
                #expect(Self.configuration.contains { step.contains($0) }, "\(step): \(statement)")
            }
        }
        #expect(try await differences(shop).isEmpty)
    }

    /// A row each for a rule, a group and so on.
    private static let configuration = ["stores", "groups", "statuses", "sources", "rules", "settings"]
}

extension TestShop {
    fileprivate func addInactivity(restores: Bool) async throws {
        try await addInactivity(with: [("restore_on_purchase", .bool(restores))])
    }
}
