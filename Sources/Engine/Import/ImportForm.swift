internal import Foundation
internal import JSON
internal import Rules
internal import Shops

/// How a file is written, and what it begins with.
public struct ImportForm: Sendable, Equatable {
    /// `utf-8`, `utf-16le`, `utf-16be`, `windows-1250` or `windows-1252`, as it was sent; stored it is UTF-8.
    public var encoding: String
    public var hasMark: Bool
    /// `,`, `;`, tab or `|`.
    public var delimiter: Character
    /// Which fields stand in quotes: `all`, `some` or `none` of the first lines.
    public var quoting: String
    /// The names of the columns, each once.
    public var header: [String]
    /// The first lines, at most `longestSample`.
    public var rows: [[String]]
    /// Where the first line after the head begins.
    var offset: Int64
    var line: Int

    static let longestSample = 20
    private static let shownCharacters = 200

    var delimiterByte: UInt8 { delimiter.asciiValue ?? UInt8(ascii: ",") }

    /// What the mapping of a file is remembered by: the columns that a file of errors adds are none.
    var head: String {
        header.filter { !ErrorTable.columns.contains($0) }.joined(separator: "\u{1F}")
    }

    // MARK: Finding out

    /// - Parameter start: bytes of the mark at its beginning.
    /// - Throws: `Refusal.invalid` for what is no CSV, in words.
    init(reading file: FileHandle, from start: Int, _ probe: EncodingProbe) throws {
        let sample = try Self.sample(file, start)
        let candidates = [",", ";", "\t", "|"].map(Character.init)
        let tables = try candidates.map { ($0, try Self.table(file, start, $0)) }
        guard let best = tables.reversed().max(by: { Self.score($0) < Self.score($1) }), let head = best.1.first else {
            throw Refusal.invalid("/file", "is empty")
        }
        if head.bytes.contains(0x0D) {
            throw Refusal.invalid("/file", "ends its lines with bare carriage returns: save it with ordinary line ends")
        }
        let fields: [String]
        do { fields = try head.fields(best.0.asciiValue ?? 0).fields } catch {
            throw Refusal.invalid("/file", "has a first line that cannot be read: \(error.reason.rawValue)")
        }
        (encoding, hasMark) = (probe.encoding.rawValue, probe.markLength > 0)
        (delimiter, quoting) = (best.0, Self.quoting(sample, best.0))
        header = Self.unique(fields)
        var reader = try RecordReader(file, delimiter: best.0.asciiValue ?? 0, offset: Int64(start), line: 1)
        _ = try reader.next()
        (offset, line) = (reader.offset, reader.line)
        rows = best.1.dropFirst().prefix(Self.longestSample).compactMap { record in
            try? record.fields(best.0.asciiValue ?? 0).fields.map { String($0.prefix(Self.shownCharacters)) }
        }
    }

    private static func sample(_ file: FileHandle, _ start: Int) throws -> [UInt8] {
        try file.seek(toOffset: UInt64(start))
        return [UInt8](try file.read(upToCount: 65_536) ?? .init())
    }

    private static func table(_ file: FileHandle, _ start: Int, _ delimiter: Character) throws -> [RawRecord] {
        var reader = try RecordReader(file, delimiter: delimiter.asciiValue ?? 0, offset: Int64(start), line: 1)
        var records: [RawRecord] = []
        while records.count <= longestSample, let record = try reader.next() { records.append(record) }
        return records
    }

    /// Lines with as many fields as the head, where that has several; then the number of those.
    private static func score(_ records: [RawRecord], _ delimiter: Character) -> [Int] {
        let counts = records.map { (try? $0.fields(delimiter.asciiValue ?? 0).count) ?? 0 }
        guard let width = counts.first, width > 1 else { return [0, 0] }
        return [counts.filter { $0 == width }.count, width]
    }

    private static func score(_ table: (Character, [RawRecord])) -> Score {
        let found = score(table.1, table.0)
        return Score(agreeing: found[0], width: found[1])
    }

    private struct Score: Comparable {
        let agreeing: Int
        let width: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.agreeing, left.width) < (right.agreeing, right.width)
        }
    }

    private static func quoting(_ sample: [UInt8], _ delimiter: Character) -> String {
        let text = String(decoding: sample, as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        let fields = lines.dropLast(lines.count > 1 ? 1 : 0).flatMap { $0.split(separator: delimiter) }
        let quoted = fields.filter { $0.hasPrefix("\"") }.count
        return quoted == 0 ? "none" : quoted == fields.count ? "all" : "some"
    }

    /// Columns without a name are called by their number; of those with the same name each further one too.
    private static func unique(_ fields: [String]) -> [String] {
        var names: [String] = []
        for (index, field) in fields.enumerated() {
            var name = field.trimmingCharacters(in: .whitespacesAndNewlines)
            if name.isEmpty { name = "Column \(index + 1)" }
            names.append(names.contains(name) ? "\(name) (\(index + 1))" : name)
        }
        return names
    }

    // MARK: As JSON

    var json: JSONValue {
        [
            "encoding": .string(encoding), "byte_order_mark": .bool(hasMark), "delimiter": .string(String(delimiter)),
            "quoting": .string(quoting), "header": .array(header.map(JSONValue.string)),
            "rows": .array(rows.map { .array($0.map(JSONValue.string)) }), "offset": .integer(offset),
            "line": .integer(line),
        ]
    }

    init(_ json: JSONValue) {
        encoding = json["encoding"]?.string ?? ""
        hasMark = json["byte_order_mark"]?.bool ?? false
        delimiter = json["delimiter"]?.string?.first ?? ","
        quoting = json["quoting"]?.string ?? "none"
        header = (json["header"]?.array ?? []).compactMap(\.string)
        rows = (json["rows"]?.array ?? []).map { ($0.array ?? []).compactMap(\.string) }
        offset = json["offset"]?.integer ?? 0
        line = Int(json["line"]?.integer ?? 1)
    }
}
