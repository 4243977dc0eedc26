internal import HTTPWire
internal import Net

/// The receiving half of a connection: reads requests from its channel, and says until when the next bytes must come.
struct Receiver {
    private let channel: Channel
    private let deadlines: Deadlines
    private var clock = ReadClock()
    var inbound: Inbound

    init(_ channel: Channel, _ shared: ServerShared) {
        self.channel = channel
        deadlines = shared.deadlines
        inbound = Inbound(shared)
    }

    /// Reads until there is something to do, or nothing more to read now.
    mutating func read() -> Inbound.Progress {
        var progress = inbound.hasLeftover ? inbound.resume() : .more
        while case .more = progress {
            switch channel.receive({ bytes in progress = inbound.receive(bytes) }) {
            case .bytes: continue
            case .end, .broken: return .gone
            case .notReady: return .more
            }
        }
        return progress
    }

    /// Waits for bytes.
    mutating func wait(_ residence: Residence) async -> Socket.Wake {
        let deadline = clock.deadline(inbound, channel.now, deadlines)
        residence.note(clock.phase, since: channel.now)
        return await channel.wait(for: .read, until: deadline)
    }

    /// The next request is to be read.
    mutating func beginRequest() { clock.reset() }
}
