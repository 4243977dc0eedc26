import COpenSSL
import TestCertificates
import Testing

@testable import Net

@Suite struct TLSConnectionTests {
    private let files: TLSCertificates
    private let server: TLSServerContext

    init() throws {
        files = try TLSCertificates()
        let paths = try files.make("server")
        server = try TLSServerContext(certificateFile: paths.certificate, keyFile: paths.key)
    }

    private func client(to most: Int32 = TLS1_3_VERSION, _ protocols: [String] = []) throws -> TLSClientContext {
        let context = try TLSClientContext(authorityFile: files.authorityFile, protocols: protocols)
        context.limit(to: most)
        return context
    }

    @Test(
        "bytes go there and back in both versions, with a cipher that has forward secrecy",
        arguments: [
            (TLS1_2_VERSION, "TLSv1.2", "ECDHE-ECDSA-AES128-GCM-SHA256"),
            (TLS1_3_VERSION, "TLSv1.3", "TLS_AES_128_GCM_SHA256"),
        ])
    func echo(_ version: Int32, _ name: String, _ cipher: String) async throws {
        let ends = try await TLSEnds.secure(
            client(to: version), server,
            client: { socket in
                try await socket.sendAll(Array("hello".utf8))
                let answer = try await socket.receive(atLeast: 5)
                return (answer, socket.protocolVersion, socket.cipher, socket.isResumed)
            },
            server: { socket in
                try await socket.sendAll(await socket.receive(atLeast: 5))
                return (socket.protocolVersion, socket.cipher, socket.isResumed)
            })
        #expect(try ends.client.get() == (Array("hello".utf8), name, cipher, false))
        #expect(try ends.server.get() == (name, cipher, false))
    }

    @Test(
        "megabytes arrive whole, whatever the pieces and however slow the reader",
        arguments: [1_000_003, 16_383, 16_384, 16_385, 40_009], [TLS1_2_VERSION, TLS1_3_VERSION])
    func large(_ piece: Int, _ version: Int32) async throws {
        let bytes = TLSEnds.pattern(2 << 20)
        let ends = try await TLSEnds.secure(
            client(to: version), server,
            client: { socket in
                try await socket.sendAll(bytes, piece: piece)
                return try await socket.receive(atLeast: bytes.count)
            },
            server: { socket in
                let received = try await socket.receive(atLeast: bytes.count, isSlow: true)
                try await socket.sendAll(received, piece: piece)
                return received == bytes
            })
        #expect(try ends.server.get())
        #expect(try ends.client.get() == bytes)
    }

    @Test("a sender whose reader does not read is told to wait, and one record at most is kept for it")
    func backPressure() async throws {
        let bytes = TLSEnds.pattern(24 << 20)
        let gate = AsyncStream.makeStream(of: Void.self)
        let ends = try await TLSEnds.secure(
            client(), server,
            client: { socket in
                for await _ in gate.stream { break }
                return try await socket.receive(atLeast: bytes.count)
            },
            server: { socket -> (Int, Int) in
                defer { gate.continuation.finish() }
                var position = 0
                while case .sent(let count) = socket.send(bytes.span.extracting(position...)) {
                    position += count
                    guard socket.outlet.isClear else { return (position, -1) }
                }
                for _ in 0..<1_000 {
                    guard case .notReady = socket.send(bytes.span.extracting(position...)) else { break }
                }
                let kept = socket.outlet.count
                gate.continuation.finish()
                try await socket.sendAll(Array(bytes[position...]))
                return (position, kept)
            })
        let (position, kept) = try ends.server.get()
        #expect(position < bytes.count)
        #expect(1...16_406 ~= kept)
        #expect(try ends.client.get() == bytes)
    }

    @Test("connections on one loop do not mix, though they share its memory")
    func oneLoop() async throws {
        let (client, server) = (try client(), server)
        let bytes = TLSEnds.pattern(100_000)
        let ends = try await TLSEnds.run(
            onOneLoop: true,
            client: { socket in
                let secure = try await SecureSocket.connect(socket, client, host: "localhost", until: TLSEnds.patience)
                try await secure.sendAll(bytes)
                return try await secure.receive(atLeast: bytes.count)
            },
            server: { socket in
                let secure = try await SecureSocket.accept(socket, server, until: TLSEnds.patience)
                try await secure.sendAll(await secure.receive(atLeast: bytes.count))
            })
        try ends.server.get()
        #expect(try ends.client.get() == bytes)
    }

