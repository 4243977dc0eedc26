internal import HTTPWire
internal import Net

/// The reverse proxies whose word on their clients is believed, and the field in which they say it.
///
/// Only one field is read: a proxy that adds one of them passes the other on as its client wrote it.
public struct TrustedProxies: Sendable {
    /// The field that the proxies add to, the last element being their own.
    public enum Field: String, Sendable, CaseIterable {
        /// `X-Forwarded-For` with `X-Forwarded-Proto`, as nginx, HAProxy, Apache and Caddy write it.
        case xForwardedFor = "x-forwarded-for"
        /// `Forwarded` (RFC 7239).
        case forwarded
    }

    /// An address that is not one, with the text.
    public struct Malformed: Error, CustomStringConvertible {
        public let description: String
    }

    private let networks: [AddressRange]
    private let field: Field

    /// No proxy is believed.
    public static let none = TrustedProxies()

    private init() {
        networks = []
        field = .xForwardedFor
    }

    /// - Parameter addresses: numeric addresses, networks such as `10.0.0.0/8`, and the word `loopback`.
    public init(_ addresses: [String], field: Field = .xForwardedFor) throws(Malformed) {
        var networks: [AddressRange] = []
        for text in addresses {
            let texts = text == "loopback" ? ["127.0.0.0/8", "::1"] : [text]
            for text in texts {
                guard let network = AddressRange(text) else {
                    throw Malformed(description: "'\(text)' is neither an address nor a network such as 10.0.0.0/8")
                }
                networks.append(network)
            }
        }
        self.networks = networks
        self.field = field
    }

    func contains(_ address: String) -> Bool {
        guard !networks.isEmpty, let address = IPAddress(address) else { return false }
        return networks.contains { $0.contains(address) }
    }

    /// A client as its proxy tells of it.
    struct Client {
        let address: String
        let isSecure: Bool
    }

    /// Who made the request: the peer itself, or behind proxies the last address that no proxy of ours has.
    func client(of head: RequestHead, peer: Peer, isSecure: Bool) -> Client {
        guard peer.isProxy else { return Client(address: peer.address, isSecure: isSecure) }
        let hops = field == .forwarded ? Self.forwarded(head.headers) : Self.xForwarded(head.headers)
        var client = peer.address
        for hop in hops.reversed() {
            guard let address = hop.address else { break }
            client = address
            guard contains(address) else { break }
        }
        let scheme = hops.last?.scheme
        return Client(address: client, isSecure: scheme.map { $0 == "https" } ?? isSecure)
    }

    /// What one proxy says of the one before it.
    private struct Hop {
        /// Numeric; nil where it is hidden or unreadable.
        var address: String?
        /// In small letters.
        var scheme: String?
    }

    private static func xForwarded(_ headers: Headers) -> [Hop] {
        var hops = headers.elements("x-forwarded-for").map { Hop(address: address($0)) }
        guard let scheme = headers.elements("x-forwarded-proto").last?.lowercased() else { return hops }
        if hops.isEmpty { return [Hop(scheme: scheme)] }
        hops[hops.count - 1].scheme = scheme
        return hops
    }

    /// `Forwarded = 1#( [ pair ] *( ";" [ pair ] ) )`, `pair = token "=" ( token / quoted-string )` (RFC 7239 section
    /// 4). A quoted string with a comma or a semicolon in it is not read rightly; no address has one.
    private static func forwarded(_ headers: Headers) -> [Hop] {
        headers.elements("forwarded").map { element in
            var hop = Hop()
            for pair in element.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                let value = parts[1].filter { $0 != "\"" && $0 != " " }
                switch parts[0].filter({ $0 != " " }).lowercased() {
                case "for": hop.address = address(value)
                case "proto": hop.scheme = value.lowercased()
                default: break
                }
            }
            return hop
        }
    }

    /// The address of `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` and `[2001:db8::1]:80`.
    private static func address(_ text: String) -> String? {
        var address = Substring(text)
        if address.first == "[", let end = address.firstIndex(of: "]") {
            address = address[address.index(after: address.startIndex)..<end]
        } else if let colon = address.firstIndex(of: ":"), address.firstIndex(of: ".") != nil,
            address.lastIndex(of: ":") == colon
        {
            address = address[..<colon]
        }
        return IPAddress(String(address)) == nil ? nil : String(address)
    }
}
