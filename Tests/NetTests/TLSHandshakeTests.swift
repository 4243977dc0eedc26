import TestCertificates
import Testing

@testable import Net

/// Peers that do not shake hands as they should.
@Suite struct TLSHandshakeTests {
    private let files: TLSCertificates
    private let server: TLSServerContext
    private let client: TLSClientContext

    init() throws {
        files = try TLSCertificates()
        let paths = try files.make("server")
        server = try TLSServerContext(certificateFile: paths.certificate, keyFile: paths.key)
        client = try TLSClientContext(authorityFile: files.authorityFile)
    }

    private func hello() throws -> [UInt8] {
        let engine = try TLSEngine(client, host: "localhost", TLSScratch())
        return engine.handshake(Span()).0 == .wantsInput ? engine.takeOutput() : []
    }

    @Test(
        "plain HTTP is told as such, and can be answered in plain words",
        arguments: [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "DELETE /x HTTP/1.0\r\n\r\n", "\r\nPOST / HTTP/1.1\r\n", "P", "~",
        ])
    func plainText(_ request: String) async throws {
        let server = server
        let ends = try await TLSEnds.run(
            client: { socket in
                try socket.sendNow(Array(request.utf8))
                return try await socket.readAll()
            },
            server: { socket in
                do throws(TLSError) {
                    _ = try await SecureSocket.accept(socket, server, until: TLSEnds.patience)
                } catch {
                    try socket.sendNow(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
                    throw error
                }
            })
        #expect(throws: TLSError.plainText) { try ends.server.get() }
        #expect(try ends.client.get() == Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
    }

    @Test("a server that speaks without TLS is told as such")
    func plainServer() async throws {
        let client = client
        let ends = try await TLSEnds.run(
            client: { _ = try await SecureSocket.connect($0, client, host: "localhost", until: TLSEnds.patience) },
            server: { try $0.sendNow(Array("220 mail.test ESMTP\r\n".utf8)) })
        #expect(throws: TLSError.plainText) { try ends.client.get() }
    }

    @Test(
        "garbage is refused",
        arguments: [
            [0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5, 6], [0x16, 3, 1, 0xFF, 0xFF, 1], [0x16, 9, 9, 0, 1, 1],
            [0x80, 28, 1, 0, 2, 0, 3, 0, 0, 0, 16, 1, 0, 0x80] + Array(repeating: 7, count: 16), [0, 0, 0, 0, 0, 0],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x17, 3, 3, 0, 1, 0], [0x14, 3, 3, 0, 1, 1], [0x15, 3, 3, 0, 2, 2, 40],
        ] as [[UInt8]])
    func garbage(_ bytes: [UInt8]) async throws {
        let server = server
        let ends = try await TLSEnds.run(
            client: { socket in
                try socket.sendNow(bytes)
                // What the server answers before it closes, an alert or nothing, ends in any case.
                return try await socket.readAll().count
            },
            server: { _ = try await SecureSocket.accept($0, server, until: TLSEnds.patience) })
        let error = #expect(throws: TLSError.self) { try ends.server.get() }
        guard case .refused(let reason) = error else {
            Issue.record("not refused but \(error?.description ?? "accepted")")
            return
        }
        #expect(!reason.isEmpty)
        #expect(try ends.client.get() < 100)
    }

    @Test("a hello with any one byte changed is never accepted without more, and never harms")
    func changedHello() throws {
        let hello = try hello()
        #expect(hello.count > 100)
        for index in hello.indices {
            for change in [UInt8(1), 0x80, 0xFF] {
                var changed = hello
                changed[index] ^= change
                let engine = try TLSEngine(server, TLSScratch())
                let step = engine.handshake(changed.span).0
                #expect([.wantsInput, .failed].contains(step))
            }
        }
    }

