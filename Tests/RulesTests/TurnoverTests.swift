import Domain
import JSON
import Testing

@testable import Rules

/// Turnover, worked out by hand (2-domain §3, §5 `turnover`, §6).
@Suite struct TurnoverTests {
    // MARK: Below and reached

    static let amounts: [(direction: String, spent: Int64, moves: Bool)] = [
        ("below", 0, true), ("below", 49_999, true), ("below", 50_000, false), ("below", 50_001, false),
        ("reached", 0, false), ("reached", 49_999, false), ("reached", 50_000, true), ("reached", 50_001, true),
    ]

    @Test(arguments: amounts) func `exactly the minimum is not below, and is reached`(
        _ test: (direction: String, spent: Int64, moves: Bool)
    ) throws {
        var asked = try MoveCase.turnover([.init("direction", .string(test.direction))])
        if test.spent > 0 { try asked.spend("2026-01-15", test.spent) }
        let verdict = try asked.ask("2026-02-01 00:00")
        #expect(verdict.step == (test.moves ? "move" : ""))
        #expect(verdict.words.hasSuffix(" from 1 January 2026 to 31 January 2026, minimum 500.00 EUR"))
        guard let act = verdict.act else { return }
        #expect(act.key == "2026-01" && act.mail?.periodKey == "2026-01")
        let isPromotion = test.direction == "reached"
        #expect(act.mail?.template == (isPromotion ? "turnover_promoted" : "turnover_group_change"))
        #expect(act.joins.first?.isJoining == isPromotion)
        #expect(verdict.notes == [.remember(.moved, key: "2026-01")])
    }

