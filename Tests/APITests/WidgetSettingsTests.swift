import Engine
import HTTPWire
import JSON
import Testing
import Web

@testable import API

@Suite("Settings of the widget over HTTP")
struct WidgetSettingsTests {
    @Test("Settings are off at first, kept with their revision, and every act is in the record")
    func settings() async throws {
        let shop = try await Shop()
        let first = try await shop.send(.get, "stores/default/widget")
        #expect(first.json == ["enabled": false, "origins": [], "key_made_at": .null, "former_key_until": .null])
        #expect(first.headers["etag"] == "\"0\"")
        let body: JSONValue = ["enabled": true, "origins": ["https://b.example", "https://a.example"]]
        let saved = try await shop.send(.put, "stores/default/widget", body, headers: [("If-Match", "\"0\"")])
        #expect(saved.status == 200 && saved.headers["etag"] == "\"1\"")
        #expect(saved["origins"] == ["https://b.example", "https://a.example"])
        #expect(
            try await shop.send(.put, "stores/default/widget", body, headers: [("If-Match", "\"0\"")]).status == 412)
        #expect(try await shop.send(.put, "stores/default/widget", body).status == 428)
        _ = try await shop.rotateKey()
        let again = try await shop.send(.get, "stores/default/widget")
        #expect(again.headers["etag"] == "\"1\"" && again["enabled"] == true && again["key_made_at"] != .null)
        let acts = try await shop.auditedActions()
        #expect(acts.suffix(2) == ["store.widget", "store.widget_key"], "\(acts)")
    }

    @Test("Bad settings are named, and nothing is written")
    func badSettings() async throws {
        let shop = try await Shop()
        let before = try await shop.fingerprint()
        let bad: JSONValue = [
            "enabled": 1,
            "origins": ["https://a.example/", "http://shop.example", "https://c.example", "https://c.example"],
            "key": "mine",
        ]
        let refused = try await shop.send(.put, "stores/default/widget", bad, headers: [("If-Match", "*")])
        #expect(refused.status == 422)
        #expect(
            Set(refused.pointers) == ["/enabled", "/origins/0", "/origins/1", "/origins/3", "/key"], "\(refused.text)")
        let many = JSONValue.array((0...20).map { .string("https://s\($0).example") })
        let over = try await shop.send(
            .put, "stores/default/widget", ["enabled": true, "origins": many], headers: [("If-Match", "*")])
        #expect(over.pointers == ["/origins"])
        #expect(try await shop.send(.get, "stores/nowhere/widget").status == 404)
        #expect(try await shop.fingerprint() == before)
    }

    @Test("Only who may alter settings makes keys, and a token of another store sees nothing")
    func mayNot() async throws {
        let shop = try await Shop()
        let reader = try await shop.server.token([.read])
        #expect(try await shop.send(.get, "stores/default/widget", as: reader).status == 200)
        #expect(try await shop.send(.post, "stores/default/widget/rotate-key", as: reader).status == 403)
        #expect(try await shop.send(.post, "stores/default/widget/rotate-key", as: .nobody).status == 401)
        let store: JSONValue = ["key": "other", "name": "Other", "zone": "Europe/Paris", "currency": "EUR"]
        #expect(try await shop.send(.post, "stores", store).status == 201)
        let bound = try await shop.server.token(Set(AccessToken.Scope.allCases), store: "other")
        #expect(try await shop.send(.post, "stores/default/widget/rotate-key", as: bound).status == 404)
        #expect(try await shop.send(.get, "stores/default/widget", as: bound).status == 404)
        #expect(try await shop.send(.get, "stores/other/widget", as: bound).status == 200)
    }

    @Test("A key of one store signs for that store alone")
    func otherStore() async throws {
        let (shop, key) = try await Shop.withWidget()
        let store: JSONValue = ["key": "other", "name": "Other", "zone": "Europe/Paris", "currency": "EUR"]
        #expect(try await shop.send(.post, "stores", store).status == 201)
        let made = try await shop.send(.post, "stores/other/widget/rotate-key")
        let body: JSONValue = ["enabled": true, "origins": ["https://other.example"]]
        _ = try await shop.send(.put, "stores/other/widget", body, headers: [("If-Match", "*")])
        let otherKey = made["key"]?.string ?? ""
        #expect(try await shop.progress(shop.token("77", key, store: "other")).status == 401)
        #expect(try await shop.progress(shop.token("77", otherKey, store: "other")).status == 200)
        let foreign = shop.token("77", key)
        #expect(try await shop.progress(foreign, origin: "https://other.example").status == 403)
    }

    @Test("Of all files, pages of other sites may load the widget's script alone")
    func script() async throws {
        let files = Service.files { _ in Response(.ok) }
        for (path, allowed) in [("/widget.js", "*"), ("/app/start.js", nil), ("/widget.js/", nil)] {
            let response = try await files(try Request(.get, path))
            #expect(response.headers["access-control-allow-origin"] == allowed, "\(path)")
        }
    }
}
