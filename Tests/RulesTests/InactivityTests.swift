import Domain
import JSON
import Testing

@testable import Rules

/// Inactivity, worked out by hand (2-domain §3, §5 `inactivity`, §6).
@Suite struct InactivityTests {
    static let reminding: JSONValue = ["remind_after_days": 60, "change_after_days": 90, "target": "retail"]
    static let silent: JSONValue = ["change_after_days": 90, "target": "retail"]

    /// A customer whose only order was on 1 January 2026: reminded on 2 March, moved on 1 April.
    private func customer(_ params: JSONValue = reminding, zone: String = "Europe/Warsaw") throws -> MoveCase {
        var found = try MoveCase("inactivity", params, zone: zone)
        try found.spend("2026-01-01")
        return found
    }

    // MARK: Days

    static let days: [(zone: String, ordered: String, limit: Int, due: String)] = [
        ("Europe/Warsaw", "2026-01-01", 90, "2026-04-01"),
        ("America/New_York", "2026-01-01", 90, "2026-04-01"),
        ("Australia/Lord_Howe", "2026-01-01", 90, "2026-04-01"),
        ("Asia/Kathmandu", "2026-01-01", 90, "2026-04-01"),
        // The clocks change on the day, and on the day before.
        ("Europe/Warsaw", "2026-03-28", 1, "2026-03-29"),
        ("Europe/Warsaw", "2026-03-28", 2, "2026-03-30"),
        ("Europe/Warsaw", "2026-10-24", 2, "2026-10-26"),
        ("America/New_York", "2026-03-07", 1, "2026-03-08"),
        ("America/New_York", "2026-10-31", 2, "2026-11-02"),
        ("Australia/Lord_Howe", "2026-04-04", 2, "2026-04-06"),
        ("Australia/Lord_Howe", "2026-10-03", 2, "2026-10-05"),
        // Leap years, and months of every length.
        ("Europe/Warsaw", "2028-02-28", 1, "2028-02-29"),
        ("Europe/Warsaw", "2028-02-28", 2, "2028-03-01"),
        ("Asia/Kathmandu", "2027-02-28", 1, "2027-03-01"),
        ("Europe/Warsaw", "2028-02-29", 366, "2029-03-01"),
        ("Europe/Warsaw", "2026-01-31", 3_650, "2036-01-29"),
    ]

    @Test(arguments: days) func `N days after D is due when the local day is D + N, from midnight`(
        _ test: (zone: String, ordered: String, limit: Int, due: String)
    ) throws {
        var asked = try MoveCase(
            "inactivity", ["change_after_days": .integer(test.limit), "target": "retail"], zone: test.zone)
        try asked.spend(test.ordered)
        let due = try asked.start(test.due)
        let before = try asked.ask(at: due.adding(milliseconds: -1))
        #expect(before.isIdle)
        #expect(before.next?.at == due)
        let verdict = try asked.ask(at: due)
        #expect(verdict.step == "move")
        #expect(verdict.act?.key == test.ordered)
        #expect(try asked.ask(test.ordered + " 23:59").next?.at == due)
    }

    @Test func `what the rule says holds its facts in words and figures`() throws {
        let asked = try customer(Self.silent)
        #expect(try asked.ask("2026-04-01 00:00").words == "90 days since 1 January 2026, limit 90")
        let early = try asked.ask("2026-01-02 10:00")
        #expect(early.words == "1 day since 1 January 2026, limit 90")
        #expect(early.nextWords == "Moves to retail on 1 April 2026")
        #expect(try customer().ask("2026-01-02 10:00").nextWords == "A reminder goes out on 2 March 2026")
    }

    // MARK: The reminder