    @Test(arguments: ["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
    func `the change is due at midnight of the local change day`(_ zone: String) throws {
        for key in ["2026-03", "2026-10", "2026-04", "2028-02"] {
            var asked = try MoveCase.turnover(zone: zone)
            let month = try #require(TurnoverMonth(key: key))
            asked.question.record.progress = Progress(decided: month.adding(-1).key)
            let due = asked.zone.start(of: month.adding(1).firstDay)
            let before = try asked.ask(at: due.adding(milliseconds: -1))
            #expect(before.isIdle && before.next?.at == due)
            #expect(try asked.ask(at: due).act?.key == key)
        }
    }

    @Test func `current counts local days 1 to change_day − 1, whenever cron runs`() throws {
        var asked = try MoveCase.turnover([.init("month", "current"), .init("change_day", 15)])
        try asked.spend("2025-12-31", 50_000)
        try asked.spend("2026-01-01", 20_000)
        try asked.spend("2026-01-14", 29_999)
        try asked.spend("2026-01-15", 50_000)
        for run in ["2026-01-15 00:00", "2026-01-20 12:00", "2026-02-14 23:59"] {
            let verdict = try asked.ask(run)
            #expect(verdict.act?.key == "2026-01")
            #expect(verdict.words == "Spent 499.99 EUR from 1 January 2026 to 14 January 2026, minimum 500.00 EUR")
        }
        try asked.spend("2026-01-14", 1, status: 2)
        #expect(try asked.ask("2026-01-20 12:00").isIdle)
    }

    @Test func `previous counts the whole month before the change day's`() throws {
        var asked = try MoveCase.turnover([.init("change_day", 5)])
        try asked.spend("2025-12-31", 50_000)
        try asked.spend("2026-02-01", 50_000)
        #expect(try asked.ask("2026-02-05 00:00").act?.key == "2026-01")
        try asked.spend("2026-01-01", 25_000)
        try asked.spend("2026-01-31", 25_000)
        #expect(try asked.ask("2026-02-05 00:00").isIdle)
    }

    @Test func `only orders in the counted statuses count`() throws {
        var asked = try MoveCase.turnover()
        try asked.spend("2026-01-10", 30_000, status: 1)
        try asked.spend("2026-01-10", 20_000, status: 2)
        try asked.spend("2026-01-10", 50_000, status: 3)
        #expect(try asked.ask("2026-02-01 00:00").isIdle)
        asked.set("statuses", ["shipped"])
        #expect(try asked.ask("2026-02-01 00:00").step == "move")
        asked.set("statuses", ["pending"])
        #expect(try asked.ask("2026-02-01 00:00").isIdle)
    }

    @Test func `an amount in another currency than the store's is not compared`() throws {
        var asked = try MoveCase.turnover()
        asked.question.shop.currency = try #require(Currency("PLN"))
        let verdict = try asked.ask("2026-02-01 00:00")
        #expect(verdict.isIdle && verdict.words == "The minimum is in EUR, but the store counts in PLN")
    }

    // MARK: Which period

    @Test func `cron stopped for months: only the latest missed month is decided`() throws {
        var asked = try MoveCase.turnover()
        asked.question.record.progress = Progress(decided: "2025-11")
        try asked.spend("2026-03-10", 50_000)
        #expect(try asked.ask("2026-04-10 06:00").isIdle)
        try asked.spend("2026-03-20", -1)
        #expect(try asked.ask("2026-04-10 06:00").act?.key == "2026-03")
    }

    @Test func `a decided period stands: a later refund does not reopen it`() throws {
        var asked = try MoveCase.turnover()
        asked.question.record.progress = Progress(decided: "2026-01")
        let verdict = try asked.ask("2026-02-10 06:00")
        #expect(verdict.isIdle)
        #expect(verdict.words == "Spent 0.00 EUR so far from 1 February 2026 to 28 February 2026, minimum 500.00 EUR")
        #expect(verdict.nextWords == "Decided on 1 March 2026")
        #expect(try asked.ask("2026-03-01 00:00").act?.key == "2026-02")
        asked.question.record.progress = Progress(decided: "2026-02")
        #expect(try asked.ask("2026-02-10 06:00").isIdle)
    }

    @Test func `moved in this period already: not again by the same run begun anew`() throws {
        var asked = try MoveCase.turnover()
        try asked.remember(.moved, "2026-01", at: "2026-02-01 06:00")
        #expect(try asked.ask("2026-02-01 06:10").isIdle)
        #expect(try asked.ask("2026-03-01 06:10").act?.key == "2026-02")
    }

    static let beginnings: [(began: String, moves: Bool)] = [
        ("2026-01-31 23:59", true), ("2026-02-01 00:00", false), ("2026-02-01 00:01", false),
    ]

    @Test(arguments: beginnings) func `a change day that passed before the rule began is not decided`(
        _ test: (began: String, moves: Bool)
    ) throws {
        let set: [(inout Question, Timestamp) -> Void] = [
            { $0.rule.enabledSince = $1 }, { $0.shop.automatedSince = $1 }, { $0.rule.seasonFrom = $1 },
        ]
        for begin in set {
            var asked = try MoveCase.turnover()
            begin(&asked.question, try asked.instant(test.began))
            #expect(try asked.ask("2026-02-01 06:00").step == (test.moves ? "move" : ""))
            #expect(try asked.ask("2026-03-01 06:00").act?.key == "2026-02")
            // Only tried out, the rule answers what it would decide now.
            asked.question.record.progress = nil
            #expect(try asked.ask("2026-02-01 06:00").act?.key == "2026-01")
        }
    }

    @Test func `a loser keeps its period and is asked the next day, even past its change day`() throws {
        var asked = try MoveCase.turnover()
        asked.question.record.progress = Progress(reminded: nil, decided: "2026-01")
        try asked.remember(.owed, "2026-01", at: "2026-02-01 06:00")
        let verdict = try asked.ask("2026-02-02 06:00")
        #expect(verdict.act?.key == "2026-01")
        #expect(verdict.notes == [.remember(.moved, key: "2026-01"), .forget(.owed, key: "2026-01")])
        // Where the next one has fallen due too, that is decided first.
        asked.question.record.progress = Progress(decided: "2026-01")
        #expect(try asked.ask("2026-03-01 06:00").act?.key == "2026-02")
        // Long past, it is overtaken by what is due now.
        #expect(try asked.ask("2026-04-01 06:00").act?.key == "2026-03")
        // A late order makes up for it.
        try asked.spend("2026-01-31", 50_000)
        #expect(try asked.ask("2026-02-02 06:00").notes == [.forget(.owed, key: "2026-01")])
    }

    @Test func `undo settles the period: the rule acts again only on a newer one`() throws {
        var asked = try MoveCase.reminding("2026-02")
        try asked.remember(.settled, "2026-01", at: "2026-02-01 12:00")
        #expect(try asked.ask("2026-02-02 06:00").isIdle)
        try asked.remember(.owed, "2026-01", at: "2026-02-01 06:00")
        #expect(try asked.ask("2026-02-02 06:00").act == nil)
        #expect(try asked.ask("2026-03-01 06:00").act?.key == "2026-02")
        // Nor on one before it, which the calendar of an edited rule may lead back to.
        asked.question.record = RuleRecord(progress: Progress(reminded: "2026-01", decided: "2025-12"))
        try asked.remember(.settled, "2026-02", at: "2026-02-10 12:00")
        #expect(try asked.ask("2026-02-15 06:00").isIdle)
        // What is settled is not reminded of either.
        asked.question.record = RuleRecord(progress: Progress(reminded: "2026-01", decided: "2026-01"))
        try asked.remember(.settled, "2026-02", at: "2026-02-10 12:00")
        #expect(try asked.ask("2026-02-20 06:00").isIdle)
        #expect(try asked.ask("2026-02-20 06:00").nextWords == "Reminded on 20 March 2026 if below the minimum then")
    }

    // MARK: The reminder

    @Test func `the reminder goes only to those below, and names the last counting day and what is missing`() throws {
        var asked = try MoveCase.reminding(decided: "2025-12")
        try asked.spend("2026-01-05", 12_345)
        #expect(try asked.ask(at: asked.start("2026-01-20").adding(milliseconds: -1)).isIdle)
        let verdict = try asked.ask("2026-01-20 00:00")
        let reminder = try #require(verdict.reminders.first)
        #expect(reminder.template == "turnover_reminder" && reminder.periodKey == "2026-01")
        #expect(verdict.notes == [.remember(.reminded, key: "2026-01")])
        let euro = try #require(Currency("EUR"))
        #expect(reminder["minimum"] == .money(Money(minorUnits: 50_000, currency: euro)))
        #expect(reminder["spent"] == .money(Money(minorUnits: 12_345, currency: euro)))
        #expect(reminder["missing"] == .money(Money(minorUnits: 37_655, currency: euro)))
        #expect(reminder["deadline"] == .day(try #require(CalendarDay(text: "2026-01-31"))))
        #expect(reminder["change_on"] == .day(try #require(CalendarDay(text: "2026-02-01"))))
        #expect(reminder["new_group"] == .groups(["retail"]))
        #expect(verdict.next?.at == (try asked.start("2026-02-01")))
        #expect(
            verdict.words
                == "Spent 123.45 EUR since 1 January 2026, minimum 500.00 EUR; 376.55 EUR missing until 31 January 2026, else moves to retail on 1 February 2026"
        )
        try asked.spend("2026-01-06", 37_655)
        #expect(try asked.ask("2026-01-20 00:00").isIdle)
        #expect(try asked.ask("2026-01-19 00:00").nextWords == "Reminded on 20 January 2026 if below the minimum then")
    }

    @Test func `with the current month, the last counting day is the one before the change`() throws {
        var asked = try MoveCase.turnover([.init("month", "current"), .init("change_day", 31), .init("remind_day", 30)])
        asked.question.record.progress = Progress(reminded: "2026-01", decided: "2026-01")
        #expect(try asked.ask("2026-02-26 23:59").isIdle)
        let reminder = try #require(try asked.ask("2026-02-27 00:00").reminders.first)
        #expect(reminder["deadline"] == .day(try #require(CalendarDay(text: "2026-02-27"))))
        #expect(reminder["change_on"] == .day(try #require(CalendarDay(text: "2026-02-28"))))
        asked.question.record.progress?.reminded = "2026-02"
        #expect(try asked.ask("2026-02-28 00:00").act?.key == "2026-02")
    }

    @Test func `one reminder per customer and period`() throws {
        var asked = try MoveCase.reminding(decided: "2025-12")
        try asked.remember(.reminded, "2026-01", at: "2026-01-20 06:00")
        #expect(try asked.ask("2026-01-21 06:00").isIdle)
        var swept = try MoveCase.reminding("2026-01", decided: "2025-12")
        #expect(try swept.ask("2026-01-21 06:00").isIdle)
        swept.question.record.progress?.reminded = "2025-12"
        #expect(try swept.ask("2026-01-21 06:00").step == "remind")
        #expect(try swept.ask("2026-01-31 23:59").step == "remind")
    }

    @Test func `reminders whose change day has passed are not sent`() throws {
        var asked = try MoveCase.reminding("2025-12", decided: "2025-12")
        #expect(try asked.ask("2026-02-01 00:00").reminders.isEmpty)
        asked.set("change_day", 5)
        // The month is over: a reminder could no longer be heeded.
        #expect(try asked.ask("2026-02-02 00:00").isIdle)
    }

    @Test func `a change is skipped if no run fell between its reminder day and its change day`() throws {
        for reminded in [nil, "2025-12"] {
            let verdict = try MoveCase.reminding(reminded, decided: "2025-12").ask("2026-02-01 06:00")
            #expect(verdict.isIdle)
            #expect(verdict.words == "Skipped for 1 January 2026 to 31 January 2026: no run sent the reminders in time")
        }
        #expect(try MoveCase.reminding("2026-01", decided: "2025-12").ask("2026-02-01 06:00").step == "move")
        // Only tried out, nothing has been reminded yet.
        var tried = try MoveCase.reminding()
        tried.question.record.progress = nil
        #expect(try tried.ask("2026-02-01 06:00").step == "move")
        // Decided already and only owed, it is not skipped.
        var owed = try MoveCase.reminding("2025-12", decided: "2026-01")
        try owed.remember(.owed, "2026-01", at: "2026-02-01 06:00")
        #expect(try owed.ask("2026-02-02 06:00").step == "move")
    }

    @Test func `the next month's reminders may go out before this month's change`() throws {
        var asked = try MoveCase.turnover([.init("remind_day", 20), .init("change_day", 25)])
        asked.question.record.progress = Progress(reminded: "2026-02", decided: "2025-12")
        asked.question.rule.enabledSince = try asked.start("2026-02-01").adding(milliseconds: -1)
        #expect(try asked.ask("2026-02-25 06:00").act?.key == "2026-01")
        // A rule that began when the month was over has reminded nobody of it.
        asked.question.rule.enabledSince = try asked.start("2026-02-01")
        #expect(try asked.ask("2026-02-25 06:00").words.hasPrefix("Skipped for 1 January 2026"))
    }

    @Test func `who falls below by a refund after the reminder day is changed without a reminder`() throws {
        var asked = try MoveCase.reminding("2025-12", decided: "2025-12")
        try asked.spend("2026-01-05", 50_000)
        #expect(try asked.ask("2026-01-20 06:00").isIdle)
        asked.question.record.progress?.reminded = "2026-01"
        asked.question.customer.spend[0].amount = 49_999
        #expect(try asked.ask("2026-01-25 06:00").isIdle)
        #expect(try asked.ask("2026-02-01 06:00").act?.key == "2026-01")
    }

    @Test func `remind_day null and direction reached are no reminder`() throws {
        let silent = try MoveCase.turnover()
        #expect(try silent.ask("2026-01-20 06:00").reminders.isEmpty)
        var reached = try MoveCase.turnover([.init("direction", "reached")])
        try reached.spend("2026-01-05", 50_000)
        #expect(try reached.ask("2026-01-25 06:00").isIdle)
        #expect(try reached.ask("2026-02-01 06:00").step == "move")
    }

    @Test func `nobody is reminded of a change that the season's end forestalls`() throws {
        var asked = try MoveCase.reminding(decided: "2025-12")
        asked.question.rule.seasonUntil = try asked.start("2026-02-01")
        #expect(try asked.ask("2026-01-20 06:00").isIdle)
        asked.question.rule.seasonUntil = try asked.start("2026-02-01").adding(milliseconds: 1)
        #expect(try asked.ask("2026-01-20 06:00").step == "remind")
    }

    @Test func `a change and the next reminder may fall on one question, but a move silences the reminder`() throws {
        var asked = try MoveCase.reminding("2026-01", decided: "2025-12")
        let moved = try asked.ask("2026-02-21 06:00")
        #expect(moved.act?.key == "2026-01" && moved.reminders.isEmpty)
        try asked.spend("2026-01-05", 50_000)
        let stayed = try asked.ask("2026-02-21 06:00")
        #expect(stayed.act == nil && stayed.reminders.map(\.periodKey) == ["2026-02"])
    }
}
