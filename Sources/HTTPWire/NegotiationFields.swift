/// Which of the fields are there that ask for another answer than the plain one: found in one look over the head, so
/// that a request without them pays nothing for what they mean.
public struct NegotiationFields: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let acceptEncoding = NegotiationFields(rawValue: 1)
    public static let range = NegotiationFields(rawValue: 2)
    public static let ifRange = NegotiationFields(rawValue: 4)
    public static let ifMatch = NegotiationFields(rawValue: 8)
    public static let ifNoneMatch = NegotiationFields(rawValue: 16)
    public static let ifModifiedSince = NegotiationFields(rawValue: 32)
    public static let ifUnmodifiedSince = NegotiationFields(rawValue: 64)

    /// Those that are judged before the answer is made (RFC 9110 section 13.1).
    public static let conditions: NegotiationFields = [.ifMatch, .ifNoneMatch, .ifModifiedSince, .ifUnmodifiedSince]
}

extension Headers {
    public var negotiationFields: NegotiationFields {
        var found: NegotiationFields = []
        for field in fields {
            guard let (name, option) = Self.candidate(length: field.name.count) else { continue }
            if matches(field, name) {
                found.insert(option)
            } else if matches(field, "if-range") {
                found.insert(.ifRange)
            }
        }
        return found
    }

    /// The field whose name is so long: of eight bytes there are two.
    private static func candidate(length: Int) -> (String, NegotiationFields)? {
        switch length {
        case 5: ("range", .range)
        case 8: ("if-match", .ifMatch)
        case 13: ("if-none-match", .ifNoneMatch)
        case 15: ("accept-encoding", .acceptEncoding)
        case 17: ("if-modified-since", .ifModifiedSince)
        case 19: ("if-unmodified-since", .ifUnmodifiedSince)
        default: nil
        }
    }
}
