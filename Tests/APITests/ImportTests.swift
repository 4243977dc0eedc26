import Domain
import Foundation
import HTTPWire
import JSON
import Logging
import Net
import Testing

@testable import API
@testable import Engine
@testable import Web

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Files in and tables out, as a client sees them.
@Suite("Imports and exports over HTTP")
struct ImportTests {
    private static let file = "customer_id,email,groups,first_name\n1,a@example.test,gold,=1+1\n2,,nowhere,\n3,,,Zoë\n"

    /// Sends a file over a socket, as only a server can take it.
    private func upload(
        _ shop: Shop, _ text: String, _ query: String = "kind=customers", type: String? = "text/csv",
        as visitor: Visitor? = nil, limit: Int? = nil
    ) async throws -> (status: Int, json: JSONValue) {
        var configuration = ServerConfiguration()
        let service = shop.server.service
        configuration.port = 0
        configuration.errorResponse = { service.errorResponse($0, $1) }
        let routes = Service.endpoints.filter { $0.pattern == "/api/v1/imports" && $0.method == .post }.map {
            endpoint in
            guard let limit, case .stream(let handler) = endpoint.intake else { return endpoint }
            return Endpoint(.post, endpoint.pattern, endpoint.access, upTo: limit, streaming: handler)
        }
        let server = Server(
            configuration: configuration, router: Router(routes.map(service.route)), logger: Logger(label: "test"))
        let address = try server.start()
        var request = URLRequest(url: try #require(URL(string: "http://\(address)/api/v1/imports?\(query)")))
        request.httpMethod = "POST"
        request.httpBody = Data(text.utf8)
        for (name, value) in (visitor ?? shop.visitor).headers { request.setValue(value, forHTTPHeaderField: name) }
        request.setValue(type, forHTTPHeaderField: "Content-Type")
        let (data, response) = try await URLSession.shared.data(for: request)
        await server.shutdown(grace: .zero)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, (try? JSONValue(parsing: Array(data))) ?? .null)
    }

    private func finished(_ shop: Shop, _ path: String) async throws -> Reply {
        var reply = try await shop.send(.get, path)
        while reply["state"] == "running" {
            await Task.yield()
            reply = try await shop.send(.get, path)
        }
        return reply
    }

    @Test("A file is handed in, mapped, rehearsed, applied and forgotten")
    func life() async throws {
        let shop = try await Shop()
        let made = try await upload(shop, Self.file, "kind=customers&name=people.csv")
        #expect(made.status == 201 && made.json["state"] == "uploaded" && made.json["name"] == "people.csv")
        #expect(made.json["file"]?["delimiter"] == "," && made.json["dry_run"] == .null)
        let id = try #require(made.json["id"]?.string)
        let path = "imports/\(id)"
        #expect(try await shop.send(.post, "\(path)/apply").status == 409)
        #expect(try await shop.send(.get, "\(path)/errors").status == 404)
        let mapped = try await shop.send(.put, "\(path)/mapping", made.json["proposal"])
        #expect(mapped.status == 200 && mapped["state"] == "ready" && mapped["mapping"] == made.json["proposal"])
        #expect(try await shop.send(.post, "\(path)/dry-run").status == 202)
        let rehearsed = try await finished(shop, path)
        #expect(rehearsed["counts"]?["created"] == 2 && rehearsed["counts"]?["bad_lines"] == 1)
        #expect(try await shop.send(.get, "customers").items.isEmpty)
        #expect(try await shop.send(.post, "\(path)/apply").status == 202)
        let done = try await finished(shop, path)
        #expect(done["state"] == "finished" && done["dry_run"] == false, "\(done.text)")
        #expect(done["problems"]?[0]?["line"] == 3 && done["problems"]?[0]?["field"] == "groups")
        #expect(done["progress"]?["bytes"] == done["progress"]?["total_bytes"])
        let errors = try await shop.send(.get, "\(path)/errors")
        #expect(errors.headers["Content-Type"] == "text/csv; charset=utf-8" && errors.text.contains("2,,nowhere,,3,"))
        #expect(try await shop.groups("1") == ["gold"])
        #expect(try await shop.send(.get, "imports").items.count == 1)
        #expect(try await shop.send(.post, "\(path)/cancel").status == 409)
        #expect(try await shop.send(.delete, path).status == 204)
        #expect(try await shop.send(.get, path).status == 404)
    }

