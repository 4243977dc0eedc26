/// Writes CSV (RFC 4180). What a spreadsheet would take for a formula is kept from being one by an apostrophe.
public struct CSVWriter: Sendable {
    /// The rows written and not yet taken.
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func row(_ fields: [String]) {
        let line = fields.map(Self.quoted).joined(separator: ",")
        bytes.append(contentsOf: "\(line)\r\n".utf8)
    }

    /// Hands over the rows, so that others may be written.
    public mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    private static func quoted(_ field: String) -> String {
        var text = field
        if let first = text.first, "=+-@\t\r".contains(first) { text = "'" + text }
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
