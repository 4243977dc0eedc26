/// Reads back what a message's writer made, by the letter of the RFCs and independently of it: for tests only.
enum MailReader {
    /// The header's fields, unfolded, and the body behind the blank line.
    static func split(_ bytes: [UInt8]) -> (fields: [(name: String, value: String)], body: String) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let gap = text.unicodeScalars.firstRange(of: "\r\n\r\n".unicodeScalars) else { return ([], "") }
        let header = replacing("\r\n ", " ", in: String(text.unicodeScalars[..<gap.lowerBound]))
        let fields = lines(header).map { line -> (String, String) in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
        return (fields, String(text.unicodeScalars[gap.upperBound...]))
    }

    static func lines(_ text: String) -> [String] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(String.UnicodeScalarView(line.last == "\r" ? line.dropLast() : line))
        }
    }

    /// RFC 2047: encoded words side by side are joined without the blank between them.
    static func decodedWords(_ value: String) -> String {
        var result: [UInt8] = []
        var wasEncoded = false
        for (index, word) in value.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            let decoded = decodedWord(word)
            if index > 0, !(wasEncoded && decoded != nil) { result.append(0x20) }
            result += decoded ?? Array(word.utf8)
            wasEncoded = decoded != nil
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func decodedWord(_ word: some StringProtocol) -> [UInt8]? {
        guard word.hasPrefix("=?UTF-8?"), word.hasSuffix("?=") else { return nil }
        let content = word.dropFirst(10).dropLast(2)
        if word.dropFirst(8).hasPrefix("B?") { return base64(String(content)) }
        return quotedPrintable(content.map { $0 == "_" ? "=20" : "\($0)" }.joined())
    }

    static func quotedPrintable(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(replacing("=\r\n", "", in: text).utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                continue
            }
            bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    static func base64(_ text: String) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var (bytes, group, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
        for digit in text.utf8 {
            guard let value = digits.firstIndex(of: digit) else { continue }
            group = (group << 6 | UInt32(value)) & 0xFFFF
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
        }
        return bytes
    }

    static func replacing(_ part: String, _ other: String, in text: String) -> String {
        var rest = Array(text.utf8)[...]
        var result: [UInt8] = []
        while !rest.isEmpty {
            if rest.starts(with: part.utf8) {
                result += Array(other.utf8)
                rest = rest.dropFirst(part.utf8.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