    @Test("What cannot be taken is refused in words, and leaves nothing")
    func refusals() async throws {
        let shop = try await Shop()
        let reader = try await shop.server.token([.read])
        let long = String(repeating: "1,a@example.test\n", count: 5_000)
        let cases: [(String, String, String?, Visitor?, Int?, Int)] = [
            (Self.file, "kind=moons", "text/csv", nil, nil, 422), (Self.file, "", "text/csv", nil, nil, 422),
            (Self.file, "kind=orders", "application/json", nil, nil, 415),
            (Self.file, "kind=orders&store=nowhere", "text/csv", nil, nil, 404),
            (Self.file, "kind=orders", "text/csv", reader, nil, 403),
            (Self.file, "kind=orders", "text/csv", .nobody, nil, 401),
            ("PK\u{3}\u{4}", "kind=orders", "text/csv", nil, nil, 422),
            ("customer_id,email\n" + long, "kind=customers", "text/csv", nil, 1_000, 413),
        ]
        for (text, query, type, visitor, limit, status) in cases {
            let reply = try await upload(shop, text, query, type: type, as: visitor, limit: limit)
            #expect(reply.status == status, "\(query) \(reply.json)")
        }
        #expect(try await shop.send(.get, "imports").items.isEmpty)
        let folder = shop.server.path + ".imports"
        #expect((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] == [])
    }

    @Test("A token of one store sees no import of another")
    func boundaries() async throws {
        let shop = try await Shop()
        let made = try await upload(shop, Self.file)
        try await shop.send(.post, "stores", ["key": "outlet", "name": "Outlet", "zone": "UTC", "currency": "EUR"])
        let bound = try await shop.server.token([.read, .customers], store: "outlet")
        #expect(try await shop.send(.get, "imports", as: bound).items.isEmpty)
        let path = "imports/\(made.json["id"]?.string ?? "")"
        for (method, part) in [
            (Method.get, ""), (.get, "/errors"), (.post, "/apply"), (.post, "/cancel"), (.delete, ""),
        ] {
            #expect(try await shop.send(method, path + part, as: bound).status == 404, "\(method) \(part)")
        }
        let own = try await upload(shop, Self.file, as: bound)
        #expect(own.status == 201 && own.json["store"] == "outlet")
        #expect(try await upload(shop, Self.file, "kind=customers&store=default", as: bound).status == 404)
    }

    @Test("Every list is exported whole, with its filters, and no formula gets out")
    func exports() async throws {
        let shop = try await Shop()
        for number in 1...450 {
            try await shop.send(.put, "customers/ext:\(number)", ["first_name": .string(number == 7 ? "=2+3" : "Anna")])
        }
        for id in ["7", "8"] {
            try await shop.send(.post, "customers/ext:\(id)/groups", ["action": "grant", "group": "gold"])
        }
        try await shop.order("o1", "7", "19.99")
        func lines(_ path: String) async throws -> [String] {
            let reply = try await shop.send(.get, "exports/\(path)")
            #expect(reply.status == 200 && reply.headers["Content-Type"] == "text/csv; charset=utf-8", "\(reply.text)")
            return reply.text.split(separator: "\r\n").map(String.init)
        }
        let customers = try await lines("customers")
        #expect(customers.count == 451 && Set(customers).count == 451)
        #expect(customers.contains { $0.contains(",'=2+3,") })
        #expect(try await lines("customers?group=gold").count == 3)
        #expect(try await lines("memberships?group=gold").count == 3)
        let orders = try await lines("orders?customer=ext:7")
        #expect(orders.count == 2 && orders[1].contains(",o1,default,7,") && orders[1].contains(",EUR,19.99,0.00,"))
        #expect(try await lines("orders?customer=ext:8").count == 1)
        #expect(try await lines("changes?customer=ext:8").count == 2)
        #expect(try await lines("runs").count == 1)
        #expect(try await lines("notifications?state=held").count == 1)
        try await shop.send(.post, "segments", ["name": "All", "when": ["paid_orders": ["at_least": 1]]])
        #expect(try await lines("segments?segment=1").count == 2)
        for bad in [
            "moons", "segments", "customers?group=nowhere", "orders?status=nowhere", "notifications?state=lost",
        ] {
            #expect([404, 422].contains(try await shop.send(.get, "exports/\(bad)").status), "\(bad)")
        }
    }
}
