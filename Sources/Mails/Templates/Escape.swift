/// How a value is written at one place of a template, so that it stays a value there.
enum Escape: Hashable, Sendable {
    /// A text body: as it is, without control characters.
    case plain
    /// A subject: as `plain`, and on one line.
    case subject
    /// HTML between tags; a line break becomes `<br>`.
    case html
    /// A quoted attribute value, `<title>` or `<textarea>`.
    case attribute
    /// The beginning of an address: http, https and mailto pass, anything else is written `#`.
    case urlStart
    /// A later piece of an address: percent-encoded, so that it adds no separator of its own.
    case urlPart
    /// A piece of a `style` attribute: one word such as `#1a2b3c`, `12px` or `bold`; anything else is left out.
    case style

    func write(_ value: String, to output: inout String) {
        switch self {
        case .plain: output.unicodeScalars.append(contentsOf: value.unicodeScalars.filter { !$0.isControl })
        case .subject: output += Self.oneLine(value)
        case .html: Self.writeMarkup(value, lineBreak: "<br>\n", to: &output)
        case .attribute: Self.writeMarkup(value, lineBreak: " ", to: &output)
        case .urlStart: Self.writeMarkup(Self.isSafeURL(value) ? value : "#", lineBreak: "", to: &output)
        case .urlPart: Self.writePercentEncoded(value, to: &output)
        case .style: output += Self.isStyleWord(value) ? value : ""
        }
    }

    /// The text with every line break and control character turned into a blank.
    static func oneLine(_ value: String) -> String {
        var line = String.UnicodeScalarView()
        line.append(contentsOf: value.unicodeScalars.map { $0.breaksLine || $0.isControl ? " " : $0 })
        return String(line)
    }

    /// `&`, `<`, `>` and both quotes as references (HTML Living Standard section 13.1.4).
    private static func writeMarkup(_ value: String, lineBreak: String, to output: inout String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            case "\n": output += lineBreak
            default: if !scalar.isControl { output.unicodeScalars.append(scalar) }
            }
        }
    }

    /// Whether the address names one of three schemes in full and has neither blank nor control character.
    private static func isSafeURL(_ value: String) -> Bool {
        let beginning = value.prefix(8).lowercased()
        guard ["http://", "https://", "mailto:"].contains(where: beginning.hasPrefix) else { return false }
        return value.unicodeScalars.allSatisfy { $0 > " " && $0 != "\u{7F}" && !$0.breaksLine && !$0.isControl }
    }

    /// Everything but `unreserved` (RFC 3986 section 2.3) and `@`, which a mailto address needs as it is.
    private static func writePercentEncoded(_ value: String, to output: inout String) {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        for byte in value.utf8 {
            if byte.isAlphanumeric || "-._~@".utf8.contains(byte) {
                output.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                output.unicodeScalars.append("%")
                output.unicodeScalars.append(digits[Int(byte >> 4)])
                output.unicodeScalars.append(digits[Int(byte & 15)])
            }
        }
    }

    private static func isStyleWord(_ value: String) -> Bool {
        value.utf8.count <= 40 && value.utf8.allSatisfy { $0.isAlphanumeric || "#.%- ".utf8.contains($0) }
    }
}

extension Unicode.Scalar {
    /// A control character (C0, DEL, C1) other than tab and line feed.
    var isControl: Bool {
        (value < 0x20 && value != 0x09 && value != 0x0A) || (0x7F...0x9F).contains(value)
    }

    /// Whether some reader takes it for the end of a line, or a tab.
    var breaksLine: Bool {
        (0x09...0x0D).contains(value) || value == 0x85 || value == 0x2028 || value == 0x2029
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }

    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }

    var isAlphanumeric: Bool { isDigit || isLetter }
}
