import Domain
import Foundation
import HTTPWire
import JSON
import Store
import Testing

@testable import API
@testable import Engine

/// A server with groups, and short ways to say what a test does with it.
struct Shop {
    let server: TestServer
    let visitor: Visitor

    init(
        groups: [String] = ["bronze", "silver", "gold"], now: String = "2026-11-22T12:00:00Z",
        mails: MailMeans = MailMeans()
    ) async throws {
        server = try await TestServer(now: now, mails: mails)
        visitor = try await server.all
        for code in groups {
            let group: JSONValue = ["code": .string(code), "name": .string(code.capitalized)]
            #expect(try await server.send(.post, "/api/v1/groups", .json(group), as: visitor).status == 201)
        }
    }

    @discardableResult
    func send(
        _ method: Method, _ path: String, _ body: JSONValue? = nil, headers: [(String, String)] = [],
        as other: Visitor? = nil
    ) async throws -> Reply {
        try await server.send(
            method, "/api/v1/\(path)", body.map(Body.json) ?? .none, as: other ?? visitor, headers: headers)
    }

    /// A paid order.
    @discardableResult
    func order(
        _ id: String, _ customer: String, _ total: String, currency: String = "EUR", product: String = "93",
        at instant: String = "2026-11-20T12:00:00Z", rate: String? = nil
    ) async throws -> Reply {
        var members: [JSONValue.Member] = [
            .init("id", .string(id)), .init("version", .string(instant)),
            .init("status", ["code": "paid", "paid": true, "void": false]), .init("placed_at", .string(instant)),
            .init("paid_at", .string(instant)), .init("currency", .string(currency)), .init("total", .string(total)),
            .init("customer", ["id": .string(customer)]),
            .init(
                "lines",
                [["id": "1", "product_id": .string(product), "quantity": 1, "total": .string(total)]]),
        ]
        if let rate { members.append(.init("conversion_rate", .string(rate))) }
        let reply = try await send(.put, "orders/ext:\(id)", .object(members))
        #expect(reply.status == 201 || reply.status == 200, "\(reply.text)")
        return reply
    }

    /// A ladder of three rungs: 0, 100 and 1,000.
    @discardableResult
    func ladder(_ params: [JSONValue.Member] = []) async throws -> String {
        func tier(_ group: String, _ required: String) -> JSONValue {
            [
                "name": .string(group.capitalized), "group": .string(group),
                "required": ["amount": .string(required), "currency": "EUR"],
            ]
        }
        let tiers: JSONValue = [tier("bronze", "0.00"), tier("silver", "100.00"), tier("gold", "1000.00")]
        let rule: JSONValue = [
            "kind": "tiers", "name": "Ladder", "params": .object([.init("tiers", tiers)] + params),
        ]
        let made = try await send(.post, "rules", rule)
        #expect(made.status == 201, "\(made.text)")
        return made["id"]?.string ?? ""
    }

    func run(_ tasks: JSONValue = ["rules", "tiers", "expiry"]) async throws {
        let run = try await send(.post, "runs", ["tasks": tasks])
        #expect(run["state"] == "finished", "\(run.text)")
    }

    func spent(_ customer: String) async throws -> String? {
        try await send(.get, "customers/ext:\(customer)")["spent"]?["amount"]?.string
    }

    func groups(_ customer: String) async throws -> [String] {
        (try await send(.get, "customers/ext:\(customer)")["groups"]?.array ?? []).compactMap(\.string)
    }

    /// Everything that a refused request must leave as it was.
    func fingerprint() async throws -> [Int] {
        try await server.engine.database.read { snapshot in
            try [
                "customers", "orders", "grants", "changes", "decisions", "notifications", "rates", "segments",
                "organizations", "audit",
            ]
            .map { try snapshot.tableSize($0) }
        }
    }
}
