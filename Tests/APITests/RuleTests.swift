import Engine
import Foundation
import HTTPWire
import JSON
import Testing

@testable import API

@Suite("Rules over HTTP")
struct RuleTests {
    static let rule: Body =
        #"{"kind":"purchase","name":"Club","params":{"products":[{"product_id":"93"}],"groups":["club"]}}"#

    private func server() async throws -> (TestServer, Visitor) {
        let server = try await TestServer()
        let visitor = try await server.person(.admin)
        for code in ["club", "gold"] {
            let group: JSONValue = ["code": .string(code), "name": .string(code.capitalized)]
            #expect(try await server.send(.post, "/api/v1/groups", .json(group), as: visitor).status == 201)
        }
        #expect(try await server.send(.post, "/api/v1/rules", Self.rule, as: visitor).status == 201)
        return (server, visitor)
    }

    @Test("An edit without If-Match is 428, with a stale one 412, with the present one done")
    func preconditions() async throws {
        let (server, visitor) = try await server()
        let shown = try await server.send(.get, "/api/v1/rules/1", as: visitor)
        #expect(shown.headers["ETag"] == "\"1\"")
        for method in [Method.put, .patch, .delete] {
            let bare = try await server.send(method, "/api/v1/rules/1", "{}", as: visitor)
            #expect(bare.status == 428 && bare.slug == "precondition-required")
            for tag in ["\"2\"", "1", "W/\"1\"", "x"] {
                let stale = try await server.send(
                    method, "/api/v1/rules/1", "{}", as: visitor, headers: [("If-Match", tag)])
                #expect(stale.status == 412 && stale.slug == "precondition-failed", "\(tag)")
            }
        }
        let renamed = try await server.send(
            .patch, "/api/v1/rules/1", #"{"name":"Golf"}"#, as: visitor, headers: [("If-Match", "\"1\"")])
        #expect(renamed.status == 200 && renamed["name"] == "Golf" && renamed.headers["ETag"] == "\"2\"")
        let lost = try await server.send(
            .patch, "/api/v1/rules/1", #"{"name":"Tennis"}"#, as: visitor, headers: [("If-Match", "\"1\"")])
        #expect(lost.status == 412)
        let any = try await server.send(
            .put, "/api/v1/rules/1", Self.rule, as: visitor, headers: [("If-Match", "*")])
        #expect(any.status == 200 && any["revision"] == 3)
        let revisions = try await server.send(.get, "/api/v1/rules/1/revisions?limit=2", as: visitor)
        #expect(revisions.items.compactMap { $0["revision"]?.integer } == [3, 2])
        #expect(revisions.items.first?["by"] == "Admin" && revisions["next"]?.string != nil)
        let gone = try await server.send(
            .delete, "/api/v1/rules/1?grants=revoke", as: visitor, headers: [("If-Match", "\"3\"")])
        #expect(gone.status == 200 && gone["revoked"] == 0)
        #expect(try await server.send(.get, "/api/v1/rules/1", as: visitor).status == 404)
    }

    @Test("A half-filled rule is previewed with its faults and no counts")
    func halfFilled() async throws {
        let (server, visitor) = try await server()
        let reply = try await server.send(
            .post, "/api/v1/rules/preview", #"{"rule":{"kind":"purchase","name":"X","params":{}}}"#, as: visitor)
        #expect(reply.status == 200 && reply["valid"] == false && reply["counts"] == nil)
        #expect(reply.pointers.contains("/params/products"))
    }

    @Test("A preview counts who would join, lists them, and comes as CSV too")
    func previews() async throws {
        let (server, visitor) = try await server()
        _ = try await server.send(
            .put, "/api/v1/orders/ext:1", Orders.body(id: "1", customer: "77", product: "P"), as: visitor)
        let rule: JSONValue = [
            "kind": "purchase", "name": "Gold",
            "params": ["products": [["product_id": "P"]], "groups": ["gold"]],
        ]
        let asked: JSONValue = ["rule": rule, "since": "2026-01-01T00:00:00Z"]
        let reply = try await server.send(.post, "/api/v1/rules/preview", .json(asked), as: visitor)
        #expect(reply["valid"] == true && reply["counts"]?["would_join"] == 1, "\(reply.text)")
        #expect(reply.items.first?["customer"]?["external_id"] == "77")
        let csv = try await server.send(
            .post, "/api/v1/rules/preview", .json(asked), as: visitor, headers: [("Accept", "text/csv")])
        #expect(csv.headers["Content-Type"] == "text/csv; charset=utf-8")
        #expect(csv.text.hasPrefix("customer_id,external_id,") && csv.text.contains(",77,"))
        #expect(try await server.send(.get, "/api/v1/customers", as: visitor).items.first?["groups"] == [])
    }

    @Test("CSV keeps formulas from being run and quotes what must be")
    func csv() {
        var writer = CSVWriter()
        writer.row(["=1+1", "a,b", "say \"hi\"", "plain", "-5"])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "'=1+1,\"a,b\",\"say \"\"hi\"\"\",plain,'-5\r\n")
    }

    @Test("Rules are put in order, all of them or none")
    func order() async throws {
        let (server, visitor) = try await server()
        _ = try await server.send(.post, "/api/v1/rules", Self.rule, as: visitor)
        let reply = try await server.send(.post, "/api/v1/rules/reorder", #"{"ids":["2","1"]}"#, as: visitor)
        #expect(reply.items.compactMap { $0["id"]?.string } == ["2", "1"])
        #expect(reply.items.compactMap { $0["priority"]?.integer } == [10, 20])
        let partial = try await server.send(.post, "/api/v1/rules/reorder", #"{"ids":["2"]}"#, as: visitor)
        #expect(partial.status == 422 && partial.pointers == ["/ids"])
    }

    @Test("The kinds declare what forms are made of")
    func kinds() async throws {
        let (server, visitor) = try await server()
        let kinds = try await server.send(.get, "/api/v1/rule-kinds", as: visitor)
        let purchase = try #require(kinds.items.first)
        #expect(purchase["kind"] == "purchase")
        let names = (purchase["parameters"]?.array ?? []).compactMap { $0["name"]?.string }
        #expect(names.contains("validity") && names.contains("remind_before_days"))
    }
}
