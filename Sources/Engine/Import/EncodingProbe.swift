/// A page of Windows for texts that are no Unicode.
public enum WindowsPage: String, Sendable, CaseIterable {
    /// Polish, Czech, Slovak, Hungarian and others.
    case central = "windows-1250"
    case western = "windows-1252"
}

/// How a file is encoded, found out while its bytes go by.
///
/// A byte order mark says it; without one, zero bytes at every other place of the beginning are UTF-16, what is UTF-8
/// throughout (RFC 3629) is UTF-8, and everything else a page of Windows: 1250 where the letters of Polish stand amid
/// words, else 1252.
struct EncodingProbe: Sendable {
    enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "utf-8"
        case utf16LittleEndian = "utf-16le"
        case utf16BigEndian = "utf-16be"
        case windows1250 = "windows-1250"
        case windows1252 = "windows-1252"
    }

    private static let headLength = 4_096
    private let page: WindowsPage?

    init(page: WindowsPage? = nil) { self.page = page }

    private(set) var head: [UInt8] = []
    private(set) var count: Int64 = 0
    /// Where the first zero byte was, from 0.
    private(set) var firstZero: Int64?
    private(set) var hasLineFeed = false
    private var isUTF8 = true
    private var letters = CentralLetters()
    /// Bytes that must follow, and the span in which the first of them must lie.
    private var following = 0
    private var least: UInt8 = 0x80
    private var greatest: UInt8 = 0xBF

    mutating func feed(_ bytes: [UInt8]) {
        if head.count < Self.headLength { head += bytes.prefix(Self.headLength - head.count) }
        var position = count
        for byte in bytes {
            if byte == 0, firstZero == nil { firstZero = position }
            if byte == 0x0A { hasLineFeed = true }
            letters.feed(byte)
            if isUTF8, following > 0 || byte >= 0x80 { check(byte) }
            position += 1
        }
        count = position
    }

    /// RFC 3629 section 4: `UTF8-2 = %xC2-DF UTF8-tail`, and so on for three and four bytes.
    private mutating func check(_ byte: UInt8) {
        if following > 0 {
            if !(least...greatest).contains(byte) { isUTF8 = false }
            following -= 1
            (least, greatest) = (0x80, 0xBF)
            return
        }
        switch byte {
        case 0xC2...0xDF: following = 1
        case 0xE0...0xEF: following = 2
        case 0xF0...0xF4: following = 3
        default: isUTF8 = false
        }
        if byte == 0xE0 { least = 0xA0 }
        if byte == 0xED { greatest = 0x9F }
        if byte == 0xF0 { least = 0x90 }
        if byte == 0xF4 { greatest = 0x8F }
    }

    /// Bytes of the mark at the beginning.
    var markLength: Int {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return 3 }
        return head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) ? 2 : 0
    }

    /// Right once everything was fed.
    var encoding: Encoding {
        if head.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if head.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        if let bare = bareUTF16 { return bare }
        if isUTF8 && following == 0 { return .utf8 }
        if let page { return page == .central ? .windows1250 : .windows1252 }
        return letters.speakForIt ? .windows1250 : .windows1252
    }

    /// Letters of the Latin script have a zero byte each in UTF-16.
    private var bareUTF16: Encoding? {
        guard firstZero != nil, head.count >= 4 else { return nil }
        var zeros = (even: 0, odd: 0)
        for (index, byte) in head.enumerated() where byte == 0 {
            if index % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
        }
        let many = head.count * 3 / 10
        if zeros.odd > many, zeros.even * 20 < zeros.odd { return .utf16LittleEndian }
        if zeros.even > many, zeros.odd * 20 < zeros.even { return .utf16BigEndian }
        return nil
    }

    /// What the file is instead of a table of text, in words; nil where nothing speaks against it.
    ///
    /// - Parameter isWhole: everything was fed. Before, zero bytes may yet turn out to be those of UTF-16.
    func objection(isWhole: Bool) -> String? {
        let kinds: [([UInt8], String)] = [
            ([0x50, 0x4B, 0x03, 0x04], "is a workbook or a ZIP archive: save the table as CSV"),
            ([0xD0, 0xCF, 0x11, 0xE0], "is an old Excel workbook: save the table as CSV"),
            ([0x1F, 0x8B], "is compressed: unpack it first"),
            (Array("%PDF".utf8), "is a PDF document"),
            (Array("<".utf8), "is a web page or XML, no CSV"),
            (Array("{".utf8), "is JSON, no CSV"),
        ]
        let text = head.dropFirst(markLength)
        if let kind = kinds.first(where: { text.starts(with: $0.0) }) { return kind.1 }
        if let firstZero, isWhole || head.count == Self.headLength,
            [.utf8, .windows1250, .windows1252].contains(encoding)
        {
            return "holds a zero byte at place \(firstZero + 1): it is no text"
        }
        guard !hasLineFeed, count > Int64(RecordReader.longestRecord) else { return nil }
        return "has no line end in its first \(RecordReader.longestRecord / 1_024) KiB: it is no CSV"
    }
}

/// Tells Windows-1250 from 1252 by bytes that are letters in the one, and in the other signs that no word is written
/// with: ą, ł, ż, ľ within a word, and Ł, Ż, Ą, Ź before a small letter.
private struct CentralLetters: Sendable {
    private var before: UInt8 = 0
    private var last: UInt8 = 0
    private var found = 0
    /// Bytes above ASCII.
    private var high = 0

    mutating func feed(_ byte: UInt8) {
        if last >= 0x80 {
            high += 1
            switch last {
            case 0xB9, 0xB3, 0xBF, 0xBE: if isLetter(before), isLetter(byte) { found += 1 }
            case 0xA3, 0xAF, 0xA5, 0x8F: if (0x61...0x7A).contains(byte) { found += 1 }
            default: break
            }
        }
        (before, last) = (last, byte)
    }

    /// A sign may stand amid a word now and then; letters are many.
    var speakForIt: Bool { found > 0 && found * 20 >= high }

    private func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0xC0
    }
}
