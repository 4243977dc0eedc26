import Domain
import Testing

@testable import Engine

/// Changes of some days; the days are those of the store, which is in Berlin.
@Suite struct ChangeSpanTests {
    private let shop: TestShop

    /// One customer joins a group in the last second of 1 March, the next in the first second of the 2nd, and so on.
    init() async throws {
        shop = try await TestShop.open()
        for (customer, instant) in [
            ("a", "2026-03-01T22:59:59Z"), ("b", "2026-03-01T23:00:00Z"), ("c", "2026-03-02T22:59:59Z"),
            ("d", "2026-03-02T23:00:00Z"),
        ] { try await join(customer, at: instant) }
    }

    private func join(_ customer: String, at instant: String) async throws {
        shop.clock.set(instant)
        try await shop.register(customer)
        try await shop.grant("club", to: customer)
    }

    private func joined(_ from: String?, _ to: String?, store: String? = "default", isFeed: Bool = false) async throws
        -> String
    {
        var query = Engine.ChangeQuery(store: store)
        query.from = from.flatMap { CalendarDay(text: $0) }
        query.to = to.flatMap { CalendarDay(text: $0) }
        return try await shop.engine.changes(query, isFeed: isFeed, limit: 200)
            .filter { $0.groupsAdded.contains("club") }.map(\.customerExternalID).joined()
    }

    @Test(
        arguments: [
            (nil, nil, "dcba"), ("2026-03-02", "2026-03-02", "cb"), ("2026-03-02", nil, "dcb"),
            (nil, "2026-03-01", "a"), ("2026-03-03", "2026-03-03", "d"), ("2026-03-04", nil, ""),
            (nil, "2026-02-28", ""), ("2026-03-03", "2026-03-02", ""),
        ] as [(String?, String?, String)], ["default", nil])
    func `both days are counted, from midnight to midnight of the store`(
        _ span: (from: String?, to: String?, joined: String), _ store: String?
    ) async throws {
        #expect(try await joined(span.from, span.to, store: store) == span.joined)
        #expect(try await joined(span.from, span.to, store: store, isFeed: true) == String(span.joined.reversed()))
    }

    @Test func `a clock that was set back hides nothing`() async throws {
        try await join("e", at: "2026-03-02T11:00:00Z")
        #expect(try await joined("2026-03-02", "2026-03-02") == "ecb")
        #expect(try await joined("2026-03-03", nil) == "d")
        #expect(try await joined(nil, "2026-03-01") == "a")
    }
}
