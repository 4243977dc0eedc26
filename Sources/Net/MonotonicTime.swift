internal import CLinux

/// An instant of the machine's monotonic clock, in nanoseconds. Meaningless outside of this process.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    public let nanoseconds: UInt64

    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Later than every other instant.
    public static let never = MonotonicTime(nanoseconds: .max)

    public static func current() -> MonotonicTime { MonotonicTime(nanoseconds: linux_monotonic_nanoseconds()) }

    /// Saturates at `never`; a negative duration counts as zero.
    public func adding(_ duration: Duration) -> MonotonicTime {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return self }
        guard seconds < 1 << 32 else { return .never }
        return adding(nanoseconds: UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000))
    }

    public func adding(nanoseconds: UInt64) -> MonotonicTime {
        let (sum, overflowed) = self.nanoseconds.addingReportingOverflow(nanoseconds)
        return overflowed ? .never : MonotonicTime(nanoseconds: sum)
    }

    /// Zero where `earlier` is in fact later.
    public func nanoseconds(since earlier: MonotonicTime) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }

    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// The wall clock.
public enum WallClock {
    /// Seconds since 1970-01-01T00:00:00Z; a few milliseconds late at most.
    public static func unixSeconds() -> Int64 { linux_unix_seconds() }
}
