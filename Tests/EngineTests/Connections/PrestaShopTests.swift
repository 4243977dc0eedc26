import Domain
import FakeShops
import Foundation
import JSON
import Shops
import Store
import Testing

@testable import Engine

/// A PrestaShop installation beside the engine: polled, loaded, and told of groups.
@Suite struct ConnectedPrestaShopTests {
    private struct Bench {
        let shop: TestShop
        let presta: FakePrestaShop
        let connector: ID<ConnectorRecord>

        init(version: String = "8.1.7", shops: [String: String]? = nil, secondStore: Bool = false) async throws {
            let clock = FakeClock(Timestamp(rfc3339: "2026-11-22T12:00:00Z") ?? .zero)
            presta = FakePrestaShop(clock)
            presta.edit {
                $0.version = version
                if secondStore { $0.shops = [1, 2, 3] }
                $0.groups.append(.init(id: 7, name: "Club"))
                $0.groups.append(.init(id: 8, name: "Staff"))
            }
            shop = try await TestShop(zone: "UTC", groups: [], defaultGroup: nil, caller: presta)
            if secondStore {
                var new = NewStore(key: "second", name: "Second", zone: .utc, currency: try #require(Currency("EUR")))
                new.isAutomated = true
                _ = try await shop.engine.createStore(new, by: "test")
            }
            _ = try await shop.engine.createSource(
                key: "presta", store: "default", platform: .prestashop, name: "Presta", secret: nil, by: "test")
            var form = ConnectorForm()
            form.url = "https://presta.example"
            form.values = ["key": presta.now.key]
            form.writesGroups = true
            form.shops = shops
            connector = try await shop.engine.createConnector(source: "presta", form, by: "test").record.id
        }

        func pass(_ seconds: Int64) {
            presta.clock.advance(seconds: seconds)
            shop.clock.set(presta.clock.now)
        }

        @discardableResult
        func sync(_ kind: SyncRecord.Kind) async throws -> SyncView {
            switch try await shop.engine.startSync(connector, kind, by: "test") {
            case .alreadyRunning(let sync): sync
            case .started(_, let finished): try await finished.value
            }
        }

        func place(_ id: Int, customer: Int, shop: Int = 1, state: Int = 2) {
            var order = FakePrestaShop.Order(
                id: id, customer: customer, state: state, total: "59.500000", totalNet: "50.000000")
            order.shop = shop
            order.lines = [.init(id: id * 10, product: 93, price: "59.500000", priceNet: "50.000000")]
            presta.place(order)
        }

        func addRule() async throws {
            let rule: JSONValue = [
                "kind": "purchase", "name": "Club", "store": "default",
                "params": [
                    "products": [["product_id": "93"]], "groups": ["club"], "default_group": "club",
                    "validity": ["kind": "none"], "renew": "keep",
                ],
            ]
            _ = try await shop.engine.createRule(rule, by: "test")
        }

        func groups(_ customer: Int) -> [Int] {
            presta.now.customers.first { $0.id == customer }?.groups.sorted() ?? []
        }
    }

    @Test("a first load brings groups, states and memberships; a look brings the order that nobody had told of")
    func loadAndLook() async throws {
        let bench = try await Bench()
        bench.presta.register(.init(id: 5, email: "anna@example.test", groups: [3, 8]))
        bench.place(1, customer: 5)
        bench.pass(60)
        let load = try await bench.sync(.load)
        #expect(load.record.state == .finished && load.figures["problem_count"]?.integer == 0)
        let groups = try await bench.shop.engine.groups(store: "default").map {
            [$0.group.code, $0.group.externalID ?? ""]
        }
        #expect(
            groups.sorted { $0[1] < $1[1] } == [
                ["visitor", "1"], ["guest", "2"], ["customer", "3"], ["club", "7"], ["staff", "8"],
            ])
        #expect(try await Set(bench.shop.groups(of: "5")) == ["customer", "staff"])
        #expect(try await bench.shop.defaultGroup(of: "5") == "customer")
        #expect(try await bench.shop.spent("5") == 5_950)
        // Nothing that the shop itself has said is told back.
        #expect(try await bench.shop.engine.connector(bench.connector).queued == 0)
        try await bench.addRule()
        bench.pass(60)
        bench.place(2, customer: 5)
        bench.pass(60)
        #expect(try await bench.sync(.look).figures["missed"]?.array == ["2"])
        #expect(try await bench.shop.groups(of: "5").contains("club"))
    }

