import Domain
import FakeShops
import JSON
import Shops
import Store
import Testing

@testable import Engine

/// X9; spec 4, write-back 3: read, merge, write, read back.
@Suite struct WriteBackTests {
    /// A customer `anna` whose purchase has put her into `club` (2) beside `retail` (1).
    private struct Case {
        let connected: ConnectedShop
        let anna: Int64

        init(writesGroups: Bool = true) async throws {
            connected = try await ConnectedShop(writesGroups: writesGroups)
            try await connected.shop.addRule([
                ("products", [["product_id": "93"]]), ("validity", ["kind": "days", "count": 1]),
            ])
            anna = connected.customer("anna@example.test")
            try await connected.push(connected.woo.customerPayload(anna), "customer.created")
            try await connected.push(connected.place(anna), "order.created")
        }

        var writes: Int { connected.woo.trouble.calls.filter { $0.method != .get }.count }

        func view() async throws -> ConnectorView { try await connected.shop.engine.connector(connected.connector) }
    }

    @Test("the shop is told of groups that are joined and left, once each")
    func tell() async throws {
        let shop = try await Case()
        #expect(try await shop.view().queued == 1)
        #expect(try await shop.connected.shop.engine.writeDue() == 1)
        #expect(shop.connected.shopGroups(shop.anna) == #"["1","2"]"#)
        #expect(try await shop.connected.shop.engine.writeDue() == 0)
        #expect(shop.writes == 1)
        shop.connected.pass(3 * 86_400)
        _ = try await shop.connected.shop.cron()
        #expect(try await shop.connected.shop.engine.writeDue() == 1)
        #expect(shop.connected.shopGroups(shop.anna) == #"["1"]"#)
        let view = try await shop.view()
        #expect(view.state.written == 2 && view.queued == 0 && view.parked == 0)
    }

    @Test("a connector that does not write groups queues nothing")
    func silent() async throws {
        let shop = try await Case(writesGroups: false)
        #expect(try await shop.view().queued == 0)
        #expect(try await shop.connected.shop.engine.writeDue() == 0)
        #expect(shop.writes == 0)
    }

    @Test("an answer that was lost is not written twice: what the shop shows is looked at first")
    func lostAnswer() async throws {
        let shop = try await Case()
        shop.connected.woo.trouble.next(.loseAnswer, matching: "PUT ")
        #expect(try await shop.connected.shop.engine.writeDue() == 0)
        #expect(try await shop.view().queued == 1)
        shop.connected.pass(29)
        #expect(try await shop.connected.shop.engine.writeDue() == 0)
        shop.connected.pass(1)
        #expect(try await shop.connected.shop.engine.writeDue() == 1)
        #expect(shop.writes == 1)
        #expect(shop.connected.shopGroups(shop.anna) == #"["1","2"]"#)
    }

    @Test("a shop that asks for patience is left alone for as long as it says", arguments: [7, 90])
    func throttled(seconds: Int64) async throws {
        let shop = try await Case()
        shop.connected.woo.trouble.next(.throttle(seconds: Int(seconds)))
        #expect(try await shop.connected.shop.engine.writeDue() == 0)
        let asked = shop.connected.woo.trouble.calls.count
        shop.connected.pass(seconds - 1)
        #expect(try await shop.connected.shop.engine.writeDue() == 0)
        #expect(shop.connected.woo.trouble.calls.count == asked)
        shop.connected.pass(1)
        #expect(try await shop.connected.shop.engine.writeDue() == 1)
        #expect(try await shop.view().state.problem == nil)
    }

    @Test("wrong credentials are told in Checks, lose nothing, and are tried again once they are mended")
    func unauthorized() async throws {
        let shop = try await Case()
        let engine = shop.connected.shop.engine
        shop.connected.woo.set { $0.consumerSecret = "changed" }
        #expect(try await engine.writeDue() == 0)
        #expect(try await shop.view().state.problem?.isEmpty == false)
        #expect(try await engine.findings(store: nil).map(\.finding.kind) == [.shopFailing])
        #expect(try await shop.view().queued == 1)
        var form = ConnectorForm()
        form.values = ["consumer_secret": "changed"]
        _ = try await engine.patchConnector(shop.connected.connector, form, by: "test")
        shop.connected.pass(30)
        #expect(try await engine.writeDue() == 1)
        #expect(try await shop.view().state.problem == nil)
        #expect(try await engine.findings(store: nil).isEmpty)
    }

