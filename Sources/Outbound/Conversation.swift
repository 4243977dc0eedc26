internal import HTTPWire
internal import Net

/// One request and its answer on a connection.
struct Conversation {
    private let channel: Channel
    private let deadline: MonotonicTime

    init(_ channel: Channel, until deadline: MonotonicTime) {
        self.channel = channel
        self.deadline = deadline
    }

    func send(_ request: OutboundRequest) async throws {
        var bytes: [UInt8] = []
        RequestWriter.append(
            request.method, request.url.target, host: request.url.authority, headers: request.headers,
            length: request.body?.count, to: &bytes)
        bytes += request.body ?? []
        var position = 0
        while position < bytes.count {
            switch channel.send(bytes.span.extracting(position...)) {
            case .sent(let count): position += count
            case .notReady: try await wait(for: .write)
            // The server may have answered before it had read all: its answer says more than the break.
            case .broken: return
            }
        }
    }

    func receive(answering method: Method, bodyLimit: Int) async throws -> OutboundResponse {
        var answer = Answer(answering: method, bodyLimit: bodyLimit)
        while !answer.isComplete {
            switch channel.receive({ answer.take($0) }) {
            case .bytes: if let failure = answer.failure { throw OutboundError.broken("\(failure)") }
            case .notReady: try await wait(for: .read)
            case .end: return try answer.finish()
            case .broken: throw OutboundError.broken("the connection broke before the answer was complete")
            }
        }
        return try answer.finish()
    }

    private func wait(for interest: Socket.Interest) async throws {
        if await channel.wait(for: interest, until: deadline) == .expired { throw OutboundError.timedOut }
    }
}

/// An answer that is being put together.
private struct Answer {
    private var parser: ResponseParser
    private var head: ReceivedHead?
    private var body: [UInt8] = []
    private(set) var isComplete = false
    private(set) var failure: ResponseError?

    init(answering method: Method, bodyLimit: Int) {
        parser = ResponseParser(answering: method, bodyLimit: bodyLimit)
    }

    mutating func take(_ bytes: Span<UInt8>) {
        var position = 0
        do {
            while !isComplete {
                let rest = bytes.extracting(position..<bytes.count)
                let step = try parser.parse(rest)
                position += step.consumed
                switch step.event {
                case .more: if position == bytes.count { return }
                case .head(let head): self.head = head
                case .body(let range): body.append(copying: rest.extracting(range))
                case .end: isComplete = true
                }
            }
        } catch {
            failure = error
        }
    }

    /// - Throws: where the connection's end does not complete it.
    func finish() throws -> OutboundResponse {
        do { try parser.finish() } catch { throw OutboundError.broken("\(error)") }
        guard let head else { throw OutboundError.broken("the answer ended early") }
        return OutboundResponse(status: head.status, headers: head.headers, body: body)
    }
}
