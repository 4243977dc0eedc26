internal import Foundation
internal import Shops

/// One record of a file, as it stands there.
struct RawRecord: Sendable, Equatable {
    let place: Place
    /// Without its line end; of a record that is too long only the beginning.
    let bytes: [UInt8]
    /// Why it is none; then it holds one line of the file.
    let fault: CSVError.Reason?

    /// Where a record lies in the stored file.
    struct Place: Sendable, Hashable {
        /// Bytes from the start of the file.
        let offset: Int64
        /// Bytes of it, without its line end.
        let count: Int
        /// From 1; line ends within quotes count.
        let line: Int
    }
}

/// Cuts a stored file (UTF-8) into records, and knows where each begins, so that one can go on from there.
///
/// A line that cannot be a record is handed out by itself, so that all others can still be read. Memory does not grow
/// with the file; the work is linear in its bytes, as a quote that is never closed is looked for only so far.
struct RecordReader {
    /// In bytes.
    static let longestRecord = 262_144
    private static let chunk = 262_144
    /// What is kept of a line that is too long.
    private static let shown = 1_024

    private enum State { case fieldStart, plain, quoted, quote }

    private let file: FileHandle
    private let delimiter: UInt8
    private var buffer: [UInt8] = []
    /// Where the next record begins within the buffer.
    private var start = 0
    /// Where the buffer begins within the file.
    private var base: Int64
    private var isAtEnd = false
    /// The number of the next line.
    private(set) var line: Int

    /// Where the next record begins within the file.
    var offset: Int64 { base + Int64(start) }

    init(_ file: FileHandle, delimiter: UInt8, offset: Int64, line: Int) throws {
        self.file = file
        self.delimiter = delimiter
        self.line = line
        base = offset
        try file.seek(toOffset: UInt64(max(0, offset)))
    }

    /// The next record that is not empty; nil at the end.
    mutating func next() throws -> RawRecord? {
        while let record = try record() {
            if record.fault != nil || !record.bytes.isEmpty { return record }
        }
        return nil
    }

    private mutating func record() throws -> RawRecord? {
        var state = State.fieldStart
        var at = start
        var lineEnds = 0
        while true {
            if at == buffer.count {
                guard at - start <= Self.longestRecord else {
                    return try cut(state == .quoted ? .unclosedQuote : .recordTooLong)
                }
                guard try refill(&at) else {
                    if at == start { return nil }
                    if state == .quoted { return try cut(.unclosedQuote) }
                    return take(upTo: at, next: at, lines: lineEnds)
                }
            }
            let byte = buffer[at]
            switch state {
            case .quoted where byte == Self.quote: state = .quote
            case .quoted: if byte == Self.lineFeed { lineEnds += 1 }
            case .quote where byte == Self.quote: state = .quoted
            case .quote where byte == Self.carriageReturn: break
            case .fieldStart where byte == Self.quote: state = .quoted
            case _ where byte == delimiter: state = .fieldStart
            case _ where byte == Self.lineFeed: return take(upTo: at, next: at + 1, lines: lineEnds + 1)
            case .quote: return try cut(.textAfterQuote)
            default: state = .plain
            }
            at += 1
        }
    }

    private mutating func take(upTo end: Int, next: Int, lines: Int) -> RawRecord {
        let end = end > start && buffer[end - 1] == Self.carriageReturn ? end - 1 : end
        defer {
            start = next
            line += lines
        }
        return RawRecord(
            place: .init(offset: offset, count: end - start, line: line), bytes: Array(buffer[start..<end]), fault: nil)
    }

    /// Hands out the line that begins here alone, however long it is.
    private mutating func cut(_ fault: CSVError.Reason) throws -> RawRecord {
        let (offset, line) = (offset, line)
        var shown: [UInt8] = []
        var at = start
        while true {
            if at == buffer.count {
                shown.append(contentsOf: buffer[start..<at].prefix(max(0, Self.shown - shown.count)))
                start = at
                guard try refill(&at) else { break }
            }
            guard buffer[at] != Self.lineFeed else { break }
            at += 1
        }
        shown.append(contentsOf: buffer[start..<at].prefix(max(0, Self.shown - shown.count)))
        start = min(at + 1, buffer.count)
        self.line += 1
        if shown.last == Self.carriageReturn { shown.removeLast() }
        return RawRecord(
            place: .init(offset: offset, count: shown.count, line: line), bytes: shown, fault: fault)
    }

    /// Reads on; false at the end of the file. What was handed out is forgotten, and `at` moves along.
    private mutating func refill(_ at: inout Int) throws -> Bool {
        guard !isAtEnd else { return false }
        guard let bytes = try file.read(upToCount: Self.chunk), !bytes.isEmpty else {
            isAtEnd = true
            return false
        }
        buffer.removeFirst(start)
        base += Int64(start)
        at -= start
        start = 0
        buffer.append(contentsOf: bytes)
        return true
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D
}

extension RawRecord {
    /// Its fields.
    ///
    func fields(_ delimiter: UInt8) throws(RecordFault) -> CSVRecord {
        if let fault { throw RecordFault(reason: fault) }
        var reader = CSVReader(delimiter: Character(UnicodeScalar(delimiter)))
        do throws(CSVError) {
            let records = try reader.feed(bytes) + reader.finish()
            if let record = records.first { return record }
        } catch {
            throw RecordFault(reason: error.reason, column: error.line == 1 ? error.column : nil)
        }
        throw RecordFault(reason: .recordTooLong)
    }
}

/// Why a record is none.
struct RecordFault: Error {
    let reason: CSVError.Reason
    /// Byte of its first line, from 1; nil where that says nothing.
    var column: Int?
}
