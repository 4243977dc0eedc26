import Domain
import JSON
import Testing

@testable import Rules

/// Whom turnover rules judge, and when they ask (2-domain §5 `turnover`).
@Suite struct TurnoverMembershipTests {
    /// From, end; the first instant of January 2026 to the last counted one.
    static let spans: [(spans: [(String, String?)], isJudged: Bool)] = [
        ([("2026-01-01 00:00", nil)], true), ([("2026-01-01 00:01", nil)], false),
        ([("2025-06-01 00:00", "2026-01-10 12:00"), ("2026-01-10 12:00", nil)], true),
        ([("2025-06-01 00:00", "2026-01-10 12:00"), ("2026-01-10 12:01", nil)], false),
        ([("2026-01-05 00:00", nil), ("2025-06-01 00:00", "2026-01-20 00:00")], true),
        ([("2025-06-01 00:00", "2026-01-31 23:59"), ("2026-02-01 00:00", nil)], false),
        ([("2025-06-01 00:00", "2026-02-01 00:00"), ("2026-02-01 05:00", nil)], true),
        ([], false),
    ]

    @Test(arguments: spans) func `only who was in some source group throughout the period is judged`(
        _ test: (spans: [(String, String?)], isJudged: Bool)
    ) throws {
        var asked = try MoveCase.turnover()
        asked.question.record.progress = Progress(decided: "2025-12")
        // The groups may be different ones, as long as there was one.
        asked.question.customer.memberships = try test.spans.enumerated().map { index, span in
            MembershipFact(
                group: index == 0 ? "wholesale" : "partner", source: .manual, from: try asked.instant(span.0),
                end: try span.1.map(asked.instant), isInForce: span.1 == nil)
        }
        let verdict = try asked.ask("2026-02-01 06:00")
        #expect(verdict.step == (test.isJudged ? "move" : ""))
        if !test.isJudged {
            let words =
                "Not judged for 1 January 2026 to 31 January 2026: was not in wholesale, partner all that time"
            #expect(verdict.words == words)
        }
        asked.set("whole_period_only", false)
        #expect(try asked.ask("2026-02-01 06:00").step == "move")
    }

    @Test func `other groups' memberships do not fill a gap`() throws {
        var asked = try MoveCase.turnover()
        asked.question.record.progress = Progress(decided: "2025-12")
        asked.question.customer.memberships[0].from = try asked.instant("2026-01-15 00:00")
        asked.question.customer.memberships[1].from = .zero
        #expect(try asked.ask("2026-02-01 06:00").isIdle)
    }

    @Test func `who joined in the month is neither reminded nor told of this month's change`() throws {
        var asked = try MoveCase.reminding(decided: "2025-12")
        asked.question.customer.memberships[0].from = try asked.instant("2026-01-05 12:00")
        let verdict = try asked.ask("2026-01-20 06:00")
        #expect(verdict.isIdle && verdict.words.hasPrefix("Not judged for 1 January 2026"))
        #expect(verdict.next?.at == (try asked.start("2026-02-20")))
        asked.set("whole_period_only", false)
        #expect(try asked.ask("2026-01-20 06:00").step == "remind")
    }

    @Test func `past its foreseen end but kept while the master switch was off, a membership goes on`() throws {
        var asked = try MoveCase.turnover()
        asked.question.record.progress = Progress(decided: "2025-12")
        asked.question.customer.memberships[0].end = try asked.instant("2026-01-10 00:00")
        #expect(try asked.ask("2026-02-01 06:00").step == "move")
    }

    @Test func `ended memberships are read only where the whole period matters`() throws {
        var asked = try MoveCase.turnover()
        #expect(try asked.terms().kind.needs == FactNeeds(history: true, spendDays: 125))
        asked.set("whole_period_only", false)
        #expect(try asked.terms().kind.needs == FactNeeds(history: false, spendDays: 125))
    }

    // MARK: When to ask again

    @Test func `everyone is asked by sweeps, and a candidate is told of the next`() throws {
        let asked = try MoveCase.reminding("2026-01", decided: "2025-12")
        let kind = try asked.terms().kind
        let at = try asked.instant("2026-01-20 06:00")
        #expect(kind.nextSweep(after: at, zone: asked.zone) == (try asked.start("2026-02-01")))
        #expect(try asked.ask(at: at).next?.at == (try asked.start("2026-02-01")))
        var outside = asked
        outside.question.customer.groups = ["club"]
        #expect(try outside.ask(at: at).next == nil)
    }

    @Test func `account age alone: asked at the first sweep once it is reached`() throws {
        var asked = try MoveCase.reminding("2025-12", decided: "2025-12")
        asked.question.customer.registeredAt = try asked.instant("2026-01-01 12:00")
        asked.question.common.minimumAccountAgeDays = 31
        #expect(try asked.ask("2026-01-20 06:00").next?.at == (try asked.start("2026-02-01")))
        asked.question.common.minimumAccountAgeDays = 32
        #expect(try asked.ask("2026-01-20 06:00").next?.at == (try asked.start("2026-02-20")))
    }

    /// Two years of sweeps as the engine makes them: reminders and moves come in turn, and nothing in between.
    @Test(arguments: ["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
    func `asked at sweeps alone, each month is reminded once and decided once`(_ zone: String) throws {
        for (month, remind, change) in [("previous", 20, 1), ("current", 30, 31), ("previous", 20, 25)] {
            var asked = try MoveCase.turnover(
                [
                    .init("month", .string(month)), .init("remind_day", .integer(remind)),
                    .init("change_day", .integer(change)),
                ], zone: zone)
            let rule = try #require(try asked.terms().kind as? TurnoverRule)
            var at = try asked.instant("2026-01-01 00:00")
            var steps: [String] = []
            asked.question.rule.enabledSince = at
            for _ in 0..<48 {
                at = try #require(rule.nextSweep(after: at, zone: asked.zone))
                let verdict = try asked.ask(at: at)
                steps.append(verdict.step + " " + (verdict.act?.key ?? verdict.reminders.first?.periodKey ?? "-"))
                #expect(try asked.ask(at: at.adding(milliseconds: -1)).isIdle)
                let today = asked.zone.day(at: at)
                if let period = rule.calendar.reminding(on: today) {
                    asked.question.record.progress?.reminded = period.key
                }
                asked.question.record.progress?.decided = rule.calendar.latestDecided(on: today).key
            }
            let keys = (0..<24).map { TurnoverMonth(of: asked.zone.day(at: at)).adding($0 - 30).key }
            for key in keys {
                #expect(steps.filter { $0 == "remind \(key)" }.count == (key < "2026-01" ? 0 : 1))
                #expect(steps.filter { $0 == "move \(key)" }.count == (key < "2026-01" ? 0 : 1))
            }
        }
    }
}
