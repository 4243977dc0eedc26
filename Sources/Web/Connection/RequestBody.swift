internal import HTTPWire
internal import Net

/// The body of a request as it comes, for handlers of streaming routes. What is not asked for stays with the client: a
/// slow handler slows it down, and never more than a piece is in memory.
public final class RequestBody {
    private let channel: Channel
    private let shared: ServerShared
    private(set) var receiver: Receiver
    private var wantsContinue: Bool
    /// Nanoseconds that were spent waiting for the client.
    private var waited: UInt64 = 0
    private(set) var failure: HTTPError?

    init(_ receiver: Receiver, _ channel: Channel, _ shared: ServerShared, wantsContinue: Bool) {
        self.receiver = receiver
        self.channel = channel
        self.shared = shared
        self.wantsContinue = wantsContinue
    }

    /// Whether everything was read.
    var isComplete: Bool { receiver.inbound.isBodyComplete }

    /// The next bytes, up to 64 KiB; nil at the end.
    ///
    /// - Throws: `HTTPError` 400, 408 or 413 for a body that is malformed, too slow or longer than the route allows. Let
    ///   it pass: the connection cannot be used any more.
    public func next() async throws -> [UInt8]? {
        while true {
            if let piece = receiver.inbound.takePiece() { return piece }
            if isComplete { return nil }
            if let failure { throw failure }
            switch receiver.read() {
            case .more: try await wait()
            case .piece: continue
            case .failed(let error): failure = HTTPError(error)
            case .gone, .ready, .wantsContinue: failure = HTTPError(.badRequest, "the body ended early")
            }
        }
    }

    /// Takes what has already come, so that the connection may be used on after a handler that did not read to the end.
    func skipArrived() {
        while !isComplete, failure == nil {
            _ = receiver.inbound.takePiece()
            guard case .piece = receiver.read() else { return }
        }
    }

    private func wait() async throws {
        if wantsContinue {
            wantsContinue = false
            var sender = Sender(channel, shared)
            sender.addContinue()
            guard await sender.flush() else { throw BodyWriter.ClientGone() }
        }
        let start = channel.now
        let deadline = shared.deadlines.body(from: start, count: receiver.inbound.bodyCount ?? 0, waited: waited)
        if await channel.wait(for: .read, until: deadline) == .expired {
            failure = HTTPError(.requestTimeout, "the request came too slowly")
        }
        waited += channel.now.nanoseconds(since: start)
    }
}
