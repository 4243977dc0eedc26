import Domain
import Foundation
import Testing

struct ZoneTests {
    private func zone(_ name: String) throws -> Zone { try #require(Zone(name)) }
    private func instant(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }
    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text: text)) }

    @Test(
        "a local day begins and ends where its clocks say, also when they change",
        arguments: [
            // Ordinary days.
            ("Europe/Warsaw", "2026-01-15", "2026-01-14T23:00:00Z", "2026-01-15T23:00:00Z"),
            ("Asia/Kathmandu", "2026-01-15", "2026-01-14T18:15:00Z", "2026-01-15T18:15:00Z"),
            ("UTC", "2026-01-15", "2026-01-15T00:00:00Z", "2026-01-16T00:00:00Z"),
            // 23 and 25 hours.
            ("Europe/Warsaw", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("Europe/Warsaw", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"),
            ("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"),
            // Half an hour of daylight saving: 23.5 and 24.5 hours.
            ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z"),
            ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"),
            // The clocks jumped from 24:00 to 01:00: the day had no midnight.
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
            ("America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"),
            // They fell back from 24:00 to 23:00: the day's last hour came twice.
            ("America/Sao_Paulo", "2019-02-16", "2019-02-16T02:00:00Z", "2019-02-17T03:00:00Z"),
            // A whole day that never was.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"),
        ])
    func days(name: String, text: String, start: String, end: String) throws {
        let zone = try zone(name)
        let day = try day(text)
        #expect(zone.start(of: day).description == start)
        #expect(zone.end(of: day).description == end)
        guard start != end else { return }
        #expect(zone.day(at: zone.start(of: day)) == day)
        #expect(zone.day(at: zone.start(of: day).adding(milliseconds: -1)) == day.adding(days: -1))
        #expect(zone.day(at: zone.end(of: day).adding(milliseconds: -1)) == day)
        #expect(zone.day(at: zone.end(of: day)) == day.adding(days: 1))
    }

    @Test(
        "local times without a zone are read by the store's clocks",
        arguments: [
            ("Europe/London", "2010-12-01 08:26", "2010-12-01T08:26:00Z"),
            ("Europe/London", "2011-07-01 08:26:30", "2011-07-01T07:26:30Z"),
            ("Europe/Warsaw", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
            // Skipped: the instant of the change. Repeated: the earlier one.
            ("Europe/Warsaw", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"),
            ("Europe/Warsaw", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
            ("Europe/Warsaw", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
            ("Europe/Warsaw", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
            ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z"),
            ("America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04T03:00:00Z"),
        ])
    func localTimes(name: String, text: String, expected: String) throws {
        #expect(Timestamp(local: text, zone: try zone(name))?.description == expected)
    }

    @Test(
        "a local time with a zone or a fault is refused",
        arguments: [
            "2026-03-29T02:30:00Z", "2026-03-29T02:30+01:00", "2026-03-29", "2026-03-29 2:30", "2026-03-29 24:00",
            "2026-02-30 08:00", "",
        ])
    func badLocalTimes(text: String) { #expect(Timestamp(local: text, zone: .utc) == nil) }

    @Test(
        "offsets agree with the system's own, hour by hour over years with odd rules",
        arguments: [
            "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo",
            "Africa/Casablanca", "Africa/Cairo", "Asia/Gaza", "Pacific/Apia", "Antarctica/Troll", "Europe/Dublin",
        ])
    func agreement(name: String) throws {
        let zone = try zone(name)
        let system = try #require(TimeZone(identifier: name))
        var differences = 0
        for hour in stride(from: Int64(1_262_304_000), to: 1_893_456_000, by: 3_600) {
            let expected = Int64(system.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(hour)))) * 1_000
            if zone.offset(at: Timestamp(seconds: hour)) != expected { differences += 1 }
        }
        #expect(differences == 0)
    }

    @Test(
        "names outside the IANA database are refused",
        arguments: ["", "Mars/Olympus", "europe/warsaw", "CET+1", "+02:00"])
    func unknown(name: String) { #expect(Zone(name) == nil) }

    @Test("zones are equal by name")
    func equality() throws {
        #expect(try zone("Europe/Warsaw") == zone("Europe/Warsaw"))
        #expect(try zone("Europe/Warsaw") != zone("Europe/Berlin"))
        #expect(try zone("UTC") == .utc)
    }
}
