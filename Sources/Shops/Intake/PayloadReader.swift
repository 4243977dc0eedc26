internal import Domain
internal import JSON

/// Reads a platform's JSON field by field, and goes on after a bad one so that all of them can be named.
///
/// A field of the wrong type or with an impossible value is noted and read as nil; null reads as nil without a note.
/// Only broken JSON throws.
struct PayloadReader {
    private(set) var problems: [DecodeError.Problem] = []
    private var json: JSONReader
    private var path: [Step] = []

    private enum Step {
        case name(String)
        case index(Int)
    }

    init(_ bytes: [UInt8]) { json = JSONReader(bytes) }

    /// Reads a whole body and returns what was noted. Throws only for a body that is no JSON.
    static func whole(
        _ body: [UInt8], _ read: (inout PayloadReader) throws(JSONError) -> Void
    ) throws(DecodeError) -> [DecodeError.Problem] {
        var reader = PayloadReader(body)
        do throws(JSONError) {
            try read(&reader)
            try reader.finish()
        } catch {
            throw DecodeError(error)
        }
        return reader.problems
    }

    // MARK: Structure

    /// Reads an object; `read` must consume the value of each known member it is called for.
    /// False, with a note, for another type; false for null.
    @inline(__always)
    @discardableResult
    mutating func object<Field>(
        _ keys: JSONKeys<Field>, _ read: (inout PayloadReader, Field) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        guard try isNext(.object, else: "must be an object") else { return false }
        try json.enterObject()
        var seen: UInt64 = 0
        while let field = try json.nextMember(in: keys, seen: &seen) { try read(&self, field) }
        return true
    }

    /// The same for a member of the present object.
    @inline(__always)
    @discardableResult
    mutating func object<Field>(
        _ name: String, _ keys: JSONKeys<Field>, _ read: (inout PayloadReader, Field) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        path.append(.name(name))
        defer { path.removeLast() }
        return try object(keys, read)
    }

    /// Reads an array; `read` must consume one element. Nil, with a note, for another type; nil for null.
    @inline(__always)
    mutating func array<Element>(
        _ name: String, _ read: (inout PayloadReader) throws(JSONError) -> Element?
    ) throws(JSONError) -> [Element]? {
        path.append(.name(name))
        defer { path.removeLast() }
        guard try isNext(.array, else: "must be a list") else { return nil }
        try json.enterArray()
        var elements: [Element] = []
        var index = 0
        while try json.nextElement() {
            path.append(.index(index))
            if let element = try read(&self) { elements.append(element) }
            path.removeLast()
            index += 1
        }
        return elements
    }

    /// The same where the platform writes `""` for a list without elements, as PHP programs do.
    mutating func list<Element>(
        _ name: String, _ read: (inout PayloadReader) throws(JSONError) -> Element?
    ) throws(JSONError) -> [Element]? {
        guard try json.peek() == .string else { return try array(name, read) }
        if try !json.readString().isEmpty { note(name, "must be a list") }
        return []
    }

    /// Reads an object that may be written as `""` or `[]` where it has no members.
    mutating func associations<Field>(
        _ name: String, _ keys: JSONKeys<Field>, _ read: (inout PayloadReader, Field) throws(JSONError) -> Void
    ) throws(JSONError) {
        switch try json.peek() {
        case .string, .array:
            let elements = try list(name) { reader throws(JSONError) -> Bool? in
                try reader.skip()
                return true
            }
            if elements?.isEmpty == false { note(name, "must be an object") }
        default: try object(name, keys, read)
        }
    }

    mutating func isNextArray() throws(JSONError) -> Bool { try json.peek() == .array }

    mutating func isNextNull() throws(JSONError) -> Bool { try json.peek() == .null }

    mutating func isNextObject() throws(JSONError) -> Bool { try json.peek() == .object }

    mutating func skip() throws(JSONError) { try json.skipValue() }

    mutating func finish() throws(JSONError) { try json.finish() }

    // MARK: Values

    mutating func text(_ name: String = "") throws(JSONError) -> String? {
        guard try isNext(.string, name, else: "must be a string") else { return nil }
        return try json.readString()
    }

