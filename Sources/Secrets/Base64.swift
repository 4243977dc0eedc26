/// Base64 (RFC 4648 §4 and §5), strict: one text for each value and nothing else.
public enum Base64 {
    /// Which 64 characters, and whether `=` fills the last four.
    public enum Alphabet: Sendable {
        /// `+` and `/`, filled up with `=` (§4).
        case standard
        /// `-` and `_`, without `=` (§5).
        case url
    }

    public static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard) -> String {
        let digits = alphabet == .standard ? standardDigits : urlDigits
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
            for offset in 0...count { text.append(digits[Int(group >> UInt32(18 - 6 * offset)) & 63]) }
            if alphabet == .standard { for _ in count..<3 { text.append(UInt8(ascii: "=")) } }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for any character outside the alphabet (blanks and line ends too), missing or superfluous `=`, an impossible
    /// length, or bits set that belong to no byte (§3.5).
    public static func decode(_ text: some StringProtocol, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        decode(Array(text.utf8), alphabet)
    }

    static func decode(_ text: [UInt8], _ alphabet: Alphabet) -> [UInt8]? {
        guard let length = lengthWithoutFill(text, alphabet), length % 4 != 1 else { return nil }
        let values = alphabet == .standard ? standardValues : urlValues
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length * 3 / 4)
        var group: UInt32 = 0
        var bits = 0
        for index in 0..<length {
            let value = values[Int(text[index])]
            guard value < 64 else { return nil }
            group = (group << 6 | UInt32(value)) & 0xFFFF
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
        }
        return group & (1 << UInt32(bits) - 1) == 0 ? bytes : nil
    }

    private static func lengthWithoutFill(_ text: [UInt8], _ alphabet: Alphabet) -> Int? {
        guard alphabet == .standard else { return text.count }
        guard text.count % 4 == 0 else { return nil }
        let fill = UInt8(ascii: "=")
        guard text.last == fill else { return text.count }
        return text[text.count - 2] == fill ? text.count - 2 : text.count - 1
    }

    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standardDigits = Array("\(letters)+/".utf8)
    private static let urlDigits = Array("\(letters)-_".utf8)
    private static let standardValues = values(of: standardDigits)
    private static let urlValues = values(of: urlDigits)

    /// The value of each byte, 255 for those outside the alphabet.
    private static func values(of digits: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }
}