    @Test(
        "the shop gets the whole list of groups, those of its own among them, and the default",
        arguments: ["8.1.7", "1.7.8.11", "9.0.0"])
    func write(version: String) async throws {
        let bench = try await Bench(version: version)
        bench.presta.register(.init(id: 5, email: "anna@example.test", groups: [3, 8]))
        try await bench.sync(.load)
        try await bench.addRule()
        bench.pass(60)
        bench.place(1, customer: 5)
        bench.pass(60)
        try await bench.sync(.look)
        // In the meantime a person in the shop has put her into another group, which Echelon has not heard of.
        bench.presta.edit { $0.groups.append(.init(id: 9, name: "New")) }
        bench.presta.change(customer: 5) { $0.groups.append(9) }
        #expect(try await bench.shop.engine.writeDue() == 1)
        #expect(bench.groups(5) == [3, 7, 8, 9])
        let customer = try #require(bench.presta.now.customers.first { $0.id == 5 })
        #expect(customer.fields["id_default_group"] == "7" && customer.fields["email"] == "anna@example.test")
        #expect(try await bench.shop.engine.writeDue() == 0)
    }

    @Test("what PrestaShop tells of passwords and keys is nowhere in the database")
    func secrets() async throws {
        let bench = try await Bench()
        bench.presta.register(.init(id: 5, email: "anna@example.test", groups: [3]))
        bench.place(1, customer: 5)
        try await bench.sync(.load)
        let customer = try #require(bench.presta.now.customers.first)
        let secrets = ["passwd", "secure_key"].compactMap { customer.fields[$0] } + [bench.presta.now.key]
        #expect(secrets.count == 3)
        for suffix in ["", "-wal"] {
            let data = (try? Data(contentsOf: URL(filePath: bench.shop.path + suffix))) ?? Data()
            for secret in secrets { #expect(data.range(of: Data(secret.utf8)) == nil) }
        }
    }

    @Test("orders go to the store of their shop, and what another store gives is not taken away")
    func multistore() async throws {
        let bench = try await Bench(shops: ["1": "default", "2": "second"], secondStore: true)
        bench.presta.register(.init(id: 5, email: "anna@example.test", groups: [3]))
        for shop in 1...3 { bench.place(shop, customer: 5, shop: shop) }
        bench.pass(60)
        let load = try await bench.sync(.load)
        #expect(load.figures["orders"]?["elsewhere"]?.integer == 1)
        let orders = try await bench.shop.engine.database.read { snapshot in
            let second = try #require(try snapshot.stores().first { $0.key == "second" }).id
            return try [bench.shop.store, second].map { store in
                try ["1", "2", "3"].filter { try snapshot.order(store: store, externalID: $0) != nil }
            }
        }
        #expect(orders == [["1"], ["2"]])
        for store in ["default", "second"] {
            _ = try await bench.shop.engine.changeGroups(
                .external("5", store: store), group: "club", .grant(until: nil, makeDefault: false, pin: false),
                reason: nil, by: "test")
        }
        while try await bench.shop.engine.writeDue() > 0 {}
        #expect(bench.groups(5) == [3, 7])
        bench.pass(60)
        for (store, expected) in [("default", [3, 7]), ("second", [3])] {
            _ = try await bench.shop.engine.changeGroups(
                .external("5", store: store), group: "club", .revoke(block: false, blockUntil: nil), reason: nil,
                by: "test")
            while try await bench.shop.engine.writeDue() > 0 {}
            #expect(bench.groups(5) == expected)
        }
    }

    @Test("a group that the shop does not have any more parks the write and is told in Checks")
    func missingGroup() async throws {
        let bench = try await Bench()
        bench.presta.register(.init(id: 5, email: "anna@example.test", groups: [3]))
        try await bench.sync(.load)
        bench.presta.edit { $0.groups.removeAll { $0.id == 7 } }
        _ = try await bench.shop.engine.changeGroups(
            .external("5", store: nil), group: "club", .grant(until: nil, makeDefault: false, pin: false), reason: nil,
            by: "test")
        #expect(try await bench.shop.engine.writeDue() == 0)
        #expect(bench.groups(5) == [3])
        #expect(try await bench.shop.engine.connector(bench.connector).parked == 1)
        #expect(try await bench.shop.engine.findings(store: nil).map(\.finding.kind) == [.shopWriteParked])
    }
}
