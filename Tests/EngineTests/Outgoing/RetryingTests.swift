import Domain
import Testing

@testable import Engine

/// 4-integrations, "Write-back" 2: when a delivery that failed is tried again.
@Suite struct RetryingTests {
    private static let start = Timestamp(seconds: 1_800_000_000)
    private static let day: Int64 = 86_400

    @Test(
        arguments: [
            (1, 5), (2, 300), (3, 1_800), (4, 7_200), (5, 18_000), (6, 36_000), (7, 86_400), (8, 86_400), (40, 86_400),
        ] as [(Int, Int64)])
    func `each wait is the step of the table and up to a fifth more`(attempt: Int, step: Int64) {
        var waits: Set<Int64> = []
        for delivery in 1...500 as ClosedRange<Int64> {
            let wait = Retrying.deliveries.wait(after: attempt, of: delivery)
            #expect(wait >= step * 1_000 && wait <= step * 1_200)
            #expect(wait == Retrying.deliveries.wait(after: attempt, of: delivery), "not the same twice")
            waits.insert(wait)
        }
        // Spread over the whole fifth, both ends of it too.
        #expect(waits.count > 300)
        #expect((waits.min() ?? 0) < step * 1_010)
        #expect((waits.max() ?? 0) > step * 1_190)
    }

    @Test func `it is given up three days after the first try, and not a millisecond before`() throws {
        let end = Self.start.adding(seconds: 3 * Self.day)
        let before = Retrying.deliveries.next(
            after: 8, of: 1, failedAt: end.adding(milliseconds: -1), since: Self.start, asked: nil)
        #expect(before == end)
        #expect(Retrying.deliveries.next(after: 8, of: 1, failedAt: end, since: Self.start, asked: nil) == nil)
    }

    @Test func `the tries of one delivery take three days, the last one falling on their end`() throws {
        for delivery in 1...50 as ClosedRange<Int64> {
            var (at, tries) = (Self.start, 1)
            while let next = Retrying.deliveries.next(
                after: tries, of: delivery, failedAt: at, since: Self.start, asked: nil)
            {
                (at, tries) = (next, tries + 1)
            }
            #expect(at == Self.start.adding(seconds: 3 * Self.day))
            #expect((9...10).contains(tries))
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("1", 1), ("120", 120), ("86400", 86_400), ("86401", 86_400), ("99999999999999999999", 86_400),
            ("Sun, 22 Nov 2026 12:00:00 GMT", 0), ("Sun, 22 Nov 2026 12:00:01 GMT", 1),
            ("Sun, 22 Nov 2026 11:59:59 GMT", 0), ("Mon, 23 Nov 2026 12:00:00 GMT", 86_400),
            ("Mon, 23 Nov 2026 12:00:01 GMT", 86_400), ("", nil), ("-1", nil), ("1.5", nil), ("soon", nil),
            ("Sun, 22 Nov 2026 12:00:00 CET", nil), ("Sun, 32 Nov 2026 12:00:00 GMT", nil),
            ("Sunday, 22-Nov-26 12:00:00 GMT", nil), ("2026-11-22T12:00:00Z", nil),
        ] as [(String, Int64?)])
    func `Retry-After is read as seconds or as a date, a day at most`(field: String, seconds: Int64?) throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-22T12:00:00Z"))
        #expect(Retrying.asked(field, now: now) == seconds)
    }

    @Test func `a part of a second counts as a whole one`() throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-22T11:59:58.500Z"))
        #expect(Retrying.asked("Sun, 22 Nov 2026 12:00:00 GMT", now: now) == 2)
    }

    @Test func `what the receiver asks for is kept where it is longer than the step, past the end too`() {
        let step = Self.start.adding(milliseconds: Retrying.deliveries.wait(after: 1, of: 1))
        for (asked, next) in [(1, step), (60, Self.start.adding(seconds: 60))] as [(Int64, Timestamp)] {
            #expect(
                Retrying.deliveries.next(after: 1, of: 1, failedAt: Self.start, since: Self.start, asked: asked) == next
            )
        }
        let late = Self.start.adding(seconds: 3 * Self.day - 10)
        #expect(
            Retrying.deliveries.next(after: 8, of: 1, failedAt: late, since: Self.start, asked: Self.day)
                == late.adding(seconds: Self.day))
    }

    @Test(arguments: [(1, 60), (2, 120), (6, 1_920), (7, 3_600), (8, 3_600), (99, 3_600)] as [(Int, Int64)])
    func `rests last a minute, then twice as long each time, an hour at most`(count: Int, seconds: Int64) {
        #expect(Retrying.rest(count) == seconds)
    }
}
