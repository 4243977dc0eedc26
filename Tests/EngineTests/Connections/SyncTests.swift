import Domain
import FakeShops
import JSON
import Shops
import Store
import Testing

@testable import Engine

/// X9; spec 2 section 4, first load; spec 4, reconciliation: against a shop that answers as WooCommerce does.
@Suite struct SyncTests {
    @Test("a first load takes in what the shop has, mails nobody, and keeps automation off until it ends")
    func load() async throws {
        let connected = try await ConnectedShop(now: "2026-01-01T12:00:00Z")
        let shop = connected.shop
        let (anna, ben) = (connected.customer("anna@example.test"), connected.customer("ben@example.test"))
        for day in 0..<150 {
            connected.pass(86_400)
            _ = connected.place(day.isMultiple(of: 3) ? ben : anna, 1_000)
        }
        try await shop.addRule(
            [("products", [["product_id": "93"]])], header: [("active_from", "2025-01-01T00:00:00Z")])
        let sync = try await connected.sync(.load)
        #expect(sync.record.state == .finished)
        #expect(sync.record.turnsOn == [shop.store])
        #expect(try await shop.engine.stores().first?.store.automation.isOn == true)
        #expect(sync.figures["orders"]?["read"]?.integer == 150 && sync.figures["orders"]?["total"]?.integer == 150)
        #expect(sync.figures["customers"]?["read"]?.integer == 2)
        #expect(sync.figures["problem_count"]?.integer == 0)
        let view = try await shop.engine.customer(.external("\(anna)", store: nil))
        #expect(view.customer.email == "anna@example.test")
        #expect(view.customer.registeredAt == Timestamp(rfc3339: "2026-01-01T12:00:00Z"))
        #expect(try await shop.spent("\(anna)") == 100_000)
        #expect(try await shop.spent("\(ben)") == 50_000)
        #expect(try await shop.mails(of: "\(anna)").isEmpty)
        // Orders of before do not fire; the next one does.
        #expect(try await !shop.groups(of: "\(anna)").contains("club"))
        connected.pass(60)
        try await connected.push(connected.place(anna))
        #expect(try await shop.groups(of: "\(anna)").contains("club"))
        let state = try await shop.engine.connector(connected.connector).state
        #expect(state.loadedAt != nil && state.lookedAt == sync.record.startedAt)
    }

    @Test("a first load that fails goes on where it stopped, and automation is off until then")
    func resume() async throws {
        let connected = try await ConnectedShop()
        let (shop, woo) = (connected.shop, connected.woo)
        let anna = connected.customer("anna@example.test")
        for _ in 0..<250 {
            connected.pass(60)
            _ = connected.place(anna, 1_000)
        }
        // The third page of orders does not come, however often it is asked for.
        for _ in 0..<6 { woo.trouble.next(.status(500, "{}"), matching: "offset=198") }
        for _ in 0..<6 { woo.trouble.next(.status(500, "{}"), matching: "offset=200") }
        let failed = try await connected.sync(.load)
        #expect(failed.record.state == .failed && failed.record.phase == .orders)
        #expect(failed.record.error?.isEmpty == false)
        #expect(try await shop.engine.stores().first?.store.automation.isOn == false)
        let read = try #require(failed.figures["orders"]?["read"]?.integer)
        #expect(read >= 100 && read < 250)
        let asked = woo.trouble.calls.count
        connected.pass(3_600)
        let done = try await connected.sync(.load)
        #expect(done.record.id == failed.record.id && done.record.state == .finished)
        #expect(!woo.trouble.calls.dropFirst(asked).contains { $0.url.contains("/customers") })
        #expect(try await shop.engine.stores().first?.store.automation.isOn == true)
        #expect(try await shop.spent("\(anna)") == 250_000)
    }

