internal import COpenSSL

/// Whom a TLS client trusts. The server's certificate is always verified. Immutable, and shared by all loops.
@safe
public final class TLSClientContext: Sendable {
    /// Never changed after `init`; OpenSSL itself guards what connections share in it.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// - Parameters:
    ///   - authorityFile: a PEM file; whoever it holds is trusted and nobody else. nil: the roots of the system.
    ///   - protocols: offered by ALPN (RFC 7301), best first, each of 1 to 255 bytes: `http/1.1`. Empty: ALPN is not
    ///     used.
    /// - Throws: `.setUp` with what to do. It reads the file, so it blocks on a disk that is slow.
    public init(authorityFile: String? = nil, protocols: [String] = []) throws(TLSError) {
        guard let pointer = unsafe copenssl_tls_client_new() else {
            throw .setUp("TLS cannot be set up: \(TLSError.lastReason())")
        }
        // From here on deinit releases it, also where init throws.
        unsafe self.pointer = pointer
        // OpenSSL reads the text within the call.
        guard unsafe copenssl_tls_trust(pointer, authorityFile) == 1 else {
            throw .setUp(Self.sentence(authorityFile, TLSError.lastReason()))
        }
        if !protocols.isEmpty { try offer(protocols) }
    }

    // Released once; each connection holds a reference of its own.
    deinit { unsafe SSL_CTX_free(pointer) }

    private func offer(_ protocols: [String]) throws(TLSError) {
        guard protocols.allSatisfy({ 1...255 ~= $0.utf8.count }) else {
            throw .setUp("the name of a protocol for ALPN has 1 to 255 bytes")
        }
        let list = protocols.flatMap { [UInt8($0.utf8.count)] + $0.utf8 }
        // The list is copied within the call, by its own length.
        guard unsafe copenssl_tls_offer(pointer, list, list.count) == 1 else {
            throw .setUp("the protocols \(protocols) cannot be offered: \(TLSError.lastReason())")
        }
    }

    private static func sentence(_ file: String?, _ reason: String) -> String {
        guard let file else {
            return "the system's trusted certificates cannot be read (\(reason)): install the package ca-certificates"
        }
        return "\(file) holds no certificates to trust (\(reason)): "
            + "give a readable file in PEM form that begins with -----BEGIN CERTIFICATE-----"
    }
}
