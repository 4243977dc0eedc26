import Domain
import JSON
import Store
import Testing

@testable import Engine

/// A2, A5, X8. 2-domain §5, `turnover`, and what §3 and §4 say of months.
@Suite struct Section5TurnoverTests {
    /// A customer in retail since before January.
    private static func shop(
        remindDay: Int? = nil, from sources: [String] = ["retail"], with params: Members = []
    ) async throws -> (TestShop, ID<Rule>) {
        let shop = try await TestShop.open(on: "2025-12-15")
        let rule = try await shop.addTurnover(from: sources, remindDay: remindDay, with: params).rule.id
        try await shop.register()
        return (shop, rule)
    }

    private static let current: Members = [("month", "current"), ("change_day", 20)]

    // MARK: What counts

    @Test func `the previous month as a whole, whenever cron runs`() async throws {
        for (day, total, group) in [
            ("2025-12-31", 10_000, "staff"), ("2026-01-01", 9_999, "staff"), ("2026-01-01", 10_000, "retail"),
            ("2026-01-31", 10_000, "retail"), ("2026-02-01", 10_000, "staff"),
        ] as [(String, Int64, String)] {
            let (shop, _) = try await Self.shop()
            try await shop.buy("1", on: day, total: total)
            try await shop.cron(on: "2026-02-05")
            #expect(try await shop.groups() == [group], "\(total) on \(day)")
        }
    }

    @Test func `current counts the local days before the change day, whenever cron runs`() async throws {
        for (day, group) in [
            ("2025-12-31", "staff"), ("2026-01-01", "retail"), ("2026-01-19", "retail"), ("2026-01-20", "staff"),
        ] {
            let (shop, _) = try await Self.shop(with: Self.current)
            try await shop.buy("1", on: day, total: 10_000)
            try await shop.cron(on: "2026-01-23")
            #expect(try await shop.groups() == [group], "on \(day)")
        }
    }

