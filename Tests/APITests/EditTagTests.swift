import Engine
import HTTPWire
import JSON
import Testing

@testable import API

/// Two people edit the same thing: whoever saves last learns that it has changed, where they say what they saw.
@Suite("Edits that overtake each other")
struct EditTagTests {
    /// A thing that people edit, and two changes of it.
    struct Thing: Sendable, CustomTestStringConvertible {
        let path: String
        let method: Method
        let first: JSONValue
        let second: JSONValue
        /// Where its tag is read, if not there.
        var list: String?

        var testDescription: String { path }
    }

    static let things = [
        Thing(path: "groups/1", method: .patch, first: ["name": "One"], second: ["name": "Two"]),
        Thing(path: "stores/default", method: .patch, first: ["name": "One"], second: ["locale": "de"]),
        Thing(
            path: "segments/1", method: .put, first: ["name": "One", "when": SegmentTests.polish],
            second: ["name": "One", "when": ["not": SegmentTests.polish]]),
        Thing(
            path: "destinations/1", method: .patch, first: ["url": "https://crm.example.test/a?b=1"],
            second: ["url": "https://crm.example.test/a?b=2"]),
        Thing(path: "connectors/1", method: .patch, first: ["look_minutes": 30], second: ["account": account]),
        Thing(
            path: "statuses/odd", method: .put, first: ["label": "One", "paid": false, "void": false],
            second: ["label": "One", "paid": true, "void": false], list: "statuses"),
    ]

    private static let account: JSONValue = ["consumer_key": "ck_2", "consumer_secret": "cs_2"]

    private func shop() async throws -> Shop {
        let shop = try await Shop()
        try await shop.send(.post, "groups", ["code": "club", "name": "Club"])
        try await shop.send(.post, "segments", SegmentTests.segment)
        try await shop.send(
            .post, "destinations",
            ["name": "CRM", "url": "https://crm.example.test/", "events": ["customer.groups_changed"]])
        try await shop.send(.put, "statuses/odd", ["label": "Odd", "paid": false, "void": false])
        try await shop.send(.post, "sources", ["key": "woo", "platform": "woocommerce", "name": "Woo"])
        let made = try await shop.send(
            .post, "connectors",
            [
                "source": "woo", "url": "https://woo.example.test",
                "account": ["consumer_key": "ck_1", "consumer_secret": "cs_1"],
            ])
        #expect(made.status == 201, "\(made.text)")
        return shop
    }

    private func tag(_ thing: Thing, _ shop: Shop) async throws -> String {
        if let list = thing.list {
            let items = try await shop.send(.get, list).items
            return try #require(items.first { thing.path.hasSuffix($0["code"]?.string ?? "-") }?["etag"]?.string)
        }
        return try #require(try await shop.send(.get, thing.path).headers["ETag"])
    }

    @Test("Who names a state that is no more is refused, and changes nothing", arguments: things)
    func overtaken(_ thing: Thing) async throws {
        let shop = try await shop()
        let seen = try await tag(thing, shop)
        let first = try await shop.send(thing.method, thing.path, thing.first, headers: [("If-Match", seen)])
        #expect(first.status == 200, "\(first.text)")
        let now = try await tag(thing, shop)
        #expect(now != seen && first.headers["ETag"] == now)
        let late = try await shop.send(thing.method, thing.path, thing.second, headers: [("If-Match", seen)])
        #expect(late.status == 412 && late["type"] == "/problems/precondition-failed")
        #expect(try await tag(thing, shop) == now)
        let again = try await shop.send(thing.method, thing.path, thing.second, headers: [("If-Match", now)])
        #expect(again.status == 200, "\(again.text)")
        #expect(try await tag(thing, shop) != now)
    }

    @Test("Who does not say what they saw is not asked", arguments: things)
    func unasked(_ thing: Thing) async throws {
        let shop = try await shop()
        #expect(try await shop.send(thing.method, thing.path, thing.first).status == 200)
        #expect(try await shop.send(thing.method, thing.path, thing.second, headers: [("If-Match", "*")]).status == 200)
    }

    @Test("What customers do is no edit")
    func figures() async throws {
        let shop = try await shop()
        let before = try await tag(Self.things[0], shop)
        try await shop.send(.put, "customers/ext:1", ["country": "PL"])
        let code = try #require(try await shop.send(.get, "groups/1")["code"])
        let granted = try await shop.send(.post, "customers/ext:1/groups", ["action": "grant", "group": code])
        #expect(granted.status == 200, "\(granted.text)")
        let group = try await shop.send(.get, "groups/1")
        #expect(group["members"] == 1, "\(group.text)")
        #expect(try await tag(Self.things[0], shop) == before)
    }
}
