/// Reads a JSON text (RFC 8259) from its bytes in one pass, value by value, as the caller asks for them.
///
/// Strict: whatever is read *or skipped* is fully validated (grammar, UTF-8, surrogates, at most 64 nested levels), and
/// the first fault is thrown. A reader that has thrown must not be used further. Numbers are handed out as the text
/// they were written in. Call `finish()` after the outermost value.
public struct JSONReader: Sendable {
    /// The kind of the next value, told by its first byte.
    public enum Kind: Sendable {
        case object, array, string, number, bool, null
    }

    /// Nested objects and arrays that are accepted.
    public static let maximumDepth = 64

    public let bytes: [UInt8]
    /// Bytes consumed so far.
    public private(set) var position = 0
    private var depth = 0
    /// Bit n is set once level n has had a member or element, so that a comma must come before the next.
    private var begun: UInt64 = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    // MARK: Values

    /// The kind of the next value; consumes only blanks before it.
    public mutating func peek() throws(JSONError) -> Kind {
        switch try next() {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), 0x30...0x39: return .number
        default: throw error(.expectedValue)
        }
    }

    /// Reads a string, its escapes resolved.
    public mutating func readString() throws(JSONError) -> String {
        guard try next() == UInt8(ascii: "\"") else { throw error(.expectedString) }
        let token = try scanString()
        return token.isPlain
            ? String(decoding: bytes[token.range], as: UTF8.self) : Self.unescaped(bytes[token.range])
    }

    /// Reads a number as the text it was written in.
    public mutating func readNumber() throws(JSONError) -> String {
        let first = try next()
        guard first == UInt8(ascii: "-") || Self.isDigit(first) else { throw error(.expectedNumber) }
        return String(decoding: bytes[try scanNumber()], as: UTF8.self)
    }

    public mutating func readBool() throws(JSONError) -> Bool {
        switch try next() {
        case UInt8(ascii: "t"): try literal("true", .expectedBool)
        case UInt8(ascii: "f"):
            try literal("false", .expectedBool)
            return false
        default: throw error(.expectedBool)
        }
        return true
    }

    public mutating func readNull() throws(JSONError) {
        guard try next() == UInt8(ascii: "n") else { throw error(.expectedNull) }
        try literal("null", .expectedNull)
    }

    /// Consumes the next value if it is null.
    public mutating func skipNull() throws(JSONError) -> Bool {
        guard try next() == UInt8(ascii: "n") else { return false }
        try literal("null", .expectedValue)
        return true
    }

    /// Consumes one value of any kind, validating all of it.
    public mutating func skipValue() throws(JSONError) {
        switch try peek() {
        case .string: _ = try scanString()
        case .number: _ = try scanNumber()
        case .bool: _ = try readBool()
        case .null: try readNull()
        case .array:
            try enterArray()
            while try nextElement() { try skipValue() }
        case .object:
            try enterObject()
            while try nextMember() != nil { try skipValue() }
        }
    }

    /// Makes sure that nothing but blanks follows.
    public mutating func finish() throws(JSONError) {
        skipBlanks()
        guard position == bytes.count else { throw error(.trailingText) }
    }

    // MARK: Objects

    public mutating func enterObject() throws(JSONError) {
        guard try next() == UInt8(ascii: "{") else { throw error(.expectedObject) }
        try enter()
    }

    /// The next member's name, or nil at the end of the object, which is then left.
    /// After a name its value must be read or skipped.
    public mutating func nextKey() throws(JSONError) -> String? {
        guard let token = try nextMember() else { return nil }
        return token.isPlain
            ? String(decoding: bytes[token.range], as: UTF8.self) : Self.unescaped(bytes[token.range])
    }

    /// Reads one object: `read` is called for each member with a known name and must consume its value; all others
    /// are skipped. A known name that comes twice is refused.
    @inlinable
    public mutating func readObject<Field>(
        _ keys: JSONKeys<Field>, _ read: (inout JSONReader, Field) throws(JSONError) -> Void
    ) throws(JSONError) {
        try enterObject()
        var seen: UInt64 = 0
        while let field = try nextMember(in: keys, seen: &seen) { try read(&self, field) }
    }

    /// Skips to the next member with a known name, whose value must then be read or skipped; nil at the end of the
    /// object, which is then left. `seen` must be 0 for each new object and is the reader's to change.
    @inlinable
    public mutating func nextMember<Field>(
        in keys: JSONKeys<Field>, seen: inout UInt64
    ) throws(JSONError) -> Field? {
        guard let index = try nextKnownMember(keys.table, &seen) else { return nil }
        return keys.fields[index]
    }

    @usableFromInline
    mutating func nextKnownMember(_ table: JSONKeyTable, _ seen: inout UInt64) throws(JSONError) -> Int? {
        while let token = try nextMember() {
            guard let index = index(of: token, in: table) else {
                try skipValue()
                continue
            }
            guard seen & (1 << index) == 0 else { throw error(.duplicateKey, at: token.range.lowerBound - 1) }
            seen |= 1 << index
            return index
        }
        return nil
    }

    private func index(of token: StringToken, in table: JSONKeyTable) -> Int? {
        guard token.isPlain else { return table.index(of: Array(Self.unescaped(bytes[token.range]).utf8).span) }
        return table.index(of: bytes.span.extracting(token.range))
    }

    /// Consumes comma, name and colon; nil after consuming the closing brace.
    private mutating func nextMember() throws(JSONError) -> StringToken? {
        var byte = try next()
        if byte == UInt8(ascii: "}") {
            leave()
            return nil
        }
        if begun & levelBit != 0 {
            guard byte == UInt8(ascii: ",") else { throw error(.expectedCommaOrBrace) }
            position += 1
            byte = try next()
        }
        guard byte == UInt8(ascii: "\"") else { throw error(.expectedKey) }
        begun |= levelBit
        let token = try scanString()
        guard try next() == UInt8(ascii: ":") else { throw error(.expectedColon) }
        position += 1
        return token
    }

    // MARK: Arrays

    public mutating func enterArray() throws(JSONError) {
        guard try next() == UInt8(ascii: "[") else { throw error(.expectedArray) }
        try enter()
    }

    /// True when another element follows, which must then be read or skipped; false at the end of the array, which is
    /// then left.
    public mutating func nextElement() throws(JSONError) -> Bool {
        let byte = try next()
        if byte == UInt8(ascii: "]") {
            leave()
            return false
        }
        guard begun & levelBit != 0 else {
            begun |= levelBit
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw error(.expectedCommaOrBracket) }
        position += 1
        guard try next() != UInt8(ascii: "]") else { throw error(.expectedValue) }
        return true
    }

    // MARK: Position

    /// A fault at `offset`, by default at the present position.
    public func error(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        JSONError(reason, at: offset ?? position, in: bytes)
    }

    private var levelBit: UInt64 { 1 << UInt64(depth - 1) }

    private mutating func enter() throws(JSONError) {
        guard depth < Self.maximumDepth else { throw error(.tooDeep) }
        position += 1
        depth += 1
        begun &= ~levelBit
    }

    private mutating func leave() {
        position += 1
        depth -= 1
    }

    /// The next byte that is not blank, not consumed.
    @inline(__always)
    private mutating func next() throws(JSONError) -> UInt8 {
        // Compact texts have no blanks between tokens.
        if position < bytes.count, bytes[position] > 0x20 { return bytes[position] }
        skipBlanks()
        guard position < bytes.count else { throw error(.endOfText) }
        return bytes[position]
    }

    /// `ws = *( %x20 / %x09 / %x0A / %x0D )`
    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func literal(_ word: String, _ reason: JSONError.Reason) throws(JSONError) {
        for byte in word.utf8 {
            guard position < bytes.count else { throw error(.endOfText) }
            guard bytes[position] == byte else { throw error(reason) }
            position += 1
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

// MARK: - Tokens

extension JSONReader {
    /// What lies between the quotes of a string; plain where it holds no escape.
    struct StringToken {
        var range: Range<Int>
        var isPlain: Bool
    }

    /// `string = quotation-mark *char quotation-mark`, from the opening quote on.
    mutating func scanString() throws(JSONError) -> StringToken {
        let token = try string(from: position + 1)
        position = token.range.upperBound + 1
        return token
    }

    private func string(from start: Int) throws(JSONError) -> StringToken {
        let text = bytes.span
        var at = start
        var isPlain = true
        while at < text.count {
            let byte = text[at]
            // Most bytes: ASCII from the space on, neither quote nor backslash.
            if byte &- 0x20 < 0x60, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                at += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): return StringToken(range: start..<at, isPlain: isPlain)
            case UInt8(ascii: "\\"):
                isPlain = false
                at = try scanEscape(at)
            case 0x00...0x1F: throw error(.controlCharacter, at: at)
            default:
                let length = Self.sequenceLength(text, at)
                guard length > 0 else { throw error(.badUTF8, at: at) }
                at += length
            }
        }
        throw error(.endOfText, at: text.count)
    }

    /// `escape ( %x22 / %x5C / %x2F / %x62 / %x66 / %x6E / %x72 / %x74 / %x75 4HEXDIG )`; the place after it.
    private func scanEscape(_ at: Int) throws(JSONError) -> Int {
        guard at + 1 < bytes.count else { throw error(.endOfText, at: bytes.count) }
        switch bytes[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return at + 2
        case UInt8(ascii: "u"): break
        default: throw error(.badEscape, at: at)
        }
        let unit = try hexUnit(at + 2)
        if unit & 0xF800 != 0xD800 { return at + 6 }
        // A high half must be followed at once by a low half, and a low half never comes first.
        guard unit < 0xDC00, at + 7 < bytes.count, bytes[at + 6] == UInt8(ascii: "\\"),
            bytes[at + 7] == UInt8(ascii: "u"), try hexUnit(at + 8) & 0xFC00 == 0xDC00
        else { throw error(.loneSurrogate, at: at) }
        return at + 12
    }

    private func hexUnit(_ at: Int) throws(JSONError) -> UInt32 {
        guard at + 4 <= bytes.count else { throw error(.endOfText, at: bytes.count) }
        var unit: UInt32 = 0
        for index in at..<at + 4 {
            guard let digit = Self.hexDigit(bytes[index]) else { throw error(.badEscape, at: index) }
            unit = unit << 4 | digit
        }
        return unit
    }

    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte) - 0x30
        case 0x41...0x46: UInt32(byte) - 0x37
        case 0x61...0x66: UInt32(byte) - 0x57
        default: nil
        }
    }

    /// `number = [ minus ] int [ frac ] [ exp ]`
    mutating func scanNumber() throws(JSONError) -> Range<Int> {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        // int = zero / ( digit1-9 *DIGIT )
        if position < bytes.count, bytes[position] == 0x30 { position += 1 } else { try scanDigits() }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try scanDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try scanDigits()
        }
        guard position == bytes.count || !Self.isDigit(bytes[position]) else { throw error(.badNumber) }
        return start..<position
    }

    /// `1*DIGIT`
    private mutating func scanDigits() throws(JSONError) {
        let start = position
        while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
        guard position > start else { throw error(position == bytes.count ? .endOfText : .badNumber) }
    }
}
