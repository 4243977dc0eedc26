/// Reads the value of one header field from left to right, without a copy.
struct FieldCursor {
    private let bytes: [UInt8]
    private let end: Int
    private(set) var position: Int

    /// - Parameter range: lies within `bytes`.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position == end }

    /// The byte that is read next; nil at the end.
    var next: UInt8? { position < end ? bytes[position] : nil }

    mutating func skipBlanks() { while let byte = next, byte.isBlank { position += 1 } }

    /// - Returns: whether the next byte was that one, and was skipped.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// The bytes from here on that belong to `members`; they are skipped.
    mutating func run(of members: ByteClass) -> Range<Int> {
        let start = position
        while let byte = next, members.contains(byte) { position += 1 }
        return start..<position
    }

    /// What stands between two elements of a list, or around them: `*( "," / SP / HTAB )` (RFC 9110 section 5.6.1.2).
    mutating func skipListGap() { while let byte = next, byte.isBlank || byte == UInt8(ascii: ",") { position += 1 } }

    /// - Returns: whether an element ends here: at a comma, or at the end of the value.
    mutating func isAtElementEnd() -> Bool {
        skipBlanks()
        return isAtEnd || next == UInt8(ascii: ",")
    }

    /// Goes to the next comma, or to the end.
    mutating func skipElement() { while let byte = next, byte != UInt8(ascii: ",") { position += 1 } }

    /// `1*DIGIT` as a number; `Int.max` stands for every one that is larger. Nil where there is no digit.
    mutating func number() -> Int? {
        var value = 0
        let start = position
        while let byte = next, byte.isDigit {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowed) = product.addingReportingOverflow(Int(byte - 0x30))
            value = overflow || overflowed || value == .max ? .max : sum
            position += 1
        }
        return position > start ? value : nil
    }

    /// Whether a range holds that text, letters without regard to case.
    func matches(_ range: Range<Int>, _ text: String) -> Bool {
        guard range.count == text.utf8.count else { return false }
        var index = range.lowerBound
        for byte in text.utf8 {
            guard bytes[index].lowercased == byte.lowercased else { return false }
            index += 1
        }
        return true
    }

    /// Whether a range holds exactly that text.
    func equals(_ range: Range<Int>, _ text: String) -> Bool {
        range.count == text.utf8.count && bytes[range].elementsEqual(text.utf8)
    }
}

extension Headers {
    /// A cursor for each field of that name, in order.
    func cursors(_ name: String) -> some Sequence<FieldCursor> {
        fields.lazy.filter { matches($0, name) }.map { FieldCursor(bytes, $0.value) }
    }
}
