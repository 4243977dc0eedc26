internal import Net

/// `Timeouts` in nanoseconds, as they are needed for each request.
struct Deadlines: Sendable {
    private let head, body, idle, write, linger, perByte: UInt64

    init(_ timeouts: Timeouts) {
        func nanoseconds(_ duration: Duration) -> UInt64 {
            MonotonicTime(nanoseconds: 0).adding(duration).nanoseconds
        }
        head = nanoseconds(timeouts.head)
        body = nanoseconds(timeouts.body)
        idle = nanoseconds(timeouts.idle)
        write = nanoseconds(timeouts.write)
        linger = nanoseconds(timeouts.linger)
        perByte = 1_000_000_000 / UInt64(max(1, timeouts.minimumRate))
    }

    func idle(from start: MonotonicTime) -> MonotonicTime { start.adding(nanoseconds: idle) }

    func head(from start: MonotonicTime) -> MonotonicTime { start.adding(nanoseconds: head) }

    func linger(from start: MonotonicTime) -> MonotonicTime { start.adding(nanoseconds: linger) }

    /// - Parameter count: bytes of the body that came so far.
    func body(from start: MonotonicTime, count: Int) -> MonotonicTime {
        start.adding(nanoseconds: body).adding(nanoseconds: UInt64(count) * perByte)
    }

    /// - Parameter count: bytes to be sent.
    func write(from start: MonotonicTime, count: Int) -> MonotonicTime {
        start.adding(nanoseconds: write).adding(nanoseconds: UInt64(count) * perByte)
    }
}
