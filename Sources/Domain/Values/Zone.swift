internal import Foundation

/// A time zone of the IANA database, with its offsets laid out once so that a local day costs a binary search.
///
/// Foundation's own lookup goes through ICU and a lock; this table is read for each order.
public final class Zone: Sendable {
    /// The IANA identifier, e.g. `Europe/Warsaw`.
    public let identifier: String

    /// Instants at which the offset changes, ascending; `offsets[i]` holds from `changes[i]`.
    private let changes: [Int64]
    private let offsets: [Int64]

    /// Nil for a name that the IANA database does not know.
    public init?(_ identifier: String) {
        guard identifier == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(identifier),
            let zone = TimeZone(identifier: identifier)
        else { return nil }
        self.identifier = identifier
        (changes, offsets) = Self.table(of: zone)
    }

    public static let utc = Zone(utc: ())

    private init(utc: ()) {
        identifier = "UTC"
        changes = [.min]
        offsets = [0]
    }

    /// Milliseconds to add to UTC for the local time at `instant`.
    public func offset(at instant: Timestamp) -> Int64 { offsets[index(at: instant.milliseconds)] }

    /// The local calendar day at `instant`.
    public func day(at instant: Timestamp) -> CalendarDay {
        let local = instant.milliseconds + offset(at: instant)
        return CalendarDay(daysSinceEpoch: Int(local.flooredDivision(by: 86_400_000).quotient))
    }

    /// Minutes that local clocks show after midnight at `instant`, 0 … 1439.
    public func minuteOfDay(at instant: Timestamp) -> Int {
        let local = instant.milliseconds + offset(at: instant)
        return Int(local.flooredDivision(by: 86_400_000).remainder / 60_000)
    }

    /// The first instant of a local day: 00:00, or the moment the clocks jump to where midnight is skipped.
    public func start(of day: CalendarDay) -> Timestamp {
        instant(localMilliseconds: Int64(day.daysSinceEpoch) * 86_400_000)
    }

    /// The first instant after a local day, which is the first of the next.
    public func end(of day: CalendarDay) -> Timestamp { start(of: day.adding(days: 1)) }

    /// The instant at which local clocks show `localMilliseconds` (counted as if they showed UTC). Where they show it
    /// twice, the first time; where they skip it, the instant of the jump.
    func instant(localMilliseconds: Int64) -> Timestamp {
        // Offsets lie within ±1 day, so only the stretches around this moment can hold the answer.
        var at = index(at: localMilliseconds - 86_400_000)
        while at < changes.count {
            let candidate = localMilliseconds - offsets[at]
            let end = at + 1 < changes.count ? changes[at + 1] : .max
            if candidate < end { return Timestamp(milliseconds: max(candidate, changes[at])) }
            at += 1
        }
        return Timestamp(milliseconds: localMilliseconds - offsets[offsets.count - 1])
    }

    private func index(at milliseconds: Int64) -> Int {
        var (low, high) = (0, changes.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if changes[middle] <= milliseconds { low = middle } else { high = middle }
        }
        return low
    }

    /// Offsets from 1970 to 2100: looked at once a week, each change then found to the second.
    private static func table(of zone: TimeZone) -> ([Int64], [Int64]) {
        func offset(_ seconds: Int64) -> Int64 {
            Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))) * 1_000
        }
        let week: Int64 = 7 * 86_400
        var changes: [Int64] = [.min]
        var offsets = [offset(0)]
        for start in stride(from: Int64(0), to: 4_102_444_800, by: Int(week)) {
            let after = offset(start + week)
            guard after != offsets[offsets.count - 1] else { continue }
            var (low, high) = (start, start + week)
            while high - low > 1 {
                let middle = (low + high) / 2
                if offset(middle) == after { high = middle } else { low = middle }
            }
            changes.append(high * 1_000)
            offsets.append(after)
        }
        return (changes, offsets)
    }
}

extension Zone: Equatable {
    public static func == (left: Zone, right: Zone) -> Bool { left.identifier == right.identifier }
}
