import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Applying rules to what is there, over HTTP")
struct ApplyTests {
    private func club(_ shop: Shop, months: Int64? = nil, revision: String? = nil) async throws -> Reply {
        let validity: JSONValue = months.map { ["kind": "months", "count": .integer($0)] } ?? ["kind": "none"]
        let rule: JSONValue = [
            "kind": "purchase", "name": "Club",
            "params": ["products": [["product_id": "93"]], "groups": ["gold"], "validity": validity],
        ]
        guard let revision else { return try await shop.send(.post, "rules", rule) }
        return try await shop.send(.put, "rules/1", rule, headers: [("If-Match", "\"\(revision)\"")])
    }

    private func until(_ shop: Shop, _ customer: String) async throws -> String? {
        try await shop.send(.get, "customers/ext:\(customer)")["memberships"]?[0]?["until"]?.string
    }

    private func mails(_ shop: Shop) async throws -> Int { try await shop.fingerprint()[5] }

    @Test("Orders keep the terms they were paid under, until the rule is reapplied; a dry run only says so")
    func reapplies() async throws {
        let shop = try await Shop()
        #expect(try await club(shop, months: 1).status == 201)
        for number in 1...3 { try await shop.order("\(number)", "c\(number)", "10.00", at: "2026-11-22T12:00:00Z") }
        shop.server.clock.set("2026-11-22T13:00:00Z")
        #expect(try await club(shop, months: 12, revision: "1").status == 200)
        try await shop.run()
        #expect(try await until(shop, "c1") == "2026-12-23T00:00:00Z")
        let before = try await shop.fingerprint()
        let dry = try await shop.send(.post, "rules/1/reapply", ["dry_run": true])
        #expect(dry.status == 200 && dry["counts"] == ["customers": 3, "changed": 3], "\(dry.text)")
        #expect(dry.items.count == 3 && dry.items.first?["customer"]?["external_id"] == "c1")
        #expect(try await shop.fingerprint() == before)
        #expect(try await until(shop, "c1") == "2026-12-23T00:00:00Z")
        let mails = try await mails(shop)
        let done = try await shop.send(.post, "rules/1/reapply", ["dry_run": false])
        #expect(done["counts"] == ["customers": 3, "changed": 3])
        #expect(try await until(shop, "c1") == "2027-11-23T00:00:00Z")
        #expect(try await self.mails(shop) == mails)
        let again = try await shop.send(.post, "rules/1/reapply", ["dry_run": true])
        #expect(again["counts"] == ["customers": 3, "changed": 0])
    }

    @Test("A ladder looks at everyone at once, also where it is checked by hand only")
    func reappliesLadder() async throws {
        let shop = try await Shop()
        let rule = try await shop.ladder([.init("check", ["kind": "manual"]), .init("upgrade", "on_check")])
        try await shop.order("1", "a", "150.00")
        try await shop.order("2", "b", "1500.00")
        #expect(try await shop.groups("a").isEmpty)
        let dry = try await shop.send(.post, "rules/\(rule)/reapply", ["dry_run": true])
        #expect(dry["counts"] == ["customers": 2, "changed": 2], "\(dry.text)")
        #expect(try await shop.groups("a").isEmpty)
        try await shop.send(.post, "rules/\(rule)/reapply", ["dry_run": false])
        #expect(try await shop.groups("a") == ["silver"])
        #expect(try await shop.groups("b") == ["gold"])
    }

    @Test("A ladder by organization is rehearsed with the members who would follow")
    func reappliesOrganizations() async throws {
        let shop = try await Shop()
        let rule = try await shop.ladder([
            .init("per_organization", true), .init("check", ["kind": "manual"]), .init("upgrade", "on_check"),
        ])
        for id in ["a", "b"] { try await shop.send(.put, "customers/ext:\(id)", ["organization": ["id": "acme"]]) }
        try await shop.order("1", "a", "150.00", at: "2026-11-22T12:00:01Z")
        let before = try await shop.fingerprint()
        let dry = try await shop.send(.post, "rules/\(rule)/reapply", ["dry_run": true])
        #expect(dry["counts"] == ["customers": 2, "changed": 2], "\(dry.text)")
        #expect(try await shop.fingerprint() == before)
        try await shop.send(.post, "rules/\(rule)/reapply", ["dry_run": false])
        #expect(try await shop.groups("b") == ["silver"])
    }

