/// One form of a mail's text with the header fields that describe it, in the shorter of two encodings.
struct BodyPart {
    /// The fields, a blank line and the encoded text; ends with CRLF.
    let bytes: [UInt8]

    /// - Parameter subtype: of `text/`.
    init(subtype: String, _ text: String) throws(MessageError) {
        guard !text.utf8.contains(0) else { throw .nulInBody }
        let text = LineEnds.lineFeeds(text)
        let quoted = QuotedPrintable.lines(text)
        // Line ends are CRLF before the encoding (RFC 2045 section 6.8).
        let based = Base64.lines(LineEnds.wire(text))
        let (coding, body) = based.count < quoted.count ? ("base64", based) : ("quoted-printable", quoted)
        var header = HeaderWriter()
        try header.field("Content-Type", ["text/\(subtype);", " charset=utf-8"])
        try header.field("Content-Transfer-Encoding", [coding])
        bytes = header.bytes + [0x0D, 0x0A] + body
    }

    /// Whether some line of the part begins with these bytes.
    func hasLine(beginning marker: [UInt8]) -> Bool {
        var isStart = true
        for index in bytes.indices {
            if isStart, bytes[index...].starts(with: marker) { return true }
            isStart = bytes[index] == 0x0A
        }
        return false
    }
}
