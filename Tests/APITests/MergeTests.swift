import Domain
import HTTPWire
import JSON
import Store
import Testing

@testable import API
@testable import Engine

@Suite("Merging and deleting customers over HTTP")
struct MergeTests {
    private func club(_ shop: Shop) async throws {
        let rule: JSONValue = [
            "kind": "purchase", "name": "Club",
            "params": [
                "products": [["product_id": "93"]], "groups": ["gold"], "validity": ["kind": "months", "count": 1],
            ],
        ]
        #expect(try await shop.send(.post, "rules", rule).status == 201)
    }

    private func customer(_ shop: Shop, _ id: String) async throws -> Reply {
        try await shop.send(.get, "customers/\(id)")
    }

    private func grant(_ shop: Shop, _ customer: String, _ group: String, until: String? = nil) async throws {
        let act: JSONValue = [
            "action": "grant", "group": .string(group), "until": until.map { .string($0) } ?? .null,
        ]
        let reply = try await shop.send(.post, "customers/ext:\(customer)/groups", act)
        #expect(reply.status == 200, "\(reply.text)")
    }

    @Test("Orders, spend, groups and blocks go to the one that remains, and nothing is mailed")
    func merges() async throws {
        let shop = try await Shop(groups: ["bronze", "silver", "gold", "extra"])
        try await club(shop)
        try await shop.order("1", "old", "10.00", at: "2026-11-22T12:00:00Z")
        try await shop.order("2", "new", "20.00", at: "2026-11-22T12:00:00Z")
        try await shop.send(.put, "customers/ext:old", ["first_name": "Old"])
        for (customer, until) in [("old", "2027-05-01T00:00:00Z"), ("new", "2027-01-01T00:00:00Z")] {
            try await grant(shop, customer, "silver", until: until)
        }
        try await grant(shop, "old", "bronze")
        try await shop.send(.post, "customers/ext:old/groups", ["action": "block", "group": "extra"])
        let mails = try await shop.fingerprint()[5]
        let merged = try await shop.send(.post, "customers/ext:old/merge", ["into": "ext:new"])
        #expect(merged.status == 200 && merged["external_id"] == "new", "\(merged.text)")
        #expect(merged["spent"]?["amount"] == "30.00" && merged["orders"] == 2)
        #expect(Set((merged["groups"]?.array ?? []).compactMap(\.string)) == ["bronze", "silver", "gold"])
        let memberships = merged["memberships"]?.array ?? []
        func until(_ group: String) -> String? {
            memberships.first { $0["group"]?.string == group }?["until"]?.string
        }
        #expect(until("silver") == "2027-05-01T00:00:00Z")
        // Two purchases of a month each, one extending the other.
        #expect(until("gold") == "2027-01-23T00:00:00Z")
        #expect(merged["blocks"]?[0]?["group"] == "extra")
        #expect(try await shop.fingerprint()[5] == mails)
        let gone = try await customer(shop, "1")
        #expect(gone["deleted"] == true && gone["merged_into"] == "2" && gone["groups"] == [], "\(gone.text)")
        #expect(gone["spent"]?["amount"] == "0.00" && gone["first_name"] == "Old")
        let listed = try await shop.send(.get, "customers").items.compactMap { $0["external_id"]?.string }
        #expect(listed == ["new"])
        let told = try await shop.send(.get, "changes?customer=2&limit=200").items.filter { $0["kind"] == "merged" }
        #expect(told.count == 1 && told.first?["by"] == "token test" && told.first?["revertible"] == false)
    }

    @Test("What is still reported of the merged one is the other's")
    func laterReports() async throws {
        let shop = try await Shop()
        try await shop.order("1", "old", "10.00")
        try await shop.order("2", "new", "20.00")
        try await shop.send(.post, "customers/ext:old/merge", ["into": "ext:new"])
        #expect(try await customer(shop, "ext:old")["external_id"] == "new")
        try await shop.order("1", "old", "15.00", at: "2026-11-20T12:00:05Z")
        try await shop.order("3", "old", "5.00")
        try await shop.send(.put, "customers/ext:old", ["email": "old@example.test", "first_name": "Old"])
        let remaining = try await customer(shop, "ext:new")
        #expect(remaining["spent"]?["amount"] == "40.00" && remaining["email"] == .null, "\(remaining.text)")
        #expect(try await customer(shop, "1")["spent"]?["amount"] == "0.00")
        #expect(try await shop.send(.patch, "customers/1", ["first_name": "X"]).status == 409)
    }