    @Test("Orders from before the rule are judged on request, with terms counted from their payment and no mails")
    func applies() async throws {
        let shop = try await Shop()
        try await shop.order("1", "old", "10.00", at: "2026-08-01T12:00:00Z")
        try await shop.order("2", "recent", "10.00", at: "2026-11-01T12:00:00Z")
        try await shop.order("3", "other", "10.00", product: "7", at: "2026-11-01T12:00:00Z")
        let guest: JSONValue = [
            "id": "4", "version": "2026-11-01T12:00:00Z", "status": ["code": "paid"],
            "paid_at": "2026-11-01T12:00:00Z", "currency": "EUR", "total": "10.00",
            "customer": ["guest": true, "email": "guest@example.test"],
            "lines": [["id": "1", "product_id": "93", "quantity": 1, "total": "10.00"]],
        ]
        _ = try await shop.send(.put, "orders/ext:4", guest)
        #expect(try await club(shop, months: 2).status == 201)
        let since: [JSONValue.Member] = [.init("since", "2026-10-01T00:00:00Z")]
        let before = try await shop.fingerprint()
        let dry = try await shop.send(.post, "rules/1/apply", .object(since + [.init("dry_run", true)]))
        #expect(dry["counts"] == ["customers": 1, "changed": 1], "\(dry.text)")
        #expect(try await shop.fingerprint() == before)
        let done = try await shop.send(.post, "rules/1/apply", .object(since + [.init("dry_run", false)]))
        #expect(done["counts"] == ["customers": 1, "changed": 1])
        #expect(try await until(shop, "recent") == "2027-01-02T00:00:00Z")
        #expect(try await shop.groups("old").isEmpty)
        #expect(try await mails(shop) == 0)
        let again = try await shop.send(.post, "rules/1/apply", .object(since + [.init("dry_run", false)]))
        #expect(again["counts"] == ["customers": 0, "changed": 0])
    }

    @Test("Rules that are off, of another kind, or another store's, and bad input are refused; nothing is written")
    func refusals() async throws {
        let shop = try await Shop()
        let ladder = try await shop.ladder()
        let viewer = try await shop.server.person(.viewer)
        let before = try await shop.fingerprint()
        #expect(try await shop.send(.post, "rules/9/reapply", ["dry_run": true]).status == 404)
        #expect(try await shop.send(.post, "rules/\(ladder)/reapply", [:]).pointers == ["/dry_run"])
        let bad = try await shop.send(.post, "rules/\(ladder)/apply", ["since": "yesterday", "dry_run": 1])
        #expect(Set(bad.pointers) == ["/since", "/dry_run"])
        let future: JSONValue = ["since": "2027-01-01T00:00:00Z", "dry_run": true]
        #expect(try await shop.send(.post, "rules/\(ladder)/apply", future).pointers == ["/since"])
        let past: JSONValue = ["since": "2026-01-01T00:00:00Z", "dry_run": true]
        #expect(try await shop.send(.post, "rules/\(ladder)/apply", past).status == 409)
        for act in ["apply", "reapply"] {
            #expect(try await shop.send(.post, "rules/\(ladder)/\(act)", past, as: viewer).status == 403)
        }
        #expect(try await shop.fingerprint() == before)
        try await shop.send(.patch, "rules/\(ladder)", ["enabled": false], headers: [("If-Match", "*")])
        #expect(try await shop.send(.post, "rules/\(ladder)/reapply", ["dry_run": true]).status == 409)
        _ = try await shop.send(
            .post, "stores", ["key": "outlet", "name": "Outlet", "zone": "UTC", "currency": "EUR"])
        let bound = try await shop.server.token([.read, .rules], store: "outlet")
        #expect(try await shop.send(.post, "rules/\(ladder)/reapply", ["dry_run": true], as: bound).status == 404)
    }
}
