import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Organizations over HTTP")
struct OrganizationTests {
    @Test("An organization is made, found, renamed, and deleted once nobody belongs to it")
    func life() async throws {
        let shop = try await Shop()
        let made = try await shop.send(.post, "organizations", ["external_id": "acme", "name": "Acme Ltd"])
        #expect(made.status == 201 && made.headers["Location"] == "/api/v1/organizations/1", "\(made.text)")
        #expect(made["members"] == [] && made["member_count"] == 0 && made["store"] == "default")
        let taken = try await shop.send(.post, "organizations", ["external_id": "acme", "name": "Other"])
        #expect(taken.status == 409)
        try await shop.send(.post, "organizations", ["external_id": "b", "name": "Beta"])
        #expect(try await shop.send(.get, "organizations").items.compactMap { $0["id"]?.string } == ["2", "1"])
        #expect(try await shop.send(.get, "organizations?q=acm").items.compactMap { $0["id"]?.string } == ["1"])
        #expect(try await shop.send(.get, "organizations?q=b").items.compactMap { $0["id"]?.string } == ["2"])
        let first = try await shop.send(.get, "organizations?limit=1")
        let next = try #require(first["next"]?.string)
        let second = try await shop.send(.get, "organizations?limit=1&cursor=\(next)")
        #expect(second.items.first?["id"] == "1" && second["next"] == .null)
        #expect(try await shop.send(.patch, "organizations/1", ["name": "Acme"])["name"] == "Acme")
        try await shop.send(.put, "customers/ext:a", ["organization": ["id": "acme"]])
        let shown = try await shop.send(.get, "organizations/1")
        #expect(shown["members"]?[0]?["external_id"] == "a" && shown["member_count"] == 1)
        let refused = try await shop.send(.delete, "organizations/1")
        #expect(refused.status == 409 && refused.detail.contains("1 customer belongs"))
        #expect(try await shop.send(.delete, "customers/ext:a").status == 204)
        #expect(try await shop.send(.delete, "organizations/1").status == 204)
        #expect(try await shop.send(.get, "organizations/1").status == 404)
    }

    @Test("It tells the rung it holds by each ladder that counts by organization")
    func rungs() async throws {
        let shop = try await Shop()
        let rule = try await shop.ladder([.init("per_organization", true)])
        try await shop.send(.put, "customers/ext:a", ["organization": ["id": "acme"]])
        let before = try await shop.send(.get, "organizations/1")
        #expect(before["rungs"]?[0]?["rule"]?["id"]?.string == rule)
        try await shop.order("1", "a", "150.00", at: "2026-11-22T12:00:01Z")
        try await shop.run()
        #expect(try await shop.send(.get, "organizations/1")["rungs"]?[0]?["group"] == "silver")
    }

    @Test("Faults are named; viewers and tokens of another store change nothing")
    func refusals() async throws {
        let shop = try await Shop()
        try await shop.send(.post, "organizations", ["external_id": "acme", "name": "Acme Ltd"])
        let viewer = try await shop.server.person(.viewer)
        let before = try await shop.fingerprint()
        let empty = try await shop.send(.post, "organizations", ["colour": 1])
        #expect(empty.status == 422 && Set(empty.pointers) == ["/external_id", "/name", "/colour"])
        #expect(try await shop.send(.patch, "organizations/1", ["external_id": "x"]).status == 422)
        #expect(
            try await shop.send(.post, "organizations", ["external_id": "x", "name": "X"], as: viewer).status == 403)
        #expect(try await shop.send(.patch, "organizations/1", ["name": "X"], as: viewer).status == 403)
        #expect(try await shop.send(.delete, "organizations/1", as: viewer).status == 403)
        #expect(try await shop.fingerprint() == before)
        _ = try await shop.send(.post, "stores", ["key": "outlet", "name": "Outlet", "zone": "UTC", "currency": "EUR"])
        let bound = try await shop.server.token([.read, .customers], store: "outlet")
        for method in [Method.get, .patch, .delete] {
            #expect(try await shop.send(method, "organizations/1", ["name": "X"], as: bound).status == 404)
        }
        #expect(try await shop.send(.get, "organizations", as: bound).items.isEmpty)
    }
}
