import Net

/// The other side of a connection, byte by byte as a test wants it. Lives on a loop.
final class Client {
    struct Reply {
        var head = ""
        var body = ""

        var status: Int { Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0 }

        func field(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    struct Closed: Error {}

    private let socket: Channel
    private var buffer: [UInt8] = []
    private var unsent: [UInt8] = []

    init(_ socket: Channel) { self.socket = socket }

    func send(_ text: String) async {
        let bytes = unsent + Array(text.utf8)
        unsent = []
        var position = 0
        while position < bytes.count {
            switch socket.send(bytes.span.extracting(position...)) {
            case .sent(let count): position += count
            case .notReady: _ = await socket.wait(for: .write, until: .never)
            case .broken: return
            }
        }
    }

    /// Sends what the kernel takes at once.
    ///
    /// - Returns: whether that was all; the rest follows with the next `send`.
    func sendNow(_ text: String) async -> Bool {
        let bytes = unsent + Array(text.utf8)
        var position = 0
        while position < bytes.count {
            guard case .sent(let count) = socket.send(bytes.span.extracting(position...)) else { break }
            position += count
        }
        unsent = Array(bytes[position...])
        return unsent.isEmpty
    }

    func finishSending() { socket.finishSending() }

    /// The next response; its body is as long as its Content-Length says.
    func reply(hasBody: Bool = true) async throws -> Reply {
        let end = Array("\r\n\r\n".utf8)
        var reply = Reply()
        while true {
            if let range = buffer.firstRange(of: end) {
                reply.head = take(range.upperBound)
                break
            }
            guard try await fill() else { throw Closed() }
        }
        let length = hasBody ? Int(reply.field("Content-Length") ?? "") ?? 0 : 0
        while buffer.count < length { guard try await fill() else { throw Closed() } }
        reply.body = take(length)
        return reply
    }

    /// The next response, whose body comes in chunks.
    func chunkedReply() async throws -> Reply {
        var reply = try await reply(hasBody: false)
        while true {
            let line = try await line()
            guard let size = Int(line, radix: 16) else { throw Closed() }
            while buffer.count < size + 2 { guard try await fill() else { throw Closed() } }
            reply.body += take(size)
            guard take(2) == "\r\n" else { throw Closed() }
            if size == 0 { return reply }
        }
    }

    private func line() async throws -> String {
        let end = Array("\r\n".utf8)
        while true {
            if let range = buffer.firstRange(of: end) { return String(take(range.upperBound).dropLast()) }
            guard try await fill() else { throw Closed() }
        }
    }

    /// What comes until the server closes; nil where it breaks the connection instead.
    func rest() async -> String? {
        while let more = try? await fill() { if !more { return take(buffer.count) } }
        return nil
    }

    private func take(_ count: Int) -> String {
        defer { buffer.removeFirst(count) }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    private func fill() async throws -> Bool {
        while true {
            switch socket.receive({ bytes in for index in bytes.indices { buffer.append(bytes[index]) } }) {
            case .bytes: return true
            case .end: return false
            case .broken: throw Closed()
            case .notReady: _ = await socket.wait(for: .read, until: .never)
            }
        }
    }

    func close() { socket.close() }
}
