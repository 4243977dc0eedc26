import COpenSSL
import TestCertificates
import Testing

@testable import Net

@Suite struct TLSRefusalTests {
    private let files: TLSCertificates

    init() throws { files = try TLSCertificates() }

    private func server(_ contents: TLSCertificates.Contents = .init(), isSelfSigned: Bool = false) throws
        -> TLSServerContext
    {
        let paths = try files.make("server", contents, isSelfSigned: isSelfSigned)
        return try TLSServerContext(certificateFile: paths.certificate, keyFile: paths.key)
    }

    private func client() throws -> TLSClientContext { try TLSClientContext(authorityFile: files.authorityFile) }

    // MARK: Certificates

    private static let named = TLSCertificates.Contents(
        alternatives: "DNS:localhost,DNS:*.wild.test,IP:127.0.0.1,IP:::1")

    @Test(
        "a certificate is accepted for its names and addresses",
        arguments: ["localhost", "LOCALHOST", "localhost.", "a.wild.test", "127.0.0.1", "::1", "0:0:0:0:0:0:0:1"])
    func accepted(_ host: String) async throws {
        let ends = try await TLSEnds.secure(
            client(), server(Self.named), host: host, client: { try await $0.receive(atLeast: 1) },
            server: { try await $0.sendAll([5]) })
        #expect(try ends.client.get() == [5])
    }

    @Test(
        "a certificate is refused for any other host",
        arguments: [
            "other.test", "localhost.test", "a.b.wild.test", "wild.test", "127.0.0.2", "::2", "test", "[::1]",
        ])
    func wrongHost(_ host: String) async throws {
        let ends = try await TLSEnds.secure(
            client(), server(Self.named), host: host, client: { _ in }, server: { try await $0.receiveEnd() })
        let reason = "it was issued for a host other than \(host)"
        #expect(throws: TLSError.unverified(reason)) { try ends.client.get() }
        #expect(throws: (any Error).self) { try ends.server.get() }
    }

    @Test("the subject's name counts for nothing where no names are listed")
    func subjectName() async throws {
        let contents = TLSCertificates.Contents(name: "localhost", alternatives: nil)
        let ends = try await TLSEnds.secure(client(), server(contents), client: { _ in }, server: { _ in })
        #expect(throws: TLSError.unverified("it was issued for a host other than localhost")) { try ends.client.get() }
    }

    @Test(
        "a host that no certificate could name is refused before anything is sent",
        arguments: ["", ".", "l\u{f6}", "a\u{0}b", "a b"])
    func noHost(_ host: String) async throws {
        let context = try client()
        let ends = try await TLSEnds.run(
            client: { _ = try await SecureSocket.connect($0, context, host: host, until: TLSEnds.patience) },
            server: { try await $0.readAll() })
        let sentence = "\"\(host)\" is no host name that a certificate could be for: write it in ASCII"
        #expect(throws: TLSError.setUp(sentence)) { try ends.client.get() }
        #expect(try ends.server.get().isEmpty)
    }

    @Test(
        "a certificate is refused outside of its time",
        arguments: [
            (-7_200, -60, "it, or one that issued it, has expired"),
            (3_600, 7_200, "it, or one that issued it, is not valid yet; is the clock right?"),
        ])
    func wrongTime(_ from: Int, _ to: Int, _ reason: String) async throws {
        let contents = TLSCertificates.Contents(validFrom: from, validTo: to)
        let ends = try await TLSEnds.secure(client(), server(contents), client: { _ in }, server: { _ in })
        #expect(throws: TLSError.unverified(reason)) { try ends.client.get() }
    }

    @Test("an issuer whom nobody knows is refused, by a private file and by the system's roots")
    func unknownIssuer() async throws {
        let contexts = [
            try TLSClientContext(authorityFile: try files.make("other", isSelfSigned: true).certificate),
            try TLSClientContext(),
        ]
        let reason = "its issuer is unknown here, or the server leaves out a certificate between"
        for context in contexts {
            let ends = try await TLSEnds.secure(
                context, server(), client: { _ in }, server: { try await $0.receiveEnd() })
            #expect(throws: TLSError.unverified(reason)) { try ends.client.get() }
            #expect(throws: TLSError.refused("the other side answered: unknown CA")) { try ends.server.get() }
        }
    }

    @Test("a self-signed certificate is refused, unless it is itself what is trusted")
    func selfSigned() async throws {
        let server = try server(isSelfSigned: true)
        let refused = try await TLSEnds.secure(client(), server, client: { _ in }, server: { _ in })
        let reason = "it is self-signed, and not among those that are trusted"
        #expect(throws: TLSError.unverified(reason)) { try refused.client.get() }
        let trusting = try TLSClientContext(authorityFile: files.path("server.pem"))
        let accepted = try await TLSEnds.secure(
            trusting, server, client: { try await $0.receiveEnd() }, server: { $0.close() })
        #expect(try accepted.client.get() == .end)
    }

    // MARK: Versions and ciphers

    @Test("a client that only speaks TLS 1.0 or 1.1 is refused", arguments: [TLS1_VERSION, TLS1_1_VERSION])
    func oldClient(_ version: Int32) async throws {
        let context = try client()
        context.limit(to: version)
        #expect(context.limit(toCiphers: "ALL:@SECLEVEL=0"))
        let ends = try await TLSEnds.secure(context, server(), client: { _ in }, server: { _ in })
        #expect(throws: TLSError.refused("the other side answered: protocol version")) { try ends.client.get() }
        #expect(throws: TLSError.refused("unsupported protocol")) { try ends.server.get() }
    }

    @Test(
        "a client of TLS 1.2 without forward secrecy or with a weak cipher is refused",
        arguments: [
            "AES128-GCM-SHA256", "AES256-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384",
            "ECDHE-ECDSA-AES128-CCM", "AECDH-AES128-SHA", "ECDHE-ECDSA-NULL-SHA", "DHE-RSA-AES128-GCM-SHA256",
        ])
    func weakCipher(_ name: String) async throws {
        let context = try client()
        context.limit(to: TLS1_2_VERSION)
        #expect(context.limit(toCiphers: name + ":@SECLEVEL=0"))
        let ends = try await TLSEnds.secure(context, server(), client: { _ in }, server: { _ in })
        #expect(throws: TLSError.refused("no shared cipher")) { try ends.server.get() }
        #expect(throws: TLSError.self) { try ends.client.get() }
    }

    @Test(
        "each cipher that is allowed in TLS 1.2 works",
        arguments: ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"])
    func goodCipher(_ name: String) async throws {
        let context = try client()
        context.limit(to: TLS1_2_VERSION)
        #expect(context.limit(toCiphers: "ECDHE-ECDSA-" + name))
        let ends = try await TLSEnds.secure(
            context, server(), client: { try await ($0.cipher, $0.receive(atLeast: 1)) },
            server: { try await $0.sendAll([3]) })
        #expect(try ends.client.get() == ("ECDHE-ECDSA-" + name, [3]))
    }

    @Test("a server that only speaks TLS 1.1 is refused")
    func oldServer() async throws {
        let server = try server()
        // The context lives for the calls.
        unsafe SSL_CTX_ctrl(server.pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, 0, nil)
        unsafe SSL_CTX_ctrl(server.pointer, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_1_VERSION), nil)
        let ends = try await TLSEnds.secure(client(), server, client: { _ in }, server: { _ in })
        #expect(throws: TLSError.self) { try ends.client.get() }
        #expect(throws: TLSError.self) { try ends.server.get() }
    }
}
