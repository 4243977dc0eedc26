/// One deadline for each descriptor number, in monotonic nanoseconds.
///
/// Setting one is a store. Deadlines that passed are found by a sweep over the whole array, which takes microseconds
/// for ten thousand connections and happens when the earliest deadline known is due, but not more often than every
/// `resolution`. So a deadline may come late by that much, never early.
struct DeadlineTable {
    static let resolution: UInt64 = 20_000_000

    private var times: [UInt64] = []
    /// Not later than the earliest deadline set.
    private var nextSweep = UInt64.max

    mutating func set(_ descriptor: Int32, _ time: UInt64) {
        let index = Int(descriptor)
        if index >= times.count {
            times.append(contentsOf: repeatElement(UInt64.max, count: index + 1 - times.count))
        }
        times[index] = time
        if time < nextSweep { nextSweep = time }
    }

    /// How long to wait for events, in milliseconds rounded up; -1 for ever.
    func timeout(now: UInt64) -> Int32 {
        if nextSweep == .max { return -1 }
        if nextSweep <= now { return 0 }
        return Int32(min((nextSweep - now + 999_999) / 1_000_000, 60_000))
    }

    /// Takes out the descriptors whose deadlines passed.
    mutating func expired(now: UInt64) -> [Int32] {
        guard now >= nextSweep else { return [] }
        var expired: [Int32] = []
        var earliest = UInt64.max
        for index in times.indices {
            if times[index] <= now {
                times[index] = .max
                expired.append(Int32(index))
            } else if times[index] < earliest {
                earliest = times[index]
            }
        }
        nextSweep = earliest == .max ? .max : max(earliest, now + Self.resolution)
        return expired
    }
}
