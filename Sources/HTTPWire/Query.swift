/// The pairs of a query or form body, in order (`application/x-www-form-urlencoded`, WHATWG URL section 5.1).
public struct Query: Hashable, Sendable {
    public struct Pair: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public let pairs: [Pair]

    public static let empty = Query([])

    public init(_ pairs: [Pair]) { self.pairs = pairs }

    /// Reads `name=value&name=value`. `+` is a space, a pair without `=` has an empty value, empty pairs are dropped.
    ///
    /// - Throws: 400 for an incomplete percent-encoding or bytes that are not UTF-8.
    public init(form bytes: some Collection<UInt8>) throws(RequestError) {
        var pairs: [Pair] = []
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let name = PercentCoding.decode(part[..<(equals ?? part.endIndex)], plusIsSpace: true)
            let value = equals.map { PercentCoding.decode(part[part.index(after: $0)...], plusIsSpace: true) } ?? ""
            guard let name, let value else { throw .malformed("the query is not percent-encoded UTF-8") }
            pairs.append(Pair(name, value))
        }
        self.pairs = pairs
    }

    public var isEmpty: Bool { pairs.isEmpty }

    /// The pairs written as a query again, without `?`; what is not unreserved is percent-encoded.
    public var encoded: String {
        pairs.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
    }

    /// The value of the first pair of that name; nil where there is none.
    public func first(named name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// The values of all pairs of that name, in order.
    public func all(named name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    public subscript(name: String) -> String? { first(named: name) }
}
