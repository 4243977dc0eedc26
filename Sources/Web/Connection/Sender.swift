internal import HTTPWire
internal import Net

/// The sending half of a connection: keeps what is to be sent until the channel has taken it.
struct Sender {
    private let channel: Channel
    private let deadlines: Deadlines
    private var outbound = Outbound()

    init(_ channel: Channel, _ shared: ServerShared) {
        self.channel = channel
        deadlines = shared.deadlines
    }

    mutating func addContinue() { outbound.addContinue() }

    /// - Precondition: everything before was sent.
    mutating func add(_ head: ResponseTop, framing: ResponseFraming) { outbound.add(head, framing: framing) }

    /// - Precondition: everything before was sent, but for a head and small bodies.
    mutating func add(body: [UInt8]) { outbound.add(body: body) }

    mutating func add(chunk: [UInt8]) { outbound.add(chunk: chunk) }

    mutating func addLastChunk() { outbound.addLastChunk() }

    /// Sends what can be sent at once.
    ///
    /// - Returns: whether that was everything.
    mutating func sendNow() -> Bool { outbound.send(on: channel) == .sent }

    /// - Returns: false where the client is gone or too slow.
    mutating func flush() async -> Bool {
        let deadline = deadlines.write(from: channel.now, count: outbound.count)
        while true {
            switch outbound.send(on: channel) {
            case .sent: return true
            case .broken: return false
            case .notReady: if await channel.wait(for: .write, until: deadline) == .expired { return false }
            }
        }
    }
}
