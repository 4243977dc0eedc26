import HTTPWire
import Net
import TestCertificates
import Testing
import Web

/// The server over TLS.
@Suite struct SecureServerTests {
    private let certificates: TLSCertificates

    init() throws { certificates = try TLSCertificates() }

    private func identity(
        _ name: String, host: String = "localhost", after previous: TLSServerContext? = nil
    ) throws -> TLSServerContext {
        let files = try certificates.make(name, TLSCertificates.Contents(name: name, alternatives: "DNS:\(host)"))
        return try TLSServerContext(
            certificateFile: files.certificate, keyFile: files.key, keepingTicketsOf: previous)
    }

    private let hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("requests and answers of every size pass through TLS, and the handler knows of it")
    func secure() async throws {
        let route = Route(.get, "/secure") { request in .text(request.isSecure ? "yes" : "no") }
        let bodies = Route(.post, "/stream", bodyLimit: 8 << 20) { _, body in
            var count = 0
            while let piece = try await body.next() { count += piece.count }
            return .text("\(count)")
        }
        var configuration = ServerConfiguration()
        configuration.identity = try identity("first")
        let trust = try TLSClientContext(authorityFile: certificates.authorityFile)
        try await Harness.run([route, bodies] + Harness.routes, configuration: configuration) { harness in
            let replies = try await harness.connectSecurely(trust) { client in
                await client.send("GET /secure HTTP/1.1\r\nHost: a\r\n\r\n" + hello)
                var replies = [try await client.reply(), try await client.reply()]
                await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
                replies.append(try await client.reply())
                let body = String(repeating: "x", count: 3 << 20)
                await client.send(
                    "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
                replies.append(try await client.reply())
                return replies
            }
            #expect(replies.map(\.status) == [200, 200, 200, 200])
            #expect(replies.map(\.body.utf8.count) == [3, 5, 4 << 20, 7])
            #expect(replies[0].body == "yes")
            #expect(replies[3].body == "\(3 << 20)")
        }
    }

    @Test("plain HTTP at the port of HTTPS is told so in words")
    func plain() async throws {
        var configuration = ServerConfiguration()
        configuration.identity = try identity("first")
        try await Harness.run(configuration: configuration) { harness in
            let (reply, rest) = try await harness.connect { client in
                await client.send(hello)
                return (try await client.reply(), await client.rest())
            }
            #expect(reply.status == 400)
            #expect(reply.body.contains("HTTPS"))
            #expect(reply.field("Connection") == "close")
            #expect(rest == "")
        }
    }

    @Test("a handshake that does not come to an end is cut at the deadline, and counted")
    func slowHandshake() async throws {
        let metrics = ServerMetrics()
        var configuration = ServerConfiguration()
        configuration.identity = try identity("first")
        configuration.metrics = metrics
        configuration.timeouts.head = .milliseconds(30)
        try await Harness.run(configuration: configuration) { harness in
            let rest = try await harness.connect { client in
                await client.send("\u{16}\u{3}\u{1}")
                return await client.rest()
            }
            #expect(rest == "")
        }
        #expect(metrics.text.contains("echelon_http_connections_failed_handshakes_total 1\n"))
    }

    @Test("another certificate is shown to new connections, and those that are open go on")
    func renewal() async throws {
        let first = try identity("first")
        let second = try identity("second", host: "second.example", after: first)
        var configuration = ServerConfiguration()
        configuration.identity = first
        let trust = try TLSClientContext(authorityFile: certificates.authorityFile)
        try await Harness.run(configuration: configuration) { harness in
            let bodies = try await harness.connectSecurely(trust) { client in
                await client.send(hello)
                var bodies = [try await client.reply().body]
                harness.server.renew(second)
                await client.send(hello)
                bodies.append(try await client.reply().body)
                return bodies
            }
            await #expect(throws: TLSError.self) { try await harness.connectSecurely(trust) { _ in } }
            let again = try await harness.connectSecurely(trust, host: "second.example") { client in
                await client.send(hello)
                return try await client.reply().body
            }
            #expect(bodies + [again] == ["hello", "hello", "hello"])
        }
    }

    @Test("the server ends in order over TLS: the answer in flight comes whole")
    func shutdown() async throws {
        var configuration = ServerConfiguration()
        configuration.identity = try identity("first")
        let trust = try TLSClientContext(authorityFile: certificates.authorityFile)
        let entered = AsyncStream.makeStream(of: Void.self)
        let route = Route(.get, "/large") { _ in
            entered.continuation.yield()
            return .bytes([UInt8](repeating: 0x61, count: 4 << 20), type: "text/plain")
        }
        try await Harness.run([route], configuration: configuration) { harness in
            let (reply, rest) = try await harness.connectSecurely(trust) { client in
                await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
                for await _ in entered.stream { break }
                async let end: Void = harness.server.shutdown(grace: .seconds(30))
                let reply = try await client.reply()
                let rest = await client.rest()
                await end
                return (reply, rest)
            }
            #expect(reply.body.utf8.count == 4 << 20)
            #expect(rest == "")
        }
    }
}
