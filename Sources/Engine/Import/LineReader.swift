internal import Domain
internal import Rules
internal import Shops

/// One line that cannot be taken in, and why.
public struct BadLine: Sendable, Equatable {
    /// From 1, the head included.
    public var line: Int
    /// The field, or the column that holds it; empty for the line as a whole.
    public var field: String
    public var reason: String

    public init(_ line: Int, _ field: String, _ reason: String) {
        self.line = line
        self.field = field
        self.reason = reason
    }
}

/// How the lines of one import are read: its mapping, resolved once.
struct LineFormat: Sendable {
    let mapping: ImportMapping
    let store: Store
    let delimiter: UInt8
    let width: Int
    /// Places of columns by field.
    let places: [String: Int]
    /// The end of memberships that name none; nil for no end.
    let until: Timestamp?

    init(_ mapping: ImportMapping, _ form: ImportForm, _ store: Store) throws {
        self.mapping = mapping
        self.store = store
        delimiter = form.delimiterByte
        width = form.header.count
        places = mapping.columns.compactMapValues { form.header.firstIndex(of: $0) }
        until = try mapping.until.map { text in
            if let day = CalendarDay(text: text) { return store.zone.end(of: day) }
            guard let instant = Timestamp(rfc3339: text) else { throw Refusal.invalid("/until", "must be a date") }
            return instant
        }
    }
}

/// Reads one line's fields, gathering what is wrong with it.
struct LineReader {
    let format: LineFormat
    let record: CSVRecord
    let line: Int
    private(set) var faults: [BadLine] = []

    init(_ format: LineFormat, _ record: CSVRecord, line: Int) {
        self.format = format
        self.record = record
        self.line = line
        guard record.count > format.width else { return }
        guard (format.width..<record.count).contains(where: { !record.utf8($0).isEmpty }) else { return }
        fail("", "has \(record.count) fields, the first line only \(format.width)")
    }

    mutating func fail(_ field: String, _ reason: String) { faults.append(BadLine(line, field, reason)) }

    /// Without blanks around it; nil where it is empty and there is no fixed value.
    func text(_ field: String) -> String? {
        if let place = format.places[field] {
            let text = record[place]
            if let first = text.firstIndex(where: { !$0.isWhitespace }),
                let last = text.lastIndex(where: { !$0.isWhitespace })
            {
                return String(text[first...last])
            }
        }
        return format.mapping.fixed[field]
    }

    /// Text of at most 191 characters.
    mutating func short(_ field: String, isRequired: Bool = false) -> String? {
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

    mutating func email(_ field: String) -> String? {
        guard let text = short(field) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !text.contains(where: \.isWhitespace) else {
            fail(field, "'\(text.prefix(60))' is not an e-mail address")
            return nil
        }
        return text
    }

    mutating func integer(_ field: String) -> Int64? {
        guard let text = text(field) else {
            fail(field, "is empty")
            return nil
        }
        let decimal = ImportText.decimal(text, mark: format.mapping.decimalMark)
        guard let value = decimal?.units(decimals: 0, excess: .refused), value.magnitude <= 1_000_000_000_000 else {
            fail(field, "'\(text.prefix(40))' is not a whole number, or too large")
            return nil
        }
        return value
    }

    mutating func money(_ field: String, _ currency: Currency) -> Int64? {
        guard let text = text(field) else { return nil }
        guard let decimal = ImportText.decimal(text, mark: format.mapping.decimalMark) else {
            fail(
                field,
                "'\(text.prefix(40))' is not an amount with '\(format.mapping.decimalMark.rawValue)' before its decimals"
            )
            return nil
        }
        guard let units = decimal.units(decimals: currency.exponent, excess: .refused) else {
            fail(field, "'\(text.prefix(40))' is finer than the smallest unit of \(currency)")
            return nil
        }
        return units
    }

    /// A date and time by the clocks of the store, or a date alone: its first instant.
    mutating func instant(_ field: String) -> Timestamp? {
        guard let text = text(field) else { return nil }
        if let instant = ImportText.instant(text, format.mapping.dates, format.store.zone) { return instant }
        return refuseDate(field, text)
    }

    /// A date, up to whose end something holds; or an instant.
    mutating func end(_ field: String) -> Timestamp? {
        guard let text = text(field) else { return nil }
        let zone = format.store.zone
        if let day = CalendarDay(text: text) ?? ImportText.day(text, format.mapping.dates) { return zone.end(of: day) }
        return ImportText.instant(text, format.mapping.dates, zone) ?? refuseDate(field, text)
    }

    private mutating func refuseDate(_ field: String, _ text: String) -> Timestamp? {
        let example =
            switch format.mapping.dates {
            case .yearFirst: "2026-11-22 10:15:30"
            case .dayFirst: "22.11.2026 10:15:30"
            case .monthFirst: "11/22/2026 10:15:30"
            }
        fail(field, "'\(text.prefix(40))' is not a date such as \(example)")
        return nil
    }

    mutating func country(_ field: String) -> String? {
        guard let text = text(field) else { return nil }
        let isCode = text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
        guard isCode else {
            fail(field, "'\(text.prefix(20))' is not a two-letter code")
            return nil
        }
        return text.uppercased()
    }

    /// Codes or names of groups of the store, separated by `|`; nil where the line says nothing.
    mutating func groups(_ field: String, _ configuration: Configuration) -> [ID<Group>]? {
        guard let text = text(field) else { return nil }
        var groups: [ID<Group>] = []
        for name in text.split(separator: "|").map({ $0.trimming(\.isWhitespace) }) where !name.isEmpty {
            if let group = Self.group(name, format.store.id, configuration) {
                if !groups.contains(group) { groups.append(group) }
            } else {
                fail(field, "there is no group '\(name.prefix(64))'")
            }
        }
        return groups
    }

    private static func group(_ name: String, _ store: ID<Store>, _ configuration: Configuration) -> ID<Group>? {
        if let group = configuration.group(store, code: name) { return group.id }
        let named = configuration.groups(of: store).filter { $0.name.lowercased() == name.lowercased() }
        return named.count == 1 ? named[0].id : nil
    }
}

extension Substring {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> String {
        let start = drop(while: isBlank)
        guard let end = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...end])
    }
}