    @Test(
        "a first load that was stopped goes on where it was, unless that is long ago",
        arguments: [(7, true), (8, false)])
    func stopped(days: Int64, goesOn: Bool) async throws {
        let connected = try await ConnectedShop()
        let shop = connected.shop
        for _ in 0..<150 { _ = connected.place(0, 1_000) }
        for _ in 0..<6 { connected.woo.trouble.next(.status(500, "{}"), matching: "offset=99") }
        let failed = try await connected.sync(.load)
        #expect(failed.record.state == .failed)
        // As a person's stop leaves it: automation is on again.
        try await shop.engine.database.write { transaction in
            var stopped = failed.record
            (stopped.state, stopped.error) = (.cancelled, nil)
            try transaction.update(stopped)
            let store = try #require(try transaction.stores().first)
            try shop.engine.switchAutomation(of: store, to: true, transaction, by: "test", at: shop.clock.now())
        }
        connected.pass(days * 86_400)
        let done = try await connected.sync(.load)
        #expect((done.record.id == failed.record.id) == goesOn)
        #expect(done.record.state == .finished && done.record.turnsOn == [shop.store])
        #expect(try await shop.engine.stores().first?.store.automation.isOn == true)
    }

    @Test("a server that ends leaves its load where it is, and the next one goes on at once")
    func closing() async throws {
        let connected = try await ConnectedShop()
        let shop = connected.shop
        for _ in 0..<150 { _ = connected.place(0, 1_000) }
        await shop.engine.stopTalking(within: 1)
        let sync = SyncRecord(
            connector: connected.connector, kind: .load, by: "test", phase: .orders, startedAt: shop.clock.now())
        let id = try await shop.engine.database.write { try $0.insert(sync) }
        var begun = sync
        begun.id = id
        let left = try await shop.engine.carryOut(begun)
        #expect(left.state == .running && left.phase == .orders && connected.woo.trouble.calls.isEmpty)
        let next = Engine(
            database: shop.engine.database, clock: shop.clock, box: shop.engine.box, caller: connected.woo,
            pause: { _ in })
        let done = try await next.lookDue()
        #expect(done.map(\.record.id) == [id] && done.map(\.record.state) == [.finished])
        #expect(done.first?.figures["orders"]?["read"]?.integer == 150)
    }

    @Test("a look finds what webhooks have missed, acts on it as they would have, and finds nothing the second time")
    func look() async throws {
        let connected = try await ConnectedShop()
        let shop = connected.shop
        try await shop.addRule([("products", [["product_id": "93"]])])
        let anna = connected.customer("anna@example.test")
        try await connected.sync(.load)
        connected.pass(60)
        let (heard, missed) = (connected.place(anna), connected.place(anna))
        try await connected.push(heard)
        connected.pass(60)
        let look = try await connected.sync(.look)
        #expect(look.figures["missed"]?.array == [.string("\(missed)")])
        #expect(look.figures["orders"]?["missed"]?.integer == 1)
        #expect(try await shop.groups(of: "\(anna)").contains("club"))
        #expect(try await shop.mails(of: "\(anna)").contains("membership_granted"))
        connected.pass(60)
        let again = try await connected.sync(.look)
        #expect(again.figures["orders"]?["missed"]?.integer == 0)
        #expect(
            try await shop.engine.connector(connected.connector).state.lookDueAt
                == shop.clock.now().adding(seconds: 3_600))
    }

    @Test("a bad order keeps no other back, and is named")
    func problem() async throws {
        let connected = try await ConnectedShop()
        let anna = connected.customer("anna@example.test")
        let ids = (0..<3).map { _ in connected.place(anna, 1_000) }
        connected.woo.change(ids[1]) { $0.raw = #"{"id":\#($0.id),"status":"processing","total":"NaN"}"# }
        let sync = try await connected.sync(.load)
        #expect(sync.record.state == .finished)
        #expect(sync.figures["problem_count"]?.integer == 1)
        #expect(sync.figures["problems"]?.array?.first?["id"]?.string == "\(ids[1])")
        #expect(try await connected.shop.spent("\(anna)") == 2_000)
    }

    @Test("units given back, which WooCommerce's webhooks do not name, are asked for")
    func refundedUnits() async throws {
        let connected = try await ConnectedShop()
        let (shop, woo) = (connected.shop, connected.woo)
        try await shop.addRule([("products", [["product_id": "93"]])])
        let anna = connected.customer("anna@example.test")
        try await connected.sync(.load)
        connected.pass(60)
        var order = FakeWooOrder()
        order.customer = anna
        order.lines = [.init(id: 1, product: 93, total: 1_000), .init(id: 2, product: 7, total: 4_000)]
        let id = woo.place(order)
        try await connected.push(id)
        #expect(try await shop.groups(of: "\(anna)").contains("club"))
        connected.pass(60)
        woo.refund(id, amount: 1_000, units: [1: 1])
        try await connected.push(id)
        #expect(try await shop.groups(of: "\(anna)").contains("club"))
        #expect(try await shop.engine.findings(store: nil).map(\.finding.kind) == [.refundWithoutLines])
        connected.pass(5)
        #expect(try await shop.engine.lookDue().count == 1)
        #expect(try await !shop.groups(of: "\(anna)").contains("club"))
        #expect(try await shop.engine.findings(store: nil).isEmpty)
        // The look itself asks for no other.
        #expect(try await shop.engine.lookDue().isEmpty)
    }

    @Test("one order can be read again, whatever was known of it; one that the shop does not have is refused")
    func one() async throws {
        let connected = try await ConnectedShop()
        let anna = connected.customer("anna@example.test")
        let id = connected.place(anna, 1_000)
        connected.pass(10)
        try await connected.shop.engine.syncOrder("\(id)", of: connected.connector, by: "test")
        #expect(try await connected.shop.spent("\(anna)") == 1_000)
        await #expect(throws: Refusal.notFound("order '999' in the shop")) {
            try await connected.shop.engine.syncOrder("999", of: connected.connector, by: "test")
        }
    }
}

