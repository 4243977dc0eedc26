/// Any JSON value. Objects keep the order of their members; numbers keep the text they were written in.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number's exact text, valid by RFC 8259 §6.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One name of an object with its value.
    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Parses a whole text. Besides what `JSONReader` refuses, no object may hold a name twice (RFC 8259 §4).
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.readValue()
        try reader.finish()
    }

    /// An integer as a number.
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    /// The compact text.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

// MARK: - Access

extension JSONValue {
    /// The member of that name; nil where there is none or this is no object.
    public subscript(name: String) -> JSONValue? { members?.first { $0.name == name }?.value }

    /// The element at that place; nil outside the array or where this is none.
    public subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    public var isNull: Bool { self == .null }

    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The text of a number.
    public var number: String? {
        guard case .number(let text) = self else { return nil }
        return text
    }

    /// A number written without fraction and exponent, where it fits.
    public var integer: Int64? { number.flatMap { Int64($0) } }

    public var array: [JSONValue]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    public var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}

// MARK: - Literals

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

// MARK: - Reading

extension JSONReader {
    /// Reads the next value whole.
    public mutating func readValue() throws(JSONError) -> JSONValue {
        switch try peek() {
        case .null:
            try readNull()
            return .null
        case .bool: return .bool(try readBool())
        case .number: return .number(try readNumber())
        case .string: return .string(try readString())
        case .array: return .array(try readElements())
        case .object: return .object(try readMembers())
        }
    }

    private mutating func readElements() throws(JSONError) -> [JSONValue] {
        try enterArray()
        var values: [JSONValue] = []
        while try nextElement() { values.append(try readValue()) }
        return values
    }

    private mutating func readMembers() throws(JSONError) -> [JSONValue.Member] {
        try enterObject()
        var members: [JSONValue.Member] = []
        // Most objects are small enough to be compared name by name; a large one must not cost the square of its size.
        var names: Set<String> = []
        while let name = try nextKey() {
            if members.count == 16 { names = Set(members.map(\.name)) }
            let isNew = members.count < 16 ? !members.contains { $0.name == name } : names.insert(name).inserted
            guard isNew else { throw error(.duplicateKey) }
            members.append(.init(name, try readValue()))
        }
        return members
    }
}
