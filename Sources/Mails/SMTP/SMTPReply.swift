/// One answer of a mail server (RFC 5321 section 4.2).
public struct SMTPReply: Hashable, Sendable, CustomStringConvertible {
    /// 200 to 599.
    public let code: Int

    /// The text of each line; control characters are blanks.
    public let lines: [String]

    public init(code: Int, lines: [String]) {
        self.code = code
        self.lines = lines
    }

    /// More exactly what the code says, where the server tells it.
    public var enhanced: EnhancedCode? { EnhancedCode(beginning: lines.first ?? "", class: code / 100) }

    /// The server's words in one line, at most 300 characters.
    public var text: String { String(lines.joined(separator: " ").prefix(300)) }

    public var description: String { "\(code) \(text)" }

    var isPositive: Bool { code / 100 == 2 }

    /// 4xx: the same may work later.
    var isTransient: Bool { code / 100 == 4 }

    /// 5xx.
    var isPermanent: Bool { code / 100 == 5 }
}

/// `class "." subject "." detail` (RFC 3463 section 2), before the text of a reply (RFC 2034).
public struct EnhancedCode: Hashable, Sendable, CustomStringConvertible {
    /// 2, 4 or 5.
    public let `class`: Int

    /// 0 to 999: 1 the address, 2 the mailbox, 3 the system, 4 the network, 5 the protocol, 6 the content, 7 security.
    public let subject: Int

    /// 0 to 999.
    public let detail: Int

    public var description: String { "\(`class`).\(subject).\(detail)" }

    /// Nil where the text does not begin with a code, or the code contradicts the reply's.
    init?(beginning text: String, class expected: Int) {
        let word = text.utf8.prefix { $0 != 0x20 }
        let parts = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> Int? in
            (1...3).contains(part.count) && part.allSatisfy(\.isDigit)
                ? part.reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
        }
        guard parts.count == 3, numbers.count == 3, numbers[0] == expected, [2, 4, 5].contains(expected) else {
            return nil
        }
        (`class`, subject, detail) = (numbers[0], numbers[1], numbers[2])
    }
}