    @Test func `it is decided at 00:00 of the change day, and once`() async throws {
        let (shop, _) = try await Self.shop()
        try await shop.cron(on: "2026-01-31", "23:59:59")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-02-01", "00:00:00")
        #expect(try await shop.groups() == ["staff"])
        try await shop.act("staff", .revoke(block: false, blockUntil: nil))
        #expect(try await shop.groups() == ["retail"])
        try await shop.cronDaily(from: "2026-02-01", to: "2026-02-28")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test(
        arguments: [
            [("month", "current"), ("change_day", 1)], [("month", "current"), ("change_day", 10), ("remind_day", 10)],
            [("direction", "reached"), ("remind_day", 10)],
        ] as [Members]) func `terms that make no sense are refused`(_ params: Members) async throws
    {
        let shop = try await TestShop.open()
        await #expect(throws: Refusal.self) { try await shop.addTurnover(with: params) }
    }

    @Test func `reached moves who has bought for the minimum or more`() async throws {
        let (shop, _) = try await Self.shop(with: [("direction", "reached")])
        try await shop.register("78")
        try await shop.buy("1", "77", on: "2026-01-10", total: 10_000)
        try await shop.buy("2", "78", on: "2026-01-10", total: 9_999)
        try await shop.cron(on: "2026-02-01")
        #expect(try await shop.groups() == ["staff"])
        #expect(try await shop.mails() == ["turnover_promoted"])
        #expect(try await shop.groups(of: "78") == ["retail"])
    }

    @Test func `which statuses count is a parameter of the rule`() async throws {
        let (shop, _) = try await Self.shop(with: [("statuses", ["completed"])])
        try await shop.register("78")
        try await shop.buy("1", "77", on: "2026-01-10", total: 10_000)
        try await shop.put(try shop.order("2", customer: "78", product: "Q", status: "completed", total: 10_000))
        try await shop.cron(on: "2026-02-01")
        #expect(try await shop.groups() == ["staff"])
        #expect(try await shop.groups(of: "78") == ["retail"])
    }

    @Test func `refunds reduce the order's own day, and a month already decided is not reopened`() async throws {
        let (shop, _) = try await Self.shop()
        try await shop.buy("1", on: "2026-01-10", total: 10_000)
        try await shop.buy("2", on: "2026-02-10", total: 10_000)
        try await shop.cron(on: "2026-02-01")
        try await shop.go("2026-02-11")
        try await shop.put(
            try shop.order(
                "1", product: "Q", paid: "2026-01-10T11:00:00Z", version: "2026-02-11T04:00:00Z", status: "refunded",
                total: 10_000))
        try await shop.cronDaily(from: "2026-02-12", to: "2026-03-01")
        #expect(try await shop.groups() == ["retail"])
    }

    // MARK: Reminders

    @Test func `the reminder goes only to those below, and names the last counting day and what is missing`()
        async throws
    {
        let (shop, _) = try await Self.shop(remindDay: 20)
        try await shop.register("78")
        try await shop.buy("1", "77", on: "2026-01-05", total: 4_000)
        try await shop.buy("2", "78", on: "2026-01-05", total: 10_000)
        try await shop.cron(on: "2026-01-19", "23:59:59")
        #expect(try await shop.mails().isEmpty)
        try await shop.cron(on: "2026-01-20", "00:00:00")
        #expect(try await shop.keyedMails() == ["turnover_reminder 2026-01"])
        #expect(try await shop.mails(of: "78").isEmpty)
        let id = try await shop.id()
        let mail = try #require(
            try await shop.engine.database.read { try $0.notifications(id, before: nil, limit: 1) }.first)
        let facts = Dictionary(uniqueKeysWithValues: mail.facts.map { ($0.name, $0.value) })
        #expect(facts["deadline"] == .day(try #require(CalendarDay(text: "2026-01-31"))))
        #expect(facts["change_on"] == .day(try #require(CalendarDay(text: "2026-02-01"))))
        #expect(facts["missing"] == .money(Money(minorUnits: 6_000, currency: try #require(Currency("EUR")))))
        try await shop.cronDaily(from: "2026-01-21", to: "2026-02-01")
        #expect(try await shop.keyedMails() == ["turnover_reminder 2026-01", "turnover_group_change 2026-01"])
    }

    @Test func `who was not below on the reminder day but falls below by a refund is moved without one`() async throws {
        let (shop, _) = try await Self.shop(remindDay: 20)
        try await shop.buy("1", on: "2026-01-05", total: 10_000)
        try await shop.cron(on: "2026-01-20")
        try await shop.go("2026-01-25")
        try await shop.put(
            try shop.order(
                "1", product: "Q", paid: "2026-01-05T11:00:00Z", version: "2026-01-25T04:00:00Z", status: "cancelled",
                total: 10_000))
        try await shop.cron(on: "2026-02-01")
        #expect(try await shop.mails() == ["turnover_group_change"])
        #expect(try await shop.groups() == ["staff"])
    }

    @Test func `where clamping makes them equal, the reminder goes the day before`() async throws {
        let (shop, _) = try await Self.shop(
            remindDay: 29, with: [("month", "current"), ("change_day", 30), ("whole_period_only", false)])
        try await shop.buy("1", on: "2026-01-30", total: 10_000)
        try await shop.cron(on: "2026-02-26")
        let before = try await shop.mails()
        try await shop.cron(on: "2026-02-27")
        #expect(try await shop.mails().count == before.count + 1)
        try await shop.cron(on: "2026-02-28")
        #expect(try await shop.groups() == ["staff"])
    }

    // MARK: Only members of the whole period

