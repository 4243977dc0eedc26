internal import HTTPWire
internal import Net

/// Everything of a response before its body but the framing.
struct ResponseTop {
    let status: Status
    /// Well-formed.
    let headers: Headers
    let connection: ConnectionOption
    let date: [UInt8]
    let common: CommonHeaders
}

/// What is still to be sent on a connection.
struct Outbound {
    enum Progress {
        case sent
        case notReady
        case broken
    }

    /// Bodies up to so many bytes are put behind their head and sent with it; larger ones are sent without a copy.
    private static let copyLimit = 16_384

    /// Heads and small bodies.
    private var bytes: [UInt8] = []
    private var body: [UInt8] = []
    private var position = 0

    /// Bytes not sent yet.
    var count: Int { bytes.count + body.count - position }

    mutating func addContinue() { ResponseWriter.appendContinue(to: &bytes) }

    mutating func add(_ top: ResponseTop, framing: ResponseFraming) {
        ResponseWriter.append(
            top.status, top.headers, framing: framing, connection: top.connection, date: top.date, common: top.common,
            to: &bytes)
    }

    /// - Precondition: no other large body is waiting.
    mutating func add(body content: [UInt8]) {
        if content.count <= Self.copyLimit { bytes.append(contentsOf: content) } else { body = content }
    }

    mutating func add(chunk: [UInt8]) { ResponseWriter.appendChunk(chunk.span, to: &bytes) }

    mutating func addLastChunk() { ResponseWriter.appendLastChunk(to: &bytes) }

    /// Sends as much as the channel takes.
    mutating func send(on channel: Channel) -> Progress {
        while position < bytes.count {
            let transmission = channel.send(bytes.span.extracting(position..<bytes.count), more: !body.isEmpty)
            if let progress = note(transmission) { return progress }
        }
        while count > 0 {
            let transmission = channel.send(body.span.extracting((position - bytes.count)..<body.count))
            if let progress = note(transmission) { return progress }
        }
        clear()
        return .sent
    }

    private mutating func note(_ transmission: Socket.Transmission) -> Progress? {
        switch transmission {
        case .sent(let count): position += count
        case .notReady: return .notReady
        case .broken: return .broken
        }
        return nil
    }

    private mutating func clear() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 2 * Self.copyLimit)
        if !body.isEmpty { body = [] }
        position = 0
    }
}
