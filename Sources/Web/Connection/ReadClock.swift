internal import Net

/// Until when the next bytes of a request must come.
struct ReadClock {
    enum Phase: UInt64 {
        /// Nothing was waited for since the last request.
        case fresh
        case idle
        case head
        case body
    }

    private(set) var phase = Phase.fresh
    private var start = MonotonicTime(nanoseconds: 0)

    /// A new request is to be read.
    mutating func reset() { phase = .fresh }

    /// Called when there is nothing to read now.
    mutating func deadline(_ inbound: borrowing Inbound, _ now: MonotonicTime, _ deadlines: Deadlines) -> MonotonicTime
    {
        let body = inbound.bodyCount
        let current: Phase = body != nil ? .body : inbound.isInsideRequest ? .head : .idle
        if current != phase {
            phase = current
            start = now
        }
        if let body { return deadlines.body(from: start, count: body) }
        return current == .head ? deadlines.head(from: start) : deadlines.idle(from: start)
    }
}
