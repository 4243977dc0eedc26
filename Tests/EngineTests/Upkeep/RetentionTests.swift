import Domain
import Foundation
import Testing

@testable import Engine
@testable import Store

@Suite("Retention")
struct RetentionTests {
    private func insert(_ shop: TestShop, _ identity: String, _ state: InboxEntry.State = .processed) async throws {
        let now = shop.clock.now()
        try await shop.engine.database.write { transaction in
            let source = try #require(try transaction.sources().first)
            try transaction.insert(
                InboxEntry(
                    id: try transaction.nextDeliveryID(), source: source.id, identity: identity, topic: "order",
                    receivedAt: now, state: state, headers: "{}", body: [1, 2, 3]))
        }
    }

    private func bodies(_ shop: TestShop) async throws -> [String] {
        try await shop.engine.database.read { snapshot in
            try snapshot.inbox(source: nil, state: nil, before: nil, limit: 100).reversed().map {
                "\($0.identity) \($0.body.count)"
            }
        }
    }

    private func prune(_ shop: TestShop) async throws {
        try await shop.run(RunRequest(trigger: .cli, by: "test", tasks: [.retention], named: [.retention]))
    }

    @Test("A body goes on the day its time is over and not before; what waits or failed keeps its own")
    func bodies() async throws {
        let shop = try await TestShop(now: "2026-01-01T12:00:00Z")
        try await shop.addSource("shop", .generic, secret: "a secret of the shop")
        for (name, state) in [("done", InboxEntry.State.processed), ("failed", .failed), ("pending", .pending)] {
            try await insert(shop, name, state)
        }
        shop.clock.set("2026-01-20T12:00:00Z")
        try await insert(shop, "young")
        shop.clock.set("2026-01-31T12:00:00Z")
        try await prune(shop)
        #expect(try await bodies(shop) == ["done 3", "failed 3", "pending 3", "young 3"])
        shop.clock.set("2026-01-31T12:00:01Z")
        try await prune(shop)
        #expect(try await bodies(shop) == ["done 0", "failed 3", "pending 3", "young 3"])
        shop.clock.set("2026-09-01T12:00:00Z")
        try await insert(shop, "last")
        try await prune(shop)
        #expect(try await bodies(shop) == ["pending 3", "last 3"])
    }

    @Test("A dry run says what would go, and lets it be")
    func dryRun() async throws {
        let shop = try await TestShop(now: "2026-01-01T12:00:00Z")
        try await shop.addSource("shop", .generic, secret: "a secret of the shop")
        for number in 1...3 { try await insert(shop, "\(number)") }
        shop.clock.set("2026-03-01T12:00:00Z")
        let run = try await shop.run(
            RunRequest(trigger: .cli, by: "test", tasks: [.retention], isDry: true, named: [.retention]))
        #expect(run.report.contains("3 old records would go"), "\(run.report)")
        #expect(try await bodies(shop) == ["1 3", "2 3", "3 3"])
        #expect(try await shop.engine.prunable() == [PrunedKind(kind: .inboxBodies, count: 3)])
    }

    @Test("Among all tasks it is done once a day; a backlog is worked off in steps")
    func daily() async throws {
        let shop = try await TestShop(now: "2026-01-01T12:00:00Z")
        try await shop.addSource("shop", .generic, secret: "a secret of the shop")
        let count = Engine.pruneBatch * 2 + 1
        for number in 1...count { try await insert(shop, "\(number)") }
        try await shop.cron(at: "2026-03-01T12:00:00Z")
        #expect(try await shop.engine.prunable().isEmpty)
        let first = try await bodies(shop)
        #expect(first.allSatisfy { $0.hasSuffix(" 0") })
        try await insert(shop, "early")
        shop.clock.set("2026-03-02T11:59:59Z")
        try await shop.cron()
        let progress = try await shop.engine.database.read { try RetentionProgress($0) }
        #expect(!progress.isDue(at: shop.clock.now()))
        shop.clock.set("2026-03-02T12:00:00Z")
        #expect(progress.isDue(at: shop.clock.now()))
    }