    @Test("what the shop refuses waits for a person, and goes through once it can")
    func parked() async throws {
        let shop = try await Case()
        let engine = shop.connected.shop.engine
        shop.connected.woo.deleteCustomer(shop.anna)
        #expect(try await engine.writeDue() == 0)
        #expect(try await shop.view().parked == 1)
        #expect(try await engine.findings(store: nil).map(\.finding.kind) == [.shopWriteParked])
        shop.connected.pass(86_400)
        #expect(try await engine.writeDue() == 0)
        let write = try #require(
            try await engine.shopWrites(of: shop.connected.connector, state: .parked, before: nil, limit: 5).first)
        #expect(write.record.error?.isEmpty == false)
        try await engine.retryWrite(write.record.id, by: "test")
        #expect(try await shop.view().queued == 1)
    }

    @Test("what changes while it is being written is written too")
    func meanwhile() async throws {
        let shop = try await Case()
        let engine = shop.connected.shop.engine
        let line = try await engine.database.read {
            [id = shop.connected.connector, now = shop.connected.shop.clock.now()] in
            try $0.dueWrites(id, until: now, limit: 1).first
        }
        _ = try await engine.changeGroups(
            .external("\(shop.anna)", store: nil), group: "gold", .grant(until: nil, makeDefault: false, pin: false),
            reason: nil, by: "test")
        let isGone = try await engine.database.write { try $0.finish(try #require(line)) }
        #expect(!isGone)
        #expect(try await engine.writeDue() == 1)
        #expect(shop.connected.shopGroups(shop.anna) == #"["1","2","3"]"#)
    }

    @Test("what the shop itself reports is not told back, and our own echo makes no grant of the shop's")
    func echo() async throws {
        let shop = try await Case()
        let engine = shop.connected.shop.engine
        _ = try await engine.writeDue()
        shop.connected.pass(86_400)
        try await shop.connected.sync(.look)
        #expect(try await shop.view().queued == 0)
        let grants = try await engine.database.read { [store = shop.connected.shop.store, anna = shop.anna] snapshot in
            let customer = try snapshot.customer(store: store, externalID: "\(anna)")
            return try customer.map { try snapshot.openGrants($0.id).map(\.source) } ?? []
        }
        #expect(!grants.contains(.shop))
    }

    @Test("a shop that is told for the first time is told of all that is ours")
    func everything() async throws {
        let shop = try await Case(writesGroups: false)
        let engine = shop.connected.shop.engine
        var form = ConnectorForm()
        form.writesGroups = true
        _ = try await engine.patchConnector(shop.connected.connector, form, by: "test")
        #expect(try await engine.tellEverything(shop.connected.connector, by: "test") == 1)
        #expect(try await engine.writeDue() == 1)
        #expect(shop.connected.shopGroups(shop.anna) == #"["1","2"]"#)
    }

    @Test("drift is seen by looks, adopted after a second one, and told to nobody")
    func drift() async throws {
        let shop = try await Case()
        let engine = shop.connected.shop.engine
        _ = try await engine.writeDue()
        shop.connected.pass(60)
        shop.connected.woo.setMeta("echelon_groups", #"["1"]"#, of: shop.anna)
        shop.connected.pass(86_400)
        try await shop.connected.sync(.look)
        #expect(try await engine.drift(of: shop.connected.connector).map(\.group) == ["club"])
        shop.connected.pass(599)
        #expect(try await engine.writeDue() == 0)
        #expect(try await shop.connected.shop.groups(of: "\(shop.anna)").contains("club"))
        shop.connected.pass(1)
        _ = try await engine.writeDue()
        #expect(try await !shop.connected.shop.groups(of: "\(shop.anna)").contains("club"))
        #expect(try await engine.drift(of: shop.connected.connector).isEmpty)
        #expect(try await shop.view().queued == 0)
        #expect(shop.writes == 1)
    }
}
