import Testing
import Web

/// How long a connection lasts, and what is answered on it: RFC 9112 sections 2.2, 6.3, 8 and 9.
@Suite struct ConformanceConnectionsTests {
    private static let malformed: [Conversation] = [
        Conversation("9112-2.2 bare LF", "GET / HTTP/1.1\nHost: a\n\n", [400]),
        Conversation("9112-2.2 a bare CR that hides fields", Conversation.request("GET /", "\rX: y\r\n"), [400]),
        Conversation("9112-3 no request line", "hello\r\n\r\n", [400]),
        Conversation("9112-3.2 no Host", "GET / HTTP/1.1\r\n\r\n", [400]),
        Conversation("9112-3.2 two Hosts", Conversation.request("GET /", "Host: b\r\n"), [400]),
        Conversation("9112-5.1 a blank before the colon", Conversation.request("GET /", "X : y\r\n"), [400]),
        Conversation("9112-5.2 a fold", Conversation.request("GET /", "X: y\r\n z\r\n"), [400]),
        Conversation(
            "9112-6.1 length and coding",
            Conversation.request(
                "POST /echo", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nX"), [400]),
        Conversation(
            "9112-6.1 an unknown coding",
            Conversation.request("POST /echo", "Transfer-Encoding: cow, chunked\r\n", "0\r\n\r\n"), [501]),
        Conversation(
            "9112-6.3 two lengths",
            Conversation.request("POST /echo", "Content-Length: 1\r\nContent-Length: 2\r\n", "ab"), [400]),
        Conversation("9112-6.3 no length", Conversation.request("POST /echo", "Content-Length: +1\r\n", "a"), [400]),
        Conversation(
            "9112-7.1 a chunk that is longer than told",
            Conversation.request("POST /echo", "Transfer-Encoding: chunked\r\n", "1\r\nab\r\n0\r\n\r\n"), [400]),
        Conversation(
            "9110-15.5.14 a body that is too large",
            Conversation.request("POST /small", "Content-Length: 5\r\n", "hello"),
            [413]),
        Conversation(
            "9110-15.5.15 a target that is too long",
            Conversation.request("GET /" + String(repeating: "a", count: 9_000)), [414]),
        Conversation("9110-15.5.18 an unknown expectation", Conversation.request("GET /", "Expect: tea\r\n"), [417]),
        Conversation(
            "6585-5 too many fields", Conversation.request("GET /", String(repeating: "X: y\r\n", count: 200)), [431]),
        Conversation("9110-15.6.6 another version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", [505]),
    ]

    @Test("a message that cannot be read is answered once and ends the connection", arguments: malformed)
    func unreadable(_ conversation: Conversation) async throws {
        let text = Conversation.item(1) + conversation.text + Conversation.item(666)
        try await Harness.run { harness in
            let replies = try await Conversation(conversation.name, text, []).replies(harness)
            #expect(replies.map(\.status) == [200] + conversation.statuses)
            #expect(replies.first?.body == "1" && replies.first?.field("Connection") == nil)
            #expect(replies.last?.field("Connection") == "close")
        }
    }

    private static let ends: [Conversation] = [
        Conversation("9112-9.3 kept by default", Conversation.item(1) + Conversation.item(2), [200, 200]),
        Conversation(
            "9112-9.3 nothing after close", Conversation.item(1, "Connection: close\r\n") + Conversation.item(2), [200]),
        Conversation(
            "9112-9.3 close among others", Conversation.item(1, "Connection: a, Close\r\n") + Conversation.item(2),
            [200]),
        Conversation("9112-9.3 HTTP/1.0", "GET /items/1 HTTP/1.0\r\n\r\n" + Conversation.item(2), [200]),
        Conversation(
            "9112-9.3 HTTP/1.0 that asks to keep alive",
            "GET /items/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + Conversation.item(2), [200, 200]),
        Conversation(
            "9112-9.3 errors of a resource do not end it",
            Conversation.request("GET /none") + Conversation.request("PUT /hello") + Conversation.item(1),
            [404, 405, 200]),
        Conversation(
            "9112-2.2 an empty line between two", Conversation.item(1) + "\r\n" + Conversation.item(2), [200, 200]),
        Conversation("9112-8 a head that is cut off", "GET /items/1 HTTP/1.1\r\nHost: a\r\n", [400]),
        Conversation(
            "9112-8 a body that is cut off", Conversation.request("POST /echo", "Content-Length: 5\r\n", "hell"), [400]),
        Conversation(
            "9112-8 chunks that are cut off",
            Conversation.request("POST /echo", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"), [400]),
        Conversation("9112-9.6 nothing at all", "", []),
    ]

    @Test("a connection lasts as long as it should", arguments: ends)
    func lasting(_ conversation: Conversation) async throws {
        try await Harness.run { harness in
            let replies = try await conversation.replies(harness)
            #expect(replies.map(\.status) == conversation.statuses)
        }
    }

    @Test("HTTP/1.0 is told what becomes of the connection", arguments: [("", "close"), ("keep-alive", "keep-alive")])
    func old(_ asked: String, _ told: String) async throws {
        let text = "GET /items/1 HTTP/1.0\r\nConnection: \(asked)\r\n\r\n"
        try await Harness.run { harness in
            let replies = try await Conversation("", text, []).replies(harness)
            #expect(replies.map { $0.field("Connection") } == [told])
        }
    }

    @Test("each of many answers belongs to its request", arguments: [1, 2, 3, 64, 100])
    func pipeline(_ count: Int) async throws {
        let text = (0..<count).map { number in
            switch number % 3 {
            case 0: Conversation.item(number)
            case 1: Conversation.request("POST /echo", "Content-Length: \("\(number)".utf8.count)\r\n", "\(number)")
            default:
                Conversation.request(
                    "POST /echo", "Transfer-Encoding: chunked\r\n",
                    "\(String("\(number)".utf8.count, radix: 16));a=b\r\n\(number)\r\n0\r\nX: y\r\n\r\n")
            }
        }
        try await Harness.run { harness in
            let replies = try await Conversation("", text.joined(), []).replies(harness)
            #expect(replies.map(\.body) == (0..<count).map(String.init))
        }
    }
}
