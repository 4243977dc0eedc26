import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Ladders over HTTP")
struct LadderTests {
    private func climbed() async throws -> (Shop, String) {
        let shop = try await Shop()
        let rule = try await shop.ladder([.init("period", ["kind": "rolling", "days": 90])])
        for (number, total) in ["50.00", "95.00", "100.00", "899.99", "900.00", "1000.00"].enumerated() {
            try await shop.order("\(number)", "c\(number)", total)
        }
        _ = try await shop.send(.put, "customers/ext:nobody", [:])
        try await shop.run()
        return (shop, rule)
    }

    @Test("Each rung tells its members, their spend, and who is near the next")
    func counts() async throws {
        let (shop, rule) = try await climbed()
        let ladder = try await shop.send(.get, "rules/\(rule)/ladder")
        #expect(ladder.status == 200 && ladder["period"] == "of the last 90 days" && ladder["currency"] == "EUR")
        let rungs = ladder["rungs"]?.array ?? []
        #expect(rungs.compactMap { $0["group"]?["code"]?.string } == ["bronze", "silver", "gold"])
        #expect(rungs.compactMap { $0["members"]?.integer } == [3, 3, 1], "\(ladder.text)")
        #expect(rungs.compactMap { $0["near_next"]?.integer } == [1, 1, 0])
        #expect(rungs.compactMap { $0["at_risk"]?.integer } == [0, 0, 0])
        #expect(rungs.compactMap { $0["spent"]?["amount"]?.string } == ["145.00", "1899.99", "1000.00"])
        #expect(ladder["without_rung"] == 0)
    }

    @Test("Members of a rung come page by page, all of them once")
    func pages() async throws {
        let (shop, rule) = try await climbed()
        var (path, found) = ("rules/\(rule)/ladder/silver/customers?limit=2", [String]())
        while true {
            let page = try await shop.send(.get, path)
            #expect(page.items.count <= 2)
            found += page.items.compactMap { $0["customer"]?["external_id"]?.string }
            guard let next = page["next"]?.string else { break }
            path = "rules/\(rule)/ladder/silver/customers?limit=2&cursor=\(next)"
        }
        #expect(found == ["c2", "c3", "c4"])
        let near = try await shop.send(.get, "rules/\(rule)/ladder/silver/customers?near_next=1")
        #expect(near.items.compactMap { $0["customer"]?["external_id"]?.string } == ["c4"])
        #expect(near.items.first?["missing"]?["amount"] == "100.00" && near["next"] == .null)
        let top = try await shop.send(.get, "rules/\(rule)/ladder/gold/customers")
        #expect(top.items.first?["missing"] == .null && top.items.first?["spent"]?["amount"] == "1000.00")
    }

    @Test("A fall that waits is told with the day on which it comes")
    func atRisk() async throws {
        let shop = try await Shop()
        let rule = try await shop.ladder([
            .init("period", ["kind": "rolling", "days": 30]), .init("grace_days", 10),
        ])
        try await shop.order("1", "77", "150.00")
        try await shop.run()
        shop.server.clock.set("2026-12-25T12:00:00Z")
        let unseen = try await shop.send(.get, "rules/\(rule)/ladder/silver/customers?at_risk=1")
        #expect(unseen.items.count == 1 && unseen.items.first?["at_risk_until"] == .null)
        try await shop.run()
        let seen = try await shop.send(.get, "rules/\(rule)/ladder/silver/customers?at_risk=1")
        #expect(seen.items.first?["at_risk_until"] == "2027-01-04", "\(seen.text)")
        let ladder = try await shop.send(.get, "rules/\(rule)/ladder")
        #expect(ladder["rungs"]?[1]?["at_risk"] == 1)
    }

    @Test("A customer's progress tells the rung, the next one and what is missing")
    func progress() async throws {
        let (shop, rule) = try await climbed()
        let reply = try await shop.send(.get, "customers/ext:c4/progress?rule=\(rule)")
        #expect(reply["rule"]?["id"]?.string == rule && reply["spent"]?["amount"] == "900.00")
        #expect(reply["rung"]?["group"] == "silver" && reply["next"]?["group"] == "gold")
        #expect(reply["missing"]?["amount"] == "100.00" && reply["percent"] == 90)
        let top = try await shop.send(.get, "customers/ext:c5/progress")
        #expect(top["next"] == .null && top["missing"] == .null && top["percent"] == 100)
    }

    @Test("What an organization has spent is its members', and counts once in the sum")
    func organizations() async throws {
        let shop = try await Shop()
        let rule = try await shop.ladder([.init("per_organization", true)])
        for customer in ["a", "b"] {
            let member: JSONValue = ["organization": ["id": "acme", "name": "Acme"]]
            try await shop.send(.put, "customers/ext:\(customer)", member)
        }
        try await shop.order("1", "a", "150.00", at: "2026-11-22T12:00:01Z")
        try await shop.run()
        #expect(try await shop.groups("b") == ["silver"])
        let ladder = try await shop.send(.get, "rules/\(rule)/ladder")
        #expect(ladder["rungs"]?[1]?["members"] == 2 && ladder["rungs"]?[1]?["spent"]?["amount"] == "150.00")
        let progress = try await shop.send(.get, "customers/ext:b/progress")
        #expect(progress["spent"]?["amount"] == "150.00" && progress["rung"]?["group"] == "silver")
    }

    @Test("What is no ladder, no rung or no flag is named")
    func bad() async throws {
        let (shop, rule) = try await climbed()
        let other = try await shop.send(
            .post, "rules",
            ["kind": "purchase", "name": "X", "params": ["products": [["product_id": "1"]], "groups": ["gold"]]])
        let purchase = try #require(other["id"]?.string)
        #expect(try await shop.send(.get, "rules/\(purchase)/ladder").status == 404)
        #expect(try await shop.send(.get, "rules/99/ladder").status == 404)
        #expect(try await shop.send(.get, "rules/\(rule)/ladder/iron/customers").status == 404)
        let flags = try await shop.send(.get, "rules/\(rule)/ladder/gold/customers?near_next=yes&limit=0&cursor=x")
        #expect(Set(flags.pointers) == ["?near_next", "?limit", "?cursor"])
        let none = try await shop.send(.get, "customers/ext:c1/progress?rule=\(purchase)")
        #expect(none.status == 422 && none.pointers == ["?rule"])
        _ = try await shop.send(
            .post, "stores", ["key": "outlet", "name": "Outlet", "zone": "UTC", "currency": "EUR"])
        let bound = try await shop.server.token([.read, .rules, .customers], store: "outlet")
        for path in ["rules/\(rule)/ladder", "rules/\(rule)/ladder/gold/customers", "customers/1/progress"] {
            #expect(try await shop.send(.get, path, as: bound).status == 404, "\(path)")
        }
    }
}
