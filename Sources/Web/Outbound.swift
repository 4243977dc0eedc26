internal import HTTPWire
internal import Net

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

    /// - Precondition: everything before was sent, and the response's fields are well-formed.
    mutating func add(
        _ response: Response, isHead: Bool, _ connection: ConnectionOption, date: [UInt8], common: Headers
    ) {
        ResponseWriter.append(
            response.status, response.headers, framing: .length(response.body.count), connection: connection,
            date: date, common: common, to: &bytes)
        guard !isHead, !response.status.forbidsBody, case .bytes(let content) = response.body else { return }
        if content.count <= Self.copyLimit { bytes.append(contentsOf: content) } else { body = content }
    }

    /// Sends as much as the socket takes.
    mutating func send(on socket: Socket) -> Progress {
        while position < bytes.count {
            let transmission = socket.send(bytes.span.extracting(position..<bytes.count), more: !body.isEmpty)
            if let progress = note(transmission) { return progress }
        }
        while count > 0 {
            let transmission = socket.send(body.span.extracting((position - bytes.count)..<body.count))
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
