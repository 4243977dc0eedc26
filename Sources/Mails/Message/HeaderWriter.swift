/// Writes header fields: folded at 78 octets where a blank allows, never beyond 998, in ASCII (RFC 5322 section 2.1.1).
struct HeaderWriter {
    private(set) var bytes: [UInt8] = []

    private static let softLimit = 78
    private static let hardLimit = 998

    /// A field of free text (`unstructured`), in encoded words where it needs them.
    ///
    /// - Parameter keepsLongWords: a long word of ASCII is written as it is, for fields that programs read.
    mutating func text(_ name: String, _ value: String, keepsLongWords: Bool = false) throws(MessageError) {
        try Self.refuseControls(value, name)
        let room = Self.softLimit - name.utf8.count - 2
        let isPlain = Self.isPlain(value, wordLimit: keepsLongWords ? Self.hardLimit : room)
        try field(name, isPlain ? Self.words(value) : Self.joined(EncodedWord.encode(value, first: room)))
    }

    /// A field that holds one mailbox: `display-name <addr-spec>` or `addr-spec`.
    mutating func mailbox(_ name: String, _ mailbox: Mailbox) throws(MessageError) {
        guard let shown = mailbox.name, !shown.isEmpty else { return try field(name, ["\(mailbox.address)"]) }
        try Self.refuseControls(shown, name)
        try field(name, Self.phrase(shown, first: Self.softLimit - name.utf8.count - 2) + [" <\(mailbox.address)>"])
    }

    /// A field whose value is already in its form; it may be folded before each piece that begins with a blank.
    mutating func field(_ name: String, _ pieces: [String]) throws(MessageError) {
        var line = "\(name):"
        for (index, piece) in pieces.enumerated() {
            let piece = index == 0 ? " " + piece : piece
            if index > 0, line.utf8.count + piece.utf8.count > Self.softLimit {
                try end(line, name)
                line = ""
            }
            line += piece
        }
        try end(line, name)
    }

    private mutating func end(_ line: String, _ name: String) throws(MessageError) {
        guard line.utf8.count <= Self.hardLimit else { throw .lineTooLong(field: name) }
        bytes += Array(line.utf8) + [0x0D, 0x0A]
    }

    /// Whether the text can stand as it is: printable ASCII that nobody takes for an encoded word, with no word too long
    /// for a line, no blank at either end and no long gap.
    private static func isPlain(_ value: String, wordLimit: Int) -> Bool {
        let bytes = value.utf8
        guard bytes.allSatisfy({ (0x20...0x7E).contains($0) }), bytes.first != 0x20, bytes.last != 0x20,
            !value.contains("=?"), !value.contains("    ")
        else { return false }
        return value.split(separator: " ").allSatisfy { $0.utf8.count <= wordLimit }
    }

    /// The words, each but the first with the blanks before it.
    private static func words(_ value: String) -> [String] {
        var pieces: [String] = []
        var isInBlanks = false
        for character in value {
            let isBlank = character == " "
            if pieces.isEmpty || (isBlank && !isInBlanks) { pieces.append("") }
            pieces[pieces.count - 1].append(character)
            isInBlanks = isBlank
        }
        return pieces
    }

    /// `phrase`: atoms where they do, else a quoted string, else encoded words (RFC 5322 section 3.2.5, RFC 2047 section 5).
    private static func phrase(_ name: String, first: Int) -> [String] {
        let quoted = "\"" + name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
        guard isPlain(name, wordLimit: first), quoted.utf8.count <= first else {
            return joined(EncodedWord.encode(name, first: first))
        }
        let isAtoms = name.utf8.allSatisfy { $0.isAtomText || $0 == 0x20 } && !name.contains("  ")
        return isAtoms ? words(name) : [quoted]
    }

    private static func joined(_ words: [String]) -> [String] {
        words.enumerated().map { $0.offset == 0 ? $0.element : " " + $0.element }
    }

    static func refuseControls(_ value: String, _ field: String) throws(MessageError) {
        guard value.unicodeScalars.allSatisfy({ !$0.isControl && !$0.breaksLine }) else {
            throw .controlCharacter(field: field)
        }
    }
}
