import Engine
import HTTPWire
import JSON
import Testing
import Web

@testable import API

@Suite("Bad input is named, all of it at once")
struct InputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let method: Method
        let path: String
        let body: String
        let pointers: Set<String>

        init(_ method: Method, _ path: String, _ body: String, _ pointers: Set<String>) {
            self.method = method
            self.path = path
            self.body = body
            self.pointers = pointers
        }

        var testDescription: String { "\(method) \(path) \(body)" }
    }

    static let cases = [
        Case(.post, "/api/v1/stores", "{}", ["/key", "/name", "/zone", "/currency"]),
        Case(
            .post, "/api/v1/stores", #"{"key":"Big Shop","name":"","zone":"Mars","currency":"EURO","x":1}"#,
            ["/key", "/name", "/zone", "/currency", "/x"]),
        Case(.post, "/api/v1/stores", "[]", ["", "/key", "/name", "/zone", "/currency"]),
        Case(
            .patch, "/api/v1/stores/default", #"{"automation":"yes","spend_basis":"half","key":"new"}"#,
            ["/automation", "/spend_basis", "/key"]),
        Case(.patch, "/api/v1/stores/default", #"{"default_group":"nothing"}"#, ["/default_group"]),
        Case(.put, "/api/v1/statuses/paid", #"{"paid":1,"rank":-1}"#, ["/label", "/paid", "/void", "/rank"]),
        Case(.put, "/api/v1/statuses/paid", #"{"label":"Paid","paid":true,"void":true}"#, ["/void"]),
        Case(
            .post, "/api/v1/groups", #"{"benefits":{"discount_percent":"101","colour":1}}"#,
            ["/code", "/name", "/benefits/discount_percent", "/benefits/colour"]),
        Case(.post, "/api/v1/groups", #"{"code":"a","name":"A","store":"nowhere"}"#, ["/store"]),
        Case(.post, "/api/v1/sources", #"{"key":"x","platform":"magento","name":"X"}"#, ["/platform"]),
        Case(
            .post, "/api/v1/sources", #"{"key":"x","platform":"generic","name":"X","secret":"not one"}"#, ["/secret"]),
        Case(.post, "/api/v1/tokens", #"{"name":"x","scopes":["read","fly"]}"#, ["/scopes/1"]),
        Case(.post, "/api/v1/tokens", #"{"name":"x","scopes":[]}"#, ["/scopes"]),
        Case(
            .post, "/api/v1/tokens", #"{"name":"x","scopes":["read"],"expires_at":"2020-01-01T00:00:00Z"}"#,
            ["/expires_at"]),
        Case(.post, "/api/v1/rules", #"{"kind":"purchase","colour":1}"#, ["/name", "/params", "/colour"]),
        Case(.post, "/api/v1/rules", #"{"kind":"magic","name":"X","params":{}}"#, ["/kind"]),
        Case(.post, "/api/v1/rules/reorder", #"{"ids":["1","x"]}"#, ["/ids/1"]),
        Case(.post, "/api/v1/rules/preview", "{}", ["/rule"]),
        Case(.post, "/api/v1/rules/preview", #"{"id":"0","limit":201,"at":"today"}"#, ["/id", "/limit", "/at"]),
        Case(.post, "/api/v1/runs", #"{"tasks":["rules","nap"],"dry_run":1}"#, ["/tasks/1", "/dry_run"]),
        Case(.post, "/api/v1/runs", #"{"at":"2026-11-22T00:00:00Z"}"#, ["/at"]),
        Case(
            .put, "/api/v1/customers/ext:77", #"{"email":"x","country":"de","automation":true}"#,
            ["/email", "/country", "/automation"]),
        Case(
            .put, "/api/v1/orders/ext:1",
            #"{"id":"2","version":"2026-11-22T00:00:00Z","status":"paid","currency":"EUR","total":"1.005","x":1,"customer":{"id":"7","y":1},"lines":[{"z":1}]}"#,
            ["/id", "/x", "/customer/y", "/lines/0/z", "/total", "/lines/0/product_id", "/lines/0/quantity"]),
    ]

    @Test("Bodies", arguments: cases)
    func bodies(_ asked: Case) async throws {
        let server = try await TestServer()
        let reply = try await server.send(
            asked.method, asked.path, .text(asked.body, type: "application/json"), as: try await server.all)
        #expect(reply.status == 422 && reply.slug == "invalid-input", "\(reply.text)")
        #expect(asked.pointers.isSubset(of: reply.pointers), "\(reply.text)")
        #expect(reply.json["request_id"]?.string != nil)
    }

    static let queries: [(String, Set<String>)] = [
        ("/api/v1/customers?limit=0&cursor=junk", ["?limit", "?cursor"]),
        ("/api/v1/customers?limit=201&sort=name", ["?limit", "?sort"]),
        ("/api/v1/orders?limit=x&cursor=Y3VzdG9tZXJzLzE&customer=anna", ["?limit", "?cursor", "?customer"]),
        ("/api/v1/changes?order=up&rule=x&after=%20", ["?order", "?rule", "?after"]),
        ("/api/v1/inbox?state=lost", ["?state"]),
        ("/api/v1/stores?cursor=c3RvcmVz", ["?cursor"]),
        ("/api/v1/runs?cursor=cnVucy8xLzI", ["?cursor"]),
        // Empty is not "none": a script's variable that was never set must not ask for all stores.
        ("/api/v1/groups?store=", ["?store"]),
        ("/api/v1/changes?from=2026-11-22&to=&whatever=", ["?to", "?whatever"]),
        ("/cron?task=&token=", ["?task"]),
    ]

    @Test("Query parameters", arguments: queries)
    func queryParameters(_ path: String, _ pointers: Set<String>) async throws {
        let server = try await TestServer()
        let reply = try await server.send(.get, path, as: try await server.all)
        #expect(reply.status == 422)
        #expect(Set(reply.pointers) == pointers, "\(reply.text)")
    }

    @Test("A body of another type is refused with 415, also where the type is not told")
    func types() async throws {
        let server = try await TestServer()
        let all = try await server.all
        for type in ["text/plain", "application/x-www-form-urlencoded", nil] {
            let reply = try await server.send(.post, "/api/v1/groups", .text("{}", type: type), as: all)
            #expect(reply.status == 415 && reply.slug == "unsupported-media-type")
            #expect(reply.headers["Accept"] == "application/json")
        }
        let named = try await server.send(
            .post, "/api/v1/groups", .text(#"{"code":"a","name":"A"}"#, type: "Application/JSON; charset=utf-8"),
            as: all)
        #expect(named.status == 201)
    }

    @Test("What is no JSON is refused with its line and column")
    func malformed() async throws {
        let server = try await TestServer()
        let reply = try await server.send(.post, "/api/v1/groups", "{\n  \"code\": ,}", as: try await server.all)
        #expect(reply.status == 400 && reply.slug == "malformed-json")
        #expect(reply.detail.hasPrefix("Line 2, column 11"))
    }

    @Test(
        "Unknown things are 404 by name",
        arguments: [
            "/api/v1/stores/nowhere", "/api/v1/groups/7", "/api/v1/groups/x", "/api/v1/rules/7", "/api/v1/runs/7",
            "/api/v1/changes/7", "/api/v1/sources/7", "/api/v1/customers/7", "/api/v1/customers/ext:7",
            "/api/v1/customers/7/timeline", "/api/v1/customers/7/explain", "/api/v1/orders/7", "/api/v1/orders/ext:7",
            "/api/v1/rules/7/revisions", "/api/v1/rules/7/ladder", "/api/v1/rules/7/ladder/gold/customers",
            "/api/v1/segments/7", "/api/v1/segments/7/customers", "/api/v1/organizations/7",
            "/api/v1/customers/7/progress", "/api/v1/rates?store=nowhere", "/api/v1/statuses?store=nowhere",
            "/api/v1/nothing",
        ])
    func unknown(_ path: String) async throws {
        let server = try await TestServer()
        let reply = try await server.send(.get, path, as: try await server.all)
        #expect(reply.status == 404 && reply.slug == "not-found", "\(reply.text)")
        #expect(reply.headers["Content-Type"] == "application/problem+json")
    }

    @Test("Instants and cursors at the edges of what can be written are answered like any other")
    func edges() async throws {
        let server = try await TestServer()
        let all = try await server.all
        _ = try await server.send(.post, "/api/v1/groups", #"{"code":"club","name":"Club"}"#, as: all)
        _ = try await server.send(.post, "/api/v1/rules", RuleTests.rule, as: all)
        _ = try await server.send(.put, "/api/v1/orders/ext:1", Orders.body(id: "1", customer: "77"), as: all)
        for instant in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            let paths = ["/api/v1/customers/1/explain?at=\(instant)"]
            for path in paths { #expect(try await server.send(.get, path, as: all).status == 200, "\(path)") }
            let run: JSONValue = ["dry_run": true, "at": .string(instant)]
            #expect(try await server.send(.post, "/api/v1/runs", .json(run), as: all).status == 201)
            let preview: JSONValue = ["id": "1", "at": .string(instant)]
            #expect(try await server.send(.post, "/api/v1/rules/preview", .json(preview), as: all).status == 200)
        }
        for key in [Int64.min, -1, 0, Int64.max] {
            let lists = [
                "stores", "groups", "sources", "tokens", "checks", "orders", "runs", "changes", "inbox",
                "organizations",
                "segments",
            ]
            for list in lists {
                let path = "/api/v1/\(list)?cursor=\(Cursor(list, key).text)"
                #expect(try await server.send(.get, path, as: all).status == 200, "\(path)")
            }
            for sort in ["-id", "id", "-last_order_at"] {
                let cursor = Cursor("customers \(sort)", key, key).text
                let path = "/api/v1/customers?sort=\(sort)&cursor=\(cursor)"
                #expect(try await server.send(.get, path, as: all).status == 200, "\(path)")
            }
            let path = "/api/v1/customers/1/timeline?cursor=\(Cursor("timeline", key, key, key).text)"
            #expect(try await server.send(.get, path, as: all).status == 200)
            let rates = "/api/v1/rates?cursor=\(Cursor("rates", key, key).text)"
            #expect(try await server.send(.get, rates, as: all).status == 200)
            let feed = "/api/v1/changes?after=\(Cursor("changes", key).text)"
            #expect(try await server.send(.get, feed, as: all).status == 200)
        }
    }

    @Test("What can be tried again later says when")
    func unavailable() throws {
        let reply = Reply(Problem(Overloaded()).response(requestID: "x"))
        #expect(reply.status == 503 && reply.slug == "unavailable" && reply.headers["Retry-After"] == "5")
        let wire = Reply(Problem(HTTPError(.requestTimeout, "too slow")).response(requestID: "x"))
        #expect(wire.status == 408 && wire["type"] == "about:blank" && wire.detail == "too slow")
    }

    @Test("An unknown error tells nothing but the request's id")
    func unknownErrors() async throws {
        struct Secret: Error { let text = "the password is x" }
        let server = try await TestServer()
        let request = try Request(.get, "/")
        let reply = Reply(server.service.errorResponse(Secret(), request))
        #expect(reply.status == 500 && reply.slug == "internal")
        #expect(!reply.text.contains("password"))
    }
}
