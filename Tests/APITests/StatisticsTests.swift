import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Figures over HTTP")
struct StatisticsTests {
    private static let kinds = ["groups", "changes", "rules", "tiers", "mails", "runs", "intake"]

    private func climbed() async throws -> (Shop, String) {
        let shop = try await Shop(groups: ["bronze", "silver", "gold", "-1+1"])
        let rule = try await shop.ladder()
        try await shop.order("1", "77", "150.00")
        try await shop.run()
        try await shop.server.engine.countDays()
        return (shop, rule)
    }

    @Test("A table tells what was asked and its rows by name")
    func json() async throws {
        let (shop, rule) = try await climbed()
        let table = try await shop.send(.get, "stats/changes?from=2026-11-01&to=2026-11-30&bucket=month")
        #expect(table.status == 200 && table["bucket"] == "month" && table["store"] == .null)
        #expect(table["from"] == "2026-11-01" && table["to"] == "2026-11-30" && table["counted_until"] == .null)
        #expect(
            table.items == [
                [
                    "from": "2026-11-01", "to": "2026-11-30", "store": "default", "rule": .string(rule),
                    "rule_name": "Ladder", "kind": "promoted", "direction": "in", "changes": 1, "joined": 1, "left": 0,
                ]
            ], "\(table.text)")
        let rungs = try await shop.send(.get, "stats/tiers?from=2026-11-22&to=2026-11-22&rule=\(rule)")
        #expect(rungs["counted_until"] == "2026-11-22")
        let silver = rungs.items.first { $0["rung"] == "Silver" }
        #expect(silver?["members"] == 1 && silver?["spent"] == ["amount": "150.00", "currency": "EUR"])
        #expect(silver?["joined"] == 0 && silver?["revenue_before"] == .null && silver?["orders_before"] == .null)
    }

    @Test("Each table comes as CSV with the same columns; what would be a formula is none")
    func csv() async throws {
        let (shop, _) = try await climbed()
        for kind in Self.kinds {
            let reply = try await shop.send(.get, "stats/\(kind)", headers: [("Accept", "text/csv")])
            #expect(reply.status == 200 && reply.headers["Content-Type"] == "text/csv; charset=utf-8")
            #expect(reply.text.hasPrefix("from,to,"), "\(kind): \(reply.text.prefix(80))")
        }
        let path = "stats/groups?from=2026-11-22&to=2026-11-22"
        let groups = try await shop.send(.get, path, headers: [("Accept", "text/csv")])
        #expect(
            groups.text == """
                from,to,store,group,group_name,size,joined,left\r
                2026-11-22,2026-11-22,default,'-1+1,'-1+1,0,0,0\r
                2026-11-22,2026-11-22,default,bronze,Bronze,0,0,0\r
                2026-11-22,2026-11-22,default,gold,Gold,0,0,0\r
                2026-11-22,2026-11-22,default,silver,Silver,1,1,0\r\n
                """)
        let tiers = try await shop.send(
            .get, "stats/tiers?from=2026-11-22&to=2026-11-22", headers: [("Accept", "text/csv")])
        let lines = tiers.text.split(separator: "\r\n").map(String.init)
        #expect(lines.first?.contains("at_risk,spent,spent_currency,joined,orders_before") == true)
        #expect(lines.contains { $0.contains("Silver,silver,2026-11-22,1,0,0,150.00,EUR,0,,,,,,") }, "\(lines)")
    }

    static let faults: [(query: String, pointers: [String])] = [
        ("changes?from=yesterday&to=2026-02-30&bucket=year&rule=x", ["?from", "?to", "?bucket", "?rule"]),
        ("changes?from=2026-02-02&to=2026-02-01&rule=999", ["?from", "?rule"]),
        ("changes?from=2020-01-01&to=2026-01-01", ["?bucket"]),
        ("groups?bucket=hour&rule=1", ["?bucket", "?rule"]),
        ("runs?rule=1", ["?rule"]),
    ]

    @Test("Every parameter that is wrong is named, all at once", arguments: faults)
    func refused(query: String, pointers: [String]) async throws {
        let shop = try await Shop()
        try await shop.ladder()
        let reply = try await shop.send(.get, "stats/\(query)")
        #expect(reply.status == 422)
        let named = Set((reply["errors"]?.array ?? []).compactMap { $0["pointer"]?.string })
        #expect(named == Set(pointers), "\(reply.text)")
    }

    @Test("As many days as there may be rows are taken, one more is told with the limit")
    func most() async throws {
        let shop = try await Shop()
        #expect(try await shop.send(.get, "stats/changes?from=2024-01-01&to=2026-01-19").status == 200)
        let more = try await shop.send(.get, "stats/changes?from=2024-01-01&to=2026-01-20")
        #expect(more.status == 422 && more.text.contains("750"))
        #expect(try await shop.send(.get, "stats/changes?from=2024-01-01&to=2026-01-20&bucket=week").status == 200)
    }

    @Test("A store that is not there is not found; a token bound to one sees that one")
    func stores() async throws {
        let (shop, rule) = try await climbed()
        let store: JSONValue = ["key": "outlet", "name": "Outlet", "zone": "UTC", "currency": "EUR"]
        #expect(try await shop.send(.post, "stores", store).status == 201)
        let bound = try await shop.server.token([.read], store: "outlet")
        for kind in Self.kinds {
            #expect(try await shop.send(.get, "stats/\(kind)?store=nowhere").status == 404)
            #expect(try await shop.send(.get, "stats/\(kind)?store=default", as: bound).status == 404)
            let own = try await shop.send(.get, "stats/\(kind)", as: bound)
            #expect(own.status == 200 && own["store"] == "outlet" && own.items.isEmpty, "\(kind): \(own.text)")
        }
        #expect(try await shop.send(.get, "stats/changes?rule=\(rule)", as: bound).status == 422)
        #expect(try await shop.send(.get, "stats/runs").items.count == 1)
    }
}
