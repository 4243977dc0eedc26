import Domain
import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Who may do what")
struct AuthorizationTests {
    /// A path of the endpoint where nothing is found.
    private func path(_ endpoint: Endpoint) -> String {
        let values = [
            "{id}": "9999", "{key}": "nowhere", "{group}": "nowhere", "{currency}": "PLN", "{day}": "2026-11-22",
        ]
        return values.reduce(endpoint.pattern) { $0.replacing($1.key, with: $1.value) }
            .replacing(/\{[a-z]+\}/, with: "nothing")
    }

    /// The least role that may use it; nil where anybody may.
    private func role(_ access: Access) -> Account.Role? {
        switch access {
        case .anyone, .visitor: nil
        case .needs(_, let role), .person(let role): role
        }
    }

    private func isRefused(_ status: Int) -> Bool { status == 401 || status == 403 }

    @Test("Every route lets the roles in that it needs, and no others")
    func roles() async throws {
        let server = try await TestServer()
        var people: [(Account.Role, Visitor)] = []
        for role in Account.Role.allCases { people.append((role, try await server.person(role))) }
        for endpoint in Service.endpoints {
            guard let needed = role(endpoint.access) else { continue }
            for (role, visitor) in people {
                let reply = try await server.send(endpoint.method, path(endpoint), as: visitor)
                let place = "\(endpoint.method) \(endpoint.pattern) as \(role)"
                if role >= needed {
                    #expect(!isRefused(reply.status), "\(place): \(reply.status)")
                } else {
                    #expect(reply.status == 403 && reply.slug == "forbidden", "\(place): \(reply.status)")
                }
            }
        }
    }

    @Test("Every route lets tokens in by the one scope that it needs")
    func scopes() async throws {
        let server = try await TestServer()
        var tokens: [(AccessToken.Scope, Visitor)] = []
        for scope in AccessToken.Scope.allCases { tokens.append((scope, try await server.token([scope]))) }
        for endpoint in Service.endpoints {
            var needed: AccessToken.Scope?
            switch endpoint.access {
            case .anyone, .visitor: continue
            case .needs(let scope, _): needed = scope
            // No scope is enough where people are wanted.
            case .person: needed = nil
            }
            for (scope, visitor) in tokens {
                let reply = try await server.send(endpoint.method, path(endpoint), as: visitor)
                let place = "\(endpoint.method) \(endpoint.pattern) with \(scope)"
                if scope == needed {
                    #expect(!isRefused(reply.status), "\(place): \(reply.status)")
                } else {
                    #expect(reply.status == 403, "\(place): \(reply.status)")
                }
            }
        }
    }

    @Test("Nobody and a wrong token are refused with 401 wherever something is needed")
    func strangers() async throws {
        let server = try await TestServer()
        for (index, endpoint) in Service.endpoints.enumerated() {
            guard endpoint.access.isKnown else { continue }
            let address = "192.0.2.\(index)"
            let bare = try await server.send(endpoint.method, path(endpoint), from: address)
            #expect(bare.status == 401 && bare.slug == "unauthorized", "\(endpoint.pattern)")
            #expect(bare.headers["WWW-Authenticate"] != nil)
            for text in ["ech_wrong", "", "ech_"] {
                let reply = try await server.send(
                    endpoint.method, path(endpoint), as: .token(text), from: address)
                #expect(reply.status == 401, "\(endpoint.pattern)")
            }
        }
    }

    @Test("A cookie alone changes nothing: the browser must say that our own page sends")
    func crossSite() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        for endpoint in Service.endpoints where endpoint.method.changesState {
            guard endpoint.access.isKnown else { continue }
            let cases: [[(String, String)]] = [
                [], [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")],
                [("Origin", "https://evil.example")], [("Origin", "null")],
            ]
            for headers in cases {
                let reply = try await server.send(
                    endpoint.method, path(endpoint), as: admin.asCookie, headers: headers)
                #expect(reply.status == 403, "\(endpoint.method) \(endpoint.pattern) \(headers)")
            }
            let own = try await server.send(
                endpoint.method, path(endpoint), as: admin.asCookie, headers: [("Origin", "https://groups.example")])
            #expect(own.status != 403, "\(endpoint.method) \(endpoint.pattern)")
        }
    }

