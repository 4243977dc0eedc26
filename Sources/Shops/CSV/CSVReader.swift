/// Reads CSV (RFC 4180) from chunks of bytes, in memory that does not grow with the file.
///
/// Strict about quotes; takes CRLF and LF; skips empty lines. The delimiter (comma, semicolon, tab or bar) is the one
/// that stands most often outside quotes in the first line. The text is UTF-8, with or without a byte order mark,
/// unless its first bytes outside ASCII are not: then all of it is Windows-1252 (which includes ISO 8859-1's letters).
/// A reader that has thrown must not be used further.
public struct CSVReader: Sendable {
    /// What is refused, so that no file can take all memory.
    public struct Limits: Sendable {
        /// Bytes of one field.
        public var fieldBytes = 64 * 1_024
        /// Bytes of one record's fields together.
        public var recordBytes = 1_024 * 1_024
        /// Fields of one record.
        public var fields = 1_000

        public init() {}
    }

    enum Encoding {
        /// Only ASCII has been seen.
        case undecided
        case utf8, windows1252
    }

    private enum State {
        case fieldStart, plain, quoted
        /// After a quote within a quoted field: its end, or the first of two.
        case quote
        /// After a carriage return outside quotes.
        case carriageReturn
    }

    private let limits: Limits
    private var delimiter: UInt8?
    private var encoding = Encoding.undecided
    private var state = State.fieldStart
    /// Bytes held back until the first line is whole.
    private var head: [UInt8]? = []
    private var isHeadQuoted = false

    // The record being read.
    private var bytes: [UInt8] = []
    private var ends: [Int32] = []
    private var bits: UInt8 = 0
    private var isQuoted = false
    private var recordLine = 1

    // The place in the file.
    private var line = 1
    /// Bytes of the present line before the present chunk.
    private var columnBase = 0
    private var lineStart = 0
    private var quotePlace = (line: 1, column: 1)

    /// - Parameters:
    ///   - delimiter: nil to find out.
    public init(delimiter: Character? = nil, limits: Limits = Limits()) {
        self.delimiter = delimiter?.asciiValue
        self.limits = limits
    }

    /// Takes the next bytes; returns the records that they complete.
    public mutating func feed(_ chunk: [UInt8]) throws(CSVError) -> [CSVRecord] {
        guard let waiting = head else { return try parse(chunk) }
        let isLineWhole = endsFirstLine(chunk)
        guard isLineWhole || waiting.count + chunk.count > limits.recordBytes else {
            head?.append(contentsOf: chunk)
            return []
        }
        return try begin(with: waiting + chunk)
    }

    /// Says that nothing follows; returns the last record where its line did not end.
    public mutating func finish() throws(CSVError) -> [CSVRecord] {
        var records: [CSVRecord] = []
        if let head { records = try begin(with: head) }
        switch state {
        case .quoted: throw CSVError(reason: .unclosedQuote, line: quotePlace.line, column: quotePlace.column)
        case .carriageReturn: throw CSVError(reason: .loneCarriageReturn, line: line, column: columnBase)
        case .fieldStart where ends.isEmpty && bytes.isEmpty: return records
        case .fieldStart, .plain, .quote:
            try endField(at: 0)
            try endRecord(&records)
            return records
        }
    }

    // MARK: The first line

    private mutating func begin(with waiting: [UInt8]) throws(CSVError) -> [CSVRecord] {
        head = nil
        if waiting.starts(with: [0xFE, 0xFF]) || waiting.starts(with: [0xFF, 0xFE]) { throw fault(.utf16, at: 0) }
        let hasMark = waiting.starts(with: [0xEF, 0xBB, 0xBF])
        if hasMark { encoding = .utf8 }
        let text = hasMark ? Array(waiting.dropFirst(3)) : waiting
        if delimiter == nil { delimiter = Self.delimiter(ofFirstLine: text) }
        return try parse(text)
    }

    /// Looks at each byte once, however the first line is cut into chunks.
    private mutating func endsFirstLine(_ chunk: [UInt8]) -> Bool {
        for byte in chunk {
            if byte == Self.quote { isHeadQuoted.toggle() }
            if byte == Self.lineFeed, !isHeadQuoted { return true }
        }
        return false
    }

