internal import Net

/// Until when the next bytes of a request must come.
struct ReadClock {
    private enum Phase {
        case idle
        case head
        case body
    }

    private let timeouts: Timeouts
    private var phase = Phase.idle
    private var base: MonotonicTime
    /// Bytes received since the phase began.
    var received = 0

    init(_ timeouts: Timeouts, _ now: MonotonicTime) {
        self.timeouts = timeouts
        base = now
    }

    /// Looks how far the request has come.
    mutating func note(_ inbound: Inbound, _ now: MonotonicTime) {
        let current: Phase = inbound.exchange != nil ? .body : inbound.isInsideRequest ? .head : .idle
        guard current != phase else { return }
        phase = current
        base = now
        received = 0
    }

    var deadline: MonotonicTime {
        switch phase {
        case .idle: base.adding(timeouts.idle)
        case .head: base.adding(timeouts.head)
        case .body: base.adding(timeouts.body).adding(nanoseconds: timeouts.nanoseconds(for: received))
        }
    }
}

extension Timeouts {
    /// How long so many bytes may take at the minimum rate.
    func nanoseconds(for bytes: Int) -> UInt64 {
        UInt64(bytes) * 1_000_000_000 / UInt64(max(1, minimumRate))
    }
}
