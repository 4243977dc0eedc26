import Domain
import FakeShops
import JSON
import Shops
import Testing

/// The fake is as strict as Shopify: what is wrong is refused, and nothing is given that was not asked for.
struct FakeShopifyTests {
    private func shop() throws -> FakeShopify {
        let shop = FakeShopify(clock: FakeClock(try instant("2026-11-22T10:00:00Z")))
        for id in 1...3 { shop.place(FakeShopifyOrder("\(id)")) }
        shop.add(FakeShopifyCustomer("77", tags: ["a"]))
        return shop
    }

    private func ask(_ shop: FakeShopify, _ query: String, _ variables: JSONValue = [:]) async throws -> JSONValue {
        let body: JSONValue = ["query": .string(query), "variables": variables]
        let fields = [
            HTTPField("Content-Type", "application/json"), HTTPField("X-Shopify-Access-Token", shop.token),
        ]
        let url = "\(shop.url)/admin/api/2026-01/graphql.json"
        let answer = try await shop.call(HTTPCall(.post, url, fields: fields, body: body.bytes))
        #expect(answer.status == 200)
        return try JSONValue(parsing: answer.body)
    }

    @Test("only what is selected is given, in its order")
    func selection() async throws {
        let query = "query X { orders(first: 1, sortKey: ID) { pageInfo { hasNextPage } nodes { test id } } }"
        let data = try await ask(try shop(), query)["data"]
        #expect(
            data == [
                "orders": [
                    "pageInfo": ["hasNextPage": true],
                    "nodes": [["test": false, "id": "gid://shopify/Order/1"]],
                ]
            ])
    }

    @Test(
        "what Shopify does not understand it refuses",
        arguments: [
            ("query X { orders(first: 1) { nodes { nonsense } } }", "Field 'nonsense' doesn't exist"),
            ("query X { nonsense { id } }", "Field 'nonsense' doesn't exist"),
            ("query X { orders(first: 251) { nodes { id } } }", "first must be between 1 and 250"),
            ("query X { orders(first: 0) { nodes { id } } }", "first must be between 1 and 250"),
            ("query X { orders { nodes { id } } }", "first must be between 1 and 250"),
            ("query X { orders(first: $n) { nodes { id } } }", "Variable $n is used by X but not declared"),
            ("query X($n: Int!) { orders(first: $n) { nodes { id } } }", "Variable $n of type Int! was provided"),
            ("query X { orders(first: 1, sortKey: NONE) { nodes { id } } }", "Argument 'sortKey' has an invalid"),
            ("query X { orders(first: 1) { nodes } }", "Field must have selections"),
            ("query X { shop { name { x } } }", "Selections can't be made on scalars"),
            ("query X { order(id: 1) { id } }", "Invalid global id"),
            ("query X { shop { name }", "syntax error"), ("shop { name }", "syntax error"),
            ("query X { shop { name } } }", "syntax error"),
        ])
    func refusals(query: String, words: String) async throws {
        let answer = try await ask(try shop(), query)
        #expect(answer["errors"]?[0]?["message"]?.string?.hasPrefix(words) == true, "\(answer)")
        #expect(answer["data"] == nil)
    }

    @Test(
        "variables have the type that is declared",
        arguments: [
            ("Int!", "5", true), ("Int!", "\"5\"", false), ("Int!", "5.0", false), ("Int!", "3000000000", false),
            ("String", "null", true), ("String", "5", false), ("String", "\"x\"", true),
            ("ID!", "\"gid://shopify/Order/1\"", true), ("ID!", "\"x\"", false), ("ID!", "null", false),
            ("[String!]!", "[\"a\"]", true), ("[String!]!", "[null]", false), ("[String!]!", "\"a\"", false),
        ])
    func types(type: String, value: String, isGood: Bool) async throws {
        let variables: JSONValue = ["v": try JSONValue(parsing: Array(value.utf8))]
        let answer = try await ask(try shop(), "query X($v: \(type)) { shop { name } }", variables)
        #expect((answer["errors"] == nil) == isGood)
    }

    @Test("two orders of one second are sorted by id, and an update moves an order to the end")
    func sorting() async throws {
        let shop = try shop()
        let query = "query X { orders(first: 9, sortKey: UPDATED_AT) { nodes { id } } }"
        func order() async throws -> [String] {
            let nodes = try await ask(shop, query)["data"]?["orders"]?["nodes"]?.array ?? []
            return nodes.compactMap { $0["id"]?.string?.last.map { String($0) } }
        }
        #expect(try await order() == ["1", "2", "3"])
        shop.clock.advance(seconds: 1)
        shop.change(order: "1") { $0.status = "refunded" }
        #expect(try await order() == ["2", "3", "1"])
    }

    @Test("a comma makes two tags of one, blanks fall away, and case makes no other tag")
    func tags() async throws {
        let shop = try shop()
        let add = "mutation X($t: [String!]!, $id: ID!) { tagsAdd(id: $id, tags: $t) { userErrors { message } } }"
        let variables: JSONValue = ["id": "gid://shopify/Customer/77", "t": ["b, c ", "A"]]
        _ = try await ask(shop, add, variables)
        #expect(shop.customer("77")?.tags == ["a", "b", "c"])
        let remove = "mutation X($t: [String!]!, $id: ID!) { tagsRemove(id: $id, tags: $t) { userErrors { message } } }"
        _ = try await ask(shop, remove, variables)
        #expect(shop.customer("77")?.tags == [])
    }

    @Test("points go with what is given, come back with time, and never above the bucket")
    func points() async throws {
        let shop = try shop()
        let query = "query X { orders(first: 100) { nodes { id } } }"
        _ = try await ask(shop, query)
        // The connection and its three orders' nodes.
        #expect(shop.points == 2_000 - 3)
        var limits = FakeShopify.Limits()
        limits.bucket = 99
        shop.limit(limits)
        #expect(try await ask(shop, query)["errors"]?[0]?["extensions"]?["code"] == "THROTTLED")
        shop.clock.advance(seconds: 60)
        _ = try await ask(shop, "query X { shop { name } }")
        #expect(shop.points == 98)
    }
}
