import HTTPWire
import Logging
import Net
import Synchronization
import TestCertificates
import Testing
import Web

@testable import Outbound

@Suite struct HTTPClientTests {
    private static let routes = [
        Route(.get, "/hello") { request in .text("hello \(request.query["name"] ?? "nobody")") },
        Route(.post, "/echo") { request in
            Response(.created, headers: ["X-Sent": request.headers["x-sent"] ?? ""], body: .bytes(request.body))
        },
        Route(.get, "/host") { request in .text(request.authority ?? "") },
        Route(.get, "/moved") { _ in .redirect(to: "/hello") },
        Route(.get, "/stream") { _ in
            Response(
                .ok,
                body: .stream(length: nil) { writer in
                    for _ in 0..<100 { try await writer.write([UInt8](repeating: 0x61, count: 1_000)) }
                })
        },
        Route(.delete, "/gone") { _ in .noContent },
        Route(.get, "/never") { _ in
            try await Task.sleep(for: .seconds(3_600))
            return .noContent
        },
    ]

    /// A server for the time of `body`, and a client that may speak to it.
    private func withServer(
        identity: TLSServerContext? = nil, trust: TLSClientContext? = nil, limits: HTTPClient.Limits = .init(),
        allowed: Set<String> = ["127.0.0.1", "localhost"], _ body: (HTTPClient, UInt16) async throws -> Void
    ) async throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.identity = identity
        let server = Server(
            configuration: configuration, router: Router(Self.routes), logger: Logger(label: "test"))
        let address = try server.start()
        let loop = try EventLoop()
        let client = HTTPClient(
            on: loop, trust: try trust ?? TLSClientContext(), policy: AddressPolicy(allowedHosts: allowed),
            limits: limits)
        do { try await body(client, address.port) } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .zero)
        loop.stop()
    }

    private func url(_ text: String) throws -> OutboundURL { try #require(OutboundURL(text)) }

    @Test("requests are sent and answers come back whole, in every framing")
    func exchanges() async throws {
        try await withServer { client, port in
            let base = "http://127.0.0.1:\(port)"
            let hello = try await client.send(OutboundRequest(.get, try url("\(base)/hello?name=Anna")))
            #expect(hello.status == .ok && String(decoding: hello.body, as: UTF8.self) == "hello Anna")
            let body = [UInt8](repeating: 7, count: 300_000)
            let echo = try await client.send(
                OutboundRequest(.post, try url("\(base)/echo"), headers: ["X-Sent": "yes"], body: body))
            #expect(echo.status == .created && echo.body == body && echo.headers["x-sent"] == "yes")
            let stream = try await client.send(OutboundRequest(.get, try url("\(base)/stream")))
            #expect(stream.body.count == 100_000)
            let gone = try await client.send(OutboundRequest(.delete, try url("\(base)/gone")))
            #expect(gone.status == .noContent && gone.body.isEmpty)
            let head = try await client.send(OutboundRequest(.head, try url("\(base)/hello")))
            #expect(head.status == .ok && head.body.isEmpty)
            let host = try await client.send(OutboundRequest(.get, try url("http://localhost:\(port)/host")))
            #expect(String(decoding: host.body, as: UTF8.self) == "localhost:\(port)")
        }
    }

    @Test("redirects are answers, not followed")
    func redirects() async throws {
        try await withServer { client, port in
            let moved = try await client.send(OutboundRequest(.get, try url("http://127.0.0.1:\(port)/moved")))
            #expect(moved.status == .seeOther && moved.headers["location"] == "/hello")
        }
    }

    @Test("a host that leads to this machine or network is refused, unless it is allowed")
    func forbidden() async throws {
        try await withServer(allowed: ["localhost"]) { client, port in
            for host in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "[fd00::1]"] {
                let request = OutboundRequest(.get, try url("http://\(host):\(port)/hello"))
                await #expect(throws: OutboundError.self, "\(host)") { try await client.send(request) }
                do { _ = try await client.send(request) } catch OutboundError.forbiddenAddress(let named) {
                    #expect(host.contains(named))
                }
            }
        }
    }

    @Test("TLS is verified by the name of the address")
    func secure() async throws {
        let certificates = try TLSCertificates()
        let files = try certificates.make("server")
        let identity = try TLSServerContext(certificateFile: files.certificate, keyFile: files.key)
        let trust = try TLSClientContext(authorityFile: certificates.authorityFile)
        try await withServer(identity: identity, trust: trust) { client, port in
            let good = try await client.send(OutboundRequest(.get, try url("https://localhost:\(port)/hello")))
            #expect(good.status == .ok)
            let wrong = OutboundRequest(.get, try url("https://127.0.0.1:\(port)/hello"))
            await #expect(throws: OutboundError.self) { try await client.send(wrong) }
        }
        try await withServer(identity: identity) { client, port in
            let unknown = OutboundRequest(.get, try url("https://localhost:\(port)/hello"))
            await #expect(throws: OutboundError.self) { try await client.send(unknown) }
        }
    }

    @Test("an answer that does not come in time, or is too large, is an error")
    func limits() async throws {
        var limits = HTTPClient.Limits()
        limits.total = .milliseconds(50)
        try await withServer(limits: limits) { client, port in
            let request = OutboundRequest(.get, try url("http://127.0.0.1:\(port)/never"))
            do {
                _ = try await client.send(request)
                Issue.record("there was an answer")
            } catch OutboundError.timedOut {}
        }
        limits = HTTPClient.Limits()
        limits.body = 50_000
        try await withServer(limits: limits) { client, port in
            let request = OutboundRequest(.get, try url("http://127.0.0.1:\(port)/stream"))
            do {
                _ = try await client.send(request)
                Issue.record("it was taken")
            } catch OutboundError.broken(let reason) { #expect(reason == "the answer is too large") }
        }
    }

    @Test("a name that is none, and a port where nobody listens, are told in words")
    func unreachable() async throws {
        try await withServer(allowed: ["127.0.0.1", "nowhere.invalid"]) { client, _ in
            do {
                _ = try await client.send(OutboundRequest(.get, try url("http://nowhere.invalid/")))
                Issue.record("the name was found")
            } catch OutboundError.unresolved(let reason) { #expect(reason.contains("nowhere.invalid")) }
            do {
                _ = try await client.send(OutboundRequest(.get, try url("http://127.0.0.1:1/")))
                Issue.record("somebody listened")
            } catch OutboundError.notConnected(let reason) { #expect(reason.contains("127.0.0.1")) }
        }
    }
}
