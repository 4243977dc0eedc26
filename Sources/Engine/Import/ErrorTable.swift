internal import Domain
internal import Foundation
internal import JSON
internal import Shops

/// One bad line on its way into the file of errors.
struct RefusedRecord: Sendable, Equatable {
    let place: RawRecord.Place
    let faults: [BadLine]

    var json: JSONValue {
        [
            "offset": .integer(place.offset), "count": .integer(place.count), "line": .integer(place.line),
            "faults": .array(faults.map(\.json)),
        ]
    }

    init(_ place: RawRecord.Place, _ faults: [BadLine]) {
        self.place = place
        self.faults = faults
    }

    init(_ json: JSONValue) {
        place = RawRecord.Place(
            offset: json["offset"]?.integer ?? 0, count: Int(json["count"]?.integer ?? 0),
            line: Int(json["line"]?.integer ?? 0))
        faults = (json["faults"]?.array ?? []).map(BadLine.init)
    }

    static func text(_ records: [RefusedRecord]) -> String {
        String(decoding: JSONValue.array(records.map(\.json)).bytes, as: UTF8.self)
    }

    static func list(_ text: String) throws -> [RefusedRecord] {
        (try JSONValue(parsing: Array(text.utf8)).array ?? []).map(RefusedRecord.init)
    }
}

/// The file of errors: each bad line as it was sent, and behind it its number and what is wrong with it, so that it can
/// be mended and imported again. It is UTF-8 with a mark, and separated as the original.
///
/// The lines are the sender's own and are left as they are: a sign added to a negative number would come back as a
/// fault.
struct ErrorTable {
    static let columns = ["import_line", "import_error"]

    private let file: SpoolFile
    private let delimiter: Character
    private let width: Int

    var size: Int64 { file.size }

    /// - Parameter size: bytes that it has according to the record of the import; what lies behind them is written anew.
    init(_ path: String, _ form: ImportForm, size: Int64) throws {
        file = try SpoolFile(path, keep: size)
        (delimiter, width) = (form.delimiter, form.header.count)
        guard file.size == 0 else { return }
        let head = (form.header + Self.columns).map { Self.quoted($0, form.delimiter) }
        try file.write([0xEF, 0xBB, 0xBF] + Array("\(head.joined(separator: String(form.delimiter)))\r\n".utf8))
    }

    /// - Parameter source: the file that is imported.
    func add(_ records: [RefusedRecord], from source: FileHandle) throws {
        for record in records {
            try source.seek(toOffset: UInt64(record.place.offset))
            let bytes = [UInt8](try source.read(upToCount: record.place.count) ?? .init())
            try file.write(row(bytes, record))
        }
        try file.synchronize()
    }

    func close() throws { try file.close() }

    private func row(_ bytes: [UInt8], _ record: RefusedRecord) -> [UInt8] {
        let raw = RawRecord(place: record.place, bytes: bytes, fault: nil)
        var text = bytes
        var count = 1
        if let whole = try? raw.fields(delimiter.asciiValue ?? 0) {
            count = whole.count
        } else {
            text = Array(Self.quoted(String(decoding: bytes, as: UTF8.self), delimiter).utf8)
        }
        text += Array(String(repeating: String(delimiter), count: max(0, width - count) + 1).utf8)
        let reasons = record.faults.map { $0.field.isEmpty ? $0.reason : "\($0.field): \($0.reason)" }
        let words = Self.quoted(reasons.joined(separator: "; "), delimiter)
        return text + Array("\(record.place.line)\(delimiter)\(words)\r\n".utf8)
    }

    private static func quoted(_ field: String, _ delimiter: Character) -> String {
        guard field.contains(where: { $0 == delimiter || $0 == "\"" || $0.isNewline }) else { return field }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }
}
