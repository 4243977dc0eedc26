internal import JSON

/// Texts of the webservice: in one language or several, and perhaps with the escapes of HTML.
enum PrestaShopText {
    private enum Field: String, CaseIterable, Sendable {
        case value
    }

    private static let keys = JSONKeys(Field.self)

    /// `"Customer"`, or `[{"id": "1", "value": "Customer"}, …]`, of which the first that is not empty is taken.
    static func read(_ name: String, _ reader: inout PayloadReader) throws(JSONError) -> String? {
        guard try reader.isNextArray() else { return try reader.filledText(name).map(unescaped) }
        let texts = try reader.array(name) { reader throws(JSONError) in
            var text: String?
            try reader.object(keys) { reader, field throws(JSONError) in text = try reader.filledText(field.rawValue) }
            return text
        }
        return texts?.first.map(unescaped)
    }

    /// The text with HTML's character references resolved, once: the five named ones of XML, and numbers. Anything else
    /// that begins with `&` stays as it is.
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            // The longest reference is `&#x10FFFF;`.
            let window = rest[start...].prefix(12)
            guard let end = window.firstIndex(of: ";"), let character = character(window[..<end].dropFirst()) else {
                result.append("&")
                rest = rest[start...].dropFirst()
                continue
            }
            result.append(character)
            rest = rest[end...].dropFirst()
        }
        return result + rest
    }

    private static func character(_ name: Substring) -> Character? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.first == "#" else { return nil }
        let digits = name.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let number = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        // Control characters are never meant.
        guard let number, number >= 0x20, !(0x7F...0x9F).contains(number) else { return nil }
        return Unicode.Scalar(number).map { Character($0) }
    }
}
