import COpenSSL
import TestCertificates
import Testing

@testable import Net

/// What contexts are made of: files, and the tickets by which clients come back.
@Suite struct TLSContextTests {
    private let files: TLSCertificates

    init() throws { files = try TLSCertificates() }

    // MARK: Files

    private func problem(_ certificate: String, _ key: String) -> String {
        do throws(TLSError) {
            _ = try TLSServerContext(certificateFile: certificate, keyFile: key)
            return "none"
        } catch {
            return error.description
        }
    }

    @Test("files that cannot be used are told with what to do")
    func unusableFiles() throws {
        let (certificate, key) = try files.make("good")
        let missing = files.path("missing.pem")
        let text = try files.write("no certificate\n", to: "text.pem")
        let empty = try files.write("", to: "empty.pem")
        let broken = try files.write(
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", to: "broken.pem")
        let encrypted = try files.make("encrypted", password: "secret").key
        let other = try files.make("other").key
        let readable = "give the path of a file that this user may read"
        let pem =
            "holds no certificate in PEM form: give a file that begins with the server's "
            + "-----BEGIN CERTIFICATE----- and goes on with those that issued it"
        let keyPEM = "holds no private key in PEM form: give a file that begins with -----BEGIN PRIVATE KEY-----"
        let cases = [
            (certificate, key, "none"),
            (missing, key, "cannot read the certificate \(missing): No such file or directory: \(readable)"),
            (certificate, missing, "cannot read the key \(missing): No such file or directory: \(readable)"),
            (text, key, "\(text) \(pem)"), (empty, key, "\(empty) \(pem)"), (broken, key, "\(broken) \(pem)"),
            (key, key, "\(key) \(pem)"), (files.path(""), key, "\(files.path("")) \(pem)"),
            (certificate, text, "\(text) \(keyPEM)"), (certificate, certificate, "\(certificate) \(keyPEM)"),
            (
                certificate, encrypted,
                "the key \(encrypted) is encrypted: write it without a password, for instance with "
                    + "`openssl pkey -in ENCRYPTED -out PLAIN`, and let only this user read it"
            ),
            (
                certificate, other,
                "the key \(other) does not fit the certificate \(certificate): "
                    + "give the key that the certificate was issued for"
            ),
        ]
        for (certificate, key, sentence) in cases { #expect(problem(certificate, key) == sentence) }
    }

    @Test("a file of authorities that cannot be used is told with what to do")
    func unusableAuthorities() throws {
        for file in [files.path("missing.pem"), try files.write("text", to: "text.pem")] {
            let error = #expect(throws: TLSError.self) { try TLSClientContext(authorityFile: file) }
            let sentence = error?.description ?? ""
            #expect(sentence.hasPrefix("\(file) holds no certificates to trust ("))
            #expect(sentence.hasSuffix("give a readable file in PEM form that begins with -----BEGIN CERTIFICATE-----"))
        }
    }

    @Test("a protocol for ALPN has 1 to 255 bytes", arguments: [(0, false), (1, true), (255, true), (256, false)])
    func protocolNames(_ length: Int, _ isAllowed: Bool) {
        let name = String(repeating: "a", count: length)
        let context = try? TLSClientContext(authorityFile: files.authorityFile, protocols: [name])
        #expect((context != nil) == isAllowed)
    }

    // MARK: Tickets

    /// What a client needs to come back. The sole owner of its pointer.
    @safe
    private final class Ticket: Sendable {
        nonisolated(unsafe) let pointer: OpaquePointer?

        init(of engine: TLSEngine) {
            // Answers a reference of its own, released in deinit.
            unsafe pointer = SSL_get1_session(engine.pointer)
        }

        deinit { unsafe SSL_SESSION_free(pointer) }
    }

    private func server(keepingTicketsOf previous: TLSServerContext? = nil) throws -> TLSServerContext {
        let (certificate, key) = try files.make("server")
        return try TLSServerContext(certificateFile: certificate, keyFile: key, keepingTicketsOf: previous)
    }

    /// Comes with a ticket, if it has one.
    ///
    /// - Returns: whether both sides took it, and the next one.
    private func visit(_ server: TLSServerContext, _ version: Int32, with ticket: Ticket?) async throws
        -> (isResumed: Bool, Ticket)
    {
        let context = try TLSClientContext(authorityFile: files.authorityFile)
        context.limit(to: version)
        let ends = try await TLSEnds.run(
            client: { socket in
                let engine = try TLSEngine(context, host: "localhost", TLSScratch())
                // Takes a reference of its own.
                if let ticket { unsafe SSL_set_session(engine.pointer, ticket.pointer) }
                let secure = try await SecureSocket.open(socket, engine, until: TLSEnds.patience)
                // In TLS 1.3 the tickets come before the first byte.
                _ = try await secure.receive(atLeast: 1)
                let ticket = Ticket(of: engine)
                let isResumed = secure.isResumed
                // A session that does not end in order may not be resumed.
                secure.close()
                return (isResumed, ticket)
            },
            server: { socket in
                let secure = try await SecureSocket.accept(socket, server, until: TLSEnds.patience)
                try await secure.sendAll([1])
                _ = try await secure.receiveEnd()
                return secure.isResumed
            })
        let (isResumed, next) = try ends.client.get()
        #expect(try ends.server.get() == isResumed)
        return (isResumed, next)
    }

    @Test(
        "a client comes back with its ticket, on any loop, in both versions",
        arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func resumption(_ version: Int32) async throws {
        let server = try server()
        let first = try await visit(server, version, with: nil)
        #expect(!first.isResumed)
        let second = try await visit(server, version, with: first.1)
        #expect(second.isResumed)
        let third = try await visit(server, version, with: second.1)
        #expect(third.isResumed)
    }

    @Test(
        "a new context takes the tickets of the one before if told so, and otherwise not",
        arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func reload(_ version: Int32) async throws {
        let old = try server()
        let ticket = try await visit(old, version, with: nil).1
        #expect(try await visit(server(keepingTicketsOf: old), version, with: ticket).isResumed)
        #expect(try await !visit(server(), version, with: ticket).isResumed)
    }
}
