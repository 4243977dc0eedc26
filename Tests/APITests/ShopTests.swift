import Foundation
import Engine
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Stores, groups, customers and orders over HTTP")
struct ShopTests {
    private func shop() async throws -> (TestServer, Visitor) {
        let server = try await TestServer()
        let visitor = try await server.person(.admin)
        for code in ["club", "gold", "retail"] {
            let group: JSONValue = ["code": .string(code), "name": .string(code.capitalized)]
            #expect(try await server.send(.post, "/api/v1/groups", .json(group), as: visitor).status == 201)
        }
        return (server, visitor)
    }

    private func spent(_ server: TestServer, _ visitor: Visitor) async throws -> String? {
        try await server.send(.get, "/api/v1/customers/ext:77", as: visitor)["spent"]?["amount"]?.string
    }

    @Test("What counts as spend follows the store's basis and the statuses' meaning")
    func spendFollows() async throws {
        let (server, visitor) = try await shop()
        let made = try await server.send(
            .put, "/api/v1/orders/ext:1", Orders.body(id: "1", customer: "77"), as: visitor)
        #expect(made.status == 201 && made["spend"]?["amount"] == "100.00")
        #expect(try await spent(server, visitor) == "100.00")
        let net = try await server.send(.patch, "/api/v1/stores/default", #"{"spend_basis":"net"}"#, as: visitor)
        #expect(net["spend_basis"] == "net")
        #expect(try await spent(server, visitor) == "80.00")
        _ = try await server.send(
            .put, "/api/v1/statuses/paid", #"{"label":"Paid","paid":false,"void":true}"#, as: visitor)
        #expect(try await spent(server, visitor) == "0.00")
        _ = try await server.send(
            .put, "/api/v1/statuses/paid", #"{"label":"Paid","paid":true,"void":false}"#, as: visitor)
        #expect(try await spent(server, visitor) == "80.00")
        let other = try await server.send(.patch, "/api/v1/stores/default", #"{"currency":"USD"}"#, as: visitor)
        #expect(other.status == 409 && other.slug == "conflict")
    }

    @Test("Ends that were reached while the master switch was off wait until they are confirmed")
    func masterSwitch() async throws {
        let server = try await shop().0
        let visitor = try await server.all
        _ = try await server.send(.put, "/api/v1/customers/ext:77", "{}", as: visitor)
        let grant = #"{"action":"grant","group":"club","until":"2026-12-01T00:00:00Z"}"#
        let granted = try await server.send(
            .post, "/api/v1/customers/ext:77/groups", .text(grant, type: "application/json"), as: visitor)
        #expect(granted["customer"]?["groups"] == ["club"])
        let off = try await server.send(.patch, "/api/v1/stores/default", #"{"automation":false}"#, as: visitor)
        #expect(off["automation"] == false && off["pending_ends"] == 0)
        server.clock.set("2026-12-05T00:00:00Z")
        let on = try await server.send(.patch, "/api/v1/stores/default", #"{"automation":true}"#, as: visitor)
        #expect(on["automation"] == true && on["pending_ends"] == 1)
        let checks = try await server.send(.get, "/api/v1/checks", as: visitor)
        let pending = checks.items.first { $0["kind"] == "pending_ends" }
        #expect(pending?["subject"]?["type"] == "store")
        #expect(try await server.send(.get, "/api/v1/customers/ext:77", as: visitor)["groups"] == ["club"])
        let confirmed = try await server.send(.post, "/api/v1/stores/default/confirm-ends", as: visitor)
        #expect(confirmed["ended"] == 1)
        #expect(try await server.send(.get, "/api/v1/customers/ext:77", as: visitor)["groups"] == [])
        let left = try await server.send(.get, "/api/v1/checks", as: visitor).items.map { $0["kind"] }
        #expect(!left.contains("pending_ends"))
        #expect(try await server.send(.get, "/api/v1/stores/default", as: visitor)["pending_ends"] == 0)
        #expect(try await server.send(.post, "/api/v1/stores/default/confirm-ends", as: visitor)["ended"] == 0)
        let last = try await server.send(.get, "/api/v1/changes?limit=1", as: visitor).items.first
        #expect(last?["kind"] == "expired" && last?["by"] == "token test")
    }

    @Test("A group that rules name or customers are in is deleted only when another takes its place")
    func deleteGroup() async throws {
        let (server, visitor) = try await shop()
        #expect(try await server.send(.post, "/api/v1/rules", RuleTests.rule, as: visitor).status == 201)
        _ = try await server.send(.put, "/api/v1/orders/ext:1", Orders.body(id: "1", customer: "77"), as: visitor)
        #expect(try await server.send(.get, "/api/v1/customers/ext:77", as: visitor)["groups"] == ["club"])
        let refused = try await server.send(.delete, "/api/v1/groups/1", as: visitor)
        #expect(refused.status == 409)
        #expect(refused.detail.contains("“Club”") && refused.detail.contains("1 customer is in it"))
        let bad = try await server.send(.delete, "/api/v1/groups/1?replace_with=club", as: visitor)
        #expect(bad.status == 422 && bad.pointers == ["?replace_with"])
        #expect(try await server.send(.delete, "/api/v1/groups/1?replace_with=gold", as: visitor).status == 204)
        #expect(try await server.send(.get, "/api/v1/customers/ext:77", as: visitor)["groups"] == ["gold"])
        let rule = try await server.send(.get, "/api/v1/rules/1", as: visitor)
        #expect(rule["params"]?["groups"] == ["gold"] && rule["revision"] == 2)
        // What is decided anew afterwards finds everything as it should be.
        _ = try await server.send(
            .put, "/api/v1/orders/ext:2", Orders.body(id: "2", customer: "77", at: "2026-11-22T12:00:01Z"), as: visitor)
        #expect(try await server.send(.get, "/api/v1/customers/ext:77", as: visitor)["groups"] == ["gold"])
        let free = try await server.send(.delete, "/api/v1/groups/3", as: visitor)
        #expect(free.status == 204)
    }

    @Test("The store's default group is not deleted from under it")
    func deleteDefault() async throws {
        let (server, visitor) = try await shop()
        _ = try await server.send(.patch, "/api/v1/stores/default", #"{"default_group":"retail"}"#, as: visitor)
        _ = try await server.send(.put, "/api/v1/customers/ext:77", "{}", as: visitor)
        #expect(try await server.send(.delete, "/api/v1/groups/3", as: visitor).status == 409)
        #expect(try await server.send(.delete, "/api/v1/groups/3?replace_with=club", as: visitor).status == 204)
        #expect(try await server.send(.get, "/api/v1/stores/default", as: visitor)["default_group"] == "club")
        let customer = try await server.send(.get, "/api/v1/customers/ext:77", as: visitor)
        #expect(customer["groups"] == ["club"] && customer["default_group"] == "club")
        let none = try await server.send(.patch, "/api/v1/stores/default", #"{"default_group":null}"#, as: visitor)
        #expect(none["default_group"] == .null)
    }

    @Test("Groups are edited part by part; codes and external ids are given once")
    func groups() async throws {
        let (server, visitor) = try await shop()
        let edited = try await server.send(
            .patch, "/api/v1/groups/1",
            #"{"external_id":"3","benefits":{"discount_percent":"7.5","free_shipping":true,"text":"Tea"}}"#, as: visitor
        )
        #expect(edited["name"] == "Club" && edited["external_id"] == "3")
        #expect(edited["benefits"]?["discount_percent"] == "7.5")
        let kept = try await server.send(.patch, "/api/v1/groups/1", #"{"benefits":{"text":""}}"#, as: visitor)
        #expect(kept["benefits"] == ["discount_percent": "7.5", "free_shipping": true, "text": ""])
        let cleared = try await server.send(
            .patch, "/api/v1/groups/1", #"{"external_id":null,"benefits":{"discount_percent":null}}"#, as: visitor)
        #expect(cleared["external_id"] == .null && cleared["benefits"]?["discount_percent"] == .null)
        #expect(
            try await server.send(.post, "/api/v1/groups", #"{"code":"club","name":"X"}"#, as: visitor).status == 409)
        _ = try await server.send(.patch, "/api/v1/groups/1", #"{"external_id":"9"}"#, as: visitor)
        #expect(try await server.send(.patch, "/api/v1/groups/2", #"{"external_id":"9"}"#, as: visitor).status == 409)
    }

    @Test("A person's acts on groups, step by step, and one taken back")
    func acts() async throws {
        let (server, visitor) = try await shop()
        _ = try await server.send(.put, "/api/v1/customers/ext:77", #"{"email":"anna@example.test"}"#, as: visitor)
        func act(_ body: String) async throws -> Reply {
            try await server.send(
                .post, "/api/v1/customers/ext:77/groups", .text(body, type: "application/json"), as: visitor)
        }
        #expect(try await act(#"{"action":"grant","group":"club"}"#)["customer"]?["groups"] == ["club"])
        #expect(try await act(#"{"action":"pin","group":"club"}"#)["change"]?["kind"] == "pinned")
        #expect(try await act(#"{"action":"unpin","group":"club"}"#)["change"]?["kind"] == "unpinned")
        #expect(try await act(#"{"action":"default","group":"club"}"#)["customer"]?["default_group"] == "club")
        #expect(try await act(#"{"action":"block","group":"gold"}"#)["customer"]?["blocks"]?.array?.count == 1)
        #expect(try await act(#"{"action":"unblock","group":"gold"}"#)["customer"]?["blocks"] == [])
        let revoked = try await act(#"{"action":"revoke","group":"club","reason":"Moved"}"#)
        #expect(revoked["customer"]?["groups"] == [] && revoked["change"]?["reason"] == "Moved")
        #expect(try await act(#"{"action":"revoke","group":"club"}"#).status == 409)
        let faults = try await act(#"{"action":"grant","until":"soon","block":true}"#)
        #expect(Set(faults.pointers) == ["/group", "/until", "/block"])
        #expect(try await act(#"{"action":"grant","group":"nothing"}"#).pointers == ["/group"])
        let id = try #require(revoked["change"]?["id"]?.string)
        let undone = try await server.send(.post, "/api/v1/changes/\(id)/revert", as: visitor)
        #expect(undone.status == 201 && undone["reverts"]?.string == id)
        #expect(try await server.send(.post, "/api/v1/changes/\(id)/revert", as: visitor).status == 409)
        #expect(try await server.send(.get, "/api/v1/customers/ext:77", as: visitor)["groups"] == ["club"])
    }

    @Test("Customers are found by e-mail, name, external id and group")
    func search() async throws {
        let (server, visitor) = try await shop()
        _ = try await server.send(
            .put, "/api/v1/customers/ext:77", #"{"email":"anna@example.test","first_name":"Anna"}"#, as: visitor)
        let again = try await server.send(
            .put, "/api/v1/customers/ext:78", #"{"email":"bob@example.test","first_name":"Bob"}"#, as: visitor)
        #expect(again.status == 201 && again.headers["Location"] == "/api/v1/customers/2")
        for (query, count) in [("q=anna", 1), ("q=bob%40ex", 1), ("q=78", 1), ("q=%25", 0), ("group=club", 0)] {
            #expect(try await server.send(.get, "/api/v1/customers?\(query)", as: visitor).items.count == count)
        }
        let patched = try await server.send(.patch, "/api/v1/customers/1", #"{"automation":false}"#, as: visitor)
        #expect(patched["automation"] == false && patched["email"] == "anna@example.test")
        #expect(try await server.send(.get, "/api/v1/customers/1/explain", as: visitor)["automation"] == false)
    }

    @Test("The dashboard and the operations answer")
    func overview() async throws {
        let (server, visitor) = try await shop()
        let overview = try await server.send(.get, "/api/v1/stats/overview", as: visitor)
        #expect(overview.status == 200 && overview["changes_by_day"]?.array?.count == 30)
        #expect(overview["cron_silent"] == false && overview["last_run"] == .null)
        server.clock.pass(seconds: 86_401)
        #expect(try await server.send(.get, "/api/v1/stats/overview", as: visitor)["cron_silent"] == true)
        #expect(try await server.send(.get, "/health")["status"] == "ok")
        #expect(try await server.send(.get, "/ready")["database"] == true)
        #expect(try await server.send(.get, "/version")["version"]?.string != nil)
        #expect(try await server.send(.get, "/openapi.yaml").headers["Content-Type"] == "application/yaml")
    }
}
