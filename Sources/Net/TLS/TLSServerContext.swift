internal import COpenSSL

/// What a TLS server shows and allows: its certificate chain and key, TLS 1.2 and 1.3, ALPN `http/1.1`, and tickets
/// by which clients resume (RFC 5077, RFC 8446 section 4.6.1).
///
/// Immutable, and shared by all loops. New files need a new context; connections keep the one they began with.
@safe
public final class TLSServerContext: Sendable {
    /// Never changed after `init`; OpenSSL itself guards what connections share in it.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// - Parameters:
    ///   - certificateFile: PEM, the server's certificate first, then those that issued it.
    ///   - keyFile: PEM, without a password.
    ///   - previous: whose tickets are taken too. Without it tickets of earlier contexts are worth nothing, which ends
    ///     what a stolen ticket key could open; clients then make a full handshake once.
    /// - Throws: `.setUp` with what to do. It reads both files, so it blocks on a disk that is slow.
    public init(
        certificateFile: String, keyFile: String, keepingTicketsOf previous: TLSServerContext? = nil
    ) throws(TLSError) {
        guard let pointer = unsafe copenssl_tls_server_new() else {
            throw .setUp("TLS cannot be set up: \(TLSError.lastReason())")
        }
        // From here on deinit releases it, also where init throws.
        unsafe self.pointer = pointer
        var systemError: Int32 = 0
        // OpenSSL reads the two texts and writes the number within the call.
        let result = unsafe copenssl_tls_load(pointer, certificateFile, keyFile, &systemError)
        if let sentence = Self.sentence(result, certificateFile, keyFile, systemError) { throw .setUp(sentence) }
        guard let previous else { return }
        // Both contexts live for the call.
        guard unsafe copenssl_tls_keep_tickets(pointer, previous.pointer) == 1 else {
            throw .setUp("the keys of TLS tickets cannot be kept: \(TLSError.lastReason())")
        }
    }

    // Released once; each connection holds a reference of its own.
    deinit { unsafe SSL_CTX_free(pointer) }

    /// What is wrong with the files and what to do; nil where nothing is.
    private static func sentence(_ result: Int32, _ certificate: String, _ key: String, _ systemError: Int32) -> String?
    {
        func unreadable(_ kind: String, _ file: String) -> String {
            let cause = SystemError("read the \(kind) \(file)", code: systemError)
            return "\(cause): give the path of a file that this user may read"
        }
        switch Int(result) {
        case COPENSSL_TLS_LOADED: return nil
        case COPENSSL_TLS_CERTIFICATE_UNREADABLE: return unreadable("certificate", certificate)
        case COPENSSL_TLS_CERTIFICATE_NO_PEM:
            return "\(certificate) holds no certificate in PEM form: give a file that begins with the server's "
                + "-----BEGIN CERTIFICATE----- and goes on with those that issued it"
        case COPENSSL_TLS_CERTIFICATE_REFUSED:
            return "the certificate \(certificate) cannot be used (\(TLSError.lastReason())): get one with an "
                + "ECDSA key of 256 bits or an RSA key of 2048 bits, signed with SHA-256"
        case COPENSSL_TLS_KEY_UNREADABLE: return unreadable("key", key)
        case COPENSSL_TLS_KEY_ENCRYPTED:
            return "the key \(key) is encrypted: write it without a password, "
                + "for instance with `openssl pkey -in ENCRYPTED -out PLAIN`, and let only this user read it"
        case COPENSSL_TLS_KEY_NO_PEM:
            return "\(key) holds no private key in PEM form: give a file that begins with -----BEGIN PRIVATE KEY-----"
        default:
            return "the key \(key) does not fit the certificate \(certificate): "
                + "give the key that the certificate was issued for"
        }
    }
}