    @Test("ciphertext is sent once: it is taken out of the memory that other connections use next")
    func takenOut() async throws {
        let client = try client()
        let ends = try await TLSEnds.run(
            client: { socket in
                let engine = try TLSEngine(client, host: "localhost", socket.loop.core.tls)
                var outlet = CiphertextOutlet(socket)
                guard engine.handshake(Span()).0 == .wantsInput else { return (0, 0) }
                let count = engine.scratch.outputCount
                for _ in 1...2 { _ = outlet.push(engine.scratch) }
                return (count, engine.scratch.outputCount)
            },
            server: { try await $0.readAll().count })
        let (count, left) = try ends.client.get()
        #expect(count > 100 && left == 0)
        #expect(try ends.server.get() == count)
    }

    @Test("what an engine answers by itself is not kept without end for a peer that does not read")
    func keptAnswers() async throws {
        let (isDone, done) = AsyncStream.makeStream(of: Void.self)
        let ends = try await TLSEnds.run(
            client: { socket in
                let zeros = [UInt8](repeating: 0, count: 65_536)
                while case .sent = socket.send(zeros.span) {}
                let scratch = TLSScratch()
                var outlet = CiphertextOutlet(socket)
                let counts = [65_536, 65_536, 1, 1].map { count in
                    // No byte of it is ever written: the kernel takes none.
                    unsafe scratch.output.initialize(repeating: 0)
                    scratch.outputCount = count
                    return (outlet.push(scratch), outlet.count)
                }
                done.yield()
                return (counts.map(\.0), counts.map(\.1))
            },
            server: { _ in for await _ in isDone { return } })
        let (progress, counts) = try ends.client.get()
        #expect(progress == [.notReady, .notReady, .broken, .broken])
        #expect(counts == [65_536, 131_072, 131_073, 131_073])
        #expect(throws: Never.self) { try ends.server.get() }
    }

    @Test("a client of TLS 1.2 that wants to shake hands anew is refused")
    func renegotiation() async throws {
        let (client, server) = (try client(to: TLS1_2_VERSION), server)
        let ends = try await TLSEnds.run(
            client: { socket -> TLSError? in
                let engine = try TLSEngine(client, host: "localhost", TLSScratch())
                let finished = try await engine.shakeHands(on: socket)
                // SSL_OP_NO_RENEGOTIATION is taken back. The engine lives for the calls.
                unsafe SSL_clear_options(engine.pointer, UInt64(1) << 30)
                guard unsafe SSL_renegotiate(engine.pointer) == 1 else { return nil }
                guard engine.handshake(Span()).0 == .wantsInput else { return nil }
                try socket.sendNow(finished + engine.takeOutput())
                let answer = try await socket.readOnce()
                return engine.handshake(answer.span).0 == .failed ? engine.failure() : nil
            },
            server: { socket in
                try await SecureSocket.accept(socket, server, until: TLSEnds.patience).receiveEnd()
            })
        #expect(try ends.client.get() == .refused("no renegotiation"))
        #expect(try ends.server.get() == .end)
    }

    @Test("data that comes together with the end of the handshake is there at once")
    func earlyData() async throws {
        let context = try client()
        let server = server
        let ends = try await TLSEnds.run(
            client: { socket in
                let engine = try TLSEngine(context, host: "localhost", TLSScratch())
                let finished = try await engine.shakeHands(on: socket)
                try socket.sendNow(finished + engine.encrypt(Array("request".utf8)))
                _ = try await socket.readOnce()
            },
            server: { socket in
                let secure = try await SecureSocket.accept(socket, server, until: TLSEnds.patience)
                let wake = await secure.wait(for: .read, until: secure.now)
                var received: [UInt8] = []
                _ = secure.receive { received.add($0) }
                return (wake, received)
            })
        try ends.client.get()
        #expect(try ends.server.get() == (.ready, Array("request".utf8)))
    }

    @Test("keys that are changed under way do not disturb")
    func keyUpdate() async throws {
        let context = try client()
        let server = server
        let ends = try await TLSEnds.run(
            client: { socket -> [UInt8] in
                let engine = try TLSEngine(context, host: "localhost", TLSScratch())
                let secure = try await SecureSocket.open(socket, engine, until: TLSEnds.patience)
                var answers: [UInt8] = []
                for byte in UInt8(1)...3 {
                    // The engine lives for the call.
                    guard unsafe SSL_key_update(engine.pointer, SSL_KEY_UPDATE_REQUESTED) == 1 else { return [] }
                    try await secure.sendAll([byte])
                    answers += try await secure.receive(atLeast: 1)
                }
                return answers
            },
            server: { socket in
                let secure = try await SecureSocket.accept(socket, server, until: TLSEnds.patience)
                for _ in 1...3 { try await secure.sendAll(await secure.receive(atLeast: 1)) }
            })
        #expect(try ends.client.get() == [1, 2, 3])
        try ends.server.get()
    }

