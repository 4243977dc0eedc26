/// Why a text is not the JSON that was asked for, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was met.
    public enum Reason: String, Hashable, Sendable {
        case endOfText = "the text ends too early"
        case expectedValue = "a value was expected"
        case expectedObject = "an object was expected"
        case expectedArray = "an array was expected"
        case expectedString = "a string was expected"
        case expectedNumber = "a number was expected"
        case expectedBool = "true or false was expected"
        case expectedNull = "null was expected"
        case expectedKey = "a member's name in quotes was expected"
        case expectedColon = "a colon was expected"
        case expectedCommaOrBrace = "a comma or } was expected"
        case expectedCommaOrBracket = "a comma or ] was expected"
        case badNumber = "this is not a number of RFC 8259"
        case badEscape = "this escape does not exist"
        case loneSurrogate = "half of a surrogate pair stands alone"
        case controlCharacter = "control characters must be escaped"
        case badUTF8 = "this is not UTF-8"
        case duplicateKey = "this name occurs twice in one object"
        case tooDeep = "more than 64 levels are nested"
        case trailingText = "something follows the value"
    }

    public let reason: Reason
    /// Bytes before the place, from 0.
    public let offset: Int
    /// From 1; lines end with LF.
    public let line: Int
    /// From 1, counted in Unicode scalars.
    public let column: Int

    /// Finds line and column of `offset` in `bytes`; linear, as it is done once per refused text.
    init(_ reason: Reason, at offset: Int, in bytes: [UInt8]) {
        self.reason = reason
        self.offset = offset
        var (line, column) = (1, 1)
        for byte in bytes.prefix(offset) {
            if byte == 0x0A {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    public var description: String { "\(reason.rawValue) (line \(line), column \(column))" }
}
