/// Why no message could be made.
public enum MessageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A CR, LF, NUL or other control character in the value of this field.
    case controlCharacter(field: String)
    case emptySubject
    case emptyText
    /// A NUL in a body.
    case nulInBody
    case malformedMessageID
    case malformedUnsubscribeURL
    case malformedFieldName
    /// A field that the message writes itself, or that is given twice.
    case reservedField(String)
    /// A line of more than 998 octets that cannot be folded (RFC 5322 section 2.1.1).
    case lineTooLong(field: String)
    case malformedBoundary
    /// The boundary occurs in a part; another must be given.
    case boundaryOccurs
    /// A day outside the years 1 to 9999.
    case dateOutOfRange

    public var description: String {
        switch self {
        case .controlCharacter(let field): "\(field) has a line break or another control character"
        case .emptySubject: "the subject is empty"
        case .emptyText: "the plain text is empty"
        case .nulInBody: "a body has a NUL character"
        case .malformedMessageID: "the Message-ID is not well formed"
        case .malformedUnsubscribeURL: "the address to unsubscribe at is not well formed"
        case .malformedFieldName: "the name of an extra field is not well formed"
        case .reservedField(let field): "\(field) is written by the message itself, or given twice"
        case .lineTooLong(let field): "\(field) has a word that is too long for a line"
        case .malformedBoundary: "the boundary is not well formed"
        case .boundaryOccurs: "the boundary occurs in a part of the message"
        case .dateOutOfRange: "the date is out of range"
        }
    }
}
