/// Header fields in the order they came or were added, found by name without regard to case (RFC 9110 section 5).
///
/// The text is kept once, in the form it has on the wire, so that reading a head and writing one copy it as a block.
public struct Headers: Sendable {
    /// Offsets into `bytes`.
    struct Field: Sendable {
        var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }

        private let nameStart, nameEnd, valueStart, valueEnd: UInt32

        /// - Precondition: a head is shorter than 4 GiB.
        init(name: Range<Int>, value: Range<Int>) {
            nameStart = UInt32(name.lowerBound)
            nameEnd = UInt32(name.upperBound)
            valueStart = UInt32(value.lowerBound)
            valueEnd = UInt32(value.upperBound)
        }
    }

    /// `field-name ":" OWS field-value OWS CRLF`, once for each field.
    private(set) var bytes: [UInt8]
    private(set) var fields: [Field]
    /// The name of the first field that was added with a name or value that would break the head (RFC 9110 section
    /// 5.5: CR, LF, NUL and other control bytes). A response with one is never written.
    public private(set) var malformedField: String?

    public init() {
        bytes = []
        fields = []
    }

    public init(_ pairs: KeyValuePairs<String, String>) {
        self.init()
        for (name, value) in pairs { add(name, value) }
    }

    /// - Parameter fields: lie within `bytes` and were validated by the head reader.
    init(bytes: [UInt8], fields: [Field]) {
        self.bytes = bytes
        self.fields = fields
    }

    public var count: Int { fields.count }
    public var isEmpty: Bool { fields.isEmpty }

    /// The value of the first field of that name, surrounding blanks cut. Bytes that are not UTF-8 read as U+FFFD.
    /// Setting replaces every field of that name; nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { matches($0, name) }.map { text($0.value) } }
        set {
            remove(name)
            if let newValue { add(name, newValue) }
        }
    }

    /// The values of all fields of that name, in order.
    public func values(_ name: String) -> [String] {
        fields.filter { matches($0, name) }.map { text($0.value) }
    }

    /// The elements of a comma-separated list over all fields of that name, blanks and empty elements dropped
    /// (RFC 9110 section 5.6.1). Not for values with quoted strings.
    public func elements(_ name: String) -> [String] {
        values(name).flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }.map { Self.trimmed(Substring($0)) }
            .filter { !$0.isEmpty }
    }

    public func contains(_ name: String) -> Bool { fields.contains { matches($0, name) } }

    /// Adds a field after the others. A name that is no token, or a value with control bytes, makes the whole set
    /// malformed (see `malformedField`) and is not added.
    public mutating func add(_ name: String, _ value: String) {
        let isToken = !name.isEmpty && name.utf8.allSatisfy { ByteClass.token.contains($0) }
        guard isToken, value.utf8.allSatisfy(\.isFieldContent) else {
            if malformedField == nil { malformedField = name }
            return
        }
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        bytes.append(0x3A)
        bytes.append(0x20)
        let valueStart = bytes.count
        bytes.append(contentsOf: value.utf8)
        fields.append(Field(name: start..<nameEnd, value: valueStart..<bytes.count))
        bytes.append(.carriageReturn)
        bytes.append(.lineFeed)
    }

    /// Removes every field of that name.
    public mutating func remove(_ name: String) {
        guard contains(name) else { return }
        var rest = Headers()
        rest.malformedField = malformedField
        for field in fields where !matches(field, name) { rest.add(text(field.name), text(field.value)) }
        self = rest
    }

    /// One bit for each length that a name has, up to 63: names whose bits differ are different.
    var nameLengths: UInt64 { fields.reduce(0) { $0 | Self.lengthBit($1) } }

    static func lengthBit(_ field: Field) -> UInt64 { 1 << UInt64(Swift.min(63, field.name.count)) }

    /// Appends the lines of the fields whose names `others` does not have.
    func appendLines(without others: Headers, to output: inout [UInt8]) {
        let lengths = others.nameLengths
        for (index, field) in fields.enumerated() {
            let mayBeThere = lengths & Self.lengthBit(field) != 0
            if mayBeThere, others.fields.contains(where: { others.matches($0, field, self) }) { continue }
            let end = index + 1 < fields.count ? fields[index + 1].name.lowerBound : bytes.count
            output.append(contentsOf: bytes[field.name.lowerBound..<end])
        }
    }

    /// Whether a field of ours has the name of a field of `others`.
    private func matches(_ field: Field, _ other: Field, _ others: Headers) -> Bool {
        let (left, right) = (field.name, other.name)
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { bytes[$0].lowercased == others.bytes[$1].lowercased }
    }

    func matches(_ field: Field, _ name: String) -> Bool {
        let range = field.name
        guard range.count == name.utf8.count else { return false }
        var position = range.lowerBound
        for byte in name.utf8 {
            guard bytes[position].lowercased == byte.lowercased else { return false }
            position += 1
        }
        return true
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private static func trimmed(_ element: Substring) -> String {
        guard let last = element.utf8.lastIndex(where: { !$0.isBlank }) else { return "" }
        return String(Substring(element.utf8[...last].drop(while: \.isBlank)))
    }
}

extension Headers: Sequence {
    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
        fields.lazy.map { (name: text($0.name), value: text($0.value)) }.makeIterator()
    }
}

extension Headers: Equatable {
    /// Equal names (without regard to case) and values in the same order.
    public static func == (left: Headers, right: Headers) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { $0.name.lowercased() == $1.name.lowercased() && $0.value == $1.value }
    }
}

extension Headers: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, value) in elements { add(name, value) }
    }
}
