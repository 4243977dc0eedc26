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

    /// - Parameters:
    ///   - count: bytes of the body that came so far.
    ///   - waited: nanoseconds of the time allowed that were used up before `start`.
    func body(from start: MonotonicTime, count: Int, waited: UInt64 = 0) -> MonotonicTime {
        let allowed = MonotonicTime(nanoseconds: body).adding(nanoseconds: UInt64(count) * perByte).nanoseconds
        return start.adding(nanoseconds: allowed > waited ? allowed - waited : 0)
    }

    /// - Parameter count: bytes to be sent.
    func write(from start: MonotonicTime, count: Int) -> MonotonicTime {
        start.adding(nanoseconds: write).adding(nanoseconds: UInt64(count) * perByte)
    }
}
