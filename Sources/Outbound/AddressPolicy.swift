public import Net

/// Which addresses requests may go to. A name that someone may set, such as that of a destination, must not lead into the
/// network that the server stands in (server-side request forgery).
public struct AddressPolicy: Sendable {
    private let allowedHosts: Set<String>

    /// - Parameter allowedHosts: names and addresses that may lead anywhere, as the administrator has said.
    public init(allowedHosts: Set<String> = []) {
        self.allowedHosts = Set(allowedHosts.map { $0.lowercased() })
    }

    /// Whether a host that was found at an address may be spoken to.
    public func allows(_ address: IPAddress, of host: String) -> Bool {
        allowedHosts.contains(host.lowercased()) || address.isPublic
    }
}

extension IPAddress {
    /// Whether the address is one of the open internet: not of this machine or network, nor for a special purpose
    /// (IANA's special-purpose registries, RFC 6890).
    var isPublic: Bool {
        if let inner = embedded { return inner.isPublic }
        return !Self.special.contains { $0.contains(self) }
    }

    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/3", "::/128", "::1/128", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap { AddressRange($0) }
}
