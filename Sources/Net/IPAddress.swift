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

    /// The IPv4 address that an IPv6 address stands for: NAT64 (RFC 6052 section 2.1), 6to4 (RFC 3056 section 2) and the
    /// old IPv4-compatible form (RFC 4291 section 2.5.5.1). Nil for all others.
    public var embedded: IPAddress? {
        guard bytes.count == 16 else { return nil }
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return IPAddress(bytes[12...]) }
        if bytes.starts(with: [0x20, 0x02]) { return IPAddress(bytes[2..<6]) }
        let isCompatible = bytes.prefix(12).allSatisfy { $0 == 0 } && bytes[12] != 0
        return isCompatible ? IPAddress(bytes[12...]) : nil
    }

    private init(_ bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }

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
