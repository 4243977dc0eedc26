internal import HTTPWire
internal import Net

/// The receiving half of a connection: reads requests from its channel, and says until when the next bytes must come.
struct Receiver {
    /// Receptions after which the loop's other connections have their turn.
    private static let turn = 2

    private let channel: Channel
    private let deadlines: Deadlines
    private var clock = ReadClock()
    private var isTurnOver = false
    var inbound: Inbound

    init(_ channel: Channel, _ shared: ServerShared) {
        self.channel = channel
        deadlines = shared.deadlines
        inbound = Inbound(shared)
    }

    /// Reads until there is something to do, nothing more to read now, or the turn is over.
    mutating func read() -> Inbound.Progress {
        var progress = inbound.hasLeftover ? inbound.resume() : .more
        var receptions = 0
        while case .more = progress {
            isTurnOver = receptions == Self.turn
            if isTurnOver { return .more }
            receptions += 1
            switch channel.receive({ bytes in progress = inbound.receive(bytes) }) {
            case .bytes: continue
            case .end, .broken: return .gone
            case .notReady: return .more
            }
        }
        return progress
    }

    /// Waits for bytes, or lets others have their turn.
    mutating func wait(_ residence: Residence) async -> Socket.Wake {
        if isTurnOver {
            isTurnOver = false
            await Task.yield()
            return .ready
        }
        let deadline = clock.deadline(inbound, channel.now, deadlines)
        residence.note(clock.phase, since: channel.now)
        return await channel.wait(for: .read, until: deadline)
    }

    /// The next request is to be read.
    mutating func beginRequest() { clock.reset() }
}
