import HTTPWire
import Testing
import Web

@Suite struct ServerTests {
    private func get(_ path: String, _ lines: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n"
    }

    private func post(_ path: String, _ body: String, _ lines: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test("a connection is kept alive for further requests")
    func keepAlive() async throws {
        try await Harness.run { harness in
            let replies = try await harness.connect { client in
                var replies: [Client.Reply] = []
                for path in ["/hello", "/items/7", "/items/a%2Fb"] {
                    await client.send(get(path))
                    replies.append(try await client.reply())
                }
                return replies
            }
            #expect(replies.map(\.status) == [200, 200, 200])
            #expect(replies.map(\.body) == ["hello", "7", "a/b"])
            #expect(replies.allSatisfy { $0.field("Connection") == nil && $0.field("Date")?.hasSuffix(" GMT") == true })
        }
    }

    @Test("pipelined requests are answered in order, however they arrive")
    func pipelining() async throws {
        try await Harness.run { harness in
            let bytes = get("/items/1") + post("/echo", "two") + get("/none") + get("/items/4", "Connection: close\r\n")
            for size in [bytes.utf8.count, 1, 7, 50] {
                let text = try await harness.connect { client in
                    var rest = Substring(bytes)
                    while !rest.isEmpty {
                        await client.send(String(rest.prefix(size)))
                        rest = rest.dropFirst(size)
                        await Task.yield()
                    }
                    var bodies: [String] = []
                    for _ in 0..<4 { bodies.append(try await client.reply().body) }
                    return bodies.joined(separator: "|") + (await client.rest() ?? "broken")
                }
                #expect(text == "1|two|404 Not Found: there is nothing at this path\n|4", "pieces of \(size)")
            }
        }
    }

    @Test("a chunked body reaches the handler whole")
    func chunked() async throws {
        try await Harness.run { harness in
            let reply = try await harness.connect { client in
                await client.send(
                    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n")
                await client.send("6\r\n world\r\n0\r\nX: y\r\n\r\n")
                return try await client.reply()
            }
            #expect(reply.body == "hello world")
        }
    }

    @Test("a large body comes back whole both ways")
    func large() async throws {
        try await Harness.run(configuration: .with(\.bodyLimit, 4 << 20)) { harness in
            let body = String(repeating: "0123456789abcdef", count: 1 << 17)
            let reply = try await harness.connect { client in
                await client.send(post("/echo", body))
                return try await client.reply()
            }
            #expect(reply.body == body)
        }
    }

    @Test("HEAD has the head of GET and no body")
    func head() async throws {
        try await Harness.run { harness in
            let (head, next) = try await harness.connect { client in
                await client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n" + get("/items/2"))
                return (try await client.reply(hasBody: false), try await client.reply())
            }
            #expect(head.field("Content-Length") == "5")
            #expect(next.body == "2")
        }
    }

    @Test("204 has neither body nor length")
    func noContent() async throws {
        try await Harness.run { harness in
            let reply = try await harness.connect { client in
                await client.send("DELETE /items/1 HTTP/1.1\r\nHost: a\r\n\r\n")
                return try await client.reply()
            }
            #expect(reply.status == 204)
            #expect(reply.field("Content-Length") == nil)
        }
    }

    @Test("a wrong method is told which ones are right")
    func methodNotAllowed() async throws {
        try await Harness.run { harness in
            let replies = try await harness.connect { client in
                await client.send(
                    "PATCH /items/1 HTTP/1.1\r\nHost: a\r\n\r\nOPTIONS /items/1 HTTP/1.1\r\nHost: a\r\n\r\n")
                return [try await client.reply(), try await client.reply()]
            }
            #expect(replies.map(\.status) == [405, 204])
            #expect(replies.map { $0.field("Allow") } == ["GET, DELETE, HEAD, OPTIONS", "GET, DELETE, HEAD, OPTIONS"])
        }
    }

    @Test("HTTP/1.0 closes, unless it is asked to keep alive")
    func http10() async throws {
        try await Harness.run { harness in
            let (first, second, rest) = try await harness.connect { client in
                await client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let first = try await client.reply()
                await client.send("GET /hello HTTP/1.0\r\n\r\n")
                return (first, try await client.reply(), await client.rest())
            }
            #expect(first.field("Connection") == "keep-alive")
            #expect(second.field("Connection") == "close")
            #expect(rest == "")
        }
    }

    @Test("the continue is sent before the body where it is wanted, and not for what is refused")
    func expectContinue() async throws {
        try await Harness.run { harness in
            let lines = "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"
            let (interim, final) = try await harness.connect { client in
                await client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + lines)
                let interim = try await client.reply()
                await client.send("hello")
                return (interim, try await client.reply())
            }
            #expect(interim.status == 100)
            #expect(final.body == "hello")
            for (path, status) in [("/small", 413), ("/none", 404), ("/hello", 405)] {
                let reply = try await harness.connect { client in
                    await client.send("POST \(path) HTTP/1.1\r\nHost: a\r\n" + lines)
                    return try await client.reply()
                }
                #expect(reply.status == status)
                #expect(reply.field("Connection") == "close")
            }
        }
    }

    @Test("a body beyond the route's limit is 413, and the answer arrives although the client still sends")
    func tooLarge() async throws {
        try await Harness.run { harness in
            let accepted = try await harness.connect { client in
                await client.send(post("/small", "1234"))
                return try await client.reply()
            }
            #expect(accepted.body == "1234")
            for body in ["12345", String(repeating: "x", count: 1 << 20)] {
                let (reply, rest) = try await harness.connect { client in
                    await client.send(post("/small", body))
                    client.finishSending()
                    return (try await client.reply(), await client.rest())
                }
                #expect(reply.status == 413)
                #expect(reply.field("Connection") == "close")
                #expect(rest == "")
            }
            #expect(harness.records.all.map(\.status.code) == [200, 413, 413])
        }
    }

    @Test("a malformed request is refused and nothing after it is answered")
    func smuggling() async throws {
        try await Harness.run { harness in
            let text = try await harness.connect { client in
                await client.send(
                    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                        + get("/hello"))
                client.finishSending()
                return await client.rest() ?? ""
            }
            #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(text.components(of: "HTTP/1.1") == 1)
            #expect(harness.records.all.map(\.method.rawValue) == [""])
        }
    }

    @Test("a head or body that comes too slowly is cut with 408, an idle connection is just closed")
    func deadlines() async throws {
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
        for (deadline, bytes, start) in [
            (\Timeouts.head, "GET /hello HTT", "HTTP/1.1 408 "), (\.body, head, "HTTP/1.1 408 "),
            (\.body, head + "hell", "HTTP/1.1 408 "), (\.idle, "", ""),
        ] as [(WritableKeyPath<Timeouts, Duration>, String, String)] {
            var timeouts = Timeouts()
            timeouts[keyPath: deadline] = .milliseconds(20)
            try await Harness.run(configuration: .with(\.timeouts, timeouts)) { harness in
                let text = try await harness.connect { client in
                    await client.send(bytes)
                    return await client.rest() ?? "broken"
                }
                #expect(text.hasPrefix(start))
                #expect(text.isEmpty == start.isEmpty)
            }
        }
    }

    @Test("a client that does not take its answer is cut")
    func slowReader() async throws {
        var configuration = ServerConfiguration()
        configuration.timeouts.write = .milliseconds(20)
        configuration.timeouts.minimumRate = 1 << 30
        try await Harness.run(configuration: configuration) { harness in
            try await harness.connect { client in
                for _ in 0..<8 { await client.send(get("/large")) }
                while harness.records.all.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
                _ = await client.rest()
            }
            #expect(harness.records.all.count < 8)
        }
    }

    @Test("after the last request allowed the connection is closed in order")
    func requestLimit() async throws {
        try await Harness.run(configuration: .with(\.maximumRequestsPerConnection, 2)) { harness in
            let (first, second, rest) = try await harness.connect { client in
                await client.send(get("/hello") + get("/hello") + get("/hello"))
                client.finishSending()
                return (try await client.reply(), try await client.reply(), await client.rest())
            }
            #expect(first.field("Connection") == nil)
            #expect(second.field("Connection") == "close")
            #expect(rest == "")
        }
    }

    @Test("several loops share the connections")
    func loops() async throws {
        try await Harness.run(configuration: .with(\.loops, 3)) { harness in
            for round in 0..<9 {
                let reply = try await harness.connect { client in
                    await client.send(get("/items/\(round)"))
                    return try await client.reply()
                }
                #expect(reply.body == "\(round)")
            }
        }
    }
}

extension String {
    /// How often `part` occurs.
    func components(of part: String) -> Int {
        var count = 0
        var rest = Substring(self)
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
