import Domain
import Store
import Testing

@testable import Engine

/// Groups over time and changes, from histories small enough to be reckoned by hand.
@Suite struct ChangeStatisticsTests {
    private static let sizes = ["group", "size", "joined", "left"]

    /// 77 joins retail on the 1st and club by a purchase on the 2nd; a person grants club too on the 3rd, which is
    /// undone on the 4th: 77 was and is a member. b joins retail and gold on the 2nd; gold is undone on the 4th.
    private static func shop() async throws -> TestShop {
        let shop = try await TestShop.open()
        try await shop.addRule()
        try await shop.register()
        try await shop.buy("1", on: "2026-01-02", product: "P")
        try await shop.register("b")
        try await shop.grant("gold", to: "b")
        try await shop.go("2026-01-03")
        try await shop.grant("club")
        try await shop.go("2026-01-04")
        try await shop.undo(.granted)
        try await shop.undo(.granted, of: "b")
        return shop
    }

    @Test func `a member by two grants joins once, and an undo takes away on its own day`() async throws {
        let shop = try await Self.shop()
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.groups(of: "b") == ["retail"])
        let rows = try await shop.figures(.groups, "2026-01-01", "2026-01-05", Self.sizes) {
            $0.contains("club") || $0.contains("gold") || $0.contains("retail")
        }
        #expect(
            rows == [
                "01-01 club 0 0 0", "01-01 gold 0 0 0", "01-01 retail 1 1 0",
                "01-02 club 1 1 0", "01-02 gold 1 1 0", "01-02 retail 2 1 0",
                "01-03 club 1 0 0", "01-03 gold 1 0 0", "01-03 retail 2 0 0",
                "01-04 club 1 0 0", "01-04 gold 0 0 1", "01-04 retail 2 0 0",
                "01-05 club 1 0 0", "01-05 gold 0 0 0", "01-05 retail 2 0 0",
            ])
    }

    @Test func `sizes go on from what was before the first day`() async throws {
        let shop = try await Self.shop()
        let rows = try await shop.figures(.groups, "2026-01-04", "2026-01-04", Self.sizes) { $0.contains("gold") }
        #expect(rows == ["01-04 gold 0 0 1"])
        let before = try await shop.figures(.groups, "2025-12-30", "2025-12-31", Self.sizes) { $0.contains("retail") }
        #expect(before == ["12-30 retail 0 0 0", "12-31 retail 0 0 0"])
    }

    @Test func `changes are told by rule, kind and direction`() async throws {
        let shop = try await Self.shop()
        let rule = try await shop.rule("Club")
        let columns = ["rule_name", "kind", "direction", "changes", "joined", "left"]
        let all = try await shop.figures(.changes, "2026-01-01", "2026-01-31", .month, columns)
        #expect(
            all == [
                // Twice retail as the store's default, gold, and club once more.
                "01-01 - granted in 3 3 0", "01-01 - granted none 1 0 0", "01-01 - reverted none 1 0 0",
                "01-01 - reverted out 1 0 1", "01-01 Club granted in 1 1 0",
            ])
        let own = try await shop.figures(.changes, "2026-01-01", "2026-01-31", columns, rule: rule)
        #expect(own == ["01-02 Club granted in 1 1 0"])
    }

    @Test func `days are the store's own, also where a clock is put forward and a month ends`() async throws {
        let shop = try await TestShop.open(on: "2026-03-01")
        // In Warsaw 29 March 2026 has 23 hours, from 23:00 UTC to 22:00 UTC.
        for (number, instant) in [
            "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z",
            "2026-03-31T21:59:59Z", "2026-03-31T22:00:00Z",
        ].enumerated() {
            try await shop.arrive("c\(number)", at: instant)
        }
        let days = try await shop.figures(.groups, "2026-03-28", "2026-04-01", Self.sizes) { $0.contains("retail") }
        #expect(
            days == [
                "03-28 retail 1 1 0", "03-29 retail 3 2 0", "03-30 retail 4 1 0", "03-31 retail 5 1 0",
                "04-01 retail 6 1 0",
            ])
        let months = try await shop.figures(.groups, "2026-03-01", "2026-04-30", .month, Self.sizes) {
            $0.contains("retail")
        }
        #expect(months == ["03-01 retail 5 5 0", "04-01 retail 6 1 0"])
        // 28 March is a Saturday.
        let weeks = try await shop.figures(.groups, "2026-03-28", "2026-03-30", .week, Self.sizes) {
            $0.contains("retail")
        }
        #expect(weeks == ["03-28 retail 3 3 0", "03-30 retail 4 1 0"])
    }

    @Test func `two stores count by the days of their own zones`() async throws {
        let shop = try await TestShop.open(on: "2026-05-01")
        try await shop.addOutlet(zone: "America/New_York")
        // 05:00 on 1 June in Warsaw, 23:00 on 31 May in New York.
        try await shop.arrive("a", at: "2026-06-01T03:00:00Z", store: "default")
        try await shop.arrive("b", at: "2026-06-01T03:00:00Z", store: "outlet")
        let columns = ["store", "group", "joined"]
        let both = try await shop.figures(.groups, "2026-05-31", "2026-06-01", columns) { $0.hasSuffix("1") }
        #expect(both == ["05-31 outlet buyers 1", "06-01 default retail 1"])
        let one = try await shop.figures(.groups, "2026-05-31", "2026-06-01", columns, store: "outlet")
        #expect(one == ["05-31 outlet buyers 1", "06-01 outlet buyers 0"])
    }

    @Test func `an empty store has groups of nobody and nothing else`() async throws {
        let shop = try await TestShop.open()
        for kind in StatisticsKind.allCases {
            let table = try await shop.statistics(kind, "2026-01-01", "2026-01-01")
            #expect(table.columns.prefix(2).map(\.name) == ["from", "to"])
            guard kind == .groups else {
                #expect(table.rows.isEmpty, "\(kind)")
                continue
            }
            #expect(
                table.rows.count == 7 && table.rows.allSatisfy { $0.suffix(3) == [.count(0), .count(0), .count(0)] })
        }
    }

    @Test func `the dashboard tells the same, and leaves out terms that are over though no run has noted it`()
        async throws
    {
        let shop = try await Self.shop()
        try await shop.grant("staff", to: "b", until: try await shop.instant("2026-01-06"))
        func members() async throws -> [String] {
            try await shop.engine.overview(store: nil).groups.filter { $0.members != 0 }
                .map { "\($0.group.code) \($0.members)" }.sorted()
        }
        #expect(try await members() == ["club 1", "retail 2", "staff 1"])
        try await shop.go("2026-01-06", "05:59:59")
        #expect(try await members() == ["club 1", "retail 2", "staff 1"])
        try await shop.go("2026-01-06", "06:00:00")
        #expect(try await members() == ["club 1", "retail 2"])
        try await shop.run()
        #expect(try await members() == ["club 1", "retail 2"])
        let overview = try await shop.engine.overview(store: nil)
        // Six of the history, of which one each only adds a grant and takes it back; staff begins and ends.
        #expect(overview.changes30Days == 9)
        #expect(overview.changesByDay.map(\.joined).reduce(0, +) == 5)
        #expect(overview.changesByDay.map(\.left).reduce(0, +) == 2)
    }
}

extension TestShop {
    /// A second store with a default group of its own.
    func addOutlet(zone: String) async throws {
        let zone = try #require(Zone(zone))
        let euro = try #require(Currency("EUR"))
        let new = NewStore(key: "outlet", name: "Outlet", zone: zone, currency: euro)
        _ = try await engine.createStore(new, by: "test")
        _ = try await engine.createGroup(store: "outlet", code: "buyers", name: "Buyers", GroupPatch(), by: "test")
        var patch = StorePatch()
        patch.defaultGroup = "buyers"
        _ = try await engine.patchStore(key: "outlet", patch, by: "test")
    }
}
