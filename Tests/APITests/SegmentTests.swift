import Engine
import HTTPWire
import JSON
import Testing

@testable import API

/// C7: trees under a name, previewed, listed, counted and exported.
@Suite("Segments over HTTP")
struct SegmentTests {
    static let polish: JSONValue = ["country": ["in": ["PL"]]]
    static let segment: JSONValue = ["name": "Poland", "when": polish]

    private func peopled() async throws -> Shop {
        let shop = try await Shop()
        for (id, country) in [("1", "PL"), ("2", "DE"), ("3", "PL"), ("4", "PL")] {
            try await shop.send(.put, "customers/ext:\(id)", ["country": .string(country), "first_name": "=Anna"])
        }
        return shop
    }

    @Test("A segment is made, shown with its count and words, changed and deleted")
    func life() async throws {
        let shop = try await peopled()
        let made = try await shop.send(.post, "segments", Self.segment)
        #expect(made.status == 201 && made.headers["Location"] == "/api/v1/segments/1")
        #expect(made["store"] == "default" && made["when"] == Self.polish && made["count"] == nil)
        #expect(made["summary"]?.string?.contains("PL") ?? false)
        #expect(try await shop.send(.get, "segments/1")["count"] == 3)
        #expect(try await shop.send(.get, "segments").items.count == 1)
        let taken = try await shop.send(.post, "segments", Self.segment)
        #expect(taken.status == 409)
        let changed = try await shop.send(
            .put, "segments/1", ["name": "Elsewhere", "when": ["not": Self.polish], "store": "default"])
        #expect(changed["name"] == "Elsewhere", "\(changed.text)")
        #expect(try await shop.send(.get, "segments/1")["count"] == 1)
        #expect(try await shop.send(.delete, "segments/1").status == 204)
        #expect(try await shop.send(.get, "segments/1").status == 404)
    }

    @Test("Its customers come page by page, or all as CSV")
    func members() async throws {
        let shop = try await peopled()
        try await shop.send(.post, "segments", Self.segment)
        let first = try await shop.send(.get, "segments/1/customers?limit=2")
        #expect(first.items.compactMap { $0["external_id"]?.string } == ["1", "3"])
        let next = try #require(first["next"]?.string)
        let second = try await shop.send(.get, "segments/1/customers?limit=2&cursor=\(next)")
        #expect(second.items.compactMap { $0["external_id"]?.string } == ["4"] && second["next"] == .null)
        let csv = try await shop.send(.get, "segments/1/customers", headers: [("Accept", "text/csv")])
        #expect(csv.headers["Content-Type"] == "text/csv; charset=utf-8")
        let lines = csv.text.split(separator: "\r\n")
        #expect(lines.count == 4 && lines[0].hasPrefix("customer_id,external_id,") && lines[1].contains("'=Anna"))
    }

    @Test("A preview counts and shows the first ten, or names what is wrong with the tree")
    func previews() async throws {
        let shop = try await Shop()
        for number in 1...12 { try await shop.send(.put, "customers/ext:\(number)", ["country": "PL"]) }
        let before = try await shop.fingerprint()
        let good = try await shop.send(.post, "segments/preview", ["store": "default", "when": Self.polish])
        #expect(good["valid"] == true && good["count"] == 12 && good.items.count == 10)
        let bad = try await shop.send(
            .post, "segments/preview", ["when": ["all": [["country": ["in": []]], ["moon": [:]]]]])
        #expect(bad.status == 200 && bad["valid"] == false && bad["count"] == nil)
        #expect(Set(bad.pointers) == ["/when/all/0/country/in", "/when/all/1/moon"])
        #expect(try await shop.send(.post, "segments/preview", [:]).pointers == ["/when"])
        #expect(try await shop.fingerprint() == before)
    }

    @Test("Spend, orders and groups are asked about as rules do")
    func facts() async throws {
        let shop = try await Shop()
        for (id, total) in [("1", "50.00"), ("2", "500.00")] { try await shop.order(id, "c\(id)", total) }
        try await shop.send(.post, "customers/ext:c2/groups", ["action": "grant", "group": "gold"])
        let spend: JSONValue = ["spend": ["at_least": ["amount": "100.00", "currency": "EUR"]]]
        let trees: [(JSONValue, Int64)] = [
            (spend, 1), (["group": ["in": ["gold"]]], 1), (["all": [["group": ["in": ["gold"]]], ["not": spend]]], 0),
            (["product": ["in": [["product_id": "93"]]]], 2), (["paid_orders": ["at_most": 0]], 0),
        ]
        for (tree, count) in trees {
            let preview = try await shop.send(.post, "segments/preview", ["when": tree])
            #expect(preview["count"]?.integer == count, "\(preview.text)")
        }
    }

    @Test("A group that a segment names is not deleted, and the segment follows one that replaces it")
    func replacedGroup() async throws {
        let shop = try await Shop()
        try await shop.send(.post, "segments", ["name": "Best", "when": ["group": ["in": ["gold"]]]])
        let refused = try await shop.send(.delete, "groups/3")
        #expect(refused.status == 409 && refused.detail.contains("“Best”"))
        #expect(try await shop.send(.delete, "groups/3?replace_with=silver").status == 204)
        #expect(try await shop.send(.get, "segments/1")["when"] == ["group": ["in": ["silver"]]])
    }

    @Test("Faults are named; viewers and tokens of another store change and see nothing")
    func refusals() async throws {
        let shop = try await peopled()
        try await shop.send(.post, "segments", Self.segment)
        let viewer = try await shop.server.person(.viewer)
        let before = try await shop.fingerprint()
        let empty = try await shop.send(.post, "segments", ["colour": 1])
        #expect(empty.status == 422 && Set(empty.pointers) == ["/name", "/when", "/colour"])
        let tree = try await shop.send(.post, "segments", ["name": "X", "when": ["group": ["in": ["nowhere"]]]])
        #expect(tree.pointers == ["/when/group/in/0"])
        let moved = try await shop.send(
            .put, "segments/1", ["name": "X", "when": Self.polish, "store": "elsewhere"])
        #expect(moved.pointers == ["/store"])
        #expect(try await shop.send(.post, "segments", Self.segment, as: viewer).status == 403)
        #expect(try await shop.send(.put, "segments/1", Self.segment, as: viewer).status == 403)
        #expect(try await shop.send(.delete, "segments/1", as: viewer).status == 403)
        #expect(try await shop.send(.get, "segments/1", as: viewer).status == 200)
        #expect(try await shop.fingerprint() == before)
        _ = try await shop.send(
            .post, "stores", ["key": "outlet", "name": "Outlet", "zone": "UTC", "currency": "EUR"])
        let bound = try await shop.server.token([.read, .rules], store: "outlet")
        for (method, path) in [
            (Method.get, "segments/1"), (.put, "segments/1"), (.delete, "segments/1"), (.get, "segments/1/customers"),
        ] {
            #expect(try await shop.send(method, path, Self.segment, as: bound).status == 404, "\(method) \(path)")
        }
        #expect(try await shop.send(.get, "segments", as: bound).items.isEmpty)
    }
}
