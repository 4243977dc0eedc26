import HTTPWire
import Net
import Testing

@testable import Web

/// Limits for one address, and what trusted proxies tell of addresses.
@Suite struct AddressTests {
    // MARK: Proxies

    private func client(
        _ headers: Headers, peer: String = "10.0.0.1", field: TrustedProxies.Field = .xForwardedFor,
        trusted: [String] = ["10.0.0.0/8", "2001:db8::/32"]
    ) throws -> String {
        let proxies = try TrustedProxies(trusted, field: field)
        let head = RequestHead(method: .get, target: try RequestTarget("/", method: .get), headers: headers)
        let peer = Peer(address: peer, isProxy: proxies.contains(peer), isLimited: false)
        let client = proxies.client(of: head, peer: peer, isSecure: false)
        return client.address + (client.isSecure ? " secure" : "")
    }

    @Test(
        "a proxy that is trusted tells its client; the last address that is no proxy of ours counts",
        arguments: [
            ("192.0.2.1", nil, "192.0.2.1"), ("192.0.2.1", "https", "192.0.2.1 secure"),
            ("192.0.2.1", "HTTPS", "192.0.2.1 secure"), ("192.0.2.1", "http", "192.0.2.1"),
            ("1.1.1.1, 192.0.2.1", nil, "192.0.2.1"), ("1.1.1.1, 192.0.2.1, 10.9.9.9", nil, "192.0.2.1"),
            ("192.0.2.1:4711", nil, "192.0.2.1"), ("[2001:db9::1]:80", nil, "2001:db9::1"),
            ("2001:db9::1", nil, "2001:db9::1"), ("::ffff:192.0.2.1", nil, "::ffff:192.0.2.1"),
            ("10.0.0.7", nil, "10.0.0.7"), ("unknown", nil, "10.0.0.1"), ("192.0.2.1, nonsense", nil, "10.0.0.1"),
            ("", "https", "10.0.0.1 secure"), ("1.1.1.1, unknown, 10.0.0.2", nil, "10.0.0.2"),
        ] as [(String, String?, String)])
    func xForwarded(list: String, scheme: String?, expected: String) throws {
        var headers: Headers = ["X-Forwarded-For": list]
        if let scheme { headers.add("X-Forwarded-Proto", scheme) }
        #expect(try client(headers) == expected)
    }

    @Test(
        "the field of RFC 7239 is read where it is the one chosen",
        arguments: [
            ("for=192.0.2.1", "192.0.2.1"), ("for=192.0.2.1;proto=https;by=10.0.0.1", "192.0.2.1 secure"),
            ("For=\"[2001:db9::1]:4711\"", "2001:db9::1"), ("for=1.1.1.1, for=192.0.2.1;proto=http", "192.0.2.1"),
            ("for=_hidden", "10.0.0.1"), ("proto=https", "10.0.0.1 secure"), (";;=", "10.0.0.1"),
        ])
    func forwarded(list: String, expected: String) throws {
        #expect(try client(["Forwarded": list, "X-Forwarded-For": "6.6.6.6"], field: .forwarded) == expected)
        #expect(try client(["Forwarded": list, "X-Forwarded-For": "6.6.6.6"]) == "6.6.6.6")
    }

    @Test("a peer that is not trusted is taken for the client, whatever it says")
    func untrusted() throws {
        let headers: Headers = ["X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"]
        #expect(try client(headers, peer: "11.0.0.1") == "11.0.0.1")
        #expect(try client(headers, trusted: []) == "10.0.0.1")
    }

    @Test("networks hold their addresses and no others")
    func networks() throws {
        let cases: [(String, String, Bool)] = [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.128", true),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("0.0.0.0/0", "8.8.8.8", true),
            ("10.0.0.0/8", "::ffff:10.0.0.1", true), ("2001:db8::/33", "2001:db8:7fff::", true),
            ("2001:db8::/33", "2001:db8:8000::", false), ("loopback", "127.9.9.9", true), ("loopback", "::1", true),
            ("0.0.0.0/0", "::1", false),
        ]
        for (network, address, isIn) in cases {
            #expect(try TrustedProxies([network]).contains(address) == isIn, "\(network) \(address)")
        }
        for text in [
            "", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "proxy.example", "10.0.0.1/8/8",
        ] {
            #expect(throws: TrustedProxies.Malformed.self, "\(text)") { try TrustedProxies([text]) }
        }
    }

    // MARK: Rates

    @Test("an address may ask so often and no more, and again when time has passed")
    func rates() throws {
        let rates = try #require(RequestRates(RateLimit(perSecond: 2, burst: 3)))
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        let first = (0..<4).map { _ in rates.admit("a", at: start) }
        #expect(first == [nil, nil, nil, 1])
        #expect(rates.admit("b", at: start) == nil)
        let later = start.adding(.milliseconds(499))
        #expect(rates.admit("a", at: later) == 1)
        #expect(rates.admit("a", at: start.adding(.milliseconds(501))) == nil)
        #expect(RequestRates(RateLimit(perSecond: 0, burst: 9)) == nil)
    }

