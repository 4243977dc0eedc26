import Foundation
import Testing

@testable import Engine

/// A real retailer's year, day by day, against recomputations that share no code with the engine
/// (`Tests/Retail/recompute.py` and `recompute_ladder.py`). The year is lived once, with all rules side by side in
/// groups of their own.
@Suite(.enabled(if: SharedData.folder != nil, "skipped: the retailer's data is not beside the project"))
struct RetailTests {
    private static let year = Task {
        let rules = RetailYear.purchases + RetailYear.ladders
        return try await RetailYear.live(try #require(SharedData.retail), rules: rules)
    }
    private static let recomputed = Task {
        let data = try #require(SharedData.retail)
        return try await SharedData.waiting { try RetailYear.differences(data) }
    }

    @Test func `each day's members by purchase are those of the independent recomputation`() async throws {
        let data = try #require(SharedData.retail)
        let expected = try await SharedData.waiting { try RetailYear.membersByPurchase(data) }
        let groups: Set = ["subscribers", "friends", "summer", "hearts", "cakestand", "party"]
        Self.compare(try await Self.year.value, with: expected, groups, moments: [.checked])
    }

    /// Bronze from 200.00, Silver from 500.00, Gold from 1,500.00 in 90 days, kept from 150.00, 400.00 and 1,200.00: up
    /// by payment or by check, down by check or at once. Looked at before and after cron.
    @Test func `on each day everyone stands on the rung of the independent recomputation`() async throws {
        let expected = try await Self.recomputed.value
        let groups = ["paid", "checked", "instant"].flatMap { ["\($0)-bronze", "\($0)-silver", "\($0)-gold"] }
        Self.compare(try await Self.year.value, with: expected, Set(groups), moments: [.imported, .checked])
    }

    /// Regulars below 100.00 in the month before are sleepers until they buy again.
    @Test func `on each day the regulars and who was moved are those of the independent recomputation`() async throws {
        let expected = try await Self.recomputed.value
        let groups: Set = ["regulars", "sleepers"]
        Self.compare(try await Self.year.value, with: expected, groups, moments: [.imported, .checked])
    }

    private static func compare(
        _ year: RetailYear, with expected: RetailYear.Differences, _ groups: Set<String>,
        moments: Set<RetailYear.Moment>
    ) {
        #expect(year.days == 374)
        let expected = expected.differences(in: groups, at: moments)
        #expect(Set(expected.keys.map(\.group)) == groups)
        RetailYear.expect(expected, of: year.differences.differences(in: groups, at: moments))
    }
}