    private static func delimiter(ofFirstLine text: [UInt8]) -> UInt8 {
        let candidates = [comma, UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")]
        var counts = [0, 0, 0, 0]
        var isQuoted = false
        for byte in text {
            if byte == quote { isQuoted.toggle() }
            if byte == lineFeed, !isQuoted { break }
            if !isQuoted, let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        var best = 0
        for index in counts.indices where counts[index] > counts[best] { best = index }
        return candidates[best]
    }

    // MARK: Records

    /// `record = field *(COMMA field)`, `file = record *(CRLF record) [CRLF]`
    private mutating func parse(_ chunk: [UInt8]) throws(CSVError) -> [CSVRecord] {
        var records: [CSVRecord] = []
        let delimiter = delimiter ?? Self.comma
        lineStart = 0
        var at = 0
        while at < chunk.count {
            let byte = chunk[at]
            switch state {
            case .fieldStart, .plain:
                let run = state == .plain || byte != Self.quote ? endOfRun(chunk, at, delimiter) : at
                if run > at {
                    try append(chunk, at..<run)
                    (state, at) = (.plain, run)
                    continue
                }
                try separate(byte, at, delimiter, &records)
            case .quoted:
                let run = endOfQuotedRun(chunk, at)
                if run > at { try append(chunk, at..<run) }
                at = run
                guard at < chunk.count else { continue }
                state = .quote
            case .quote where byte == Self.quote:
                try append(chunk, at..<at + 1)
                state = .quoted
            case .quote:
                guard byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn else {
                    throw fault(.textAfterQuote, at: at)
                }
                try separate(byte, at, delimiter, &records)
            case .carriageReturn:
                guard byte == Self.lineFeed else { throw fault(.loneCarriageReturn, at: at - 1) }
                try separate(byte, at, delimiter, &records)
            }
            at += 1
        }
        columnBase += chunk.count - lineStart
        return records
    }

    /// Acts on a byte outside quotes that is no part of a field.
    private mutating func separate(
        _ byte: UInt8, _ at: Int, _ delimiter: UInt8, _ records: inout [CSVRecord]
    ) throws(CSVError) {
        switch byte {
        case delimiter:
            try endField(at: at)
            state = .fieldStart
        case Self.lineFeed:
            try endField(at: at)
            try endRecord(&records)
            startLine(after: at)
            (state, recordLine) = (.fieldStart, line)
        case Self.carriageReturn: state = .carriageReturn
        case Self.quote where state == .fieldStart:
            (state, isQuoted) = (.quoted, true)
            quotePlace = (line, column(at))
        default: throw fault(byte == 0 ? .zeroByte : .quoteInPlainField, at: at)
        }
    }

    private mutating func append(_ chunk: [UInt8], _ range: Range<Int>) throws(CSVError) {
        let start = Int(ends.last ?? 0)
        guard bytes.count + range.count - start <= limits.fieldBytes else {
            throw fault(.fieldTooLong, at: range.lowerBound)
        }
        guard bytes.count + range.count <= limits.recordBytes else { throw fault(.recordTooLong, at: range.lowerBound) }
        bytes.append(contentsOf: chunk[range])
    }

    private mutating func endField(at: Int) throws(CSVError) {
        guard ends.count < limits.fields else { throw fault(.tooManyFields, at: at) }
        ends.append(Int32(bytes.count))
    }

    private mutating func endRecord(_ records: inout [CSVRecord]) throws(CSVError) {
        defer {
            bytes.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
            (bits, isQuoted) = (0, false)
        }
        // An empty line is no record; a line of two quotes is one with an empty field.
        guard ends.count > 1 || !bytes.isEmpty || isQuoted else { return }
        if bits & 0x80 != 0 { try decode() }
        records.append(CSVRecord(line: recordLine, bytes: bytes, ends: ends))
    }

    /// Brings a record with bytes outside ASCII into UTF-8; the first such record decides what the file is.
    private mutating func decode() throws(CSVError) {
        if encoding != .windows1252 {
            let isUTF8 = CSVText.isUTF8(bytes)
            guard isUTF8 || encoding == .undecided else {
                throw CSVError(reason: .badUTF8, line: recordLine, column: 1)
            }
            encoding = isUTF8 ? .utf8 : .windows1252
        }
        if encoding == .windows1252 { (bytes, ends) = CSVText.utf8(fromWindows1252: bytes, ends) }
    }

    // MARK: Bytes

    /// The first byte from `at` that may end a plain field.
    private mutating func endOfRun(_ chunk: [UInt8], _ at: Int, _ delimiter: UInt8) -> Int {
        let span = chunk.span
        var index = at
        var bits = bits
        while index < span.count {
            let byte = span[index]
            // Only these lie below the digits and letters, but for delimiters such as the bar.
            if byte == delimiter || (byte <= 0x22 && Self.endsRun(byte)) { break }
            bits |= byte
            index += 1
        }
        self.bits = bits
        return index
    }

    private static func endsRun(_ byte: UInt8) -> Bool {
        byte == lineFeed || byte == carriageReturn || byte == quote || byte == 0
    }

    /// The first quote from `at`; counts the line ends on the way.
    private mutating func endOfQuotedRun(_ chunk: [UInt8], _ at: Int) -> Int {
        var index = at
        while index < chunk.count, chunk[index] != Self.quote {
            bits |= chunk[index]
            if chunk[index] == Self.lineFeed { startLine(after: index) }
            index += 1
        }
        return index
    }

    private mutating func startLine(after at: Int) {
        line += 1
        lineStart = at + 1
        columnBase = 0
    }

    private func column(_ at: Int) -> Int { columnBase + at - lineStart + 1 }

    private func fault(_ reason: CSVError.Reason, at: Int) -> CSVError {
        CSVError(reason: reason, line: line, column: column(at))
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D
}
