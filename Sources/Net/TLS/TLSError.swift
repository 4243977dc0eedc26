internal import COpenSSL

/// Why a TLS context or connection could not be made.
public enum TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The peer spoke without TLS. Nothing was sent to it, so it may be told so in plain words.
    case plainText
    /// The deadline passed during the handshake.
    case timedOut
    /// `SocketHandle.interrupt` ended the handshake.
    case interrupted
    /// The connection ended or broke during the handshake.
    case closed
    /// The two sides found no agreement; the reason as OpenSSL or the peer's alert says it.
    case refused(String)
    /// The server's certificate is not to be trusted; the reason.
    case unverified(String)
    /// A file or a setting is unusable; what is wrong and what to do.
    case setUp(String)

    public var description: String {
        switch self {
        case .plainText: "the other side speaks without TLS: use the port without TLS, or switch TLS on at both ends"
        case .timedOut: "the TLS handshake took too long"
        case .interrupted: "the TLS handshake was called off"
        case .closed: "the other side closed the connection during the TLS handshake"
        case .refused(let reason): "the TLS handshake failed: \(reason)"
        case .unverified(let reason): "the server's certificate cannot be trusted: \(reason)"
        case .setUp(let reason): reason
        }
    }

    /// What OpenSSL says about the call that just failed on this thread.
    static func lastReason() -> String {
        // Both texts are constants of the library.
        guard let text = unsafe copenssl_tls_reason() else { return "no reason was given" }
        return unsafe String(cString: text)
    }
}
