import Domain
import JSON
import Store
import Testing

@testable import Engine

@Suite("Settings of a store that change what its data mean")
struct StoreSettingTests {
    /// The customer's spend by day.
    private func spend(_ shop: TestShop, of customer: String = "77") async throws -> [String: Int64] {
        let store = shop.store
        return try await shop.engine.database.read { snapshot in
            let id = try #require(try snapshot.customer(store: store, externalID: customer)?.id)
            let orders = try snapshot.orders(store: nil, customer: id, status: nil, before: nil, limit: 100)
            let days = orders.compactMap { order in order.spend.map { ($0.day.description, $0.amount ?? 0) } }
            let total = try snapshot.orderFigures(id).spent
            #expect(days.reduce(0) { $0 + $1.1 } == total, "the sums agree with the orders")
            return Dictionary(days, uniquingKeysWith: +)
        }
    }

    @Test("Another zone moves each order to its own local day, and nothing else happens")
    func zone() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        try await shop.put(shop.order("1", paid: "2026-11-22T22:30:00Z"))
        try await shop.put(shop.order("2", paid: "2026-11-22T23:30:00Z"))
        #expect(try await spend(shop) == ["2026-11-22": 1_000, "2026-11-23": 1_000])
        let (changes, mails) = (try await shop.changes().count, try await shop.mails())
        var patch = StorePatch()
        patch.zone = Zone("America/New_York")
        _ = try await shop.engine.patchStore(key: "default", patch, by: "test")
        #expect(try await spend(shop) == ["2026-11-22": 2_000])
        #expect(try await shop.changes().count == changes)
        #expect(try await shop.mails() == mails)
    }

    @Test("A status that becomes void takes its orders' spend away, and their memberships at the next run")
    func voidStatus() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        try await shop.put(shop.order("1"))
        #expect(try await shop.groups() == ["club", "retail"])
        let (view, isNew) = try await shop.engine.putStatus(
            store: nil, code: "processing", label: "Processing", isPaid: false, isVoid: true, rank: nil, by: "test")
        #expect(!isNew && view.orders == 1 && view.status.rank == 3)
        #expect(try await spend(shop) == [:])
        try await shop.cron()
        #expect(try await shop.groups() == ["retail"])
    }

    @Test("Ends that waited are confirmed with their day in words, and mailed")
    func confirmEnds() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 3])])
        try await shop.put(shop.order("1"))
        var off = StorePatch()
        off.isAutomated = false
        _ = try await shop.engine.patchStore(key: "default", off, by: "test")
        try await shop.cron(at: "2026-12-01T12:00:00Z")
        #expect(try await shop.groups() == ["club", "retail"])
        var on = StorePatch()
        on.isAutomated = true
        let view = try await shop.engine.patchStore(key: "default", on, by: "test")
        #expect(view.pendingEnds == 1)
        try await shop.cron(at: "2026-12-02T12:00:00Z")
        #expect(try await shop.groups() == ["club", "retail"], "a run does not confirm")
        #expect(try await shop.engine.findings(store: nil).map(\.finding.kind) == [.pendingEnds])
        #expect(try await shop.engine.confirmEnds(store: "default", by: "Anna") == 1)
        #expect(try await shop.groups() == ["retail"])
        let last = try #require(try await shop.changes().last)
        #expect(last.change.kind == .expired && last.change.by == "Anna")
        #expect(last.reason == "The end of 25 November 2026, reached while automation was off, was confirmed")
        #expect(try await shop.mails() == ["membership_granted", "membership_expired"])
        #expect(try await shop.engine.findings(store: nil).isEmpty)
    }

    @Test("A new default group reaches at the next run whoever has none")
    func defaultGroup() async throws {
        let shop = try await TestShop(defaultGroup: nil)
        try await shop.put(shop.order("1", customer: "77"))
        try await shop.put(shop.order("2", customer: "78"))
        _ = try await shop.engine.changeGroups(
            .external("78", store: nil), group: "gold", .grant(until: nil, makeDefault: true, pin: false), reason: nil,
            by: "test")
        var patch = StorePatch()
        patch.defaultGroup = "retail"
        _ = try await shop.engine.patchStore(key: "default", patch, by: "test")
        #expect(try await shop.groups(of: "77") == [])
        try await shop.cron()
        #expect(try await shop.groups(of: "77") == ["retail"])
        #expect(try await shop.defaultGroup(of: "77") == "retail")
        #expect(try await shop.groups(of: "78") == ["gold"])
        #expect(try await shop.mails(of: "77") == [])
    }

    @Test("Turning the switch off and on without an end between leaves nothing to confirm")
    func nothingToConfirm() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 30])])
        try await shop.put(shop.order("1"))
        for isOn in [false, true, true] {
            var patch = StorePatch()
            patch.isAutomated = isOn
            let view = try await shop.engine.patchStore(key: "default", patch, by: "test")
            #expect(view.pendingEnds == 0)
        }
        #expect(try await shop.engine.confirmEnds(store: "default", by: "Anna") == 0)
        #expect(try await shop.groups() == ["club", "retail"])
    }

    @Test("A group that is replaced leaves each membership its term, and each order the terms it was paid under")
    func replaceGroup() async throws {
        let shop = try await TestShop()
        let rule = try await shop.addRule([("validity", ["kind": "days", "count": 10]), ("default_group", "club")])
        try await shop.put(shop.order("1"))
        let longer: JSONValue = [
            "kind": "purchase", "name": "Club",
            "params": [
                "products": [["product_id": "P"]], "groups": ["club"], "default_group": "club",
                "validity": ["kind": "days", "count": 100],
            ],
        ]
        shop.clock.set("2026-11-22T13:00:00Z")
        _ = try await shop.engine.replaceRule(rule.rule.id, revision: 1, longer, by: "test")
        let until = try await shop.until("club")
        let club = try #require(try await shop.engine.groups(store: nil).first { $0.group.code == "club" })
        await #expect(throws: Refusal.self) {
            try await shop.engine.deleteGroup(club.group.id, replacement: nil, by: "test")
        }
        let mails = try await shop.mails()
        try await shop.engine.deleteGroup(club.group.id, replacement: "gold", by: "test")
        #expect(try await shop.groups() == ["gold", "retail"])
        #expect(try await shop.until("gold") == until)
        #expect(try await shop.defaultGroup() == "gold")
        #expect(try await shop.mails() == mails, "nobody is mailed about it")
        try await shop.cron(at: "2026-11-23T12:00:00Z")
        #expect(try await shop.groups() == ["gold", "retail"])
        #expect(try await shop.until("gold") == until)
        #expect(try await shop.engine.rule(rule.rule.id).document["params"]?["groups"] == ["gold"])
    }

    @Test("A group that people are in or rules name is not deleted, and nothing is lost by the try")
    func refusedDeletion() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        try await shop.put(shop.order("1"))
        let before = try await shop.changes().count
        for group in try await shop.engine.groups(store: nil) where ["club", "retail"].contains(group.group.code) {
            await #expect(throws: Refusal.self) {
                try await shop.engine.deleteGroup(group.group.id, replacement: nil, by: "test")
            }
        }
        #expect(try await shop.changes().count == before)
        #expect(try await shop.engine.groups(store: nil).count == 4)
    }
}
