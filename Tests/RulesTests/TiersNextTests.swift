import Domain
import JSON
import Testing

@testable import Rules

/// When a ladder asks for a customer again (2-domain §7), and what cron's pauses do (§3).
@Suite struct TiersNextTests {
    static let zones = ["UTC", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]

    @Test(arguments: zones) func `spend that grows too old is found on the first day it counts no longer`(
        _ zone: String
    ) throws {
        var climb = try Climb([.init("period", ["kind": "rolling", "days": 90])], zone: zone)
        try climb.spent(600, on: "2027-01-01")
        let next = try #require(try climb.go("2027-01-01", .payment).next)
        #expect(next.at == (try climb.midnight("2027-04-01")))
        #expect(climb.ask(next.at.adding(milliseconds: -1)).short == "nothing")
        #expect(climb.ask(next.at).short == "demoted  -silver")
    }

    static let nexts: [(params: [JSONValue.Member], paid: String, next: String?)] = [
        ([], "2027-01-31", nil),
        ([.init("downgrade", "never"), .init("period", ["kind": "rolling", "days": 5])], "2027-01-31", nil),
        ([.init("period", ["kind": "rolling", "months": 1])], "2027-01-31", "2027-03-01"),
        ([.init("period", ["kind": "rolling", "months": 1])], "2028-01-31", "2028-03-01"),
        ([.init("period", ["kind": "rolling", "months": 12])], "2028-02-29", "2029-03-01"),
        ([.init("period", ["kind": "calendar", "unit": "month"])], "2027-01-31", "2027-02-01"),
        ([.init("period", ["kind": "calendar", "unit": "quarter"])], "2027-02-10", "2027-04-01"),
        ([.init("period", ["kind": "calendar", "unit": "year"])], "2027-02-10", "2028-01-01"),
        (
            [.init("period", ["kind": "calendar", "unit": "month"]), .init("check", ["kind": "monthly", "day": 31])],
            "2027-01-30", "2027-02-28"
        ),
        (
            [.init("period", ["kind": "calendar", "unit": "month"]), .init("check", ["kind": "manual"])],
            "2027-01-30", nil
        ),
        ([.init("upgrade", "on_check")], "2027-01-31", "2027-02-01"),
        ([.init("upgrade", "on_check"), .init("check", ["kind": "monthly", "day": 31])], "2027-01-31", "2027-02-28"),
        ([.init("upgrade", "on_check"), .init("check", ["kind": "manual"])], "2027-01-31", nil),
        (
            [.init("period", ["kind": "calendar", "unit": "month", "span": "last_complete"])], "2027-01-31",
            "2027-02-01"
        ),
    ]

    @Test(arguments: nexts) func `the next question comes with the first check that would answer otherwise`(
        _ test: (params: [JSONValue.Member], paid: String, next: String?)
    ) throws {
        var climb = try Climb(test.params)
        // The check of that day was made before.
        climb.progress = Progress(decided: test.paid)
        try climb.spent(600, on: test.paid)
        #expect(try climb.go(test.paid, .payment).nextDay == test.next)
    }

    @Test func `with a lower retain only the spend that matters is waited for`() throws {
        var climb = try Climb([.init("period", ["kind": "rolling", "days": 10])])
        try climb.spent(200, on: "2027-03-01")
        try climb.spent(400, on: "2027-03-02")
        try climb.spent(400, on: "2027-03-03")
        let first = try climb.go("2027-03-03", .payment)
        #expect(first.short == "promoted gold")
        #expect(first.nextDay == "2027-03-12")
        #expect(first.next?.sentence.code == "tiers.will_leave")
        #expect(try climb.go("2027-03-12").nextDay == nil)
    }

    // MARK: Cron's pauses

    @Test func `a monthly check that was missed is made once, later`() throws {
        var climb = try Climb([
            .init("period", ["kind": "rolling", "days": 30]), .init("check", ["kind": "monthly", "day": 1]),
        ])
        try climb.spent(600, on: "2027-01-10")
        try climb.go("2027-01-10", .payment)
        try climb.go("2027-02-01")
        #expect(try climb.ask("2027-02-09").short == "nothing")
        #expect(try climb.ask("2027-02-28").short == "nothing")
        #expect(try climb.ask("2027-03-01").short == "demoted  -silver")
        #expect(try climb.go("2027-05-20").short == "demoted  -silver")
        #expect(try climb.ask("2027-05-21").short == "nothing")
    }

