import Domain
import Testing

@testable import Engine

/// How days are cut into buckets.
@Suite struct PeriodTests {
    private static func period(
        _ from: String?, _ to: String?, _ bucket: StatisticsQuery.Bucket, today: String = "2026-11-22"
    ) throws -> Period {
        var query = StatisticsQuery()
        query.from = try from.map { try #require(CalendarDay(text: $0)) }
        query.to = try to.map { try #require(CalendarDay(text: $0)) }
        query.bucket = bucket
        return Period(query, today: try #require(CalendarDay(text: today)))
    }

    static let cuts: [(from: String, to: String, bucket: StatisticsQuery.Bucket, buckets: [String])] = [
        ("2026-01-31", "2026-02-01", .day, ["2026-01-31…2026-01-31", "2026-02-01…2026-02-01"]),
        // 1 January 2026 is a Thursday, 5 and 12 January are Mondays.
        (
            "2026-01-01", "2026-01-12", .week,
            ["2026-01-01…2026-01-04", "2026-01-05…2026-01-11", "2026-01-12…2026-01-12"]
        ),
        ("2026-01-04", "2026-01-05", .week, ["2026-01-04…2026-01-04", "2026-01-05…2026-01-05"]),
        ("1969-12-28", "1969-12-30", .week, ["1969-12-28…1969-12-28", "1969-12-29…1969-12-30"]),
        (
            "2028-01-31", "2028-03-01", .month,
            ["2028-01-31…2028-01-31", "2028-02-01…2028-02-29", "2028-03-01…2028-03-01"]
        ),
        ("9999-12-30", "9999-12-31", .month, ["9999-12-30…9999-12-31"]),
        ("9999-12-31", "9999-12-31", .day, ["9999-12-31…9999-12-31"]),
    ]

    @Test(arguments: cuts) func `both ends are counted, weeks begin on Monday, months on the first`(
        from: String, to: String, bucket: StatisticsQuery.Bucket, buckets: [String]
    ) throws {
        let period = try Self.period(from, to, bucket)
        #expect(period.buckets.map { "\($0.from)…\($0.to)" } == buckets)
        #expect(period.fault == nil)
        for (index, bucket) in period.buckets.enumerated() {
            #expect(period.index(of: bucket.from) == index && period.index(of: bucket.to) == index)
        }
    }

    @Test func `without days asked for it is 30 days, 12 weeks or 12 months up to today`() throws {
        let counts = try StatisticsQuery.Bucket.allCases.map { bucket in
            let period = try Self.period(nil, nil, bucket)
            #expect(period.to.description == "2026-11-22")
            return "\(bucket.rawValue) \(period.from) \(period.buckets.count)"
        }
        #expect(Set(counts) == ["day 2026-10-24 30", "week 2026-08-31 12", "month 2025-12-01 12"])
    }

    @Test func `750 buckets are taken, 751 are not`() throws {
        let last = try #require(CalendarDay(text: "2026-01-01")).adding(days: 749)
        #expect(try Self.period("2026-01-01", last.description, .day).fault == nil)
        let fault = try Self.period("2026-01-01", last.adding(days: 1).description, .day).fault
        #expect(fault?.name == "bucket" && fault?.reason.contains("750") == true)
        #expect(try Self.period("2026-01-01", "2040-05-10", .week).fault == nil)
        #expect(try Self.period("0001-01-01", "9999-12-31", .month).fault?.name == "bucket")
    }

    @Test func `the first day may be the last, but not after it`() throws {
        #expect(try Self.period("2026-01-02", "2026-01-02", .day).fault == nil)
        #expect(try Self.period("2026-01-03", "2026-01-02", .day).fault?.name == "from")
    }
}
