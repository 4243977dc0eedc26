import Engine
import Domain
import HTTPWire
import JSON
import Secrets
import Testing

@testable import API

/// X14: what was accepted is kept, what failed is listed and can be tried again.
@Suite("Webhooks and the inbox")
struct WebhookTests {
    private func source(_ server: TestServer, _ platform: String = "generic") async throws -> (String, Visitor) {
        let visitor = try await server.person(.admin)
        let body: JSONValue = ["key": "shop", "platform": .string(platform), "name": "Shop"]
        let made = try await server.send(.post, "/api/v1/sources", .json(body), as: visitor)
        #expect(made.status == 201 && made["url"] == "http://groups.example/webhooks/shop")
        return (try #require(made["secret"]?.string), visitor)
    }

    /// Headers of Standard Webhooks for a body sent now.
    private func signed(_ server: TestServer, _ body: String, id: String, secret: String) throws -> [(String, String)] {
        let seconds = String(server.clock.now().milliseconds / 1_000)
        let key = HMACKey(try #require(Base64.decode(String(secret.dropFirst("whsec_".count)))))
        let signature = Base64.encode(key.signature(of: Array("\(id).\(seconds).\(body)".utf8)))
        return [("webhook-id", id), ("webhook-timestamp", seconds), ("webhook-signature", "v1,\(signature)")]
    }

    private let order = """
        {"type":"order","data":{"id":"1042","version":"2026-11-22T11:00:00Z","status":"paid","currency":"EUR",\
        "total":"129.90","customer":{"id":"77"},"lines":[{"id":"1","product_id":"93","quantity":1,"total":"119.90"}]}}
        """

    @Test("A signed order is taken once; a repeat does nothing")
    func taken() async throws {
        let server = try await TestServer()
        let (secret, visitor) = try await source(server)
        let headers = try signed(server, order, id: "m1", secret: secret)
        let body = Body.text(order, type: "application/json")
        let first = try await server.send(.post, "/webhooks/shop", body, headers: headers)
        #expect(first.status == 200 && first["status"] == "taken")
        let again = try await server.send(.post, "/webhooks/shop", body, headers: headers)
        #expect(again.status == 200 && again["status"] == "duplicate")
        #expect(try await server.send(.get, "/api/v1/orders/ext:1042", as: visitor)["total"]?["amount"] == "129.90")
        let shown = try await server.send(.get, "/api/v1/sources/1", as: visitor)
        #expect(shown["accepted"] == 1 && shown["secret"] == nil)
    }

    @Test("No signature, a wrong one and an old one are 401, and leave nothing behind")
    func refused() async throws {
        let server = try await TestServer()
        let (secret, visitor) = try await source(server)
        let body = Body.text(order, type: "application/json")
        #expect(try await server.send(.post, "/webhooks/shop", body).status == 401)
        let other = "whsec_" + Base64.encode([UInt8](repeating: 1, count: 24))
        var headers = try signed(server, order, id: "m1", secret: other)
        #expect(try await server.send(.post, "/webhooks/shop", body, headers: headers).status == 401)
        headers = try signed(server, order, id: "m1", secret: secret)
        server.clock.pass(seconds: 301)
        let old = try await server.send(.post, "/webhooks/shop", body, headers: headers)
        #expect(old.status == 401 && old.slug == "unauthorized")
        #expect(try await server.send(.get, "/api/v1/inbox", as: visitor).items.isEmpty)
        #expect(try await server.send(.get, "/api/v1/customers", as: visitor).items.isEmpty)
    }

    @Test("An unknown source is 404, also one that is switched off; another type of body is 415")
    func unknown() async throws {
        let server = try await TestServer()
        let (secret, visitor) = try await source(server)
        let headers = try signed(server, order, id: "m1", secret: secret)
        let body = Body.text(order, type: "application/json")
        #expect(try await server.send(.post, "/webhooks/other", body, headers: headers).status == 404)
        let plain = Body.text(order, type: "text/plain")
        #expect(try await server.send(.post, "/webhooks/shop", plain, headers: headers).status == 415)
        #expect(try await server.send(.patch, "/api/v1/sources/1", #"{"enabled":false}"#, as: visitor).status == 200)
        #expect(try await server.send(.post, "/webhooks/shop", body, headers: headers).status == 404)
    }

    @Test("A signed body that is no order is 400 with every bad field, and kept as failed")
    func malformed() async throws {
        let server = try await TestServer()
        let (secret, visitor) = try await source(server)
        let body = #"{"type":"order","data":{"id":"1"}}"#
        let headers = try signed(server, body, id: "m1", secret: secret)
        let reply = try await server.send(
            .post, "/webhooks/shop", .text(body, type: "application/json"), headers: headers)
        #expect(reply.status == 400 && reply.pointers.contains("/data/total") && reply.pointers.contains("/data/lines"))
        let failed = try await server.send(.get, "/api/v1/inbox?state=failed&source=shop", as: visitor)
        #expect(failed.items.count == 1 && failed.items.first?["source"] == "shop")
        let replayed = try await server.send(.post, "/api/v1/inbox/1/replay", as: visitor)
        #expect(replayed.status == 200 && replayed["state"] == "failed" && replayed["attempts"] == 2)
    }

    @Test("WooCommerce's ping is a form without a signature and gets 200")
    func ping() async throws {
        let server = try await TestServer()
        _ = try await source(server, "woocommerce")
        let body = Body.text("webhook_id=12", type: "application/x-www-form-urlencoded")
        let reply = try await server.send(.post, "/webhooks/shop", body)
        #expect(reply.status == 200 && reply["status"] == "ping")
    }

    @Test("After a rotation the old secret is good for a day")
    func rotation() async throws {
        let server = try await TestServer()
        let (old, visitor) = try await source(server)
        let new = try #require(
            try await server.send(.post, "/api/v1/sources/1/rotate-secret", as: visitor)["secret"]?.string)
        #expect(new != old)
        func status(_ id: String, _ secret: String) async throws -> Int {
            let headers = try signed(server, order, id: id, secret: secret)
            return try await server.send(
                .post, "/webhooks/shop", .text(order, type: "application/json"), headers: headers
            ).status
        }
        server.clock.pass(seconds: 86_399)
        #expect(try await status("m1", old) == 200)
        #expect(try await status("m2", new) == 200)
        server.clock.pass(seconds: 1)
        #expect(try await status("m3", old) == 401)
        #expect(try await status("m4", new) == 200)
    }

    @Test("The first source of a platform lays down its statuses, and leaves those that are there")
    func presets() async throws {
        let server = try await TestServer()
        let visitor = try await server.person(.admin)
        _ = try await server.send(
            .put, "/api/v1/statuses/processing", #"{"label":"Mine","paid":false,"void":false}"#, as: visitor)
        _ = try await server.send(
            .post, "/api/v1/sources", #"{"key":"a","platform":"woocommerce","name":"A"}"#, as: visitor)
        let statuses = try await server.send(.get, "/api/v1/statuses", as: visitor).items
        #expect(statuses.count == 9)
        #expect(statuses.first { $0["code"] == "processing" }?["label"] == "Mine")
        _ = try await server.send(
            .post, "/api/v1/sources", #"{"key":"b","platform":"woocommerce","name":"B"}"#, as: visitor)
        #expect(try await server.send(.get, "/api/v1/statuses", as: visitor).items.count == 9)
        let twice = try await server.send(
            .post, "/api/v1/sources", #"{"key":"b","platform":"generic","name":"B"}"#, as: visitor)
        #expect(twice.status == 409)
    }
}