    @Test func `a missed check is not forgotten when something else happens first`() throws {
        var climb = try Climb([
            .init("period", ["kind": "rolling", "days": 30]), .init("check", ["kind": "monthly", "day": 1]),
        ])
        try climb.spent(600, on: "2027-01-10")
        try climb.go("2027-01-10", .payment)
        try climb.go("2027-02-01")
        #expect(try climb.ask("2027-02-20", .other).nextDay == "2027-03-01")
        #expect(try climb.ask("2027-03-02", .other).nextDay == "2027-03-01")
        #expect(try climb.ask("2027-03-02").short == "demoted  -silver")
    }

    @Test func `a check that a run has made is not made again for what is heard of later`() throws {
        var climb = try Climb([.init("upgrade", "on_check"), .init("check", ["kind": "monthly", "day": 10])])
        try climb.go("2027-03-10")
        try climb.spent(600, on: "2027-03-09")
        #expect(try climb.ask("2027-03-11").short == "nothing")
        #expect(try climb.ask("2027-03-11").nextDay == "2027-04-10")
        climb.progress = Progress()
        #expect(try climb.ask("2027-03-11").short == "promoted silver")
        climb.enabledSince = try climb.noon("2027-03-11")
        #expect(try climb.ask("2027-03-11").short == "nothing")
    }

    // MARK: Asked when due and asked every day

    static let periods: [JSONValue] = [
        ["kind": "lifetime"], ["kind": "rolling", "days": 45], ["kind": "rolling", "months": 2],
        ["kind": "calendar", "unit": "month"], ["kind": "calendar", "unit": "quarter", "span": "last_complete"],
    ]

    @Test(arguments: 0..<40) func `asked only when due, a ladder does what it does asked every day`(
        _ seed: Int
    ) throws {
        var dice = Dice(state: UInt64(seed + 1))
        func pick<Value>(_ values: [Value]) -> Value { values[dice.roll(values.count)] }
        let params: [JSONValue.Member] = [
            .init("period", pick(Self.periods)), .init("upgrade", pick(["on_payment", "on_check"])),
            .init("downgrade", pick(["never", "on_check", "on_check", "immediate"])),
            .init("grace_days", pick([0, 0, 5, 40])),
            .init("check", pick([["kind": "daily"], ["kind": "monthly", "day": 1], ["kind": "monthly", "day": 31]])),
        ]
        var always = try Climb(params, zone: pick(Self.zones))
        always.blocked = pick([[], [], ["gold"]])
        var due = always
        var asked = Timestamp.zero as Timestamp?
        let first = try Climb.day("2027-01-01")
        for offset in 0..<500 {
            let day = first.adding(days: offset)
            let midnight = always.zone.start(of: day)
            // How far the rule has come does not depend on whom it asked.
            due.progress = always.progress
            let expected = always.go(midnight)
            var found = "nothing"
            if let at = asked, at <= midnight {
                let verdict = due.go(midnight)
                asked = verdict.next?.at
                found = verdict.short
            }
            due.progress = always.progress
            try #require(found == expected.short, "\(params) on \(day)")
            guard offset < 400, dice.roll(12) == 0 else { continue }
            let moment = try dice.event(&always, on: day)
            (due.spend, due.lastFactAt) = (always.spend, always.lastFactAt)
            let noon = midnight.adding(seconds: 12 * 3_600)
            let reported = always.go(noon, moment)
            let verdict = due.go(noon, moment)
            asked = verdict.next?.at
            try #require(verdict.short == reported.short, "\(params) on \(day)")
        }
        #expect(always.held == due.held)
        #expect(always.decisions.map(\.key).sorted() == due.decisions.map(\.key).sorted())
    }
}

/// Numbers that are the same in every run.
struct Dice {
    var state: UInt64

    /// 0 ..< `sides`.
    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % sides
    }

    /// An order of the day, a refund of an earlier one, or a person's act.
    mutating func event(_ climb: inout Climb, on day: CalendarDay) throws -> Moment {
        switch roll(5) {
        case 0: return .other
        case 1 where !climb.spend.isEmpty:
            climb.spend.remove(at: roll(climb.spend.count))
            climb.lastFactAt = climb.zone.start(of: day).adding(seconds: 12 * 3_600)
            return .refund
        default:
            try climb.spent(Int64(100 + roll(9) * 100), on: day.description)
            return .payment
        }
    }
}