    @Test func `only customers in some source group throughout the period are judged`() async throws {
        let (shop, _) = try await Self.shop(from: ["retail", "club"])
        try await shop.go("2026-01-01", "00:00:00")
        try await shop.register("first")
        try await shop.go("2026-01-01", "00:00:01")
        try await shop.register("second")
        // From one source group into the other is no gap.
        try await shop.go("2026-01-15")
        try await shop.grant("club")
        try await shop.act("retail", .revoke(block: true, blockUntil: nil))
        try await shop.cron(on: "2026-02-01")
        #expect(try await shop.groups().contains("staff"))
        #expect(try await shop.groups(of: "first") == ["staff"])
        #expect(try await shop.groups(of: "second") == ["retail"])
        try await shop.cron(on: "2026-03-01")
        #expect(try await shop.groups(of: "second") == ["staff"])
    }

    @Test func `a membership that ended and began within the period is a gap`() async throws {
        let (shop, _) = try await Self.shop(from: ["club"])
        try await shop.grant("club")
        try await shop.go("2026-01-10")
        try await shop.act("club", .revoke(block: false, blockUntil: nil))
        try await shop.go("2026-01-11")
        try await shop.grant("club")
        try await shop.cron(on: "2026-02-01")
        #expect(try await shop.groups() == ["club", "retail"])
    }

    @Test func `imported memberships count since the registration unless the file dates them`() async throws {
        let (shop, _) = try await Self.shop(from: ["club"])
        try await shop.go("2026-01-20")
        try await shop.importMembers([
            "old;2025-06-01;club;", "dated;2025-06-01;club;2026-01-10", "early;;club;2025-12-01", "unknown;;club;",
        ])
        try await shop.cron(on: "2026-02-01")
        for (customer, isMoved) in [("old", true), ("dated", false), ("early", true), ("unknown", false)] {
            #expect(try await shop.groups(of: customer).contains("staff") == isMoved, "\(customer)")
        }
    }

    @Test func `switched off, all members on the change day are judged`() async throws {
        let (shop, _) = try await Self.shop(with: [("whole_period_only", false)])
        try await shop.go("2026-01-31")
        try await shop.register("late")
        try await shop.cron(on: "2026-02-01")
        #expect(try await shop.groups(of: "late") == ["staff"])
    }

    // MARK: Cron stopped for months (§3)

    @Test func `only the latest missed month is decided`() async throws {
        let (shop, rule) = try await Self.shop()
        // Below in January and February, above in March; cron stands still from January to April.
        try await shop.register("78")
        try await shop.buy("1", "77", on: "2026-03-10", total: 10_000)
        try await shop.cron(on: "2026-04-10")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.groups(of: "78") == ["staff"])
        #expect(try await shop.decisions(rule, "78") == ["moved 2026-03"])
    }

    @Test func `reminders whose change day has passed are not sent, and the change is skipped and reported`()
        async throws
    {
        let (shop, _) = try await Self.shop(remindDay: 20)
        let run = try await shop.cron(on: "2026-04-10")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.mails().isEmpty)
        let told = try shop.sentences(run)
        #expect(told.contains { $0.contains("31 March 2026") }, "\(told)")
        try await shop.cron(on: "2026-04-20")
        try await shop.cron(on: "2026-05-01")
        #expect(try await shop.keyedMails() == ["turnover_reminder 2026-04", "turnover_group_change 2026-04"])
    }

    @Test func `a run between reminder day and change day is enough`() async throws {
        let (shop, _) = try await Self.shop(remindDay: 20)
        try await shop.cron(on: "2026-03-31", "23:00:00")
        #expect(try await shop.keyedMails() == ["turnover_reminder 2026-03"])
        try await shop.cron(on: "2026-04-15")
        #expect(try await shop.groups() == ["staff"])
    }

    @Test func `a rule made within a month decides that month, one made on the change day the next`() async throws {
        let shop = try await TestShop.open(on: "2025-12-15")
        try await shop.register()
        try await shop.go("2026-02-01", "00:00:01")
        try await shop.addTurnover()
        try await shop.cronDaily(from: "2026-02-01", to: "2026-02-05")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-03-01")
        #expect(try await shop.groups() == ["staff"])
    }
}
