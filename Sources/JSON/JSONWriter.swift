/// Writes compact JSON (RFC 8259) at the end of a byte buffer; commas come by themselves.
///
///     var writer = JSONWriter()
///     writer.object { w in
///         w.field("id", 7)
///         w.field("names") { w in w.array { w in w.value("Anna") } }
///     }
///
/// Grammar beyond commas (a name before each member, one value at the top) is the caller's.
public struct JSONWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8]
    private var needsComma = false

    public init(reserving capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Goes on at the end of an existing buffer, e.g. after a response's head.
    public init(appendingTo bytes: consuming [UInt8]) { self.bytes = bytes }

    // MARK: Containers

    public mutating func object<Fault: Error>(_ members: (inout JSONWriter) throws(Fault) -> Void) throws(Fault) {
        open(UInt8(ascii: "{"))
        try members(&self)
        close(UInt8(ascii: "}"))
    }

    public mutating func array<Fault: Error>(_ elements: (inout JSONWriter) throws(Fault) -> Void) throws(Fault) {
        open(UInt8(ascii: "["))
        try elements(&self)
        close(UInt8(ascii: "]"))
    }

    /// An array with one element written for each item.
    public mutating func array<Item, Fault: Error>(
        _ items: some Sequence<Item>, _ element: (inout JSONWriter, Item) throws(Fault) -> Void
    ) throws(Fault) {
        open(UInt8(ascii: "["))
        for item in items { try element(&self, item) }
        close(UInt8(ascii: "]"))
    }

    // MARK: Values

    public mutating func value(_ text: String) {
        separate()
        append(quoted: text)
    }

    public mutating func value(_ number: Int64) {
        separate()
        append(integer: number)
    }

    public mutating func value(_ number: Int) { value(Int64(number)) }

    public mutating func value(_ truth: Bool) { raw(truth ? "true" : "false") }

    public mutating func null() { raw("null") }

    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let truth): self.value(truth)
        case .number(let text): raw(text)
        case .string(let text): self.value(text)
        case .array(let values): array(values) { $0.value($1) }
        case .object(let members): object { for member in members { $0.field(member.name, member.value) } }
        }
    }

    /// Text that is JSON already: a number's digits, a stored document. It is not checked.
    public mutating func raw(_ json: String) {
        separate()
        bytes.append(contentsOf: json.utf8)
    }

    /// Bytes that are JSON already. They are not checked.
    public mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    // MARK: Members

    /// A member's name; its value must be written next.
    public mutating func key(_ name: String) {
        value(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A member whose value is written by the closure, which must write exactly one.
    public mutating func field<Fault: Error>(
        _ name: String, _ value: (inout JSONWriter) throws(Fault) -> Void
    ) throws(Fault) {
        key(name)
        try value(&self)
    }

    /// A string member; null for nil.
    public mutating func field(_ name: String, _ text: String?) {
        key(name)
        if let text { value(text) } else { null() }
    }

    /// An integer member; null for nil.
    public mutating func field(_ name: String, _ number: Int64?) {
        key(name)
        if let number { value(number) } else { null() }
    }

    /// An integer member; null for nil.
    public mutating func field(_ name: String, _ number: Int?) { field(name, number.map { Int64($0) }) }

    /// A Boolean member; null for nil.
    public mutating func field(_ name: String, _ truth: Bool?) {
        key(name)
        if let truth { value(truth) } else { null() }
    }

    public mutating func field(_ name: String, _ json: JSONValue) {
        key(name)
        value(json)
    }

    // MARK: Bytes

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func append(integer: Int64) {
        guard integer >= 10 || integer < 0 else {
            bytes.append(UInt8(integer) + 0x30)
            return
        }
        bytes.append(contentsOf: String(integer).utf8)
    }

    private mutating func append(quoted text: String) {
        guard !Self.needsCare(text) else { return append(carefully: text) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsCare(_ text: String) -> Bool {
        let utf8 = text.utf8Span.span
        for index in utf8.indices where needsCare(utf8[index]) { return true }
        return false
    }

    private mutating func append(carefully text: String) {
        bytes.append(UInt8(ascii: "\""))
        append(escaped: Array(text.utf8))
        bytes.append(UInt8(ascii: "\""))
    }

    /// Quote, backslash, controls; E2 begins U+2028 and U+2029, which end a line in older JavaScript.
    private static func needsCare(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0xE2
    }

    private mutating func append(escaped text: [UInt8]) {
        var at = 0
        while at < text.count {
            let byte = text[at]
            if byte == 0xE2, at + 2 < text.count, text[at + 1] == 0x80, text[at + 2] & 0xFE == 0xA8 {
                bytes.append(contentsOf: (text[at + 2] == 0xA8 ? "\\u2028" : "\\u2029").utf8)
                at += 3
                continue
            }
            append(escaped: byte)
            at += 1
        }
    }

    private mutating func append(escaped byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x00...0x1F:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "\\u00".utf8)
            bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }
}
