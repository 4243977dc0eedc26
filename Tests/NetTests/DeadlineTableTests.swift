import Testing

@testable import Net

@Suite struct DeadlineTableTests {
    private let step = DeadlineTable.resolution

    @Test("without a deadline the wait has no end")
    func empty() {
        var table = DeadlineTable()
        #expect(table.timeout(now: 5) == -1)
        #expect(table.expired(now: .max - 1).isEmpty)
    }

    @Test("a deadline comes when it is due, not before, and once")
    func due() {
        var table = DeadlineTable()
        table.set(3, 2_500_000)
        #expect(table.timeout(now: 0) == 3)
        #expect(table.expired(now: 2_499_999).isEmpty)
        #expect(table.expired(now: 2_500_000) == [3])
        #expect(table.expired(now: 2_500_001).isEmpty)
        #expect(table.timeout(now: 2_500_001) == -1)
    }

    @Test("a deadline that was put off comes at its new time")
    func putOff() {
        var table = DeadlineTable()
        table.set(1, 10)
        table.set(1, 10 + 2 * step)
        #expect(table.expired(now: 10).isEmpty)
        #expect(table.expired(now: 9 + 2 * step).isEmpty)
        #expect(table.expired(now: 10 + 2 * step) == [1])
    }

    @Test("a deadline that was taken back never comes")
    func takenBack() {
        var table = DeadlineTable()
        table.set(1, 10)
        table.set(1, .max)
        #expect(table.expired(now: .max - step).isEmpty)
    }

    @Test("deadlines close together are found together, late by the resolution at most")
    func together() {
        var table = DeadlineTable()
        table.set(1, 10)
        table.set(2, 11)
        #expect(table.expired(now: 10) == [1])
        #expect(table.expired(now: 11).isEmpty)
        #expect(table.expired(now: 10 + step) == [2])
    }
}

@Suite struct MonotonicTimeTests {
    @Test("adding saturates at never, and ignores what is negative")
    func adding() {
        let time = MonotonicTime(nanoseconds: 5)
        #expect(time.adding(.milliseconds(1)) == MonotonicTime(nanoseconds: 1_000_005))
        #expect(time.adding(.seconds(1 << 40)) == .never)
        #expect(time.adding(.seconds(-1)) == time)
        #expect(time.nanoseconds(since: MonotonicTime(nanoseconds: 9)) == 0)
    }
}