extension SyncTests {
    /// Webhooks that come shuffled, doubled or not at all, and one look at the end.
    @Test("whatever became of the webhooks, after a look the state is that of a tidy run", arguments: 0..<6)
    func property(seed: UInt64) async throws {
        let tidy = try await Self.year(seed: seed, isTidy: true)
        let wild = try await Self.year(seed: seed, isTidy: false)
        #expect(tidy == wild)
    }

    private static func year(seed: UInt64, isTidy: Bool) async throws -> [String] {
        let connected = try await ConnectedShop()
        let shop = connected.shop
        try await shop.addRule([("products", [["product_id": "93"]]), ("renew", "extend")])
        var random = Dice(seed)
        var chance = Dice(seed &+ 1_000)
        let customers = (0..<3).map { connected.customer("c\($0)@example.test") }
        try await connected.sync(.load)
        var late: [[UInt8]] = []
        var ids: [Int64] = []
        for _ in 0..<40 {
            connected.pass(3_600)
            if ids.isEmpty || random.roll(2) == 0 {
                let product: Int64 = random.roll(2) == 0 ? 93 : 7
                ids.append(
                    connected.place(
                        customers[random.roll(3)], 1_000 * Int64(1 + random.roll(5)), product: product,
                        status: random.roll(4) == 0 ? "pending" : "processing"))
            } else {
                let id = ids[random.roll(ids.count)]
                let status = ["processing", "completed", "cancelled", "on-hold"][random.roll(4)]
                connected.woo.setStatus(status, of: id)
                ids.append(id)
            }
            let body = connected.woo.payload(ids[ids.count - 1])
            guard !isTidy else {
                try await connected.push(body)
                continue
            }
            switch chance.roll(4) {
            case 0: break
            case 1: late.append(body)
            case 2:
                try await connected.push(body)
                try await connected.push(body)
            default: try await connected.push(body)
            }
        }
        while !late.isEmpty { try await connected.push(late.remove(at: chance.roll(late.count))) }
        connected.pass(3_600)
        let look = try await connected.sync(.look)
        #expect(look.record.state == .finished)
        return try await connected.state(of: ids)
    }
}

/// Chance that is the same each time.
private struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 2 &+ 1 }

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }
}

extension ConnectedShop {
    /// Orders, spend and groups in words.
    fileprivate func state(of ids: [Int64]) async throws -> [String] {
        var lines: [String] = []
        for id in Set(ids).sorted() {
            let found = try await shop.engine.database.read { [shop] in
                try $0.order(store: shop.store, externalID: "\(id)")
            }
            let order = try #require(found)
            lines.append(
                "\(id) \(order.order.status?.description ?? "") \(order.order.paidAt?.description ?? "") "
                    + "\(order.order.amounts?.total ?? 0) \(order.spend?.amount ?? 0)")
        }
        for number in 1...3 {
            let id = "\(number)"
            let groups = try await shop.groups(of: id)
            lines.append(
                "\(id) \(groups) \(try await shop.until("club", of: id) ?? "") \(try await shop.spent(id) ?? 0)")
        }
        return lines
    }
}
