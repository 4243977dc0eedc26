import Domain
import Engine
import Foundation
import HTTPWire
import JSON
import Store
import Testing

@testable import API

@Suite("Destinations and deliveries over HTTP")
struct DestinationTests {
    private static let form: JSONValue = ["name": "CRM", "url": "https://crm.example/hook"]

    /// A shop with one destination; its id, and its secret.
    private func shop() async throws -> (shop: Shop, id: String, secret: String) {
        let shop = try await Shop(groups: ["club"])
        let made = try await shop.send(.post, "destinations", Self.form)
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(made["id"]?.string)
        #expect(made.headers["Location"] == "/api/v1/destinations/\(id)")
        return (shop, id, try #require(made["secret"]?.string))
    }

    private func join(_ shop: Shop, _ customer: String = "77") async throws {
        try await shop.send(.put, "customers/ext:\(customer)", [:])
        let done = try await shop.send(
            .post, "customers/ext:\(customer)/groups", ["action": "grant", "group": "club"])
        #expect(done.status == 200, "\(done.text)")
    }

    @Test("The secret is shown where it is made, and nowhere else")
    func secret() async throws {
        let (shop, id, secret) = try await shop()
        #expect(secret.hasPrefix("whsec_"))
        for path in ["destinations", "destinations/\(id)"] {
            let shown = try await shop.send(.get, path)
            #expect(shown.status == 200 && !shown.text.contains(secret) && !shown.text.contains("whsec_"))
        }
        let rotated = try await shop.send(.post, "destinations/\(id)/rotate-secret")
        #expect(rotated.status == 200 && rotated["secret"]?.string != secret)
        #expect(rotated["former_secret_until"] == "2026-11-23T12:00:00Z")
    }

    @Test("A destination is made with all events, and edited part by part")
    func editing() async throws {
        let (shop, id, _) = try await shop()
        let made = try await shop.send(.get, "destinations/\(id)")
        #expect(made["events"]?.array?.count == 4 && made["store"] == .null && made["enabled"] == true)
        #expect(made["last_try"] == .null && made["delivered"] == 0 && made["disabled_by"] == .null)
        let off = try await shop.send(
            .patch, "destinations/\(id)", ["enabled": false, "events": ["run.finished"], "name": "New"])
        #expect(off["enabled"] == false && off["disabled_by"] == "person" && off["name"] == "New")
        #expect(off["events"] == ["run.finished"] && off["url"] == "https://crm.example/hook")
        #expect(try await shop.send(.patch, "destinations/\(id)", ["enabled": true])["disabled_by"] == .null)
        #expect(try await shop.send(.delete, "destinations/\(id)").status == 204)
        #expect(try await shop.send(.get, "destinations/\(id)").status == 404)
        #expect(try await shop.send(.get, "destinations").items.isEmpty)
    }

    @Test(
        "Every bad field is named, and nothing is made",
        arguments: [
            ("{}", ["/name", "/url"]),
            (#"{"name":"a","url":"http://crm.example"}"#, ["/url"]),
            (#"{"name":"a","url":"https://user@crm.example"}"#, ["/url"]),
            (#"{"name":"a","url":"https://crm.example","events":[]}"#, ["/events"]),
            (#"{"name":"a","url":"https://crm.example","events":["run.finished","all"]}"#, ["/events/1"]),
            (#"{"name":"a","url":"https://crm.example","store":"none"}"#, ["/store"]),
            (#"{"name":"a","url":"https://crm.example","secret":"x","enabled":1}"#, ["/secret", "/enabled"]),
        ] as [(String, [String])])
    func faults(body: String, pointers: [String]) async throws {
        let server = try await TestServer()
        let visitor = try await server.all
        let reply = try await server.send(
            .post, "/api/v1/destinations", .text(body, type: "application/json"), as: visitor)
        #expect(reply.status == 422 && Set(reply.pointers) == Set(pointers), "\(reply.text)")
        #expect(try await server.send(.get, "/api/v1/destinations", as: visitor).items.isEmpty)
    }

    @Test("A viewer and an editor may look, and may not write")
    func viewer() async throws {
        let (shop, id, _) = try await shop()
        try await join(shop)
        let delivery = try #require(try await shop.send(.get, "deliveries").items.first?["id"]?.string)
        let writes: [(HTTPWire.Method, String)] = [
            (.post, "destinations"), (.patch, "destinations/\(id)"), (.delete, "destinations/\(id)"),
            (.post, "destinations/\(id)/rotate-secret"), (.post, "destinations/\(id)/ping"),
            (.post, "destinations/\(id)/replay-failed"), (.post, "deliveries/\(delivery)/replay"),
            (.post, "deliveries/\(delivery)/cancel"),
        ]
        let visitors = [
            try await shop.server.person(.viewer), try await shop.server.person(.editor),
            try await shop.server.token([.read, .settings, .customers]),
        ]
        for visitor in visitors {
            for path in ["destinations", "destinations/\(id)", "deliveries", "deliveries/\(delivery)"] {
                #expect(try await shop.send(.get, path, as: visitor).status == 200)
            }
            for (method, path) in writes {
                #expect(try await shop.send(method, path, Self.form, as: visitor).status == 403, "\(path)")
            }
        }
        #expect(try await shop.send(.get, "destinations").items.count == 1)
        #expect(try await shop.send(.get, "deliveries?state=queued").items.count == 1)
        let webhooks = try await shop.server.token([.webhooks])
        #expect(try await shop.send(.get, "deliveries", as: webhooks).status == 403)
        #expect(try await shop.send(.get, "deliveries", as: .nobody).status == 401)
    }

    @Test("A token bound to a store knows of no destination but that store's own")
    func boundToken() async throws {
        let (shop, all, _) = try await shop()
        let other: JSONValue = ["key": "b", "name": "B", "zone": "UTC", "currency": "EUR"]
        #expect(try await shop.send(.post, "stores", other).status == 201)
        let bound = try await shop.server.token([.read, .webhooks], store: "b")
        #expect(try await shop.send(.get, "destinations", as: bound).items.isEmpty)
        #expect(try await shop.send(.get, "destinations/\(all)", as: bound).status == 404)
        #expect(try await shop.send(.post, "destinations/\(all)/ping", as: bound).status == 404)
        let made = try await shop.send(.post, "destinations", Self.form, as: bound)
        #expect(made.status == 201 && made["store"] == "b")
        let foreign: JSONValue = ["name": "a", "url": "https://a.example", "store": "default"]
        #expect(try await shop.send(.post, "destinations", foreign, as: bound).status == 404)
        try await shop.send(.put, "customers/ext:77?store=default", [:])
        try await shop.send(
            .post, "customers/ext:77/groups?store=default", ["action": "grant", "group": "club"])
        let delivery = try #require(try await shop.send(.get, "deliveries").items.first?["id"]?.string)
        #expect(try await shop.send(.get, "deliveries", as: bound).items.isEmpty)
        #expect(try await shop.send(.get, "deliveries/\(delivery)", as: bound).status == 404)
        #expect(try await shop.send(.get, "deliveries?destination=\(all)", as: bound).items.isEmpty)
        #expect(try await shop.send(.get, "destinations?store=b").items.count == 2)
        #expect(try await shop.send(.get, "destinations?store=default").items.count == 1)
    }

    @Test("A delivery shows what is sent; it is cancelled and replayed where its state allows it")
    func deliveries() async throws {
        let (shop, id, _) = try await shop()
        try await join(shop)
        let item = try #require(try await shop.send(.get, "deliveries").items.first)
        let path = "deliveries/\(try #require(item["id"]?.string))"
        #expect(item["state"] == "queued" && item["type"] == "customer.groups_changed" && item["body"] == nil)
        #expect(item["destination"] == ["id": .string(id), "name": "CRM"])
        #expect(item["customer"]?["external_id"] == "77" && item["next_at"] == "2026-11-22T12:00:00Z")
        let shown = try await shop.send(.get, path)
        #expect(shown["body"]?["data"]?["groups_added"]?[0]?["code"] == "club")
        #expect(shown["body"]?["type"] == shown["type"] && shown["webhook_id"]?.string?.hasPrefix("msg_") == true)
        #expect(try await shop.send(.post, "\(path)/replay").status == 409)
        let cancelled = try await shop.send(.post, "\(path)/cancel")
        #expect(cancelled["state"] == "cancelled" && cancelled["next_at"] == .null)
        #expect(try await shop.send(.post, "\(path)/cancel").status == 409)
        #expect(try await shop.send(.post, "\(path)/replay")["state"] == "queued")
        #expect(try await shop.send(.post, "destinations/\(id)/replay-failed")["replayed"] == 0)
        #expect(try await shop.send(.get, "deliveries/999").status == 404)
    }

    @Test("Deliveries are narrowed and paged; a bad filter is named")
    func filters() async throws {
        let (shop, id, _) = try await shop()
        for customer in 1...5 { try await join(shop, "\(customer)") }
        for (query, count) in [
            ("", 5), ("?destination=\(id)", 5), ("?state=queued", 5), ("?state=failed", 0), ("?customer=ext:3", 1),
            ("?type=customer.groups_changed", 5), ("?type=run.finished", 0),
        ] {
            #expect(try await shop.send(.get, "deliveries\(query)").items.count == count, "\(query)")
        }
        let first = try await shop.send(.get, "deliveries?limit=3")
        let next = try #require(first["next"]?.string)
        let second = try await shop.send(.get, "deliveries?limit=3&cursor=\(next)")
        let ids = (first.items + second.items).compactMap { $0["id"]?.string }.compactMap { Int($0) }
        #expect(ids.count == 5 && ids == ids.sorted(by: >) && second["next"] == .null)
        let bad = try await shop.send(.get, "deliveries?state=lost&type=x&destination=y&customer=z&cursor=!&limit=0")
        #expect(Set(bad.pointers) == ["?state", "?type", "?destination", "?customer", "?cursor", "?limit"])
        #expect(try await shop.send(.get, "deliveries?destination=99").status == 404)
    }

    @Test("A ping that goes nowhere is an answer")
    func ping() async throws {
        let (shop, id, _) = try await shop()
        let reply = try await shop.send(.post, "destinations/\(id)/ping")
        #expect(reply.status == 200 && reply["ok"] == false && reply["status"] == .null)
        #expect(reply["error"]?.string?.isEmpty == false && reply["milliseconds"]?.integer == 0)
    }
}
