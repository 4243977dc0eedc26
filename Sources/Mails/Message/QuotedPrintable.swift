/// The quoted-printable encoding of a text (RFC 2045 section 6.7).
struct QuotedPrintable {
    private var output: [UInt8] = []
    /// Octets of the line so far.
    private var length = 0

    /// Lines of at most 76 octets, each ended by CRLF. A code point is never split between lines, although it may be.
    ///
    /// - Parameter text: UTF-8; lines end with LF. A CR is encoded.
    static func lines(_ text: [UInt8]) -> [UInt8] {
        var writer = QuotedPrintable()
        writer.output.reserveCapacity(text.count + text.count / 8)
        var index = 0
        while index < text.count {
            let end = min(index + codePointLength(text[index]), text.count)
            let isBeforeLineEnd = end == text.count || text[end] == 0x0A
            if text[index] == 0x0A { writer.endLine() } else { writer.append(text[index..<end], isBeforeLineEnd) }
            index = end
        }
        if writer.length > 0 { writer.endLine() }
        return writer.output
    }

    /// Octets of the code point that begins with this one (RFC 3629 section 3).
    private static func codePointLength(_ lead: UInt8) -> Int {
        lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    }

    private mutating func append(_ point: ArraySlice<UInt8>, _ isBeforeLineEnd: Bool) {
        let isWhole = point.count == 1 && point.allSatisfy { isPlain($0, isBeforeLineEnd) }
        let needed = isWhole ? 1 : point.count * 3
        // One octet is kept for the `=` of a soft break.
        if length + needed > 75 {
            output.append(UInt8(ascii: "="))
            endLine()
        }
        length += needed
        if isWhole {
            output += point
            return
        }
        for byte in point { output += [UInt8(ascii: "="), Hexadecimal.digit(byte >> 4), Hexadecimal.digit(byte & 15)] }
    }

    private mutating func endLine() {
        output.append(0x0D)
        output.append(0x0A)
        length = 0
    }

    private func isPlain(_ byte: UInt8, _ isBeforeLineEnd: Bool) -> Bool {
        if byte == 0x20 || byte == 0x09 { return !isBeforeLineEnd }
        // Some old mailboxes put `>` before a line that begins with `From `; a dot alone ends an SMTP message.
        if length == 0, byte == UInt8(ascii: "F") || byte == UInt8(ascii: ".") { return false }
        return (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
    }
}
