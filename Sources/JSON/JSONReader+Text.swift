extension JSONReader {
    /// The length of the UTF-8 sequence of a character outside ASCII that begins at `at`; 0 if it is malformed:
    /// overlong, a surrogate, above U+10FFFF, or cut off (RFC 3629 §4).
    static func sequenceLength(_ text: Span<UInt8>, _ at: Int) -> Int {
        let first = text[at]
        let length: Int
        // The range of the second byte is narrower than 80 … BF after four of the first bytes.
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: return 0
        }
        guard at + length <= text.count, second.contains(text[at + 1]) else { return 0 }
        for index in at + 2..<max(at + 2, at + length) where text[index] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// The text of a string that `scanString` has accepted, its escapes resolved.
    static func unescaped(_ raw: ArraySlice<UInt8>) -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(raw.count)
        var at = raw.startIndex
        while at < raw.endIndex {
            guard raw[at] == UInt8(ascii: "\\") else {
                plain.append(raw[at])
                at += 1
                continue
            }
            at = append(escapeAt: at, of: raw, to: &plain)
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// Appends the character that the escape at `at` stands for; returns the place after the escape.
    private static func append(escapeAt at: Int, of raw: ArraySlice<UInt8>, to plain: inout [UInt8]) -> Int {
        switch raw[at + 1] {
        case UInt8(ascii: "b"): plain.append(0x08)
        case UInt8(ascii: "f"): plain.append(0x0C)
        case UInt8(ascii: "n"): plain.append(0x0A)
        case UInt8(ascii: "r"): plain.append(0x0D)
        case UInt8(ascii: "t"): plain.append(0x09)
        case UInt8(ascii: "u"):
            let unit = Self.unit(raw, at + 2)
            let isPair = unit & 0xFC00 == 0xD800
            let value = isPair ? 0x10000 + ((unit & 0x3FF) << 10) + (Self.unit(raw, at + 8) & 0x3FF) : unit
            append(scalar: value, to: &plain)
            return isPair ? at + 12 : at + 6
        default: plain.append(raw[at + 1])
        }
        return at + 2
    }

    private static func unit(_ raw: ArraySlice<UInt8>, _ at: Int) -> UInt32 {
        raw[at..<at + 4].reduce(0) { $0 << 4 | (hexDigit($1) ?? 0) }
    }

    /// UTF-8 of one scalar value (RFC 3629 §3).
    private static func append(scalar: UInt32, to plain: inout [UInt8]) {
        func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift) & 0x3F) }
        switch scalar {
        case 0..<0x80: plain.append(UInt8(scalar))
        case 0x80..<0x800: plain += [UInt8(0xC0 | scalar >> 6), continuation(0)]
        case 0x800..<0x10000: plain += [UInt8(0xE0 | scalar >> 12), continuation(6), continuation(0)]
        default: plain += [UInt8(0xF0 | scalar >> 18), continuation(12), continuation(6), continuation(0)]
        }
    }
}
