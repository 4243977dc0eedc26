import HTTPWire
import Synchronization
import Testing
import Web

/// Bodies that come and go piece by piece.
@Suite struct StreamingTests {
    /// What handlers saw, for the test to look at.
    private final class Seen: Sendable {
        private let list = Mutex<[Int]>([])

        var all: [Int] { list.withLock { $0 } }
        var sum: Int { all.reduce(0, +) }

        func add(_ number: Int) { list.withLock { $0.append(number) } }
    }

    private struct Failure: Error {}

    private func post(_ path: String, _ lines: String) -> String { "POST \(path) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n" }

    private func get(_ path: String, version: String = "1.1") -> String {
        "GET \(path) HTTP/\(version)\r\nHost: a\r\n\r\n"
    }

    /// Counts the bytes of its body.
    private func counting(_ seen: Seen, limit: Int? = nil) -> Route {
        Route(.post, "/count", bodyLimit: limit) { _, body in
            while let piece = try await body.next() { seen.add(piece.count) }
            return .text("\(seen.sum)")
        }
    }

    // MARK: Requests

    @Test("a long body passes through its handler in pieces, and the connection is kept", arguments: [true, false])
    func long(isChunked: Bool) async throws {
        let seen = Seen()
        try await Harness.run([counting(seen, limit: 1 << 30)] + Harness.routes) { harness in
            let piece = String(repeating: "x", count: 1 << 16)
            let replies = try await harness.connect { client in
                let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(64 << 16)"
                await client.send(post("/count", framing + "\r\n"))
                for _ in 0..<64 { await client.send(isChunked ? "10000\r\n\(piece)\r\n" : piece) }
                await client.send((isChunked ? "0\r\n\r\n" : "") + get("/hello"))
                return [try await client.reply(), try await client.reply()]
            }
            #expect(replies.map(\.body) == ["\(64 << 16)", "hello"])
            #expect(seen.all.allSatisfy { $0 <= 1 << 17 })
        }
    }

