import Domain
import JSON
import Store
import Testing

@testable import Engine

/// Which events are written, for whom, and what they say.
@Suite struct EventTests {
    private func bodies(_ telling: TellingShop, _ kind: OutgoingEvent.Kind) async throws -> [JSONValue] {
        var bodies: [JSONValue] = []
        for delivery in try await telling.deliveries() where delivery.kind == kind {
            let body = try #require(try await telling.engine.delivery(delivery.id).body)
            bodies.append(try JSONValue(parsing: Array(body.utf8)))
        }
        return bodies
    }

    // MARK: For whom

    @Test func `where no destination wants it, nothing is written`() async throws {
        let telling = try await TellingShop()
        try await telling.shop.addRule()
        try await telling.shop.put(telling.shop.order())
        try await telling.shop.cron()
        #expect(try await telling.rows() == [0, 0])
        let (off, _) = try await telling.add("off")
        try await telling.patch(off) { $0.isEnabled = false }
        try await telling.add("other", [.tierReached, .reminded])
        try await telling.change("78")
        try await telling.shop.cron()
        #expect(try await telling.rows() == [0, 0])
    }

    @Test func `a destination of another store is told nothing`() async throws {
        let telling = try await TellingShop()
        try await telling.shop.register()
        let customer = CustomerReference.id(try await telling.shop.id())
        let other = try await addStore("other", to: telling)
        try await telling.add("theirs", store: other)
        func change(_ act: GroupAct) async throws {
            _ = try await telling.engine.changeGroups(customer, group: "club", act, reason: nil, by: "test")
        }
        try await change(.grant(until: nil, makeDefault: false, pin: false))
        #expect(try await telling.rows() == [0, 0])
        let (ours, _) = try await telling.add("ours", store: "default")
        let (all, _) = try await telling.add("all")
        try await change(.revoke(block: false, blockUntil: nil))
        #expect(try await telling.rows() == [1, 2])
        #expect(try await telling.deliveries().map(\.destination) == [ours, all])
        // A run over all stores is for nobody who may see only one.
        try await telling.shop.cron()
        #expect(try await telling.deliveries().filter { $0.kind == .runFinished }.map(\.destination) == [all])
    }

    private func addStore(_ key: String, to telling: TellingShop) async throws -> String {
        let now = telling.shop.clock.now()
        try await telling.engine.database.write { transaction in
            guard var store = try transaction.stores().first else { return }
            (store.key, store.defaultGroup, store.createdAt) = (key, nil, now)
            _ = try transaction.insert(store)
            try transaction.stampConfiguration()
        }
        return key
    }

    @Test func `one event is written once, however many destinations want it`() async throws {
        let telling = try await TellingShop()
        for name in ["a", "b", "c"] { try await telling.add(name, [.groupsChanged]) }
        try await telling.shop.register()
        #expect(try await telling.rows() == [1, 3])
        _ = try await telling.engine.deliverDue()
        #expect(Set(telling.receiver.got.map(\.id)).count == 1 && telling.receiver.got.count == 3)
    }