    @Test func `the reminder is due on its day and says what comes of it`() throws {
        let asked = try customer()
        #expect(try asked.ask(at: asked.start("2026-03-02").adding(milliseconds: -1)).isIdle)
        let verdict = try asked.ask("2026-03-02 00:00")
        let reminder = try #require(verdict.reminders.first)
        #expect(verdict.step == "remind" && verdict.notes == [.remember(.reminded, key: "2026-01-01")])
        #expect(reminder.template == "inactivity_reminder" && reminder.periodKey == "2026-01-01")
        #expect(reminder["days_inactive"] == .number(60))
        #expect(reminder["since"] == .day(try #require(CalendarDay(text: "2026-01-01"))))
        #expect(reminder["change_on"] == .day(try #require(CalendarDay(text: "2026-04-01"))))
        #expect(reminder["new_group"] == .groups(["retail"]))
        #expect(reminder["never_bought"] == .number(0) && reminder["restores"] == .number(1))
        #expect(verdict.next?.at == (try asked.start("2026-04-01")))
        #expect(
            verdict.words
                == "60 days since 1 January 2026; without an order the customer moves to retail on 1 April 2026")
    }

    @Test func `the promise to restore the group appears only where the rule does so`() throws {
        var asked = try customer()
        asked.set("restore_on_purchase", false)
        #expect(try asked.ask("2026-03-02 00:00").reminders.first?["restores"] == .number(0))
        try asked.remember(.reminded, "2026-01-01", at: "2026-03-02 00:00")
        #expect(try asked.ask("2026-04-01 00:00").act?.mail?["restores"] == .number(0))
    }

    @Test func `one reminder per spell`() throws {
        var asked = try customer()
        try asked.remember(.reminded, "2026-01-01", at: "2026-03-02 06:00")
        let again = try asked.ask("2026-03-02 06:01")
        #expect(again.isIdle)
        #expect(again.words == "60 days since 1 January 2026, limit 90; reminded on 2 March 2026")
        #expect(try asked.ask("2026-03-31 23:59").isIdle)
        try asked.spend("2026-03-10")
        #expect(try asked.ask("2026-05-08 23:59").isIdle)
        #expect(try asked.ask("2026-05-09 00:00").notes == [.remember(.reminded, key: "2026-03-10")])
    }

    /// Change due = max(since + change_after, reminder day + (change_after − remind_after)).
    static let reminded: [(at: String, change: String)] = [
        ("2026-03-02 00:00", "2026-04-01"), ("2026-03-02 23:59", "2026-04-01"), ("2026-03-03 00:00", "2026-04-02"),
        ("2026-03-25 12:00", "2026-04-24"), ("2027-01-31 12:00", "2027-03-02"),
        // Given under other limits, long ago.
        ("2026-01-15 12:00", "2026-04-01"),
    ]

    @Test(arguments: reminded) func `who is reminded late is moved that much later`(
        _ test: (at: String, change: String)
    ) throws {
        var asked = try customer()
        try asked.remember(.reminded, "2026-01-01", at: test.at)
        let due = try asked.start(test.change)
        let before = try asked.ask(at: due.adding(milliseconds: -1))
        #expect(before.isIdle && before.next?.at == due)
        #expect(try asked.ask(at: due).step == "move")
    }

    @Test func `anyone past both limits when the rule starts is reminded first`() throws {
        var asked = try customer()
        let first = try asked.ask("2027-05-31 08:00")
        #expect(first.step == "remind" && first.act == nil)
        #expect(first.reminders.first?["change_on"] == .day(try #require(CalendarDay(text: "2027-06-30"))))
        #expect(first.next?.at == (try asked.start("2027-06-30")))
        try asked.remember(.reminded, "2026-01-01", at: "2027-05-31 08:00")
        #expect(try asked.ask("2027-06-29 23:59").isIdle)
        #expect(try asked.ask("2027-06-30 00:00").step == "move")
    }

    @Test func `a reminder is given when it is decided, whatever becomes of the mail`() throws {
        var asked = try customer()
        asked.question.common.mails = ["inactivity_reminder": false, "group_change": false]
        asked.question.customer.email = nil
        #expect(try asked.ask("2026-03-02 00:00").step == "remind")
        try asked.remember(.reminded, "2026-01-01", at: "2026-03-02 00:00")
        #expect(try asked.ask("2026-04-01 00:00").step == "move")
    }

    @Test func `remind_after_days null is no reminder`() throws {
        let asked = try customer(Self.silent)
        #expect(try asked.ask("2026-03-31 23:59").isIdle)
        let verdict = try asked.ask("2026-12-24 18:00")
        #expect(verdict.step == "move" && verdict.reminders.isEmpty)
        #expect(verdict.act?.mail?.template == "group_change")
        #expect(verdict.act?.joins.first?.isJoining == false)
    }

    @Test func `nobody is reminded of a change that the season's end forestalls`() throws {
        var asked = try customer()
        asked.question.rule.seasonUntil = try asked.start("2026-04-01")
        #expect(try asked.ask("2026-03-02 00:00").isIdle)
        asked.question.rule.seasonUntil = try asked.start("2026-04-01").adding(milliseconds: 1)
        #expect(try asked.ask("2026-03-02 00:00").step == "remind")
    }

    // MARK: Since when

    @Test func `never bought: since registration, else since first known`() throws {
        var asked = try MoveCase("inactivity", Self.reminding)
        asked.question.customer.registeredAt = try asked.instant("2026-01-01 23:59")
        asked.question.customer.firstKnownAt = try asked.instant("2026-02-01 08:00")
        let verdict = try asked.ask("2026-03-02 00:00")
        #expect(verdict.step == "remind" && verdict.reminders.first?["never_bought"] == .number(1))
        asked.question.customer.registeredAt = nil
        #expect(try asked.ask("2026-04-01 23:59").isIdle)
        #expect(try asked.ask("2026-04-02 00:00").notes == [.remember(.reminded, key: "2026-02-01")])
    }

    @Test func `who bought and has no registration date counts from the last order alone`() throws {
        var asked = try customer(Self.silent)
        asked.question.customer.registeredAt = nil
        asked.question.customer.firstKnownAt = try asked.instant("2026-03-15 08:00")
        #expect(try asked.ask("2026-04-01 00:00").act?.key == "2026-01-01")
    }

    @Test func `registration after the last counted order begins the spell`() throws {
        var asked = try customer(Self.silent)
        asked.question.customer.registeredAt = try asked.instant("2026-02-01 08:00")
        #expect(try asked.ask("2026-05-01 23:59").isIdle)
        #expect(try asked.ask("2026-05-02 00:00").act?.key == "2026-02-01")
    }

    @Test func `include_never_bought off leaves those alone who have never bought`() throws {
        var asked = try MoveCase("inactivity", Self.silent)
        asked.set("include_never_bought", false)
        #expect(try asked.ask("2026-04-01 00:00").words.hasPrefix("Has never bought"))
        #expect(try asked.ask("2026-04-01 00:00").isIdle && asked.ask("2026-04-01 00:00").next == nil)
        try asked.spend("2025-12-01", 0, orders: 0)
        #expect(try asked.ask("2026-04-01 00:00").isIdle)
        try asked.spend("2026-01-01", 0)
        #expect(try asked.ask("2026-04-01 00:00").step == "move")
    }

    @Test func `only orders in the counted statuses count`() throws {
        var asked = try customer(Self.silent)
        try asked.spend("2026-02-01", status: 2)
        try asked.spend("2026-03-01", status: 3)
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-02-01")
        asked.set("statuses", ["pending"])
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-03-01")
        asked.set("statuses", ["paid"])
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-01-01")
    }

    @Test func `joining counts when a person, a purchase or a promotion put them there`() throws {
        var asked = try customer(Self.silent)
        asked.question.customer.memberships.append(
            MembershipFact(
                group: "wholesale", source: .manual, from: try asked.instant("2026-02-01 00:00"),
                joinedAt: try asked.instant("2026-02-01 00:00")))
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-02-01")
        // Imports, shop grants and automatic demotions carry no `joinedAt`.
        asked.question.customer.memberships[2].joinedAt = nil
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-01-01")
        // Nor does a membership count that is over, or one of another group.
        asked.question.customer.memberships[2].joinedAt = try asked.instant("2026-02-01 00:00")
        asked.question.customer.memberships[2].isInForce = false
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-01-01")
        asked.question.customer.memberships[2].isInForce = true
        asked.question.customer.memberships[2].group = "club"
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-01-01")
    }

    @Test func `an order on the local day counts for that day in the store's zone`() throws {
        var asked = try customer(Self.silent, zone: "Asia/Kathmandu")
        asked.question.customer.registeredAt = Timestamp(rfc3339: "2026-01-31T18:15:00Z")
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-02-01")
        asked.question.customer.registeredAt = Timestamp(rfc3339: "2026-01-31T18:14:59Z")
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-01-31")
    }

    @Test func `an order dated ahead counts when its day comes`() throws {
        var asked = try MoveCase("inactivity", Self.silent)
        asked.set("include_never_bought", false)
        try asked.spend("2026-01-04", 0, orders: 0)
        try asked.spend("2026-01-05")
        #expect(try asked.ask("2026-01-03 23:59").next?.at == (try asked.start("2026-01-05")))
        let early = try asked.ask("2026-01-04 23:59")
        #expect(early.next?.at == (try asked.start("2026-01-05")))
        #expect(early.nextWords == "An order dated 5 January 2026 counts from that day")
        #expect(try asked.ask("2026-01-05 00:00").next?.at == (try asked.start("2026-04-05")))
    }

    // MARK: Taken back, undone, moved again

    @Test func `taken back and then void: the key gains the restoring change, and the reminder is given anew`() throws {
        var asked = try customer()
        try asked.remember(.reminded, "2026-01-01", at: "2026-03-02 06:00")
        try asked.remember(.moved, "2026-01-01", at: "2026-04-01 06:00", change: 70)
        try asked.remember(.restored, "2026-01-01", at: "2026-05-10 12:00", change: 77)
        // The order of 10 May is void now: the spell is that of 1 January again.
        let verdict = try asked.ask("2026-05-20 06:00")
        #expect(verdict.step == "remind" && verdict.notes == [.remember(.reminded, key: "2026-01-01/77")])
        #expect(verdict.reminders.first?.periodKey == "2026-01-01/77")
        try asked.remember(.reminded, "2026-01-01/77", at: "2026-05-20 06:00")
        #expect(try asked.ask("2026-06-18 23:59").isIdle)
        #expect(try asked.ask("2026-06-19 00:00").act?.key == "2026-01-01/77")
        // And once more.
        try asked.remember(.moved, "2026-01-01/77", at: "2026-06-19 06:00", change: 80)
        try asked.remember(.restored, "2026-01-01/77", at: "2026-07-01 12:00", change: 81)
        #expect(try asked.ask("2026-07-02 06:00").notes == [.remember(.reminded, key: "2026-01-01/81")])
    }

    @Test func `while the restoring order stands, its day begins the spell`() throws {
        var asked = try customer()
        try asked.remember(.restored, "2026-01-01", at: "2026-05-10 12:00", change: 77)
        try asked.spend("2026-05-10")
        #expect(try asked.ask("2026-07-08 23:59").isIdle)
        #expect(try asked.ask("2026-07-09 00:00").notes == [.remember(.reminded, key: "2026-05-10")])
    }

    @Test func `a decision that names no change, or its own, ends the search for the key`() throws {
        var asked = try customer()
        try asked.remember(.restored, "2026-01-01", at: "2026-05-10 12:00", change: nil)
        #expect(try asked.ask("2026-06-01 00:00").notes == [.remember(.reminded, key: "2026-01-01")])
        asked.question.record.decisions = []
        try asked.remember(.restored, "2026-01-01", at: "2026-05-10 12:00", change: 5)
        try asked.remember(.restored, "2026-01-01/5", at: "2026-05-10 12:00", change: 5)
        #expect(try asked.ask("2026-06-01 00:00").notes == [.remember(.reminded, key: "2026-01-01/5")])
    }

    @Test func `undo settles the spell: the rule acts again only on a newer one`() throws {
        var asked = try customer(Self.silent)
        try asked.remember(.settled, "2026-01-01", at: "2026-04-02 12:00")
        #expect(try asked.ask("2026-12-01 00:00").isIdle)
        #expect(try asked.ask("2026-12-01 00:00").words.hasPrefix("The move was undone by hand"))
        try asked.spend("2026-01-02")
        #expect(try asked.ask("2026-12-01 00:00").act?.key == "2026-01-02")
        // An order that falls away later leads back to a spell that is not newer.
        asked.question.customer.spend.removeAll()
        try asked.spend("2025-12-31")
        #expect(try asked.ask("2026-12-01 00:00").isIdle)
    }

    @Test func `moved before and put there again by the shop: judged again with the same reminder`() throws {
        var asked = try customer()
        try asked.remember(.reminded, "2026-01-01", at: "2026-03-02 06:00")
        try asked.remember(.moved, "2026-01-01", at: "2026-04-01 06:00", change: 70)
        asked.question.customer.memberships[0] = MembershipFact(
            group: "wholesale", source: .shop, from: try asked.instant("2026-04-20 12:00"))
        let verdict = try asked.ask("2026-04-21 06:00")
        #expect(verdict.act?.key == "2026-01-01" && verdict.reminders.isEmpty)
    }

    @Test func `a move that was owed is no longer owed once made`() throws {
        var asked = try customer(Self.silent)
        try asked.remember(.owed, "2026-01-01", at: "2026-04-01 06:00")
        let verdict = try asked.ask("2026-04-02 00:00")
        #expect(verdict.step == "move")
        #expect(verdict.notes == [.remember(.moved, key: "2026-01-01"), .forget(.owed, key: "2026-01-01")])
    }

    // MARK: When to ask again

    @Test func `due at a report of an order, it is done by the next run`() throws {
        var asked = try customer()
        asked.question.moment = .order(ID(1), becamePaid: false)
        let now = try asked.instant("2026-03-02 09:00")
        let verdict = try asked.ask(at: now)
        #expect(verdict.isIdle && verdict.next?.at == now)
        #expect(verdict.nextWords == "Due with the next run")
        #expect(try asked.ask("2026-03-01 09:00").next?.at == (try asked.start("2026-03-02")))
    }

    @Test func `the end of a membership is a reason to ask again`() throws {
        var asked = try customer(Self.silent)
        let end = try asked.instant("2026-04-11 00:00")
        asked.question.customer.memberships.append(
            MembershipFact(group: "wholesale", source: .rule, isPurchase: true, from: .zero, end: end))
        #expect(try asked.ask("2026-04-01 00:00").next?.at == end)
        asked.question.customer.memberships[2].isInForce = false
        #expect(try asked.ask(at: end).step == "move")
        // An end that came while the master switch was off is no longer ahead.
        asked.question.customer.memberships[2].isInForce = true
        #expect(try asked.ask("2026-05-01 00:00").next == nil)
    }

    @Test func `account age alone: asked again on the day it is reached`() throws {
        var asked = try customer(Self.silent)
        asked.question.customer.registeredAt = try asked.instant("2025-12-31 23:00")
        asked.question.common.minimumAccountAgeDays = 120
        let verdict = try asked.ask("2026-04-01 00:00")
        #expect(verdict.isIdle)
        #expect(verdict.next?.at == (try asked.start("2026-04-30")))
        #expect(verdict.nextWords == "The account is old enough on 30 April 2026")
        #expect(try asked.ask("2026-04-30 00:00").step == "move")
    }

    /// Asked every six hours for two years: nothing may come at an hour that `next` did not foretell.
    @Test(arguments: ["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
    func `next is the first instant at which the same facts give another answer`(_ zone: String) throws {
        for ordered in ["2026-01-01", "2026-01-27", "2026-02-28"] {
            var asked = try MoveCase("inactivity", Self.reminding, zone: zone)
            try asked.spend(ordered)
            asked.question.common.minimumAccountAgeDays = 40
            asked.question.customer.registeredAt = try asked.instant("2026-01-20 12:00")
            asked.question.customer.memberships.append(
                MembershipFact(
                    group: "wholesale", source: .rule, isPurchase: true, from: .zero,
                    end: try asked.instant("2026-03-15 00:00")))
            var at = try asked.instant("2026-02-28 03:00")
            var next: Timestamp? = at
            var steps: [String] = []
            while at < (try asked.instant("2027-02-28 00:00")) {
                asked.question.customer.memberships[2].isInForce = at < (try asked.instant("2026-03-15 00:00"))
                let verdict = try asked.ask(at: at)
                if !verdict.isIdle {
                    steps.append(verdict.step)
                    #expect(next.map { $0 <= at } == true, "not foretold: \(at)")
                    for case .remember(let kind, let key) in verdict.notes {
                        asked.question.record.decisions.append(Decision(kind, key, at: at))
                    }
                }
                if verdict.act != nil { break }
                next = verdict.next?.at
                let step = at.adding(seconds: 6 * 3_600)
                at = next.map { $0 > at ? min($0, step) : step } ?? step
            }
            #expect(steps == ["remind", "move"])
        }
    }
}