    @Test("however many addresses come, few are kept")
    func boundedRates() throws {
        let rates = try #require(RequestRates(RateLimit(perSecond: 1, burst: 2)))
        for index in 0..<40_000 { #expect(rates.admit("\(index)", at: MonotonicTime(nanoseconds: 1)) == nil) }
        #expect(rates.size <= 16_384)
    }

    @Test("too many requests are answered with 429, and the connection stays")
    func tooMany() async throws {
        var configuration = ServerConfiguration()
        configuration.rateLimit = RateLimit(perSecond: 1, burst: 2)
        configuration.exemptsLoopback = false
        try await Harness.run(configuration: configuration) { harness in
            let replies = try await harness.connect { client in
                var replies: [Client.Reply] = []
                for _ in 0..<3 {
                    await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                    replies.append(try await client.reply())
                }
                return replies
            }
            #expect(replies.map(\.status) == [200, 200, 429])
            #expect(replies[2].field("Retry-After") == "1")
            #expect(replies[2].field("Connection") == nil)
        }
    }

    @Test("this machine itself is not held to the rate, but those are whom its proxy tells of")
    func exempt() async throws {
        var configuration = ServerConfiguration()
        configuration.rateLimit = RateLimit(perSecond: 1, burst: 1)
        configuration.proxies = try TrustedProxies(["loopback"])
        try await Harness.run(configuration: configuration) { harness in
            let statuses = try await harness.connect { client in
                var statuses: [Int] = []
                for line in ["", "", "X-Forwarded-For: 192.0.2.1\r\n", "X-Forwarded-For: 192.0.2.1\r\n", ""] {
                    await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\(line)\r\n")
                    statuses.append(try await client.reply().status)
                }
                return statuses
            }
            #expect(statuses == [200, 200, 200, 429, 200])
        }
    }

    // MARK: Room

    private func isOpen(_ client: Client) async -> Bool {
        await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        return (try? await client.reply())?.status == 200
    }

    @Test("where there is no room, the connection that was idle longest is closed", arguments: [true, false])
    func eviction(isPerAddress: Bool) async throws {
        var configuration = ServerConfiguration()
        configuration.exemptsLoopback = false
        if isPerAddress { configuration.maximumConnectionsPerAddress = 3 } else { configuration.maximumConnections = 3 }
        try await Harness.run(configuration: configuration) { harness in
            let open = try await harness.connect { first in
                let (second, third) = (try await harness.open(), try await harness.open())
                for client in [first, second, third, first] { #expect(await isOpen(client)) }
                let fourth = try await harness.open()
                var open = [await isOpen(fourth)]
                open.append(await second.rest() == nil)
                for client in [first, third] { open.append(await isOpen(client)) }
                for client in [second, third, fourth] { client.close() }
                return open
            }
            #expect(open == [true, false, true, true])
        }
    }

    @Test("a connection that is chosen before it has begun to wait leaves too, and its room is free again")
    func earlyEviction() throws {
        var configuration = ServerConfiguration()
        configuration.maximumConnections = 2
        let residents = Residents(configuration)
        let peer = Peer(address: "192.0.2.1", isProxy: false, isLimited: true)
        let first = try #require(residents.admit(peer))
        first.note(.idle, since: MonotonicTime(nanoseconds: 1))
        let second = try #require(residents.admit(peer))
        let third = try #require(residents.admit(peer))
        #expect([first, second, third].map(\.isEvicted) == [true, false, false])
        #expect(residents.admit(peer) == nil)
        for residence in [first, second] { residents.dismiss(residence) }
        #expect(residents.count == 1)
        #expect(residents.admit(peer) != nil)
    }

    @Test("connections that are being served are not closed for new ones: those get 503")
    func full() async throws {
        let (gate, entered) = (AsyncStream.makeStream(of: Void.self), AsyncStream.makeStream(of: Void.self))
        let slow = Route(.post, "/slow") { _, body in
            entered.continuation.yield()
            for await _ in gate.stream { break }
            return .text("done")
        }
        try await Harness.run([slow], configuration: .with(\.maximumConnections, 1)) { harness in
            let (text, reply) = try await harness.connect { client in
                await client.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")
                for await _ in entered.stream { break }
                let others = [try await harness.open(), try await harness.open()]
                let text = await others[1].rest() ?? "broken"
                for other in others { other.close() }
                gate.continuation.yield()
                return (text, try await client.reply())
            }
            #expect(text.hasPrefix("HTTP/1.1 503 "))
            #expect(reply.body == "done")
        }
    }
}