    @Test("a hello that is cut anywhere makes the server wait, and a handshake in single bytes succeeds")
    func split() throws {
        let hello = try hello()
        for count in hello.indices {
            let engine = try TLSEngine(server, TLSScratch())
            let (step, consumed) = engine.handshake(hello.span.extracting(..<count))
            #expect(step == .wantsInput && consumed == count && engine.takeOutput().isEmpty)
        }
        let asking = try TLSEngine(client, host: "localhost", TLSScratch())
        let serving = try TLSEngine(server, TLSScratch())
        var (clientStep, serverStep) = (asking.handshake(Span()).0, TLSEngine.Step.wantsInput)
        while clientStep == .wantsInput || serverStep == .wantsInput {
            let sent = asking.takeOutput()
            for byte in sent { serverStep = serving.handshake([byte].span).0 }
            let answered = serving.takeOutput()
            for byte in answered where clientStep == .wantsInput { clientStep = asking.handshake([byte].span).0 }
            if sent.isEmpty, answered.isEmpty { break }
        }
        #expect(clientStep == .done && serverStep == .done)
    }

    @Test("a handshake that does not go on ends at its deadline, wherever it stands", arguments: [0, 1, 5, 60])
    func deadline(_ count: Int) async throws {
        let server = server
        let part = Array(try hello().prefix(count))
        let ends = try await TLSEnds.run(
            client: { socket in
                try socket.sendNow(part)
                return try await socket.readAll()
            },
            server: { socket in
                let deadline = MonotonicTime.current().adding(.milliseconds(40))
                _ = try await SecureSocket.accept(socket, server, until: deadline)
            })
        #expect(throws: TLSError.timedOut) { try ends.server.get() }
        #expect(try ends.client.get().isEmpty)
    }

    @Test("a client whose server says nothing gives up at its deadline")
    func silentServer() async throws {
        let client = client
        let ends = try await TLSEnds.run(
            client: { socket in
                let deadline = MonotonicTime.current().adding(.milliseconds(40))
                _ = try await SecureSocket.connect(socket, client, host: "localhost", until: deadline)
            },
            server: { try await $0.readAll().first })
        #expect(throws: TLSError.timedOut) { try ends.client.get() }
        #expect(try ends.server.get() == 22)
    }

    @Test("a handshake that the peer leaves is closed, and one that is interrupted is called off")
    func left() async throws {
        let server = server
        let part = Array(try hello().prefix(50))
        let left = try await TLSEnds.run(
            client: { try $0.sendNow(part) },
            server: { _ = try await SecureSocket.accept($0, server, until: TLSEnds.patience) })
        #expect(throws: TLSError.closed) { try left.server.get() }
        let interrupted = try await TLSEnds.run(
            client: { try await $0.readAll() },
            server: { socket in
                socket.handle.interrupt()
                _ = try await SecureSocket.accept(socket, server, until: TLSEnds.patience)
            })
        #expect(throws: TLSError.interrupted) { try interrupted.server.get() }
    }

    @Test("a handshake whose messages do not fit the memory for them goes on in parts", arguments: [1, 100, 1_000])
    func smallOutput(_ capacity: Int) async throws {
        let (server, client) = (server, client)
        let ends = try await TLSEnds.run(
            client: { socket in
                let secure = try await SecureSocket.connect(socket, client, host: "localhost", until: TLSEnds.patience)
                try await secure.sendAll([1, 2, 3])
                secure.finishSending()
                return try await secure.receiveEnd()
            },
            server: { socket in
                let engine = try TLSEngine(server, TLSScratch(outputCapacity: capacity))
                let secure = try await SecureSocket.open(socket, engine, until: TLSEnds.patience)
                return try await secure.receive(atLeast: 4)
            })
        #expect(try ends.server.get() == [1, 2, 3])
        #expect(try ends.client.get() == .broken)
    }

    @Test("many handshakes at once, on many threads with the same contexts, all succeed")
    func atOnce() async throws {
        let (server, client) = (server, client)
        let count = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in UInt8(0)..<16 {
                group.addTask {
                    let ends = try await TLSEnds.secure(
                        client, server,
                        client: { socket in
                            try await socket.sendAll([number])
                            return try await socket.receive(atLeast: 1)
                        },
                        server: { try await $0.sendAll(await $0.receive(atLeast: 1)) })
                    return try ends.client.get()
                }
            }
            return try await group.reduce(into: Set<UInt8>()) { $0.formUnion($1) }.count
        }
        #expect(count == 16)
    }
}
