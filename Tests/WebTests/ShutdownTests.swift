import HTTPWire
import Synchronization
import Testing
import Web

@Suite struct ShutdownTests {
    /// A handler waits here until the test lets it go.
    private final class Gate: Sendable {
        private let entered = AsyncStream.makeStream(of: Void.self)
        private let released = AsyncStream.makeStream(of: Void.self)

        func pass() async {
            entered.continuation.yield()
            for await _ in released.stream { return }
        }

        func waitForEntry() async { for await _ in entered.stream { return } }

        func release() { released.continuation.yield() }
    }

    private let request = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("requests in flight are finished, idle connections closed, new ones not accepted")
    func graceful() async throws {
        let gate = Gate()
        let slow = Route(.get, "/slow") { _ in
            await gate.pass()
            return .text("done")
        }
        try await Harness.run([slow] + Harness.routes) { harness in
            async let idle = harness.connect { client in
                await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await client.reply()
                return await client.rest()
            }
            async let busy = harness.connect { client in
                await client.send(request)
                let reply = try await client.reply()
                return (reply, await client.rest())
            }
            await gate.waitForEntry()
            while harness.records.all.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            async let end: Void = harness.server.shutdown(grace: .seconds(60))
            #expect(try await idle == "")
            gate.release()
            let (reply, rest) = try await busy
            #expect(reply.body == "done")
            #expect(reply.field("Connection") == "close")
            #expect(rest == "")
            await end
            await #expect(throws: (any Error).self) { try await harness.connect { _ in } }
        }
    }

    @Test("an end that comes while an answer is being sent closes the connection behind it")
    func whileSending() async throws {
        let entered = AsyncStream.makeStream(of: Void.self)
        let size = 12 << 20
        let route = Route(.get, "/huge") { _ in
            entered.continuation.yield()
            return .bytes([UInt8](repeating: 0x61, count: size), type: "text/plain")
        }
        try await Harness.run([route]) { harness in
            let (count, rest) = try await harness.connect { client in
                await client.send("GET /huge HTTP/1.1\r\nHost: a\r\n\r\n")
                for await _ in entered.stream { break }
                async let end: Void = harness.server.shutdown(grace: .seconds(60))
                let reply = try await client.reply()
                let rest = await client.rest()
                await end
                return (reply.body.utf8.count, rest)
            }
            #expect(count == size)
            #expect(rest == "")
        }
    }

    @Test("a request that has half arrived may arrive whole")
    func half() async throws {
        try await Harness.run { harness in
            let reply = try await harness.connect { client in
                await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hel")
                _ = try await client.reply()
                let end = Task { await harness.server.shutdown(grace: .seconds(60)) }
                await client.send("lo HTTP/1.1\r\nHost: a\r\n\r\n")
                let reply = try await client.reply()
                _ = await client.rest()
                await end.value
                return reply
            }
            #expect(reply.body == "hello")
        }
    }

    @Test("after the grace handlers are cancelled and connections broken")
    func grace() async throws {
        let gate = Gate()
        let slow = Route(.get, "/slow") { _ in
            await gate.pass()
            return .text(Task.isCancelled ? "cancelled" : "done")
        }
        try await Harness.run([slow]) { harness in
            async let busy = harness.connect { client in
                await client.send(request)
                return await client.rest()
            }
            await gate.waitForEntry()
            await harness.server.shutdown(grace: .zero)
            let text = try await busy
            #expect(text?.hasSuffix("done") != true)
            #expect(harness.server.openConnections == 0)
        }
    }

    @Test("shutting down twice, or without a connection, ends at once")
    func twice() async throws {
        try await Harness.run { harness in
            await harness.server.shutdown(grace: .seconds(60))
            await harness.server.shutdown(grace: .seconds(60))
            #expect(harness.server.openConnections == 0)
        }
    }
}
