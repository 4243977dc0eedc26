/// Fuzzes the JSON reader and writer: against each other, and against a second checker of the grammar.
func fuzz(_ bytes: [UInt8]) {
    let tree = attempt { () throws(JSONError) in try JSONValue(parsing: bytes) }
    let skipped = attempt { () throws(JSONError) in
        var reader = JSONReader(bytes)
        try reader.skipValue()
        try reader.finish()
        check(reader.position == bytes.count, "it finished before the end")
    }
    var plain = PlainJSON(bytes)
    let isText = plain.isText()
    check(isText == ((try? skipped.get()) != nil), "only one of two checkers takes \(text(bytes)): \(skipped)")
    switch tree {
    case .success(let value):
        check(isText, "the tree is taken, but skipping is refused")
        compare(value)
    case .failure(let error):
        check(!isText || error.reason == .duplicateKey, "the tree is refused, but skipping is not: \(error)")
        check((0...bytes.count).contains(error.offset) && error.line >= 1 && error.column >= 1, "nowhere: \(error)")
    }
    readMembers(bytes, isText)
}

private func attempt<Value>(_ body: () throws(JSONError) -> Value) -> Result<Value, JSONError> {
    do throws(JSONError) { return .success(try body()) } catch { return .failure(error) }
}

/// What was read, written and read again is the same, and written again the same bytes.
private func compare(_ value: JSONValue) {
    let written = value.bytes
    let again = attempt { () throws(JSONError) in try JSONValue(parsing: written) }
    checkEqual(try? again.get(), value, "written and read again it is something else")
    checkEqual((try? again.get())?.bytes, written, "written twice it is something else")
    check(written.allSatisfy { $0 >= 32 }, "a control byte was written")
    check(depth(value) <= JSONReader.maximumDepth, "nested deeper than allowed")
}

private func depth(_ value: JSONValue) -> Int {
    switch value {
    case .array(let values): 1 + (values.map(depth).max() ?? 0)
    case .object(let members): 1 + (members.map { depth($0.value) }.max() ?? 0)
    default: 0
    }
}

/// A reader that knows some names validates as much as one that knows none.
private func readMembers(_ bytes: [UInt8], _ isText: Bool) {
    var names: Set<String> = []
    let result = attempt { () throws(JSONError) in
        var reader = JSONReader(bytes)
        guard try reader.peek() == .object else { return false }
        try reader.readObject(keys) { reader, name throws(JSONError) in
            check(names.insert(name).inserted, "\(name) is told twice")
            try reader.skipValue()
        }
        try reader.finish()
        return true
    }
    switch result {
    case .success(let isObject): check(isText || !isObject, "an object is taken, but skipping it is refused")
    case .failure(let error): check(!isText || error.reason == .duplicateKey, "refused by name only: \(error)")
    }
}

private let keys = JSONKeys(["id": "id", "total": "total", "": "", "a": "a", "line_items": "line_items"])

/// The grammar of RFC 8259, recursively, on bytes.
private struct PlainJSON {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func isText() -> Bool {
        guard value(depth: 0) else { return false }
        skipBlanks()
        return rest.isEmpty
    }

    private mutating func skipBlanks() { rest = rest.drop { [32, 9, 10, 13].contains($0) } }

    private mutating func take(_ word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        skipBlanks()
        switch rest.first {
        case UInt8(ascii: "{"): return depth < JSONReader.maximumDepth && list("{", "}", depth, isObject: true)
        case UInt8(ascii: "["): return depth < JSONReader.maximumDepth && list("[", "]", depth, isObject: false)
        case UInt8(ascii: "\""): return string()
        default: return take("true") || take("false") || take("null") || number()
        }
    }

    private mutating func list(_ open: String, _ close: String, _ depth: Int, isObject: Bool) -> Bool {
        guard take(open) else { return false }
        skipBlanks()
        if take(close) { return true }
        repeat {
            skipBlanks()
            if isObject {
                guard string() else { return false }
                skipBlanks()
                guard take(":") else { return false }
            }
            guard value(depth: depth + 1) else { return false }
            skipBlanks()
        } while take(",")
        return take(close)
    }

    private mutating func digits() -> Bool {
        let count = rest.prefix { digitBytes.contains($0) }.count
        rest = rest.dropFirst(count)
        return count > 0
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") { guard digits() else { return false } }
        if take(".") { guard digits() else { return false } }
        guard take("e") || take("E") else { return true }
        if !take("+") { _ = take("-") }
        return digits()
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        var raw: [UInt8] = []
        var units: [UInt16] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return isUTF8(raw) && arePaired(units) }
            guard byte >= 32 else { return false }
            if byte == UInt8(ascii: "\\") {
                guard let unit = escape() else { return false }
                units.append(unit)
                // Keeps apart what stands before and after the escape.
                raw.append(32)
            } else {
                raw.append(byte)
                units.append(0)
            }
        }
        return false
    }

    /// The UTF-16 unit of `\uXXXX`; 0 for the other escapes, nil for what is none.
    private mutating func escape() -> UInt16? {
        guard let byte = rest.popFirst() else { return nil }
        if "\"\\/bfnrt".utf8.contains(byte) { return 0 }
        let digits = rest.prefix(4)
        guard byte == UInt8(ascii: "u"), digits.count == 4, digits.allSatisfy({ $0 < 128 }),
            !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")),
            let unit = UInt16(text(digits), radix: 16)
        else { return nil }
        rest = rest.dropFirst(4)
        return unit
    }

    private func isUTF8(_ bytes: [UInt8]) -> Bool { Array(text(bytes).utf8) == bytes }

    private func arePaired(_ units: [UInt16]) -> Bool {
        var isOpen = false
        for unit in units {
            let isLow = (0xDC00...0xDFFF).contains(unit)
            if isOpen != isLow { return false }
            isOpen = (0xD800...0xDBFF).contains(unit)
        }
        return !isOpen
    }
}
