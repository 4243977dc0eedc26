internal import CLinux

/// A numeric IPv4 or IPv6 address. An IPv4 address within IPv6 (`::ffff:192.0.2.1`) is that IPv4 address.
public struct IPAddress: Hashable, Sendable {
    /// 4 or 16 bytes, in the order of the network.
    let bytes: [UInt8]

    /// Nil for anything but a numeric address.
    public init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        // The text lives for the call, and the array has the 16 bytes that are written at most.
        let count = unsafe text.withCString { text in
            unsafe bytes.withUnsafeMutableBufferPointer { unsafe linux_parse_address(text, $0.baseAddress) }
        }
        guard count > 0 else { return nil }
        self.bytes = Array(bytes.prefix(Int(count)))
    }

    /// This machine talks to itself: 127.0.0.0/8 and ::1.
    public var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }
}

/// A range of addresses with the same beginning (RFC 4632 section 3.1): `10.0.0.0/8`; an address alone is a range of one.
public struct AddressRange: Hashable, Sendable {
    private let start: IPAddress
    private let bits: Int

    /// Nil for anything else, also for more bits than the address has.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let start = IPAddress(String(parts[0])) else { return nil }
        let most = start.bytes.count * 8
        guard let bits = parts.count == 2 ? Int(parts[1]) : most, (0...most).contains(bits) else { return nil }
        self.start = start
        self.bits = bits
    }

    public func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == start.bytes.count else { return false }
        let whole = bits / 8
        guard address.bytes.prefix(whole) == start.bytes.prefix(whole) else { return false }
        guard bits % 8 > 0 else { return true }
        return (address.bytes[whole] ^ start.bytes[whole]) >> (8 - bits % 8) == 0
    }
}
