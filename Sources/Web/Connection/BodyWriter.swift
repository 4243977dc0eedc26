internal import HTTPWire
internal import Net

/// Takes the body of a streamed response from the one who makes it. `write` returns when the client has taken enough for
/// more to be made, so a slow client slows its producer down, and never more than a piece is in memory.
///
/// A short body that ends before it is first sent gets a Content-Length; a longer one of unknown length is chunked, or
/// ended by the connection's end for an HTTP/1.0 client.
public final class BodyWriter {
    /// The client is gone or too slow: stop, nobody reads on.
    public struct ClientGone: Error {}

    /// More or less was written than the response had announced.
    struct WrongLength: Error {}

    /// What a body is sent with.
    struct Reply {
        let top: ResponseTop
        /// In bytes; nil where it is not known before.
        let length: Int?
        /// Not for HTTP/1.0.
        let canChunk: Bool
        var sender: Sender
    }

    /// Pieces are put together up to so many bytes before they are sent.
    private static let pieceLimit = 32_768

    /// Nil where the body is only collected.
    private(set) var reply: Reply?
    /// What was written and not sent.
    private(set) var piece: [UInt8] = []
    /// How the body was announced to the client; nil while nothing was sent.
    private(set) var framing: ResponseFraming?
    /// Bytes of the body so far.
    private(set) var count = 0

    init(_ reply: Reply?) { self.reply = reply }

    /// Sends the next bytes, or keeps them for a moment until there are enough.
    ///
    /// - Throws: `ClientGone`; let it pass.
    public func write(_ bytes: [UInt8]) async throws {
        count += bytes.count
        if let length = reply?.length, count > length { throw WrongLength() }
        piece.append(contentsOf: bytes)
        if piece.count >= Self.pieceLimit { try await flush() }
    }

    /// Sends what was kept, so that the client sees it now.
    public func flush() async throws {
        guard let reply else { return }
        begin(reply.length.map { .length($0) } ?? (reply.canChunk ? .chunked : .close))
        addPiece()
        try await send()
    }

    /// Sends the end.
    func finish() async throws {
        if let length = reply?.length, count < length { throw WrongLength() }
        begin(.length(count))
        addPiece()
        if framing == .chunked { reply?.sender.addLastChunk() }
        try await send()
    }

    private func begin(_ framing: ResponseFraming) {
        guard self.framing == nil, let top = reply?.top else { return }
        reply?.sender.add(top, framing: framing)
        self.framing = framing
    }

    private func addPiece() {
        if framing == .chunked {
            reply?.sender.add(chunk: piece)
            piece.removeAll(keepingCapacity: true)
        } else {
            // Handed over, not copied.
            reply?.sender.add(body: piece)
            piece = []
        }
    }

    private func send() async throws {
        guard await reply?.sender.flush() ?? true else { throw ClientGone() }
    }
}

extension Response.Body {
    /// The whole body in memory, for those who answer no client: tests, above all.
    ///
    /// - Throws: what the producer throws.
    public func collected() async throws -> [UInt8] {
        switch self {
        case .empty: return []
        case .bytes(let bytes): return bytes
        case .stream(_, let producer):
            let writer = BodyWriter(nil)
            try await producer(writer)
            return writer.piece
        }
    }
}
