import Domain
import Engine
import HTTPWire
import JSON
import Store
import Testing
import Web

@testable import API
@testable import Engine

@Suite("The audit log")
struct AuditTests {
    private func log(_ shop: Shop, _ query: String = "") async throws -> [JSONValue] {
        try await shop.send(.get, "audit\(query)").items
    }

    @Test("No writing route can go without an entry: where its use case notes nothing, the request is noted")
    func everyRoute() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        var count = 0
        for endpoint in Service.endpoints where endpoint.method.changesState && endpoint.access.isKnown {
            // In the place of the handler one that writes and notes nothing.
            let route = Endpoint(endpoint.method, endpoint.pattern, endpoint.access, recording: endpoint.recording) {
                call in
                let now = call.service.clock.now()
                try await call.engine.database.write { try $0.setSetting("probe", endpoint.pattern, at: now) }
                try await call.engine.database.write { try $0.setSetting("probe", "again", at: now) }
                return call.noContent
            }
            let path = endpoint.pattern.replacing(/\{[a-z]+\}/, with: "9")
            let before = try await server.engine.auditEntries(AuditQuery()).first?.id.rawValue ?? 0
            let reply = try await server.send(
                endpoint.method, path, as: admin, through: Router([server.service.route(route)]))
            #expect(reply.status == 204)
            let entries = try await server.engine.auditEntries(AuditQuery()).filter { $0.id.rawValue > before }
            let place = "\(endpoint.method) \(endpoint.pattern)"
            guard endpoint.recording == .audit else {
                #expect(entries.isEmpty, "\(place)")
                continue
            }
            #expect(entries.count == 1, "\(place)")
            let entry = try #require(entries.first)
            #expect(
                entry.subject == path && entry.action == "request.\(endpoint.method.rawValue.lowercased())", "\(place)")
            #expect(entry.actor == Actor(.person, id: 1, name: "Admin") && entry.address == "192.0.2.1", "\(place)")
            count += 1
        }
        #expect(count > 70)
    }

    @Test("Only what shops tell of their trade is left out")
    func exceptions() {
        let left = Service.endpoints.filter { $0.recording != .audit }.map(\.pattern)
        #expect(left == ["/api/v1/customers/{id}", "/api/v1/orders/{id}"])
    }

    @Test("An entry tells who, from where, on what, and what was changed to what")
    func entry() async throws {
        let shop = try await Shop(groups: ["bronze"])
        let admin = try await shop.server.person(.admin)
        #expect(
            try await shop.send(.patch, "groups/1", ["name": "Copper", "benefits": ["free_shipping": true]], as: admin)
                .status == 200)
        let entry = try #require(try await log(shop).first)
        #expect(entry["action"] == "group.edit" && entry["subject"] == "group bronze" && entry["detail"] == "default")
        #expect(entry["actor"] == "person" && entry["actor_id"] == "1" && entry["by"] == "Admin")
        #expect(entry["address"] == "192.0.2.1" && entry["at"] == "2026-11-22T12:00:00Z")
        #expect(entry["request_id"]?.string?.isEmpty == false)
        #expect(
            entry["changes"] == [
                ["field": "name", "old": "Bronze", "new": "Copper"],
                ["field": "free_shipping", "old": "false", "new": "true"],
            ])
    }

    @Test("A rule's parts are told one by one; a refused act leaves nothing")
    func rules() async throws {
        let shop = try await Shop()
        let id = try await shop.ladder()
        let any = [("If-Match", "*")]
        let before = try await log(shop).count
        #expect(try await shop.send(.patch, "rules/\(id)", ["priority": "x"], headers: any).status == 422)
        #expect(try await shop.send(.patch, "rules/\(id)", ["priority": 3]).status == 428)
        #expect(try await log(shop).count == before)
        #expect(try await shop.send(.patch, "rules/\(id)", ["priority": 3], headers: any).status == 200)
        let entry = try #require(try await log(shop).first)
        #expect(entry["action"] == "rule.edit" && entry["detail"] == "Ladder" && entry["actor"] == "token")
        #expect(entry["changes"]?.array?.map { $0["field"] } == ["priority"])
    }

    @Test("Acts of every kind are noted under their own names")
    func kinds() async throws {
        let shop = try await Shop(groups: ["bronze"])
        let admin = try await shop.server.person(.admin)
        let any = [("If-Match", "*")]
        let source: JSONValue = ["key": "main", "platform": "generic", "name": "Shop"]
        let acts: [(Method, String, JSONValue?, String)] = [
            (.post, "users", ["email": "x@example.test", "name": "X", "role": "viewer"], "user.create"),
            (.patch, "users/2", ["role": "editor"], "user.edit"), (.post, "users/2/link", nil, "user.link"),
            (.delete, "users/2/sessions", nil, "session.end_all"), (.delete, "users/2", nil, "user.delete"),
            (.patch, "account", ["name": "Ann"], "account.edit"),
            (.post, "tokens", ["name": "ERP", "scopes": ["read"]], "token.create"),
            (.delete, "tokens/2", nil, "token.revoke"),
            (.put, "statuses/shipped", ["label": "Shipped", "paid": true, "void": false], "status.put"),
            (.put, "rates/PLN/2026-11-20", ["rate": "4.25"], "rate.put"),
            (.delete, "rates/PLN/2026-11-20", nil, "rate.delete"), (.post, "sources", source, "source.create"),
            (.patch, "sources/1", ["name": "Main"], "source.edit"),
            (.post, "sources/1/rotate-secret", nil, "source.rotate_secret"),
            (.delete, "sources/1", nil, "source.delete"),
            (.post, "destinations", ["name": "ERP", "url": "https://erp.example/in?key=hush"], "destination.create"),
            (.post, "destinations/1/rotate-secret", nil, "destination.rotate_secret"),
            (.delete, "destinations/1", nil, "destination.delete"),
            (.patch, "stores/default", ["name": "Shop"], "store.edit"), (.get, "cron-url", nil, "cron_url.rotate"),
            (.get, "cron-url", nil, "cron_url.show"), (.post, "cron-url/rotate", nil, "cron_url.rotate"),
            (.get, "exports/customers", nil, "export.customers"), (.post, "runs", ["tasks": ["rules"]], "run.start"),
            (.post, "runs", ["tasks": ["rules"], "dry_run": true], "run.try"),
            (.delete, "groups/1", nil, "group.delete"),
        ]
        for (method, path, body, action) in acts {
            let reply = try await shop.send(method, path, body, headers: any, as: admin)
            #expect((200...299).contains(reply.status), "\(method) \(path): \(reply.text)")
            let newest = try await log(shop).first
            #expect(newest?["action"]?.string == action, "\(method) \(path): \(newest?["action"]?.string ?? "")")
            #expect(newest?["actor"] == "person", "\(method) \(path)")
        }
        let all = try await shop.send(.get, "audit?limit=200").text
        for secret in ["hush", "whsec_", "ech_", "crn_"] { #expect(!all.contains(secret), "\(secret)") }
    }

    @Test("Signing in and out are noted as the person's own acts")
    func sessions() async throws {
        let server = try await TestServer()
        let admin = try await server.person(.admin)
        let body: JSONValue = ["email": "admin@example.test", "password": .string(TestServer.password)]
        #expect(try await server.send(.post, "/api/v1/session", .json(body), from: "192.0.2.9").status == 200)
        let opened = try #require(try await server.engine.auditEntries(AuditQuery()).first)
        #expect(opened.action == "session.open" && opened.actor.id == 1 && opened.address == "192.0.2.9")
        #expect(try await server.send(.delete, "/api/v1/session", as: admin).status == 204)
        let closed = try #require(try await server.engine.auditEntries(AuditQuery()).first)
        #expect(closed.action == "session.close" && closed.actor.id == 1)
    }

    @Test("Found by area, action, subject, actor and time, and paged from the newest on")
    func filters() async throws {
        let shop = try await Shop(groups: ["a", "b"])
        let admin = try await shop.server.person(.admin)
        shop.server.clock.pass(seconds: 3_600)
        #expect(try await shop.send(.patch, "groups/1", ["name": "A2"], as: admin).status == 200)
        let cases: [(String, [String])] = [
            ("?area=group", ["group.edit", "group.create", "group.create"]),
            ("?action=group.create", ["group.create", "group.create"]),
            ("?subject=group%20a", ["group.edit", "group.create"]),
            ("?actor=person&actor_id=1&area=group", ["group.edit"]),
            ("?actor=token", ["group.create", "group.create"]), ("?from=2026-11-22T13:00:00Z", ["group.edit"]),
            ("?area=group&to=2026-11-22T13:00:00Z", ["group.create", "group.create"]), ("?area=nothing", []),
            ("?from=2027-01-01T00:00:00Z", []),
        ]
        for (query, actions) in cases {
            #expect(try await log(shop, query).compactMap { $0["action"]?.string } == actions, "\(query)")
        }
        for query in ["?actor=king", "?actor_id=1", "?limit=0", "?from=yesterday", "?cursor=x"] {
            #expect(try await shop.send(.get, "audit\(query)").status == 422, "\(query)")
        }
        var seen: [String] = []
        var cursor: String?
        repeat {
            let page = try await shop.send(.get, "audit?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
            seen += page.items.compactMap { $0["id"]?.string }
            cursor = page["next"]?.string
        } while cursor != nil
        let all = try await log(shop).compactMap { $0["id"]?.string }
        #expect(seen == all && all == all.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) })
    }

    @Test("Comes as CSV, and that it was taken out is noted")
    func csv() async throws {
        let shop = try await Shop(groups: ["a"])
        let reply = try await shop.send(.get, "audit?area=group", headers: [("Accept", "text/csv")])
        let lines = reply.text.split(whereSeparator: \.isNewline)
        #expect(reply.headers["Content-Type"]?.hasPrefix("text/csv") == true && lines.count == 2)
        #expect(lines.first?.hasPrefix("id,at,actor,actor_id,by,address,request_id,action,subject") == true)
        #expect(lines.last?.contains("group.create,group a") == true)
        #expect(try await log(shop).first?["action"] == "audit.export")
    }

    @Test("Entries are never altered and never removed, by nobody")
    func appendOnly() async throws {
        let shop = try await Shop(groups: ["a"])
        let before = try await log(shop)
        await #expect(throws: (any Error).self) {
            try await shop.server.engine.database.write { try $0.spoilAudit("UPDATE audit SET by = 'nobody'") }
        }
        await #expect(throws: (any Error).self) {
            try await shop.server.engine.database.write { try $0.spoilAudit("DELETE FROM audit") }
        }
        #expect(try await log(shop) == before)
    }

    @Test("A token that is bound to a store does not see the log")
    func bound() async throws {
        let server = try await TestServer()
        let bound = try await server.token([.settings], store: "default")
        #expect(try await server.send(.get, "/api/v1/audit", as: bound).status == 403)
    }
}
