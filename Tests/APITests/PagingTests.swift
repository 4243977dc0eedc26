import Domain
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Pages")
struct PagingTests {
    /// The ids of all pages, following `next`.
    private func all(_ server: TestServer, _ path: String, _ visitor: Visitor) async throws -> [String] {
        var ids: [String] = []
        var cursor: String?
        repeat {
            let target = path + (cursor.map { "&cursor=\($0)" } ?? "")
            let page = try await server.send(.get, target, as: visitor)
            #expect(page.status == 200)
            ids += page.items.compactMap { ($0["id"] ?? $0["key"])?.string }
            cursor = page["next"]?.string
        } while cursor != nil
        return ids
    }

    @Test("Every list gives each item once, whatever the page's size", arguments: [1, 2, 3, 5, 50])
    func everyItemOnce(_ limit: Int) async throws {
        let server = try await TestServer()
        let visitor = try await server.all
        for number in 1...5 {
            let group: JSONValue = ["code": .string("g\(number)"), "name": .string("Group \(number)")]
            #expect(try await server.send(.post, "/api/v1/groups", .json(group), as: visitor).status == 201)
            let path = "/api/v1/customers/ext:\(number)"
            #expect(try await server.send(.put, path, #"{"first_name":"Anna"}"#, as: visitor).status == 201)
            let order = Orders.body(id: "o\(number)", customer: "\(number)")
            #expect(try await server.send(.put, "/api/v1/orders/ext:o\(number)", order, as: visitor).status == 201)
        }
        for list in ["customers", "orders", "groups"] {
            let ids = try await all(server, "/api/v1/\(list)?limit=\(limit)", visitor)
            #expect(ids.count == 5 && Set(ids).count == 5, "\(list): \(ids)")
        }
        #expect(try await all(server, "/api/v1/customers?limit=\(limit)", visitor) == ["5", "4", "3", "2", "1"])
        #expect(
            try await all(server, "/api/v1/customers?sort=id&limit=\(limit)", visitor) == ["1", "2", "3", "4", "5"])
        #expect(try await all(server, "/api/v1/customers/1/timeline?limit=\(limit)", visitor).isEmpty)
    }

    @Test("Who bought last comes first, and who never bought last", arguments: [1, 2, 3, 50])
    func lastOrder(_ limit: Int) async throws {
        let server = try await TestServer()
        let visitor = try await server.all
        for number in 1...6 {
            _ = try await server.send(.put, "/api/v1/customers/ext:\(number)", "{}", as: visitor)
        }
        // 3 buys first and last, 2 and 5 at the same instant between, 1 before them; 4 and 6 never.
        let orders = [("a", "3", "01"), ("b", "1", "02"), ("c", "2", "03"), ("d", "5", "03"), ("e", "3", "04")]
        for (id, customer, day) in orders {
            let body = Orders.body(id: id, customer: customer, at: "2026-11-\(day)T00:00:00Z")
            #expect(try await server.send(.put, "/api/v1/orders/ext:\(id)", body, as: visitor).status == 201)
        }
        let path = "/api/v1/customers?sort=-last_order_at&limit=\(limit)"
        #expect(try await all(server, path, visitor) == ["3", "5", "2", "1", "6", "4"])
        let void = Orders.body(id: "e", customer: "3", status: "void", at: "2026-11-05T00:00:00Z")
        _ = try await server.send(
            .put, "/api/v1/statuses/void", #"{"label":"Void","paid":false,"void":true}"#, as: visitor)
        _ = try await server.send(.put, "/api/v1/orders/ext:e", void, as: visitor)
        #expect(try await all(server, path, visitor) == ["5", "2", "1", "3", "6", "4"])
    }

    @Test("A cursor is good for its own list and nothing else")
    func cursors() {
        let cursor = Cursor("customers", 12)
        #expect(Cursor(cursor.text, list: "customers", keys: 1) == cursor)
        #expect(Cursor(cursor.text, list: "orders", keys: 1) == nil)
        #expect(Cursor(cursor.text, list: "customers", keys: 2) == nil)
        for junk in ["", "x", cursor.text + "=", "Y3VzdG9tZXJzL3g", "Y3VzdG9tZXJz", String(repeating: "A", count: 201)]
        {
            #expect(Cursor(junk, list: "customers", keys: 1) == nil, "\(junk)")
        }
    }

    @Test("The feed of changes goes on where it ended, and gives each change once")
    func feed() async throws {
        let server = try await TestServer()
        let visitor = try await server.all
        _ = try await server.send(.post, "/api/v1/groups", #"{"code":"club","name":"Club"}"#, as: visitor)
        for number in 1...3 {
            let path = "/api/v1/customers/ext:\(number)"
            _ = try await server.send(.put, path, "{}", as: visitor)
            let act = try await server.send(
                .post, "\(path)/groups", #"{"action":"grant","group":"club","reason":"Won"}"#, as: visitor)
            #expect(act.status == 200 && act["change"]?["kind"] == "granted")
        }
        let first = try await server.send(.get, "/api/v1/changes?order=asc&limit=2", as: visitor)
        #expect(first.items.compactMap { $0["id"]?.string } == ["1", "2"])
        let next = try #require(first["next"]?.string)
        let second = try await server.send(.get, "/api/v1/changes?limit=2&after=\(next)", as: visitor)
        #expect(second.items.compactMap { $0["id"]?.string } == ["3"])
        let end = try #require(second["next"]?.string)
        let empty = try await server.send(.get, "/api/v1/changes?after=\(end)", as: visitor)
        #expect(empty.items.isEmpty && empty["next"]?.string == end)
        let newest = try await server.send(.get, "/api/v1/changes?limit=1", as: visitor)
        #expect(newest.items.first?["id"] == "3")
    }
}

/// Orders as the API takes them.
enum Orders {
    static func body(
        id: String, customer: String, product: String = "93", status: String = "paid",
        at instant: String = "2026-11-22T12:00:00Z", total: String = "100.00", tax: String = "20.00"
    ) -> Body {
        .json([
            "id": .string(id), "version": .string(instant),
            "status": ["code": .string(status), "paid": true, "void": false],
            "placed_at": .string(instant), "paid_at": .string(instant), "currency": "EUR", "total": .string(total),
            "tax": .string(tax), "customer": ["id": .string(customer), "first_name": "Anna"],
            "lines": [["id": "1", "product_id": .string(product), "quantity": 1, "total": .string(total)]],
        ])
    }
}
