/// What a client sends on one connection before it ends its side, and what a server owes it.
struct Conversation: Sendable, CustomStringConvertible {
    /// The RFC's section, and what is tried.
    let name: String
    let text: String
    /// The statuses of all answers, in order, up to the end of the connection.
    let statuses: [Int]

    init(_ name: String, _ text: String, _ statuses: [Int]) {
        self.name = name
        self.text = text
        self.statuses = statuses
    }

    var description: String { name }

    /// A request for one item, whose number comes back as the body: it shows which answer belongs to which request.
    static func item(_ number: Int, _ lines: String = "") -> String {
        "GET /items/\(number) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n"
    }

    static func request(_ line: String, _ lines: String = "", _ body: String = "") -> String {
        "\(line) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\(body)"
    }

    /// Sends everything at once, ends our side and reads until the server has ended its own.
    ///
    /// - Parameter heads: which of the requests, counted from 0, have the method HEAD.
    func replies(_ harness: Harness, heads: Set<Int> = []) async throws -> [Client.Reply] {
        let text = text
        let answer = try await harness.connect { client in
            await client.send(text)
            client.finishSending()
            return await client.rest()
        }
        guard let answer else { throw Client.Closed() }
        return Self.split(answer, heads)
    }

    private static func split(_ text: String, _ heads: Set<Int>) -> [Client.Reply] {
        var replies: [Client.Reply] = []
        var rest = Substring(text)
        while let end = rest.firstRange(of: "\r\n\r\n") {
            var reply = Client.Reply(head: String(rest[..<end.upperBound]))
            rest = rest[end.upperBound...]
            let length = heads.contains(replies.count) ? 0 : Int(reply.field("Content-Length") ?? "") ?? 0
            reply.body = String(rest.prefix(length))
            rest = rest.dropFirst(length)
            replies.append(reply)
        }
        return replies
    }
}
