/// Which bytes of a representation a request asks for (RFC 9110 section 14.2).
public enum ByteRanges: Hashable, Sendable {
    /// Everything: there is no Range field, or it is not one to be followed.
    case whole
    /// At least one range and at most `limit`, in the order they were asked for. None is empty, no two overlap.
    case parts([Range<Int>])
    /// Well-formed, but nothing of it lies within the representation: 416.
    case unsatisfiable

    /// Who asks for more ranges at once gets everything.
    public static let limit = 16

    /// Reads the Range field of a GET request.
    ///
    /// `whole` answers a unit other than bytes, a field that breaks the grammar or comes twice, more than `limit`
    /// ranges, ranges that overlap, and the last bytes of what is empty: a server may ignore Range (RFC 9110 section
    /// 14.2), and none of these comes from a client that means well and needs a part.
    ///
    /// - Parameter size: of the representation, in bytes.
    public init(_ headers: Headers, size: Int) {
        var fields = headers.cursors("range").makeIterator()
        guard var cursor = fields.next(), fields.next() == nil, let specified = Self.read(&cursor, size) else {
            self = .whole
            return
        }
        let parts = specified.filter { !$0.isEmpty }
        if parts.isEmpty {
            self = .unsatisfiable
        } else {
            self = Self.overlap(parts) ? .whole : .parts(parts)
        }
    }

    /// `ranges-specifier = range-unit "=" range-set`: `range-set = 1#range-spec` (RFC 9110 section 14.1.1).
    ///
    /// - Returns: a range for each one asked for, empty where it lies outside; nil for what is not to be followed.
    private static func read(_ cursor: inout FieldCursor, _ size: Int) -> [Range<Int>]? {
        let unit = cursor.run(of: .token)
        guard cursor.matches(unit, "bytes"), cursor.skip(UInt8(ascii: "=")) else { return nil }
        var ranges: [Range<Int>] = []
        cursor.skipListGap()
        while !cursor.isAtEnd {
            guard ranges.count < limit, let range = readRange(&cursor, size), cursor.isAtElementEnd() else {
                return nil
            }
            ranges.append(range)
            cursor.skipListGap()
        }
        return ranges.isEmpty ? nil : ranges
    }

    /// `int-range = first-pos "-" [ last-pos ]`, `suffix-range = "-" suffix-length` (RFC 9110 section 14.1.2).
    private static func readRange(_ cursor: inout FieldCursor, _ size: Int) -> Range<Int>? {
        let first = cursor.number()
        guard cursor.skip(UInt8(ascii: "-")) else { return nil }
        let second = cursor.number()
        guard let first else {
            guard let second, size > 0 || second == 0 else { return nil }
            return (size - min(second, size))..<size
        }
        guard second.map({ $0 >= first }) ?? true else { return nil }
        guard first < size else { return size..<size }
        return first..<(min(second ?? size, size - 1) + 1)
    }

    private static func overlap(_ parts: [Range<Int>]) -> Bool {
        let sorted = parts.sorted { $0.lowerBound < $1.lowerBound }
        return zip(sorted, sorted.dropFirst()).contains { $0.upperBound > $1.lowerBound }
    }

    /// `range-unit SP first-pos "-" last-pos "/" complete-length`: the value of Content-Range (RFC 9110 section 14.4).
    ///
    /// - Parameters:
    ///   - part: not empty.
    ///   - size: of the representation, in bytes.
    public static func contentRange(_ part: Range<Int>, size: Int) -> String {
        "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
    }

    /// The value of Content-Range in an answer 416.
    public static func unsatisfied(size: Int) -> String { "bytes */\(size)" }
}