    /// A text where there is one; any other type is passed over without a note.
    mutating func textIfAny() throws(JSONError) -> String? {
        guard try json.peek() == .string else {
            try json.skipValue()
            return nil
        }
        return try json.readString()
    }

    /// A text that means nothing when empty.
    mutating func filledText(_ name: String = "") throws(JSONError) -> String? {
        guard let text = try text(name), !text.isEmpty else { return nil }
        return text
    }

    /// An id of the shop: a string, or a whole number in plain digits; 1 … 191 characters, no control characters.
    mutating func id(_ name: String = "", isOptional: Bool = false) throws(JSONError) -> String? {
        let id: String
        switch try json.peek() {
        case .string: id = try json.readString()
        case .number:
            id = try json.readNumber()
            guard id.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
                note(name, "must be a string or a whole number")
                return nil
            }
        case .null:
            try json.readNull()
            return nil
        default:
            try refuse(name, "must be a string or a whole number")
            return nil
        }
        if isOptional, id.isEmpty { return nil }
        if let reason = Self.fault(inID: id) {
            note(name, reason)
            return nil
        }
        return id
    }

    /// An id that means nothing when empty.
    mutating func optionalID(_ name: String) throws(JSONError) -> String? {
        try id(name, isOptional: true)
    }

    /// An id that means nothing when empty or 0.
    mutating func reference(_ name: String) throws(JSONError) -> String? {
        let id = try optionalID(name)
        return id == "0" ? nil : id
    }

    /// A country of ISO 3166-1; empty for none.
    mutating func country(_ name: String) throws(JSONError) -> String? {
        guard let text = try filledText(name) else { return nil }
        guard let code = CountryCode.lenient(text) else {
            note(name, "must be a country code of two letters (ISO 3166-1 alpha-2)")
            return nil
        }
        return code
    }

    /// A status code: the same limits as an id's.
    mutating func code(_ name: String) throws(JSONError) -> String? { try id(name) }

    /// An active currency of ISO 4217.
    mutating func currency(_ name: String) throws(JSONError) -> Currency? {
        guard let code = try text(name) else { return nil }
        guard let currency = Currency(code) else {
            note(name, "is not a currency of ISO 4217 in capital letters")
            return nil
        }
        return currency
    }

    mutating func bool(_ name: String) throws(JSONError) -> Bool? {
        guard try isNext(.bool, name, else: "must be true or false") else { return nil }
        return try json.readBool()
    }

    /// An amount as a decimal string. Numbers are refused: their writers may have gone through binary fractions.
    mutating func decimal(_ name: String) throws(JSONError) -> Decimal? {
        guard let text = try filledText(name, else: "must be a decimal number in a string") else { return nil }
        guard let decimal = Decimal(text) else {
            note(name, "is not a decimal number that can be counted with")
            return nil
        }
        return decimal
    }

    /// An amount as a decimal string or a JSON number, which is taken digit by digit as it was written.
    mutating func looseDecimal(_ name: String) throws(JSONError) -> Decimal? {
        guard try json.peek() == .number else { return try decimal(name) }
        let text = try json.readNumber()
        guard let decimal = Decimal(text) else {
            note(name, "is not a decimal number that can be counted with")
            return nil
        }
        return decimal
    }

    /// A number of units ≥ 0 as a JSON number or a string of digits.
    mutating func looseCount(_ name: String) throws(JSONError) -> Int64? {
        guard try json.peek() == .string else { return try count(name) }
        let text = try json.readString()
        guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let count = Int64(text), count <= Self.largestCount
        else {
            note(name, "must be a whole number from 0 to \(Self.largestCount)")
            return nil
        }
        return count
    }

    /// True or false, also as 1 or 0 and as a string of either; an empty string is nil.
    mutating func looseBool(_ name: String) throws(JSONError) -> Bool? {
        let text: String
        switch try json.peek() {
        case .string: text = try json.readString()
        case .number: text = try json.readNumber()
        default: return try bool(name)
        }
        switch text {
        case "1": return true
        case "0": return false
        case "": return nil
        default:
            note(name, "must be 0 or 1")
            return nil
        }
    }

    /// A number of units ≥ 0; a fraction is cut off where `fractions` are allowed.
    mutating func count(_ name: String, fractions: Bool = false) throws(JSONError) -> Int64? {
        guard try isNext(.number, name, else: "must be a whole number") else { return nil }
        let text = try json.readNumber()
        let whole = fractions ? text.prefix { $0 != "." } : text[...]
        guard let count = Int64(whole), count >= 0, count <= Self.largestCount else {
            note(name, "must be a whole number from 0 to \(Self.largestCount)")
            return nil
        }
        return count
    }

    /// An RFC 3339 date and time with zone.
    mutating func instant(_ name: String) throws(JSONError) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let instant = Timestamp(rfc3339: text) else {
            note(name, "must be a date and time with zone such as 2026-11-22T10:15:30Z")
            return nil
        }
        return instant
    }

    /// A date and time of UTC written without zone.
    mutating func instantWithoutZone(_ name: String) throws(JSONError) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let instant = Timestamp(utcWithoutZone: text) else {
            note(name, "must be a date and time without zone such as 2026-11-22T10:15:30")
            return nil
        }
        return instant
    }

    /// A date and time by the clocks of `zone`, written without one. Empty and all zeros (`0000-00-00 00:00:00`, which
    /// MySQL keeps for none) are nil.
    mutating func localInstant(_ name: String, _ zone: Zone) throws(JSONError) -> Timestamp? {
        guard let text = try filledText(name), text.contains(where: { $0 >= "1" && $0 <= "9" }) else { return nil }
        guard let instant = Timestamp(local: text, zone: zone) else {
            note(name, "must be a date and time without zone such as 2026-11-22 10:15:30")
            return nil
        }
        return instant
    }

    // MARK: Problems

    /// Notes that a member of the present object has an impossible value.
    mutating func note(_ name: String, _ reason: String) {
        problems.append(.init(name.isEmpty ? pointer : "\(pointer)/\(name)", reason))
    }

    /// Notes that a member is missing unless it is there or has been found bad already.
    mutating func require<Value>(_ value: Value?, _ name: String) {
        guard value == nil else { return }
        let place = "\(pointer)/\(name)"
        guard !problems.contains(where: { $0.pointer == place || $0.pointer.hasPrefix("\(place)/") }) else { return }
        problems.append(.init(place, "is missing"))
    }

    /// Where in the body the reader is: a JSON pointer.
    var place: String { pointer }

    /// What has been read of the body from `start` on, byte by byte.
    func bytes(from start: Int) -> ArraySlice<UInt8> { json.bytes[start..<json.position] }

    /// Bytes read so far.
    var position: Int { json.position }

    /// Takes over what a copy of this reader has noted.
    mutating func add(_ others: [DecodeError.Problem]) {
        for problem in others where !problems.contains(problem) { problems.append(problem) }
    }

    private var pointer: String {
        path.reduce(into: "") { pointer, step in
            switch step {
            case .name(let name): pointer += "/\(name)"
            case .index(let index): pointer += "/\(index)"
            }
        }
    }

    private mutating func filledText(_ name: String, else reason: String) throws(JSONError) -> String? {
        guard try isNext(.string, name, else: reason) else { return nil }
        let text = try json.readString()
        return text.isEmpty ? nil : text
    }

    /// Whether a value of that kind follows; another is noted and skipped, null is skipped.
    private mutating func isNext(
        _ kind: JSONReader.Kind, _ name: String = "", else reason: String
    ) throws(JSONError) -> Bool {
        let next = try json.peek()
        if next == kind { return true }
        if next == .null { try json.readNull() } else { try refuse(name, reason) }
        return false
    }

    private mutating func refuse(_ name: String, _ reason: String) throws(JSONError) {
        note(name, reason)
        try json.skipValue()
    }

    private static let largestCount: Int64 = 1_000_000_000

    private static func fault(inID id: String) -> String? {
        if id.isEmpty { return "must not be empty" }
        var previous: UInt8 = 0
        for byte in id.utf8 {
            // U+0000 … U+001F, U+007F, and U+0080 … U+009F, which are C2 80 … C2 9F in UTF-8.
            if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte <= 0x9F) {
                return "must not contain control characters"
            }
            previous = byte
        }
        return id.utf8.count <= 191 || id.unicodeScalars.count <= 191 ? nil : "must have at most 191 characters"
    }
}
