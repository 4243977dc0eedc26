import Testing

@testable import Net

@Suite struct EventLoopTests {
    @Test("a task that prefers the loop runs on its thread, also after a wait for others")
    func confinement() async throws {
        let loop = try EventLoop()
        defer { loop.stop() }
        #expect(!loop.isCurrent)
        let task = Task(executorPreference: loop) {
            let before = loop.isCurrent
            let elsewhere = await Task.detached { loop.isCurrent }.value
            async let child = loop.isCurrent
            return [before, await child, loop.isCurrent, !elsewhere]
        }
        #expect(await task.value == [true, true, true, true])
    }

    @Test("jobs from many tasks all run")
    func manyJobs() async throws {
        let loop = try EventLoop()
        defer { loop.stop() }
        let count = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    for _ in 0..<20 {
                        await Task(executorPreference: loop) {
                            await Task.yield()
                            count.increment()
                        }.value
                    }
                }
            }
        }
        #expect(count.value == 10_000)
    }

    @Test("a task that always yields does not keep the loop from its sockets")
    func fairness() async throws {
        let loop = try EventLoop()
        defer { loop.stop() }
        let done = Tally()
        let busy = Task(executorPreference: loop) {
            while done.value == 0 { await Task.yield() }
        }
        let reply = try await Pair.run(on: loop) { client, server in
            let bytes: [UInt8] = [1, 2, 3]
            _ = client.send(bytes.span)
            return try await server.readOnce()
        }
        done.increment()
        await busy.value
        #expect(reply == [1, 2, 3])
    }
}

@Suite struct SocketTests {
    @Test("more than the kernel takes at once arrives whole")
    func backpressure() async throws {
        let loop = try EventLoop()
        defer { loop.stop() }
        let sent = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let received = try await Pair.run(on: loop) { client, server -> [UInt8] in
            var position = 0
            var received: [UInt8] = []
            while received.count < sent.count {
                if position < sent.count, case .sent(let count) = client.send(sent.span.extracting(position...)) {
                    position += count
                }
                while case .bytes = server.receive({ received.add($0) }) {}
                // What is under way will arrive; where nothing is, there is room for more.
                if position > received.count {
                    _ = await server.wait(for: .read, until: .never)
                } else if position < sent.count {
                    _ = await client.wait(for: .write, until: .never)
                }
            }
            return received
        }
        #expect(received == sent)
    }

    @Test("a wait ends at its deadline")
    func deadline() async throws {
        let loop = try EventLoop()
        defer { loop.stop() }
        let wake = try await Pair.run(on: loop) { _, server in
            _ = server.receive { _ in }
            return await server.wait(for: .read, until: server.now.adding(.milliseconds(5)))
        }
        #expect(wake == .expired)
    }

    @Test("an interrupt ends a wait, and one that comes too early ends the next")
    func interrupt() async throws {
        let loop = try EventLoop()
        defer { loop.stop() }
        let wakes = try await Pair.run(on: loop) { _, server in
            _ = server.receive { _ in }
            server.handle.interrupt()
            let first = await server.wait(for: .read, until: .never)
            server.handle.interrupt()
            await Task.yield()
            await Task.yield()
            return [first, await server.wait(for: .read, until: .never)]
        }
        #expect(wakes == [.interrupted, .interrupted])
    }

    @Test("the end of the other side is told, also together with its last bytes")
    func end() async throws {
        let loop = try EventLoop()
        defer { loop.stop() }
        let bytes = try await Pair.run(on: loop) { client, server in
            let last: [UInt8] = [7]
            _ = client.send(last.span)
            client.close()
            let bytes = try await server.readOnce()
            while true {
                switch server.receive({ _ in }) {
                case .end: return bytes
                case .notReady: _ = await server.wait(for: .read, until: .never)
                case .bytes, .broken: return []
                }
            }
        }
        #expect(bytes == [7])
    }

    @Test("a port that is taken is told when listening")
    func portTaken() throws {
        let first = try ListeningSocket(host: "127.0.0.1", port: 0, backlog: 1)
        #expect(first.address.port > 0)
        #expect(throws: SystemError.self) {
            try ListeningSocket(host: "127.0.0.1", port: first.address.port, backlog: 1)
        }
        #expect(throws: SystemError.self) { try ListeningSocket(host: "nowhere", port: 0, backlog: 1) }
    }
}
