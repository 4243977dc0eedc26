/// The classes of bytes that HTTP's grammar is made of, each a set over ASCII tested with one shift.
struct ByteClass: Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ members: StaticString...) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for text in members {
            for byte in "\(text)".utf8 {
                if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
            }
        }
        self.low = low
        self.high = high
    }

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
    }

    func union(_ other: ByteClass) -> ByteClass {
        ByteClass(low: low | other.low, high: high | other.high)
    }

    func subtracting(_ other: ByteClass) -> ByteClass {
        ByteClass(low: low & ~other.low, high: high & ~other.high)
    }

    static let alphanumeric = ByteClass(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789")

    /// `tchar` (RFC 9110 section 5.6.2).
    static let token = alphanumeric.union(ByteClass("!#$%&'*+-.^_`|~"))

    /// `unreserved` (RFC 3986 section 2.3).
    static let unreserved = alphanumeric.union(ByteClass("-._~"))

    /// `reg-name` without its percent-encoded triplets, which no host on the wire needs (RFC 3986 section 3.2.2).
    static let registeredName = unreserved.union(ByteClass("!$&'()*+,;="))

    /// What a host on the wire may hold: as `registeredName`, but without the comma that would make a list of hosts.
    static let hostName = registeredName.subtracting(ByteClass(","))

    /// What stands between the brackets of an `IP-literal` (RFC 3986 section 3.2.2).
    static let addressLiteral = ByteClass("0123456789abcdefABCDEF:.")

    /// Every visible ASCII byte, 0x21 to 0x7E.
    static let visible = ByteClass(low: ~0 << 33, high: ~0 >> 1)

    /// What a path may hold raw: `pchar`, `/` and `%` (RFC 3986 section 3.3), and `|`, `[` and `]`, which browsers
    /// leave as they are.
    static let path = registeredName.union(ByteClass(":@/%|[]"))

    /// What a query may hold raw. Browsers encode only `"`, `#`, `<` and `>` among the visible bytes.
    static let query = visible.subtracting(ByteClass("\"#<>"))
}

extension UInt8 {
    /// `field-vchar`, SP or HTAB (RFC 9110 section 5.5): what a field value may hold.
    @inline(__always)
    var isFieldContent: Bool { (self >= 0x20 && self != 0x7F) || self == 0x09 }

    /// `OWS` (RFC 9110 section 5.6.3).
    @inline(__always)
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    @inline(__always)
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    /// The letter in lower case, every other byte as it is.
    @inline(__always)
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    /// The value of a hexadecimal digit.
    @inline(__always)
    var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    static let carriageReturn: UInt8 = 0x0D
    static let lineFeed: UInt8 = 0x0A
}
