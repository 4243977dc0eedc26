/// Which fields may not come after a body (RFC 9110 section 6.5.1): those that say where the message ends, where it goes,
/// who sends it, what it is and on what conditions. Another reader might believe them.
enum TrailerFields {
    /// Whether the name is one of them.
    static func isForbidden(_ name: Span<UInt8>) -> Bool {
        for forbidden in names where name.isEqual(to: forbidden) { return true }
        return false
    }

    private static let names = [
        "content-length", "transfer-encoding", "host", "connection", "trailer", "te", "upgrade", "expect",
        "max-forwards", "authorization", "proxy-authorization", "cookie", "content-type", "content-encoding",
        "content-range", "range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range",
        "cache-control",
    ]
}
