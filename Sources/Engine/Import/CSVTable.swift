internal import Domain
internal import Shops

/// Which column of a file holds which field. Columns named like a field need no entry.
public struct ColumnMapping: Sendable {
    /// Column names by field.
    public var columns: [String: String]

    public init(_ columns: [String: String] = [:]) { self.columns = columns }
}

/// One line that cannot be taken in, and why.
public struct BadLine: Sendable, Equatable {
    public var line: Int
    public var field: String
    public var reason: String

    public init(_ line: Int, _ field: String, _ reason: String) {
        self.line = line
        self.field = field
        self.reason = reason
    }
}

/// Reads a CSV file with a head line, record by record, whatever its size.
struct CSVTable {
    private var reader = CSVReader()
    private var waiting: [CSVRecord] = []
    private var next = 0
    private var isFinished = false
    private let read: () throws -> [UInt8]?
    /// Column numbers by field.
    private(set) var fields: [String: Int] = [:]

    /// - Parameters:
    ///   - known: every field the import understands.
    ///   - required: those that the file must have.
    ///   - read: the next bytes of the file; nil at its end.
    /// - Throws: `Refusal.invalid` where a needed column is missing, or one is mapped that does not exist.
    init(
        mapping: ColumnMapping, known: [String], required: [String], read: @escaping () throws -> [UInt8]?
    ) throws {
        self.read = read
        guard let head = try record() else { throw Refusal.invalid("/file", "is empty") }
        let names = head.fields.map { $0.filter { !$0.isWhitespace || $0 == " " } }
        for (field, column) in mapping.columns {
            guard known.contains(field) else { throw Refusal.invalid("/map/\(field)", "is not a field of this import") }
            guard let index = names.firstIndex(of: column) else {
                throw Refusal.invalid("/map/\(field)", "the file has no column '\(column)'")
            }
            fields[field] = index
        }
        for field in known where fields[field] == nil {
            fields[field] = names.firstIndex(of: field)
        }
        let missing = required.filter { fields[$0] == nil }
        guard missing.isEmpty else {
            throw Refusal.invalid("/file", "has no column for \(missing.joined(separator: ", "))")
        }
    }

    /// The next record; nil at the end.
    mutating func record() throws -> CSVRecord? {
        while next >= waiting.count {
            guard !isFinished else { return nil }
            next = 0
            if let chunk = try read() {
                waiting = try reader.feed(chunk)
            } else {
                isFinished = true
                waiting = try reader.finish()
            }
        }
        defer { next += 1 }
        return waiting[next]
    }

    /// A field's text, without blanks around it; nil where it is empty or has no column.
    func text(_ record: CSVRecord, _ field: String) -> String? {
        guard let column = fields[field] else { return nil }
        let text = record[column]
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return String(text[first...last])
    }
}

/// Reads one line's fields, gathering what is wrong with it.
struct LineReader {
    let table: CSVTable
    let record: CSVRecord
    private(set) var faults: [BadLine] = []

    init(_ table: CSVTable, _ record: CSVRecord) {
        self.table = table
        self.record = record
    }

    mutating func fail(_ field: String, _ reason: String) { faults.append(BadLine(record.line, field, reason)) }

    func text(_ field: String) -> String? { table.text(record, field) }

    /// Text of 1 … 191 characters.
    mutating func id(_ field: String, isRequired: Bool = true) -> String? {
        guard let text = text(field) else {
            if isRequired { fail(field, "is empty") }
            return nil
        }
        guard text.unicodeScalars.count <= 191 else {
            fail(field, "is longer than 191 characters")
            return nil
        }
        return text
    }

    mutating func integer(_ field: String) -> Int64? {
        guard let text = text(field) else {
            fail(field, "is empty")
            return nil
        }
        guard let value = Int64(text), value.magnitude <= 1_000_000_000_000 else {
            fail(field, "'\(text.prefix(40))' is not a whole number, or too large")
            return nil
        }
        return value
    }

    mutating func money(_ field: String, _ currency: Currency) -> Int64? {
        guard let text = text(field) else { return nil }
        guard let decimal = Decimal(text) else {
            fail(field, "'\(text.prefix(40))' is not an amount")
            return nil
        }
        guard let units = decimal.units(decimals: currency.exponent, excess: .refused) else {
            fail(field, "'\(text.prefix(40))' is finer than the smallest unit of \(currency)")
            return nil
        }
        return units
    }

    /// RFC 3339, or a local date and time of the store, or a date alone (its first instant).
    mutating func instant(_ field: String, zone: Zone) -> Timestamp? {
        guard let text = text(field) else { return nil }
        if let instant = Timestamp(rfc3339: text) ?? Timestamp(local: text, zone: zone) { return instant }
        if let day = CalendarDay(text: text) { return zone.start(of: day) }
        fail(field, "'\(text.prefix(40))' is not a date such as 2026-11-22 10:15:30")
        return nil
    }
}
