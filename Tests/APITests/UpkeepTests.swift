import Domain
import HTTPWire
import JSON
import Testing

@testable import API
@testable import Engine

@Suite("Privacy, retention and backups over HTTP")
struct UpkeepTests {
    @Test("A person is exported by editors and erased by administrators, once")
    func person() async throws {
        let shop = try await Shop()
        try await shop.order("1", "77", "10.00")
        try await shop.send(.put, "customers/ext:77", ["email": "anna@example.test"])
        let server = shop.server
        let editor = try await server.person(.editor)
        let origin = [("Origin", "http://groups.example")]
        let export = try await server.send(.get, "/api/v1/customers/ext:77/export", as: editor)
        #expect(export.status == 200 && export["customer"]?["email"] == "anna@example.test", "\(export.text)")
        #expect(export["orders"]?.array?.count == 1 && export["records"]?["orders"]?.array?.count == 1)
        let path = "/api/v1/customers/ext:77/erase"
        #expect(try await server.send(.post, path, as: editor, headers: origin).status == 403)
        let erased = try await shop.send(.post, "customers/ext:77/erase")
        #expect(erased.status == 200 && erased["merged"] == 0, "\(erased.text)")
        #expect(try await shop.send(.post, "customers/ext:77/erase").status == 404)
        let id = try #require(erased["id"]?.string)
        let again = try await shop.send(.post, "customers/\(id)/erase")
        #expect(again.status == 409 && again["detail"]?.string?.contains("was erased") == true, "\(again.text)")
        let left = try await shop.send(.get, "customers/\(id)")
        #expect(left["email"] == .null && left["erased_at"]?.string != nil && left["spent"]?["amount"] == "10.00")
    }

    private func days(_ change: (String, Int64)...) -> JSONValue {
        var members = RetentionKind.allCases.map {
            JSONValue.Member($0.rawValue, .integer(Int64(RetentionPolicy.usual[$0])))
        }
        for (name, value) in change {
            members.removeAll { $0.name == name }
            members.append(.init(name, .integer(value)))
        }
        return ["days": .object(members)]
    }

    @Test("Retention needs the tag that was read, and every kind within its bounds")
    func retention() async throws {
        let server = try await TestServer()
        let token = try await server.token([.settings])
        let path = "/api/v1/settings/retention"
        let before = try await server.send(.get, path, as: token)
        #expect(before.status == 200 && before["days"]?["inbox"] == 180 && before["due"] == [:], "\(before.text)")
        func put(_ body: JSONValue, _ tag: String?) async throws -> Reply {
            try await server.send(
                .put, path, .json(body), as: token, headers: tag.map { [("If-Match", $0)] } ?? [])
        }
        #expect(try await put(days(("inbox", 7)), nil).status == 428)
        #expect(try await put(days(("inbox", -1)), "\"0\"").status == 422)
        #expect(try await put(days(("inbox", 36_501)), "\"0\"").status == 422)
        #expect(try await put(days(("unheard", 1)), "\"0\"").status == 422)
        #expect(try await put(["days": ["inbox": 7]], "\"0\"").status == 422)
        let saved = try await put(days(("inbox", 0)), "\"0\"")
        #expect(saved.status == 200 && saved["days"]?["inbox"] == 0 && saved["defaults"]?["inbox"] == 180)
        #expect(try await put(days(("inbox", 7)), "\"0\"").status == 412)
    }

    @Test("The database is downloaded whole by administrators only")
    func backup() async throws {
        let server = try await TestServer()
        let reply = try await server.send(.get, "/api/v1/backup", as: try await server.token([.settings]))
        #expect(reply.status == 200 && reply.bytes.starts(with: Array("SQLite format 3".utf8)))
        #expect(reply.bytes.count % 4_096 == 0 && reply.bytes.count > 100_000)
        #expect(try await server.send(.get, "/api/v1/backup", as: try await server.person(.editor)).status == 403)
    }
}
