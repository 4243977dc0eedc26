import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Checks over HTTP")
struct CheckTests {
    /// Seven members of a club whose rule was deleted, and looked at.
    private func shop() async throws -> (shop: Shop, finding: String) {
        let shop = try await Shop()
        let rule: JSONValue = [
            "kind": "purchase", "name": "Club", "params": ["products": [["product_id": "93"]], "groups": ["gold"]],
        ]
        #expect(try await shop.send(.post, "rules", rule).status == 201)
        for number in 1...7 { try await shop.order("\(number)", "c\(number)", "10.00", at: "2026-11-22T12:00:00Z") }
        #expect(try await shop.send(.delete, "rules/1", headers: [("If-Match", "\"1\"")]).status == 200)
        try await shop.server.engine.sweepChecks()
        let found = try await finding(shop)
        return (shop, try #require(found?["id"]?.string))
    }

    private func finding(_ shop: Shop) async throws -> JSONValue? {
        try await shop.send(.get, "checks").items.first { $0["kind"] == "unexplained_membership" }
    }

    @Test("A finding tells how grave it is, whom it is about, and what can be done")
    func finding() async throws {
        let (shop, id) = try await shop()
        let one = try await shop.send(.get, "checks/\(id)")
        #expect(one["severity"] == "notice" && one["count"] == 7 && one["snoozed"] == false)
        #expect(one["customers"]?.array?.count == 3)
        #expect(one["fixes"]?.array?.compactMap { $0["fix"]?.string } == ["adopt", "end"])
        #expect(try await shop.send(.get, "checks/999").status == 404)
        let order = try await shop.send(.get, "checks").items.compactMap { $0["severity"]?.string }
        #expect(order == ["problem", "notice", "notice", "notice"], "no default group, then the rest")
    }

    @Test("Its customers are listed by pages")
    func pages() async throws {
        let (shop, id) = try await shop()
        var (names, cursor, sizes) = ([String](), "", [Int]())
        repeat {
            let page = try await shop.send(.get, "checks/\(id)/customers?limit=3\(cursor)")
            names += page.items.compactMap { $0["customer"]?["external_id"]?.string }
            sizes.append(page.items.count)
            cursor = page["next"]?.string.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        #expect(sizes == [3, 3, 1] && names == (1...7).map { "c\($0)" })
    }

    @Test("A fix is tried without a trace, then done as one run, and undone as one")
    func fixes() async throws {
        let (shop, id) = try await shop()
        let before = try await shop.fingerprint()
        #expect(try await shop.send(.post, "checks/\(id)/fix?dry_run=1", [:]).status == 422, "there are two")
        let dry = try await shop.send(.post, "checks/\(id)/fix?dry_run=1", ["fix": "end"])
        #expect(dry["counts"] == ["customers": 7, "changed": 7, "orders": 0] && dry["run"] == .null, "\(dry.text)")
        #expect(dry.items.count == 7 && dry["dry_run"] == true && dry["more"] == false)
        #expect(try await shop.fingerprint() == before)
        let done = try await shop.send(.post, "checks/\(id)/fix", ["fix": "end"])
        #expect(done["counts"] == dry["counts"] && done["undoable"] == true)
        #expect(try await shop.groups("c1") == [])
        #expect(try await finding(shop) == nil)
        #expect(try await shop.send(.get, "checks/\(id)").status == 404)
        let run = try #require(done["run"]?.string)
        let reverted = try await shop.send(.post, "runs/\(run)/revert", ["skip_blocked": false])
        #expect(reverted["reverted"] == 7, "\(reverted.text)")
        #expect(try await shop.groups("c1") == ["gold"])
        #expect(try await finding(shop)?["count"] == 7)
        let wrong = try await shop.send(.post, "checks/\(id)/fix", ["fix": "settle_default"])
        #expect(wrong.status == 422)
        #expect(try await shop.send(.post, "checks/\(id)/fix?dry_run=2", ["fix": "end"]).status == 422)
    }

    @Test("A finding is set aside with a note and told again")
    func snooze() async throws {
        let (shop, id) = try await shop()
        let past = try await shop.send(
            .post, "checks/\(id)/snooze", ["until": "2026-11-22T12:00:00Z", "note": ""])
        #expect(past.status == 422)
        let aside = try await shop.send(
            .post, "checks/\(id)/snooze", ["until": "2026-11-22T12:00:01Z", "note": "Known"])
        #expect(aside["snoozed"] == true && aside["snooze"]?["note"] == "Known", "\(aside.text)")
        let counted = try await shop.send(.get, "stats/overview")["checks"]
        let awake = try await shop.send(.delete, "checks/\(id)/snooze")
        #expect(awake["snoozed"] == false && awake["snooze"] == nil)
        #expect(try await shop.send(.get, "stats/overview")["checks"] != counted)
    }
}
