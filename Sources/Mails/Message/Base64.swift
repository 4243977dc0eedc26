/// Base64 as mail needs it (RFC 4648 section 4, RFC 2045 section 6.8). This target stands on `Domain` alone, so it has its
/// own writer; nothing here reads base64.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var (group, count): (UInt32, Int) = (0, 0)
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            count += 1
            guard count == 3 else { continue }
            for shift in [18, 12, 6, 0] { text.append(digits[Int(group >> UInt32(shift)) & 63]) }
            (group, count) = (0, 0)
        }
        if count > 0 {
            group <<= UInt32(8 * (3 - count))
            for place in 0...count { text.append(digits[Int(group >> UInt32(18 - 6 * place)) & 63]) }
            for _ in count..<3 { text.append(UInt8(ascii: "=")) }
        }
        return text
    }

    /// In lines of 76, each ended by CRLF.
    static func lines(_ bytes: [UInt8]) -> [UInt8] {
        let text = encode(bytes)
        var lines: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 76) {
            lines += text[start..<min(start + 76, text.count)]
            lines += [0x0D, 0x0A]
        }
        return lines
    }
}
