/// The address of a website as browsers tell it in `Origin` (RFC 6454 section 6.2): `https://shop.example`, with a port
/// where it is not the usual one.
public struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Nil unless `text` is exactly what a browser would send: `https`, or `http` on this machine, small letters, no usual
    /// port, no path. Names beyond ASCII stand in their `xn--` form. IP addresses of version 6 are left out, as no
    /// `frame-ancestors` can name them.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 253, let end = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<end.lowerBound]
        let parts = text[end.upperBound...].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, Self.isHost(host), scheme == "https" || scheme == "http" && Self.isHere(host)
        else {
            return nil
        }
        if parts.count == 2 {
            guard let port = UInt16(parts[1]), port > 0, String(port) == parts[1],
                port != (scheme == "https" ? 443 : 80)
            else { return nil }
        }
        description = String(text)
    }

    private static func isHere(_ host: some StringProtocol) -> Bool { host == "localhost" || host == "127.0.0.1" }

    private static func isHost(_ host: some StringProtocol) -> Bool {
        host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }
        }
    }
}