    @Test("What ended before goes along too: its grants, or at least their times")
    func history() async throws {
        let shop = try await Shop()
        for customer in ["old", "new"] {
            try await shop.send(.put, "customers/ext:\(customer)", [:])
            for group in customer == "old" ? ["bronze", "silver"] : ["bronze"] {
                try await grant(shop, customer, group)
                shop.server.clock.pass(seconds: 60)
                let act: JSONValue = ["action": "revoke", "group": .string(group)]
                #expect(try await shop.send(.post, "customers/ext:\(customer)/groups", act).status == 200)
            }
        }
        #expect(try await shop.send(.post, "customers/ext:old/merge", ["into": "ext:new"]).status == 200)
        let (own, former) = try await shop.server.engine.database.read { snapshot in
            var former: [Int64] = []
            try snapshot.formerGrantFacts([ID(2)]) {
                former.append($1.rawValue + ($3.milliseconds > $2.milliseconds ? 0 : 99))
            }
            return (try snapshot.customerGroups(ID(2)), former)
        }
        #expect(own == [1, 2] && former == [1])
        #expect(try await shop.groups("new").isEmpty)
    }

    @Test("Of two rungs of one ladder the higher one stays")
    func rungs() async throws {
        let shop = try await Shop()
        try await shop.ladder()
        try await shop.order("1", "old", "1500.00")
        try await shop.order("2", "new", "150.00")
        try await shop.run()
        let merged = try await shop.send(.post, "customers/ext:old/merge", ["into": "ext:new"])
        #expect(merged["groups"] == ["gold"], "\(merged.text)")
        try await shop.run()
        #expect(try await shop.groups("new") == ["gold"])
    }

    @Test("Only two living customers of one store are merged, and only by editors; nothing is written otherwise")
    func refusals() async throws {
        let shop = try await Shop()
        for id in ["a", "b", "c"] { try await shop.send(.put, "customers/ext:\(id)", [:]) }
        try await shop.send(.post, "stores", ["key": "outlet", "name": "Outlet", "zone": "UTC", "currency": "EUR"])
        try await shop.send(.put, "customers/ext:x?store=outlet", [:])
        try await shop.send(.delete, "customers/3")
        let viewer = try await shop.server.person(.viewer)
        let bound = try await shop.server.token([.read, .customers], store: "outlet")
        let before = try await shop.fingerprint()
        for (body, pointer) in [
            ([:] as JSONValue, "/into"), (["into": "1"], "/into"), (["into": "99"], "/into"), (["into": "4"], "/into"),
            (["into": "anna"], "/into"), (["into": "2", "colour": 1], "/colour"),
        ] {
            let reply = try await shop.send(.post, "customers/1/merge", body)
            #expect(reply.status == 422 && reply.pointers == [pointer], "\(reply.text)")
        }
        #expect(try await shop.send(.post, "customers/1/merge", ["into": "3"]).status == 409)
        #expect(try await shop.send(.post, "customers/3/merge", ["into": "1"]).status == 409)
        #expect(try await shop.send(.post, "customers/1/merge", ["into": "2"], as: viewer).status == 403)
        #expect(try await shop.send(.delete, "customers/1", as: viewer).status == 403)
        #expect(try await shop.send(.post, "customers/1/merge", ["into": "4"], as: bound).status == 404)
        #expect(try await shop.send(.delete, "customers/1", as: bound).status == 404)
        #expect(try await shop.fingerprint() == before)
    }

    @Test("A deleted customer leaves every group, and rules and mails leave them alone")
    func deletes() async throws {
        let shop = try await Shop()
        let store: JSONValue = ["default_group": "bronze"]
        try await shop.send(.patch, "stores/default", store)
        try await club(shop)
        try await shop.order("1", "77", "10.00", at: "2026-11-22T12:00:00Z")
        #expect(Set(try await shop.groups("77")) == ["bronze", "gold"])
        let mails = try await shop.fingerprint()[5]
        #expect(try await shop.send(.delete, "customers/ext:77").status == 204)
        let gone = try await customer(shop, "ext:77")
        #expect(gone["deleted"] == true && gone["groups"] == [] && gone["default_group"] == .null)
        #expect(gone["spent"]?["amount"] == "10.00")
        let change = try await shop.send(.get, "changes?customer=1&limit=1").items.first
        #expect(change?["kind"] == "ended" && change?["reason"] == "The shop has deleted the customer")
        shop.server.clock.set("2027-02-01T00:00:00Z")
        try await shop.run()
        #expect(try await shop.fingerprint()[5] == mails)
        #expect(try await shop.send(.delete, "customers/ext:77").status == 204)
        let back = try await shop.send(.put, "customers/ext:77", [:])
        #expect(back["deleted"] == false && back["groups"] == ["bronze"], "\(back.text)")
    }
}
