internal import Net
internal import Synchronization

/// What the server knows of one open connection while the connection itself lives on its loop.
final class Residence: Sendable {
    let number: UInt64
    let peer: Peer
    /// The phase in the upper two bits, the time since when in the others.
    private let standing = Atomic<UInt64>(0)
    private let evicted = Atomic<Bool>(false)

    init(number: UInt64, peer: Peer) {
        self.number = number
        self.peer = peer
    }

    /// Whether it has to make room for others: it closes when it next waits.
    var isEvicted: Bool { evicted.load(ordering: .relaxed) }

    /// Called when the connection begins to wait for its client.
    func note(_ phase: ReadClock.Phase, since time: MonotonicTime) {
        standing.store(phase.rawValue << 62 | time.nanoseconds & Self.timeMask, ordering: .relaxed)
    }

    /// - Returns: whether it was not evicted before.
    func evict() -> Bool { !evicted.exchange(true, ordering: .relaxed) }

    /// Which connection goes first where room is needed, the least first: those without a request, then those whose
    /// request has only begun, the one that has waited longest before the others. Nil where a body is being read.
    var rank: UInt64? {
        let standing = standing.load(ordering: .relaxed)
        guard ReadClock.Phase(rawValue: standing >> 62) != .body, !isEvicted else { return nil }
        return standing
    }

    private static let timeMask: UInt64 = 1 << 62 - 1
}

/// The other end of a connection.
struct Peer: Sendable {
    /// Numeric, without the port.
    let address: String
    /// Whether it is one of our reverse proxies: what it says of its client is believed.
    let isProxy: Bool
    /// Whether it is held to the limits for one address.
    let isLimited: Bool
}
