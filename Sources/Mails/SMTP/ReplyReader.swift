/// Reads a server's replies from bytes that come in any pieces.
///
/// `Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF` (RFC 5321 section 4.2). The
/// second digit may be any, as servers in use go beyond the 0 to 5 of the grammar. The text may be UTF-8.
struct ReplyReader: Sendable {
    private let limits: ReplyLimits
    private var buffer: [UInt8] = []
    /// The first byte that is not part of a line taken, and the first that was not looked at.
    private var start = 0
    private var scanned = 0
    private var code: Int?
    private var lines: [String] = []

    init(limits: ReplyLimits) { self.limits = limits }

    /// Whether something came after the last reply that was given out.
    var hasLeftover: Bool { start < buffer.count || code != nil }

    mutating func feed(_ bytes: Span<UInt8>) {
        buffer.removeSubrange(..<start)
        scanned -= start
        start = 0
        for index in bytes.indices { buffer.append(bytes[index]) }
    }

    /// The next complete reply. Nil where more bytes are needed.
    mutating func next() throws(ReplyError) -> SMTPReply? {
        while let line = try nextLine() {
            let isLast = try take(line)
            guard isLast else { continue }
            defer { (code, lines) = (nil, []) }
            return code.map { SMTPReply(code: $0, lines: lines) }
        }
        return nil
    }

    /// The next line without its CRLF.
    private mutating func nextLine() throws(ReplyError) -> ArraySlice<UInt8>? {
        while scanned < buffer.count {
            guard scanned - start < limits.lineLength else { throw .lineTooLong }
            let (byte, isAfterReturn) = (buffer[scanned], scanned > start && buffer[scanned - 1] == 0x0D)
            guard (byte == 0x0A) == isAfterReturn else { throw .badLineEnd }
            scanned += 1
            guard byte == 0x0A else { continue }
            defer { start = scanned }
            return buffer[start..<(scanned - 2)]
        }
        return nil
    }

    /// Adds a line to the reply being read and tells whether it is its last.
    private mutating func take(_ line: ArraySlice<UInt8>) throws(ReplyError) -> Bool {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy(\.isDigit), let first = digits.first, (0x32...0x35).contains(first)
        else { throw .noCode }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard code == nil || code == number else { throw .codesDiffer }
        let mark = line.dropFirst(3).first
        guard mark == nil || mark == 0x20 || mark == UInt8(ascii: "-") else { throw .noCode }
        guard lines.count < limits.lineCount else { throw .tooManyLines }
        code = number
        lines.append(Escape.oneLine(String(decoding: line.dropFirst(4), as: UTF8.self)))
        return mark != UInt8(ascii: "-")
    }
}

/// Why a server's bytes are no reply.
public enum ReplyError: String, Error, Hashable, Sendable {
    case lineTooLong = "a line of the answer is too long"
    case badLineEnd = "a line of the answer does not end with CR and LF"
    case noCode = "a line of the answer does not begin with a reply code"
    case codesDiffer = "the lines of the answer have different reply codes"
    case tooManyLines = "the answer has too many lines"
}
