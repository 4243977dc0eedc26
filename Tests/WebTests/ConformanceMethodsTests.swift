import Testing
import Web

/// What a server owes to each method: RFC 9110 section 9 and the statuses of section 15.5.
@Suite struct ConformanceMethodsTests {
    private static let conversations: [Conversation] = [
        Conversation("9110-9.3.1 GET", Conversation.item(1), [200]),
        Conversation("9110-9.3.3 POST", Conversation.request("POST /echo", "Content-Length: 2\r\n", "ab"), [200]),
        Conversation("9110-15.5.5 nothing at the path", Conversation.request("GET /none"), [404]),
        Conversation("9110-15.5.6 a method for another path", Conversation.request("PUT /hello"), [405]),
        Conversation("9110-15.5.6 DELETE", Conversation.request("DELETE /hello"), [405]),
        Conversation("9110-9.3.7 OPTIONS", Conversation.request("OPTIONS /hello"), [204]),
        Conversation("9110-9.3.7 OPTIONS of the server", Conversation.request("OPTIONS *"), [204]),
        Conversation("9112-3.2.2 OPTIONS of an absolute target", Conversation.request("OPTIONS http://a/hello"), [204]),
        Conversation("9110-9.3.8 TRACE is not offered", Conversation.request("TRACE /hello"), [405]),
        Conversation("9110-9.3.8 TRACE of nothing", Conversation.request("TRACE /none"), [405]),
        Conversation("9110-9.3.6 CONNECT is not offered", Conversation.request("CONNECT a:443"), [405]),
        Conversation("9110-9.3.6 CONNECT to a path", Conversation.request("CONNECT /hello"), [405]),
        Conversation("9110-9.3.6 CONNECT without a port", Conversation.request("CONNECT a"), [400]),
        Conversation("9110-9.1 an unknown method", Conversation.request("BREW /hello"), [501]),
        Conversation("9110-9.1 an unknown method of nothing", Conversation.request("BREW /none"), [501]),
        Conversation("9110-9.1 methods have a case", Conversation.request("get /hello"), [501]),
        Conversation("9110-14.2 a range of POST", Conversation.request("POST /echo", "Range: bytes=0-0\r\n"), [200]),
        Conversation(
            "9110-7.8 an upgrade that nobody wants",
            Conversation.request("GET /hello", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), [200]),
        Conversation(
            "9110-7.8 an upgrade to HTTP/2",
            Conversation.request("GET /hello", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"), [200]),
    ]

    @Test("each method has its status, and the next request is answered", arguments: conversations)
    func methods(_ conversation: Conversation) async throws {
        let isLast = conversation.statuses == [400]
        let both = Conversation(conversation.name, conversation.text + Conversation.item(7), [])
        try await Harness.run { harness in
            let replies = try await both.replies(harness)
            #expect(replies.map(\.status) == conversation.statuses + (isLast ? [] : [200]))
            #expect(isLast || replies.last?.body == "7")
        }
    }

    @Test("every answer says when, what and how long; 405 and OPTIONS say which methods", arguments: conversations)
    func fields(_ conversation: Conversation) async throws {
        try await Harness.run { harness in
            for reply in try await conversation.replies(harness) {
                let isEmpty = reply.status == 204
                #expect(reply.head.hasPrefix("HTTP/1.1 \(reply.status) "))
                #expect(reply.field("Date")?.hasSuffix(" GMT") == true)
                #expect((reply.field("Content-Length") == nil) == isEmpty)
                #expect(reply.body.isEmpty || reply.field("Content-Type") != nil)
                #expect((reply.field("Allow") != nil) == [204, 405].contains(reply.status))
            }
        }
    }

    @Test("HEAD has the fields of GET and no body", arguments: ["/hello", "/items/1", "/none", "/fail", "/teapot"])
    func head(_ path: String) async throws {
        try await Harness.run { harness in
            let text = Conversation.request("GET \(path)") + Conversation.request("HEAD \(path)") + Conversation.item(7)
            let replies = try await Conversation(path, text, []).replies(harness, heads: [1])
            #expect(replies.count == 3 && replies.last?.body == "7")
            func lines(_ index: Int) -> [Substring] {
                replies[index].head.split(separator: "\r\n").filter { !$0.hasPrefix("Date: ") }
            }
            #expect(lines(0) == lines(1))
        }
    }

    @Test(
        "a body that nobody asked for is not the next request (RFC 9112 section 11.2)",
        arguments: [
            "GET /hello", "HEAD /hello", "OPTIONS /hello", "OPTIONS *", "DELETE /hello", "TRACE /hello",
            "CONNECT a:443", "POST /none", "BREW /hello",
        ])
    func unwantedBody(_ line: String) async throws {
        let smuggled = Conversation.item(666)
        let plain = Conversation.request(line, "Content-Length: \(smuggled.utf8.count)\r\n", smuggled)
        let size = String(smuggled.utf8.count, radix: 16)
        let chunked = Conversation.request(
            line, "Transfer-Encoding: chunked\r\n", "\(size)\r\n\(smuggled)\r\n0\r\n\r\n")
        try await Harness.run { harness in
            for text in [plain, chunked] {
                let conversation = Conversation(line, text + Conversation.item(7), [])
                let replies = try await conversation.replies(harness, heads: line.hasPrefix("HEAD") ? [0] : [])
                #expect(!replies.contains { $0.body == "666" })
                #expect(replies.count == 2 && replies.last?.body == "7")
            }
        }
    }
}