    // MARK: ALPN

    @Test(
        "ALPN: http/1.1 is chosen where it is offered, and whoever asks nothing is served",
        arguments: [([], nil), (["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "http/1.1")] as [([String], String?)])
    func protocolChosen(_ offered: [String], _ chosen: String?) async throws {
        let ends = try await TLSEnds.secure(
            client(offered), server, client: { try await ($0.applicationProtocol, $0.receive(atLeast: 1)) },
            server: { socket in
                try await socket.sendAll([9])
                return socket.applicationProtocol
            })
        #expect(try ends.client.get() == (chosen, [9]))
        #expect(try ends.server.get() == chosen)
    }

    private func client(_ protocols: [String]) throws -> TLSClientContext {
        try client(to: TLS1_3_VERSION, protocols)
    }

    @Test("ALPN: whoever offers only other protocols is refused")
    func protocolRefused() async throws {
        let ends = try await TLSEnds.secure(client(["h2"]), server, client: { _ in }, server: { _ in })
        #expect(throws: TLSError.refused("the other side answered: no application protocol")) { try ends.client.get() }
        #expect(throws: TLSError.refused("no application protocol")) { try ends.server.get() }
    }

    // MARK: The end

    @Test("an end that was said is an end, by finishing and by closing", arguments: [true, false])
    func saidEnd(_ finishes: Bool) async throws {
        let ends = try await TLSEnds.secure(
            client(), server,
            client: { socket in
                let end = try await socket.receiveEnd()
                socket.close()
                return end
            },
            server: { socket in
                try await socket.sendAll([1])
                guard finishes else {
                    socket.close()
                    return SecureSocket.End.end
                }
                socket.finishSending()
                guard case .broken = socket.send([UInt8(2)].span) else { throw SecureSocket.Broken() }
                return try await socket.receiveEnd()
            })
        #expect(try ends.client.get() == .end)
        #expect(try ends.server.get() == .end)
    }

    @Test("an end that was not said is a break to a client and an end to a server")
    func cutOff() async throws {
        let context = try client()
        let server = server
        for isClientCut in [true, false] {
            let ends = try await TLSEnds.run(
                client: { socket in
                    let secure = try await SecureSocket.connect(
                        socket, context, host: "localhost", until: TLSEnds.patience)
                    if isClientCut { return try await secure.receiveEnd() }
                    socket.finishSending()
                    return try await secure.receiveEnd()
                },
                server: { socket in
                    let secure = try await SecureSocket.accept(socket, server, until: TLSEnds.patience)
                    if isClientCut { socket.finishSending() }
                    let end = try await secure.receiveEnd()
                    secure.close()
                    return end
                })
            #expect(try ends.client.get() == (isClientCut ? .broken : .end))
            #expect(try ends.server.get() == .end)
        }
    }

    @Test("ciphertext that was changed breaks the connection; what came before it is handed over")
    func changedOnTheWay() async throws {
        let context = try client()
        let server = server
        let ends = try await TLSEnds.run(
            client: { socket in
                let engine = try TLSEngine(context, host: "localhost", TLSScratch())
                let secure = try await SecureSocket.open(socket, engine, until: TLSEnds.patience)
                var records = engine.encrypt([1]) + engine.encrypt([2])
                records[records.count - 1] ^= 1
                try socket.sendNow(records)
                return try await secure.receiveEnd()
            },
            server: { socket in
                let secure = try await SecureSocket.accept(socket, server, until: TLSEnds.patience)
                let received = try await secure.receive(atLeast: 1)
                return (received, try await secure.receiveEnd())
            })
        #expect(try ends.server.get() == ([1], .broken))
        #expect(try ends.client.get() == .broken)
    }
}

extension TLSEngine {
    /// What is to be sent.
    func takeOutput() -> [UInt8] {
        var bytes: [UInt8] = []
        scratch.withOutput { bytes.add($0) }
        scratch.outputCount = 0
        return bytes
    }

    /// A client's handshake.
    ///
    /// - Returns: its last bytes, which are still to be sent.
    func shakeHands(on socket: Socket) async throws -> [UInt8] {
        var step = handshake(Span()).0
        while step != .done {
            try socket.sendNow(takeOutput())
            let received = try await socket.readOnce()
            step = handshake(received.span).0
        }
        return takeOutput()
    }

    /// The bytes as a record; nothing where that failed.
    func encrypt(_ bytes: [UInt8]) -> [UInt8] { write(bytes.span) == .done ? takeOutput() : [] }
}