    @Test("A token bound to a store sees and touches nothing of another")
    func boundTokens() async throws {
        let server = try await TestServer()
        let all = try await server.all
        let created = try await server.send(
            .post, "/api/v1/stores", #"{"key":"outlet","name":"Outlet","zone":"UTC","currency":"EUR"}"#, as: all)
        #expect(created.status == 201)
        let bound = try await server.token(Set(AccessToken.Scope.allCases), store: "outlet")
        for code in ["a", "b"] {
            let body: JSONValue = ["store": "default", "code": .string(code), "name": "Group"]
            #expect(try await server.send(.post, "/api/v1/groups", .json(body), as: all).status == 201)
        }
        let foreign: [(Method, String)] = [
            (.get, "/api/v1/stores/default"), (.patch, "/api/v1/stores/default"),
            (.post, "/api/v1/stores/default/confirm-ends"), (.get, "/api/v1/groups/1"), (.patch, "/api/v1/groups/1"),
            (.delete, "/api/v1/groups/1"), (.get, "/api/v1/groups?store=default"),
            (.get, "/api/v1/rules?store=default"),
            (.get, "/api/v1/customers?store=default"), (.get, "/api/v1/changes?store=default"),
            (.get, "/api/v1/stats/overview?store=default"), (.get, "/api/v1/checks?store=default"),
        ]
        for (method, path) in foreign {
            let reply = try await server.send(method, path, "{}", as: bound)
            #expect(reply.status == 404, "\(method) \(path): \(reply.status)")
        }
        #expect(try await server.send(.get, "/api/v1/groups", as: bound).items.isEmpty)
        #expect(try await server.send(.get, "/api/v1/stores", as: bound).items.count == 1)
        for path in ["/api/v1/stores", "/api/v1/cron-url/rotate"] {
            #expect(try await server.send(.post, path, "{}", as: bound).status == 403, "\(path)")
        }
        let other: JSONValue = ["store": "default", "code": "c", "name": "C"]
        #expect(try await server.send(.post, "/api/v1/groups", .json(other), as: bound).status == 404)
        let own = try await server.send(.post, "/api/v1/groups", #"{"code":"c","name":"C"}"#, as: bound)
        #expect(own["store"]?.string == "outlet")
    }

    @Test("No route at all gives a token anything of another store, or lets it change that")
    func boundToAnother() async throws {
        let shop = try await Shop()
        try await shop.ladder([])
        try await shop.order("1", "77", "150.00")
        let source: JSONValue = ["key": "main", "platform": "generic", "name": "Shop"]
        #expect(try await shop.send(.post, "sources", source).status == 201)
        let destination: JSONValue = ["name": "ERP", "url": "https://erp.example/in", "store": "default"]
        #expect(try await shop.send(.post, "destinations", destination).status == 201)
        #expect(try await shop.send(.put, "rates/PLN/2026-11-22", ["rate": "4.25"]).status < 300)
        try await shop.run()
        let outlet: JSONValue = ["key": "outlet", "name": "Outlet", "zone": "UTC", "currency": "EUR"]
        #expect(try await shop.send(.post, "stores", outlet).status == 201)
        let bound = try await shop.server.token(Set(AccessToken.Scope.allCases), store: "outlet")
        let before = try await shop.fingerprint()
        for endpoint in Service.endpoints where !Self.isOfAllStores(endpoint) {
            guard case .needs = endpoint.access else { continue }
            let reply = try await shop.server.send(
                endpoint.method, foreign(endpoint) + "?store=default&locale=en", #"{"store":"default"}"#, as: bound,
                headers: [("If-Match", "*")])
            let place = "\(endpoint.method) \(endpoint.pattern): \(reply.text)"
            if ["/api/v1/stores", "/api/v1/tokens", "/api/v1/runs"].contains(endpoint.pattern), endpoint.method == .get
            {
                // These ask for no store: they show what is the token's own, and nothing else.
                #expect(reply.status == 200 && !reply.text.contains(#""default""#), "\(place)")
                continue
            }
            #expect(!(200...299).contains(reply.status), "\(place)")
        }
        #expect(try await shop.fingerprint() == before)
    }

    /// A path of the endpoint to what there is in the default store.
    private func foreign(_ endpoint: Endpoint) -> String {
        let values = [
            "{id}": "1", "{key}": "default", "{group}": "gold", "{currency}": "PLN", "{day}": "2026-11-22",
            "{code}": "paid", "{kind}": "customers", "{name}": "membership_granted",
        ]
        return values.reduce(endpoint.pattern) { $0.replacing($1.key, with: $1.value) }
    }

    /// What is the same for all stores and tells nothing of any.
    private static func isOfAllStores(_ endpoint: Endpoint) -> Bool {
        endpoint.method == .get
            && ["/metrics", "/api/v1/rule-kinds", "/api/v1/connector-kinds", "/api/v1/import-fields"]
                .contains(endpoint.pattern)
    }

    @Test("A token cannot make one that may do more than itself")
    func escalation() async throws {
        let server = try await TestServer()
        let settings = try await server.token([.settings])
        let more = try await server.send(
            .post, "/api/v1/tokens", #"{"name":"x","scopes":["settings","rules"]}"#, as: settings)
        #expect(more.status == 403)
        let same = try await server.send(.post, "/api/v1/tokens", #"{"name":"x","scopes":["settings"]}"#, as: settings)
        #expect(same.status == 201)
        let ending = try await server.engine.createAccessToken(
            name: "short", scopes: [.settings], store: nil, expiresAt: server.clock.now().adding(seconds: 3_600),
            by: "test")
        for (end, status) in [("null", 403), (#""2026-11-22T13:00:01Z""#, 403), (#""2026-11-22T13:00:00Z""#, 201)] {
            let body = #"{"name":"x","scopes":["settings"],"expires_at":\#(end)}"#
            let made = try await server.send(
                .post, "/api/v1/tokens", .text(body, type: "application/json"), as: .token(ending.text))
            #expect(made.status == status, "\(end)")
        }
    }

    @Test("Tokens are shown once, expire, and are of no use once revoked")
    func tokens() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let made = try await server.send(
            .post, "/api/v1/tokens",
            #"{"name":"ERP","scopes":["read"],"expires_at":"2026-11-23T00:00:00Z"}"#, as: admin)
        let text = try #require(made["token"]?.string)
        #expect(made.status == 201 && text.hasPrefix("ech_"))
        #expect(made.headers["Location"] == "/api/v1/tokens/1")
        let listed = try await server.send(.get, "/api/v1/tokens", as: admin)
        #expect(!listed.text.contains(text) && listed.items.first?["name"] == "ERP")
        #expect(try await server.send(.get, "/api/v1/rules", as: .token(text)).status == 200)
        server.clock.set("2026-11-23T00:00:00Z")
        #expect(try await server.send(.get, "/api/v1/rules", as: .token(text)).status == 401)
        #expect(try await server.send(.delete, "/api/v1/tokens/1", as: admin).status == 204)
        #expect(try await server.send(.delete, "/api/v1/tokens/1", as: admin).status == 404)
    }

    @Test("After ten wrong tokens from one address the answer is 429; good ones still pass")
    func tokenTries() async throws {
        let server = try await TestServer()
        let good = try await server.token([.read])
        for _ in 0..<10 {
            #expect(try await server.send(.get, "/api/v1/rules", as: .token("ech_no")).status == 401)
        }
        let refused = try await server.send(.get, "/api/v1/rules", as: .token("ech_no"))
        #expect(refused.status == 429 && refused.headers["Retry-After"] == "300")
        #expect(try await server.send(.get, "/api/v1/rules", as: good).status == 200)
        #expect(try await server.send(.get, "/api/v1/rules", as: .token("ech_no"), from: "192.0.2.2").status == 401)
        server.clock.pass(seconds: 300)
        #expect(try await server.send(.get, "/api/v1/rules", as: .token("ech_no")).status == 401)
    }
}
