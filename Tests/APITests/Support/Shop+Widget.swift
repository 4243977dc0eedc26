import Domain
import HTTPWire
import JSON
import Secrets
import Testing

@testable import API
@testable import Engine
@testable import Store

extension Shop {
    /// The shop's website.
    static let origin = "https://shop.example"

    /// A shop with a ladder, a widget that is on, and its key.
    static func withWidget(_ params: [JSONValue.Member] = []) async throws -> (Shop, key: String) {
        let shop = try await Shop()
        try await shop.ladder(params)
        let key = try await shop.rotateKey()
        try await shop.setWidget(enabled: true, origins: [.string(origin)])
        return (shop, key)
    }

    func rotateKey(_ body: JSONValue? = nil) async throws -> String {
        let made = try await send(.post, "stores/default/widget/rotate-key", body)
        #expect(made.status == 200, "\(made.text)")
        return made["key"]?.string ?? ""
    }

    func setWidget(enabled: Bool, origins: [JSONValue]) async throws {
        let saved = try await send(
            .put, "stores/default/widget", ["enabled": .bool(enabled), "origins": .array(origins)],
            headers: [("If-Match", "*")])
        #expect(saved.status == 200, "\(saved.text)")
    }

    /// A customer token, as the shop would make it.
    ///
    /// - Parameter ahead: seconds from now.
    func token(_ customer: String = "77", _ key: String, store: String = "default", ahead: Int64 = 60) -> String {
        let until = server.clock.now().milliseconds / 1_000 + ahead
        let said = "ep1.\(store).\(Base64.encode(Array(customer.utf8), .url)).\(until)"
        return "\(said).\(Base64.encode(HMACKey(Array(key.utf8)).signature(of: Array(said.utf8)), .url))"
    }

    /// What the widget asks.
    func progress(
        _ token: String, _ more: String = "", origin: String? = nil, language: String? = nil,
        from address: String = "192.0.2.1"
    ) async throws -> Reply {
        let fields = [("Origin", origin), ("Accept-Language", language)].compactMap { name, value in
            value.map { (name, $0) }
        }
        return try await server.send(.get, "/api/v1/progress?token=\(token)\(more)", headers: fields, from: address)
    }

    /// The record of acts, oldest first.
    func auditedActions() async throws -> [String] {
        try await server.engine.database.read { snapshot in
            try snapshot.rows("SELECT action FROM audit ORDER BY id") { $0[0] as String }
        }
    }
}
