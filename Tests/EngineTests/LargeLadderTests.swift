import Domain
import JSON
import Synchronization
import Testing

@testable import Engine

/// Ladders that are too large to be counted on each look; here, those with more than two members.
@Suite struct LargeLadderTests {
    private let shop: TestShop
    private let rule: ID<Rule>

    init() async throws {
        shop = try await TestShop.open()
        shop.engine.figures.largestLadderCountedAtOnce.store(2, ordering: .relaxed)
        rule = try await shop.addLadder().rule.id
        for (order, total) in [12_000, 13_000, 60_000].enumerated() {
            try await shop.buy("\(order)", "c\(order)", total: Int64(total))
        }
    }

    private func members() async throws -> [Int] { try await shop.engine.ladder(rule).rungs.map(\.members) }

    private func later(minutes: Int64) { shop.clock.set(shop.clock.now().adding(seconds: minutes * 60)) }

    @Test func `it is shown as it was first counted, until someone has seen it old and it was counted anew`()
        async throws
    {
        #expect(try await members() == [2, 1, 0])
        try await shop.buy("3", "c3", total: 200_000)
        #expect(try await members() == [2, 1, 0])
        try await shop.engine.recountLadders()
        #expect(try await members() == [2, 1, 0], "nobody has seen it old")
        later(minutes: 11)
        #expect(try await members() == [2, 1, 0])
        try await shop.engine.recountLadders()
        let view = try await shop.engine.ladder(rule)
        #expect(view.rungs.map(\.members) == [2, 1, 1] && view.countedAt == shop.clock.now())
        #expect(view.rungs.map(\.spent) == [25_000, 60_000, 200_000])
    }

    @Test func `one that nobody has looked at is counted before anyone does`() async throws {
        try await shop.engine.recountLadders()
        let counted = shop.clock.now()
        later(minutes: 5)
        let view = try await shop.engine.ladder(rule)
        #expect(view.rungs.map(\.members) == [2, 1, 0] && view.countedAt == counted)
    }

    @Test func `figures of a ladder that was edited since are not shown`() async throws {
        #expect(try await members() == [2, 1, 0])
        try await shop.buy("3", "c3", total: 200_000)
        try await shop.edit(rule, header: [("name", "Other")])
        #expect(try await members() == [2, 1, 1])
    }

    @Test func `a small one is counted on each look`() async throws {
        shop.engine.figures.largestLadderCountedAtOnce.store(3, ordering: .relaxed)
        #expect(try await members() == [2, 1, 0])
        try await shop.buy("3", "c0", total: 90_000)
        #expect(try await members() == [1, 1, 1])
    }
}
