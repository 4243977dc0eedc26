import Domain
import JSON
import Testing

@testable import Engine

/// 2-domain §3: local days, months, terms, summer time.
@Suite struct Section3TimeTests {
    /// A zone, a day on which its clocks change or the year turns, and the instant at which that day begins.
    static let turns: [(zone: String, day: String, start: String)] = [
        ("Europe/Warsaw", "2026-03-29", "2026-03-28T23:00:00Z"),
        ("Europe/Warsaw", "2026-03-30", "2026-03-29T22:00:00Z"),
        ("Europe/Warsaw", "2026-10-25", "2026-10-24T22:00:00Z"),
        ("Europe/Warsaw", "2026-10-26", "2026-10-25T23:00:00Z"),
        ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"),
        ("America/New_York", "2026-03-09", "2026-03-09T04:00:00Z"),
        ("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z"),
        ("America/New_York", "2026-11-02", "2026-11-02T05:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-06", "2026-04-05T13:30:00Z"),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z"),
        ("Australia/Lord_Howe", "2026-10-05", "2026-10-04T13:00:00Z"),
        ("Asia/Kathmandu", "2026-04-01", "2026-03-31T18:15:00Z"), ("UTC", "2028-02-29", "2028-02-29T00:00:00Z"),
    ]

    private static func run(_ shop: TestShop, at text: String, minus milliseconds: Int64 = 0) async throws {
        let instant = try #require(Timestamp(rfc3339: text))
        shop.clock.set(instant.adding(milliseconds: -milliseconds))
        try await shop.run()
    }

    @Test(arguments: turns) func `N days after D is due from 00:00 of day D + N, and not a minute before`(
        _ turn: (zone: String, day: String, start: String)
    ) async throws {
        let day = try #require(CalendarDay(text: turn.day))
        let shop = try await TestShop.open(on: day.adding(days: -10).description, zone: turn.zone)
        try await shop.addInactivity(remind: 9, change: 10)
        try await shop.register()
        try await shop.cron(on: day.adding(days: -1).description)
        #expect(try await shop.mails() == ["inactivity_reminder"])
        try await Self.run(shop, at: turn.start, minus: 60_000)
        try await Self.run(shop, at: turn.start, minus: 1)
        #expect(try await shop.groups() == ["retail"])
        try await Self.run(shop, at: turn.start)
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test(arguments: turns) func `a term ends at the end of its last local day`(
        _ turn: (zone: String, day: String, start: String)
    ) async throws {
        let day = try #require(CalendarDay(text: turn.day))
        let shop = try await TestShop.open(on: day.adding(days: -5).description, zone: turn.zone)
        // The last day is the one before.
        try await shop.addRule([("validity", ["kind": "days", "count": 4])])
        try await shop.buy("1", product: "P")
        #expect(try await shop.until("club") == turn.start)
        try await Self.run(shop, at: turn.start, minus: 1)
        #expect(try await shop.groups().contains("club"))
        try await Self.run(shop, at: turn.start)
        #expect(try await shop.kinds().last == .expired)
    }

    @Test(arguments: turns) func `a month is decided at 00:00 of its change day`(
        _ turn: (zone: String, day: String, start: String)
    ) async throws {
        let day = try #require(CalendarDay(text: turn.day))
        guard day.day > 1 else { return }
        let shop = try await TestShop.open(on: day.adding(days: -1).description, zone: turn.zone)
        try await shop.addTurnover(
            with: [("month", "current"), ("change_day", .integer(day.day)), ("whole_period_only", false)])
        try await shop.register()
        try await Self.run(shop, at: turn.start, minus: 60_000)
        #expect(try await shop.groups() == ["retail"])
        try await Self.run(shop, at: turn.start)
        #expect(try await shop.groups() == ["staff"])
    }

    @Test func `spend lies on the local day: one second before midnight is the day before`() async throws {
        for (zone, last, first) in [
            ("Europe/Warsaw", "2026-01-31T22:59:59Z", "2026-01-31T23:00:00Z"),
            ("America/New_York", "2026-02-01T04:59:59Z", "2026-02-01T05:00:00Z"),
            ("Asia/Kathmandu", "2026-01-31T18:14:59Z", "2026-01-31T18:15:00Z"),
        ] {
            let shop = try await TestShop.open(on: "2025-12-15", zone: zone)
            try await shop.addTurnover()
            for customer in ["last", "first"] { try await shop.register(customer) }
            try await shop.go("2026-02-01", "05:00:00")
            try await shop.put(try shop.order("1", customer: "last", product: "Q", paid: last, total: 10_000))
            try await shop.put(try shop.order("2", customer: "first", product: "Q", paid: first, total: 10_000))
            try await shop.run()
            #expect(try await shop.groups(of: "last") == ["retail"], "\(zone)")
            #expect(try await shop.groups(of: "first") == ["staff"], "\(zone)")
        }
    }

    @Test func `month days 29 to 31 mean the last day of shorter months, each month anew`() async throws {
        let shop = try await TestShop.open(on: "2025-12-31")
        try await shop.addTurnover(with: [("month", "current"), ("change_day", 31), ("whole_period_only", false)])
        try await shop.register("january")
        try await shop.cron(on: "2026-01-30", "23:59:59")
        #expect(try await shop.groups(of: "january") == ["retail"])
        try await shop.cron(on: "2026-01-31", "00:00:00")
        #expect(try await shop.groups(of: "january") == ["staff"])
        try await shop.register("february")
        try await shop.cron(on: "2026-02-27", "23:59:59")
        #expect(try await shop.groups(of: "february") == ["retail"])
        try await shop.cron(on: "2026-02-28", "00:00:00")
        #expect(try await shop.groups(of: "february") == ["staff"])
        try await shop.register("march")
        try await shop.cron(on: "2026-03-30")
        #expect(try await shop.groups(of: "march") == ["retail"])
        try await shop.cron(on: "2026-03-31", "00:00:00")
        #expect(try await shop.groups(of: "march") == ["staff"])
    }

    @Test func `the last order of 1 January 2026 with N = 90 is due on 1 April at 00:00`() async throws {
        let shop = try await TestShop.open(on: "2025-06-01")
        let rule = try await shop.addInactivity(remind: nil).rule.id
        try await shop.register()
        try await shop.buy("1", on: "2026-01-01")
        let due = try await shop.instant("2026-04-01", "00:00:00")
        #expect(try await shop.says(rule).nextAt == due)
        #expect(due.description == "2026-03-31T22:00:00Z")
    }

    @Test func `a grant holds until its until, whatever cron does`() async throws {
        let shop = try await TestShop.open()
        try await shop.register()
        try await shop.grant("club", until: try await shop.instant("2026-02-01", "00:00:00"))
        try await shop.go("2026-01-31", "23:59:59")
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.go("2026-02-01", "00:00:00")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.kinds().last == .granted)
        try await shop.run()
        #expect(try await shop.kinds().last == .expired)
    }