    @Test("Changes that a membership rests on stay, others go, and the totals are sound")
    func log() async throws {
        let shop = try await TestShop(now: "2020-01-01T12:00:00Z")
        var patch = CustomerPatch()
        patch.firstName = "Anna"
        _ = try await shop.engine.upsertCustomer(externalID: "77", store: nil, patch, by: "test")
        let who = CustomerReference.external("77", store: nil)
        for group in ["club", "gold"] {
            _ = try await shop.engine.changeGroups(
                who, group: group, .grant(until: nil, makeDefault: false, pin: false), reason: nil, by: "test")
        }
        _ = try await shop.engine.changeGroups(
            who, group: "club", .revoke(block: false, blockUntil: nil), reason: nil, by: "test")
        let before = try await shop.changes().count
        shop.clock.set("2026-01-01T12:00:00Z")
        _ = try await shop.engine.changeGroups(
            who, group: "staff", .grant(until: nil, makeDefault: false, pin: false), reason: nil, by: "test")
        try await prune(shop)
        let left = try await shop.changes()
        // Gone: club granted, club revoked. Left: the default group, gold, staff.
        #expect(left.count == before + 1 - 2, "\(left.map { "\($0.change.kind) \($0.groupsAdded)" })")
        #expect(left.contains { $0.groupsAdded == ["gold"] } && !left.contains { $0.groupsAdded == ["club"] })
        #expect(try await shop.engine.checkTotals().isEmpty)
        try await shop.engine.rebuildTotals(by: "test")
        #expect(try await shop.engine.checkTotals().isEmpty)
        #expect(try await shop.engine.databaseFaults().isEmpty)
        // What stayed can still be undone.
        let gold = try #require(left.first { $0.groupsAdded == ["gold"] })
        _ = try await shop.engine.revert(gold.change.id, by: "test")
        #expect(try await shop.groups() == ["retail", "staff"])
    }

    @Test("Whoever the shop has deleted is erased when their time is over; who came back is not")
    func deleted() async throws {
        let shop = try await TestShop(now: "2026-01-01T12:00:00Z")
        for customer in ["77", "78"] {
            try await shop.put(try shop.order("order \(customer)", customer: customer))
            try await shop.engine.deleteCustomer(.external(customer, store: nil), by: "test")
        }
        let ids = try await [
            shop.engine.customer(.external("77", store: nil)), shop.engine.customer(.external("78", store: nil)),
        ].map(\.customer.id)
        shop.clock.set("2026-02-01T12:00:00Z")
        _ = try await shop.engine.upsertCustomer(externalID: "78", store: nil, CustomerPatch(), by: "test")
        for (day, isErased) in [("2026-04-01T12:00:00Z", false), ("2026-04-01T12:00:01Z", true)] {
            shop.clock.set(day)
            try await prune(shop)
            #expect(try await (shop.engine.customer(.id(ids[0])).customer.erasedAt != nil) == isErased)
        }
        #expect(try await shop.engine.customer(.id(ids[1])).customer.erasedAt == nil)
    }

    @Test("Runs without changes go but for the last ones; 0 days keep for ever")
    func runs() async throws {
        let shop = try await TestShop(now: "2026-01-01T12:00:00Z")
        for _ in 0..<103 { try await shop.run(RunRequest(trigger: .cron, by: "test", tasks: [.expiry])) }
        shop.clock.set("2027-01-01T12:00:00Z")
        var policy = RetentionPolicy.usual
        policy[.runs] = 0
        _ = try await shop.engine.putRetention(policy, expecting: 0, by: "test")
        try await prune(shop)
        #expect(try await shop.engine.runs(before: nil, limit: 200).count == 104)
        policy[.runs] = 1
        _ = try await shop.engine.putRetention(policy, expecting: 1, by: "test")
        try await prune(shop)
        // 105 there are, of which the newest 100 stay.
        #expect(try await shop.engine.runs(before: nil, limit: 200).count == 100)
    }

    @Test("The settings are changed by revision, and a stale one is refused")
    func settings() async throws {
        let shop = try await TestShop()
        #expect(try await shop.engine.retention().revision == 0)
        var policy = RetentionPolicy.usual
        policy[.inbox] = 7
        let saved = try await shop.engine.putRetention(policy, expecting: 0, by: "test")
        #expect(saved.revision == 1 && saved.policy[.inbox] == 7 && saved.defaults == .usual)
        await #expect(throws: Refusal.self) { try await shop.engine.putRetention(policy, expecting: 0, by: "test") }
    }

    @Test(
        "A list of days is read whole or refused in words",
        arguments: [
            ("inbox=7", true), ("inbox = 7, log=0", true), ("", true), ("log=36500", true), ("log=36501", false),
            ("log=-1", false), ("logs=1", false), ("log", false), ("log=a", false),
        ])
    func lists(text: String, isGood: Bool) {
        var policy = RetentionPolicy.usual
        #expect((policy.read(text) == nil) == isGood)
    }
}