    @Test("a handler that does not read keeps its client from sending")
    func slowHandler() async throws {
        let (gate, release) = (AsyncStream.makeStream(of: Void.self), Seen())
        let route = Route(.post, "/wait", bodyLimit: 1 << 30) { _, body in
            for await _ in gate.stream { break }
            while let piece = try await body.next() { release.add(piece.count) }
            return .text("\(release.sum)")
        }
        try await Harness.run([route]) { harness in
            let total = 64 << 20
            let sent = Seen()
            let reply = try await harness.connect { client in
                await client.send(post("/wait", "Content-Length: \(total)\r\n"))
                let piece = String(repeating: "x", count: 1 << 20)
                var isReleased = false
                for _ in 0..<(total >> 20) {
                    // Loopback buffers hold some megabytes; once one does not go at once, the server is not reading.
                    if await !client.sendNow(piece) {
                        if !isReleased { gate.continuation.yield() }
                        isReleased = true
                        await client.send("")
                    }
                    sent.add(1)
                    if !isReleased { #expect(sent.sum < 48) }
                }
                return try await client.reply()
            }
            #expect(reply.body == "\(total)")
        }
    }

    @Test("the client is told to go on when the handler asks for the body")
    func expectation() async throws {
        let seen = Seen()
        try await Harness.run([counting(seen)]) { harness in
            let (first, second) = try await harness.connect { client in
                await client.send(post("/count", "Content-Length: 5\r\nExpect: 100-continue\r\n"))
                let first = try await client.reply()
                await client.send("hello")
                return (first, try await client.reply())
            }
            #expect([first.status, second.status] == [100, 200])
            #expect(second.body == "5")
        }
    }

    @Test(
        "a body is refused within the stream",
        arguments: [
            ("Content-Length: 17\r\n", "", 413), ("Transfer-Encoding: chunked\r\n", "11\r\n01234567890123456\r\n", 413),
            ("Transfer-Encoding: chunked\r\n", "x\r\n", 400), ("Content-Length: 5\r\n", "hel", 400),
        ])
    func refused(line: String, body: String, status: Int) async throws {
        try await Harness.run([counting(Seen(), limit: 16)]) { harness in
            let (reply, rest) = try await harness.connect { client in
                await client.send(post("/count", line) + body)
                client.finishSending()
                return (try await client.reply(), await client.rest())
            }
            #expect(reply.status == status)
            #expect(reply.field("Connection") == "close")
            #expect(rest == "")
        }
    }

    @Test("a handler may answer without reading; what has come is dropped, what has not ends the connection")
    func unread() async throws {
        let route = Route(.post, "/no") { _, _ in throw HTTPError(.forbidden, "no") }
        let quiet = Route(.post, "/yes") { _, _ in .text("yes") }
        try await Harness.run([route, quiet] + Harness.routes) { harness in
            let replies = try await harness.connect { client in
                await client.send(post("/yes", "Content-Length: 5\r\n") + "hello" + get("/hello"))
                return [try await client.reply(), try await client.reply()]
            }
            #expect(replies.map(\.body) == ["yes", "hello"])
            let (refusal, rest) = try await harness.connect { client in
                await client.send(post("/no", "Content-Length: 500\r\n") + "hello")
                return (try await client.reply(), await client.rest())
            }
            #expect(refusal.status == 403)
            #expect(refusal.field("Connection") == "close")
            #expect(rest == "")
        }
    }

    @Test("a body that comes too slowly is answered with 408")
    func slowBody() async throws {
        var configuration = ServerConfiguration()
        configuration.timeouts.body = .milliseconds(20)
        try await Harness.run([counting(Seen())], configuration: configuration) { harness in
            let reply = try await harness.connect { client in
                await client.send(post("/count", "Content-Length: 5\r\n") + "he")
                return try await client.reply()
            }
            #expect(reply.status == 408)
        }
    }

    // MARK: Responses

    /// Writes `count` pieces of `size` bytes.
    private func pieces(_ path: String, _ count: Int, of size: Int, length: Int? = nil, fails: Bool = false) -> Route {
        Route(.get, path) { _ in
            Response(
                .ok, headers: ["Content-Type": "text/plain"],
                body: .stream(length: length) { writer in
                    for _ in 0..<count { try await writer.write([UInt8](repeating: 0x61, count: size)) }
                    if fails { throw Failure() }
                })
        }
    }

    @Test("a short body gets its length, a long one is chunked, and the connection is kept")
    func produced() async throws {
        try await Harness.run([pieces("/short", 3, of: 5), pieces("/long", 100, of: 1_000)]) { harness in
            let (short, long, again) = try await harness.connect { client in
                await client.send(get("/short"))
                let short = try await client.reply()
                await client.send(get("/long"))
                let long = try await client.chunkedReply()
                await client.send(get("/short"))
                return (short, long, try await client.reply())
            }
            #expect(short.field("Content-Length") == "15")
            #expect(short.body == String(repeating: "a", count: 15))
            #expect(long.field("Transfer-Encoding") == "chunked")
            #expect(long.field("Content-Length") == nil)
            #expect(long.body == String(repeating: "a", count: 100_000))
            #expect(again.body == short.body)
        }
    }

    @Test("a body of known length is sent with it, and HEAD has the same head")
    func known() async throws {
        try await Harness.run([pieces("/known", 50, of: 2_000, length: 100_000)]) { harness in
            let (head, reply) = try await harness.connect { client in
                await client.send("HEAD /known HTTP/1.1\r\nHost: a\r\n\r\n")
                let head = try await client.reply(hasBody: false)
                await client.send(get("/known"))
                return (head, try await client.reply())
            }
            #expect([head, reply].map { $0.field("Content-Length") } == ["100000", "100000"])
            #expect(reply.body.utf8.count == 100_000)
        }
    }

    @Test("HTTP/1.0 gets a long body up to the end of the connection")
    func old() async throws {
        try await Harness.run([pieces("/long", 100, of: 1_000)]) { harness in
            let (head, rest) = try await harness.connect { client in
                await client.send("GET /long HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                return (try await client.reply(hasBody: false), await client.rest())
            }
            #expect(head.field("Transfer-Encoding") == nil)
            #expect(head.field("Connection") == "close")
            #expect(rest == String(repeating: "a", count: 100_000))
        }
    }

    @Test("a producer that fails before anything was sent gives an error, later it breaks the connection")
    func failing() async throws {
        let routes = [
            pieces("/early", 1, of: 10, fails: true), pieces("/late", 100, of: 1_000, fails: true),
            pieces("/over", 3, of: 10, length: 20), pieces("/under", 100, of: 1_000, length: 200_000),
        ]
        try await Harness.run(routes) { harness in
            for path in ["/early", "/over"] {
                let reply = try await harness.connect { client in
                    await client.send(get(path))
                    return try await client.reply()
                }
                #expect(reply.status == 500)
            }
            for path in ["/late", "/under"] {
                let rest = try await harness.connect { client in
                    await client.send(get(path))
                    _ = try await client.reply(hasBody: false)
                    return await client.rest()
                }
                #expect(rest == nil, "the client must see a break")
            }
        }
    }

    @Test("a slow client slows its producer down")
    func backPressure() async throws {
        let seen = Seen()
        let route = Route(.get, "/endless") { _ in
            Response(
                .ok,
                body: .stream(length: nil) { writer in
                    while true {
                        try await writer.write([UInt8](repeating: 0x61, count: 1 << 16))
                        seen.add(1)
                    }
                })
        }
        var configuration = ServerConfiguration()
        configuration.timeouts.write = .milliseconds(50)
        configuration.timeouts.minimumRate = 1 << 30
        try await Harness.run([route], configuration: configuration) { harness in
            try await harness.connect { client in
                await client.send(get("/endless"))
                _ = try await client.reply(hasBody: false)
                while harness.records.all.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            }
            #expect(seen.sum < 512, "what the kernel's buffers hold, and no more")
            #expect(harness.records.all.first?.status == .ok)
        }
    }
}