    @Test func `what is taken back tells nobody`() async throws {
        let telling = TellingShop(try await TestShop.open())
        try await telling.shop.addInactivity()
        try await telling.shop.register()
        try await telling.add()
        try await telling.shop.go("2026-04-01")
        let dry = try await telling.shop.run(RunRequest(trigger: .manual, by: "test", isDry: true))
        #expect(try telling.shop.count(dry, "reminded") == 1)
        #expect(try await telling.rows() == [0, 0])
        let now = telling.shop.clock.now()
        await #expect(throws: Refusal.self) {
            try await telling.engine.changeGroups(
                .external("77", store: nil), group: "club",
                .grant(until: now, makeDefault: false, pin: false), reason: nil, by: "test")
        }
        #expect(try await telling.rows() == [0, 0])
    }

    // MARK: What they say

    @Test func `an act by hand says who did it, what is held now, and the default before and after`() async throws {
        let telling = try await TellingShop()
        try await telling.add()
        try await telling.shop.register()
        _ = try await telling.engine.changeGroups(
            .external("77", store: nil), group: "gold", .grant(until: nil, makeDefault: true, pin: false),
            reason: "A favour", by: "Eve")
        let events = try await bodies(telling, .groupsChanged)
        #expect(events.count == 2)
        let welcome = try #require(events.first?["data"])
        #expect(welcome["groups_added"]?[0]?["code"] == "retail" && welcome["default_before"] == .null)
        #expect(welcome["default_after"]?["code"] == "retail" && welcome["rule"] == .null)
        let event = try #require(events.last)
        #expect(event["type"] == "customer.groups_changed")
        #expect(event["timestamp"]?.string == telling.shop.clock.now().description)
        let data = try #require(event["data"])
        #expect(data["kind"] == "granted" && data["actor"] == "user" && data["by"] == "Eve")
        #expect(data["reason"] == "A favour" && data["groups_removed"] == [])
        #expect(data["default_before"]?["code"] == "retail" && data["default_after"]?["code"] == "gold")
        let held = (data["groups"]?.array ?? []).compactMap { $0["code"]?.string }
        #expect(Set(held) == ["retail", "gold"])
        #expect(
            data["groups_added"] == [["id": "3", "code": "gold", "name": "Gold", "external_id": "3"]])
        #expect(data["customer"]?["email"] == "c77@example.test" && data["customer"]?["id"]?.string != nil)
    }

    @Test func `a block alone changes no group and tells nobody; an undo tells what it undid`() async throws {
        let telling = try await TellingShop()
        try await telling.shop.register()
        try await telling.add("crm", [.groupsChanged])
        _ = try await telling.engine.changeGroups(
            .external("77", store: nil), group: "gold", .block(until: nil), reason: nil, by: "test")
        #expect(try await telling.rows() == [0, 0])
        try await telling.change()
        let change = try #require(try await telling.shop.changes().last?.change.id)
        _ = try await telling.engine.revert(change, by: "test")
        let undo = try #require(try await bodies(telling, .groupsChanged).last?["data"])
        #expect(undo["kind"] == "reverted" && undo["reverts"]?.string == change.description)
        #expect(undo["groups_removed"]?[0]?["code"] == "club")
    }

    @Test func `an import tells of groups, and reminds nobody`() async throws {
        let telling = TellingShop(try await TestShop.open())
        try await telling.add()
        try await telling.shop.importMembers(["77;2026-01-01;club;"])
        let added = try await bodies(telling, .groupsChanged).flatMap { $0["data"]?["groups_added"]?.array ?? [] }
        #expect(added.contains { $0["code"] == "club" })
        #expect(try await bodies(telling, .reminded).isEmpty)
    }

    @Test func `a reminder is told once, with the rule, the reason and what the mail would say`() async throws {
        let telling = TellingShop(try await TestShop.open())
        try await telling.shop.addInactivity("Asleep")
        try await telling.shop.register()
        try await telling.add("crm", [.reminded])
        try await telling.shop.cron(on: "2026-03-01")
        #expect(try await telling.rows() == [0, 0])
        for day in ["2026-03-02", "2026-03-03"] { try await telling.shop.cron(on: day) }
        let events = try await bodies(telling, .reminded)
        #expect(events.count == 1)
        let data = try #require(events.first?["data"])
        #expect(data["template"] == "inactivity_reminder" && data["about"] == "2026-01-01")
        #expect(data["rule"]?["name"] == "Asleep" && data["rule"]?["kind"] == "inactivity")
        #expect(data["customer"]?["external_id"] == "77")
        #expect(!(data["reason"]?.string ?? "").isEmpty && !(data["facts"]?.members ?? []).isEmpty)
    }

    @Test func `a rung that was climbed is told with the voucher where one was made, a fall is not`() async throws {
        let telling = TellingShop(try await TestShop.open())
        let tiers: JSONValue = [
            ["name": "Silver", "required": euros("100.00"), "group": "silver"],
            [
                "name": "Gold", "required": euros("500.00"), "group": "gold",
                "reward": ["voucher": ["percent": 10, "days_valid": 30]],
            ],
        ]
        try await telling.shop.add("tiers", "Ladder", [("tiers", tiers)])
        try await telling.add("crm", [.tierReached])
        try await telling.shop.buy("1", total: 10_000)
        try await telling.shop.buy("2", total: 40_000)
        let events = try await bodies(telling, .tierReached)
        #expect(events.map { $0["data"]?["tier"]?["name"] } == ["Silver", "Gold"])
        #expect(events.first?["data"]?["voucher"] == .null)
        let gold = try #require(events.last?["data"])
        #expect(gold["tier"]?["group"]?["code"] == "gold" && gold["rule"]?["kind"] == "tiers")
        let id = try await telling.shop.id()
        let voucher = try #require(try await telling.engine.database.read { try $0.vouchers(of: id) }.first)
        #expect(gold["voucher"]?["code"]?.string == voucher.code && gold["voucher"]?["percent"] == 10)
        #expect(gold["voucher"]?["amount"] == .null)
        #expect(gold["voucher"]?["last_day"]?.string == voucher.lastDay.description)
        try await telling.shop.refund("2", 40_000, total: 40_000)
        try await telling.shop.cron(on: "2026-02-01")
        #expect(try await bodies(telling, .tierReached).count == 2)
    }

    @Test
    func `a ladder that looks at everyone for the first time tells of groups, and of rungs where they bring a voucher`()
        async throws
    {
        let telling = TellingShop(try await TestShop.open())
        try await telling.shop.buy("1", "77", total: 10_000)
        try await telling.shop.buy("2", "78", total: 50_000)
        let gold: JSONValue = [
            "name": "Gold", "required": euros("500.00"), "group": "gold",
            "reward": ["voucher": ["percent": 10, "days_valid": 30]],
        ]
        let silver: JSONValue = ["name": "Silver", "required": euros("100.00"), "group": "silver"]
        try await telling.shop.add("tiers", "Ladder", [("tiers", [silver, gold])])
        try await telling.add("crm", [.tierReached, .groupsChanged])
        try await telling.shop.cron(on: "2026-01-03")
        let joined = try await bodies(telling, .groupsChanged).flatMap { $0["data"]?["groups_added"]?.array ?? [] }
        #expect(Set(joined.compactMap { $0["code"]?.string }) == ["silver", "gold"])
        let rungs = try await bodies(telling, .tierReached).compactMap { $0["data"] }
        #expect(rungs.map { $0["tier"]?["name"] } == ["Gold"] && rungs.first?["voucher"]?["percent"] == 10)
    }

    @Test func `the end of a run is told with its counts`() async throws {
        let telling = try await TellingShop()
        try await telling.add("crm", [.runFinished])
        try await telling.shop.register()
        let run = try await telling.shop.cron()
        let data = try #require(try await bodies(telling, .runFinished).first?["data"])
        #expect(data["run_id"]?.string == run.id.description && data["state"] == "finished")
        #expect(data["trigger"] == "cron" && data["store"] == "default")
        #expect(data["counts"]?["changed"] == 0 && data["waiting"] == [])
        #expect(data["finished_at"]?.string == run.finishedAt?.description)
    }
}
