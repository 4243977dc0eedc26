/// Reads field lines (RFC 9112 section 5). What it does not know it refuses.
struct FieldReader {
    let limit: Int
    private(set) var fields: [Headers.Field] = []

    init(limit: Int) {
        self.limit = limit
        fields.reserveCapacity(8)
    }

    /// `*( field-line CRLF ) CRLF`: all lines of a section.
    ///
    /// - Parameter bytes: end with the empty line that ends the section.
    /// - Returns: where the empty line begins.
    mutating func readSection(_ bytes: Span<UInt8>) throws(RequestError) -> Int {
        var position = 0
        while bytes[position] != .carriageReturn || bytes[position + 1] != .lineFeed {
            try readLine(bytes, &position)
        }
        return position
    }

    /// `field-line = field-name ":" OWS field-value OWS`, from `position` to the CRLF.
    ///
    /// - Parameter position: the first byte of the line; afterwards the first byte after its CRLF.
    /// - Throws: 400 for a line that breaks the grammar, 431 where there are more than `limit`.
    private mutating func readLine(_ bytes: Span<UInt8>, _ position: inout Int) throws(RequestError) {
        guard fields.count < limit else { throw RequestError(.headerFieldsTooLarge, "too many header fields") }
        let name = try readName(bytes, position)
        var start = name.upperBound + 1
        while bytes[start].isBlank { start += 1 }
        var end = start
        while bytes[end].isFieldContent { end += 1 }
        guard bytes[end] == .carriageReturn, bytes[end + 1] == .lineFeed else {
            throw .malformed("a header field holds a control byte")
        }
        position = end + 2
        while end > start, bytes[end - 1].isBlank { end -= 1 }
        fields.append(Headers.Field(name: name, value: start..<end))
    }

    /// `field-name = token`, directly followed by a colon. A line that starts with a blank is an obsolete fold, a
    /// blank before the colon is forbidden (RFC 9112 sections 5.1 and 5.2).
    private func readName(_ bytes: Span<UInt8>, _ start: Int) throws(RequestError) -> Range<Int> {
        let token = ByteClass.token
        var end = start
        while token.contains(bytes[end]) { end += 1 }
        if bytes[end] == UInt8(ascii: ":"), end > start { return start..<end }
        if end == start, bytes[end].isBlank { throw .malformed("a header field is folded over lines") }
        if bytes[end].isBlank { throw .malformed("a blank stands before the colon of a header field") }
        throw .malformed("a header field has no valid name")
    }
}