    @Test func `expiries take effect at once, without expiring mails, when cron stood still`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule([("validity", ["kind": "days", "count": 30]), ("remind_before_days", 7)])
        try await shop.register()
        try await shop.buy("1", product: "P")
        try await shop.cron(on: "2026-06-01")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.mails() == ["membership_granted", "membership_expired"])
    }

    @Test func `after months without cron inactivity reminds first`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        try await shop.register()
        try await shop.cron(on: "2026-01-02")
        try await shop.cron(on: "2026-09-01")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.mails() == ["inactivity_reminder"])
        try await shop.cron(on: "2026-09-30")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-10-01")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `another zone moves what is due, decided months and sent reminders stand`() async throws {
        let shop = try await TestShop.open(on: "2025-12-15")
        try await shop.addTurnover(remindDay: 20)
        try await shop.addInactivity(from: ["club"])
        try await shop.register()
        try await shop.importMembers(["78;2025-12-15 12:00:00;club;2025-12-15"])
        try await shop.cron(on: "2026-01-20")
        try await shop.cron(on: "2026-02-01")
        let (groups, mails) = (try await shop.groups(), try await shop.mails())
        #expect(groups == ["staff"])
        var patch = StorePatch()
        patch.zone = Zone("America/New_York")
        _ = try await shop.engine.patchStore(key: "default", patch, by: "test")
        try await shop.cron(on: "2026-02-01", "08:00:00")
        #expect(try await shop.groups() == groups)
        #expect(try await shop.mails() == mails)
        // Sixty days since 15 December, now by the clocks of New York.
        let due = try await shop.instant("2026-02-13", "00:00:00")
        #expect(due.description == "2026-02-13T05:00:00Z")
        shop.clock.set(due.adding(milliseconds: -1))
        try await shop.run()
        #expect(!(try await shop.mails(of: "78").contains("inactivity_reminder")))
        shop.clock.set(due)
        try await shop.run()
        #expect(try await shop.mails(of: "78").contains("inactivity_reminder"))
    }

    @Test func `a zone further east makes due what is due there already`() async throws {
        let shop = try await TestShop.open(zone: "America/New_York")
        try await shop.addInactivity(remind: nil, change: 30)
        try await shop.addRule([("validity", ["kind": "days", "count": 30])])
        try await shop.register()
        try await shop.cron(on: "2026-01-02")
        var patch = StorePatch()
        patch.zone = Zone("Asia/Kathmandu")
        _ = try await shop.engine.patchStore(key: "default", patch, by: "test")
        let due = try await shop.instant("2026-01-31", "00:00:00")
        shop.clock.set(due.adding(milliseconds: -1))
        try await shop.run()
        #expect(try await shop.groups() == ["retail"])
        shop.clock.set(due)
        try await shop.run()
        #expect(try await shop.groups() == ["sleepy"])
    }
}
