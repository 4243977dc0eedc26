internal import Domain
public import JSON
internal import Rules

/// Which column holds which field, and how its texts are to be read.
public struct ImportMapping: Sendable, Equatable {
    /// Names of columns by field.
    public var columns: [String: String] = [:]
    /// What a field is where it has no column, or the column is empty.
    public var fixed: [String: String] = [:]
    public var dates = DateOrder.yearFirst
    public var decimalMark = DecimalMark.point
    /// Codes of statuses by the words of the file.
    public var statusWords: [String: String] = [:]
    public var mode = Mode.add
    /// The first group named on a line becomes the default.
    public var makesDefault = false
    /// When memberships end that name no end of their own: `YYYY-MM-DD` (with that day) or RFC 3339.
    public var until: String?
    /// Orders whose ids begin so take earlier lines back.
    public var cancellationPrefix: String?

    /// The order of the parts of a date. A date that begins with a year of four digits is read in any case.
    public enum DateOrder: String, Sendable, CaseIterable {
        case yearFirst = "ymd"
        case dayFirst = "dmy"
        case monthFirst = "mdy"
    }

    public enum DecimalMark: String, Sendable, CaseIterable {
        case point = "."
        case comma = ","
    }

    /// What becomes of a customer's memberships by import.
    public enum Mode: String, Sendable, CaseIterable {
        /// Those named are added.
        case add
        /// Those named end.
        case remove
        /// Those named are added, and others that came by an import end.
        case replace
    }

    public init() {}

    // MARK: Proposing

    /// What a careful reader makes of a head line and the first lines.
    static func proposal(_ kind: ImportRecord.Kind, _ form: ImportForm) -> ImportMapping {
        var mapping = ImportMapping()
        mapping.columns = ImportField.proposal(kind, header: form.header)
        mapping.mode = kind == .customers ? .replace : .add
        func texts(_ fields: [String]) -> [String] {
            fields.compactMap { mapping.columns[$0] }.compactMap { form.header.firstIndex(of: $0) }
                .flatMap { index in form.rows.compactMap { $0.indices.contains(index) ? $0[index] : nil } }
        }
        mapping.decimalMark = decimalMark(
            texts(["unit_price", "shipping"]), otherwise: form.delimiter == ";" ? .comma : .point)
        mapping.dates = dates(texts(["paid_at", "placed_at", "registered_at", "member_since", "until"]))
        return mapping
    }

    /// The mark that stands last in an amount with both, or before other than three digits.
    private static func decimalMark(_ amounts: [String], otherwise: DecimalMark) -> DecimalMark {
        for amount in amounts {
            guard let index = amount.lastIndex(where: { $0 == "." || $0 == "," }) else { continue }
            let other: Character = amount[index] == "." ? "," : "."
            let digits = amount[amount.index(after: index)...].filter(\.isNumber).count
            guard digits != 3 || amount[..<index].contains(other) else { continue }
            return amount[index] == "." ? .point : .comma
        }
        return otherwise
    }

    private static func dates(_ texts: [String]) -> DateOrder {
        for text in texts {
            let parts = text.prefix { !$0.isWhitespace && $0 != "T" }.split { ".-/".contains($0) }
            guard parts.count == 3, parts[0].count <= 2, let first = Int(parts[0]), let second = Int(parts[1]) else {
                continue
            }
            if second > 12 { return .monthFirst }
            if first > 12 { return .dayFirst }
        }
        let isShort = texts.contains { ($0.firstIndex { ".-/".contains($0) }.map($0.prefix(upTo:))?.count ?? 4) <= 2 }
        return isShort ? .dayFirst : .yearFirst
    }

    // MARK: As JSON

    public var json: JSONValue {
        func object(_ texts: [String: String]) -> JSONValue {
            .object(texts.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) })
        }
        return [
            "columns": object(columns), "fixed": object(fixed), "date_format": .string(dates.rawValue),
            "decimal_mark": .string(decimalMark.rawValue), "status_words": object(statusWords),
            "mode": .string(mode.rawValue), "make_default": .bool(makesDefault),
            "until": until.map(JSONValue.string) ?? .null,
            "cancellation_prefix": cancellationPrefix.map(JSONValue.string) ?? .null,
        ]
    }

    /// - Throws: `Refusal.invalid` with every fault.
    init(_ json: JSONValue, kind: ImportRecord.Kind, header: [String]) throws {
        var reader = FieldReader(json)
        let known = Set(ImportField.all(of: kind).map(\.name))
        columns = Self.texts("columns", fields: known, &reader)
        for (field, column) in columns.sorted(by: { $0.key < $1.key }) where !header.contains(column) {
            reader.failRaw("columns/\(field)", "the file has no column '\(column.prefix(100))'")
        }
        fixed = Self.texts("fixed", fields: known, &reader)
        statusWords = Self.texts("status_words", fields: nil, &reader)
        dates = reader.choice("date_format", of: DateOrder.allCases.map(\.rawValue)).flatMap(DateOrder.init) ?? dates
        decimalMark =
            reader.choice("decimal_mark", of: DecimalMark.allCases.map(\.rawValue)).flatMap(DecimalMark.init)
            ?? decimalMark
        mode =
            reader.choice("mode", of: Mode.allCases.map(\.rawValue)).flatMap(Mode.init)
            ?? (kind == .customers ? .replace : .add)
        makesDefault = reader.boolean("make_default") ?? false
        cancellationPrefix = reader.text("cancellation_prefix", limit: 20)
        if reader.dayOrInstant("until") != nil { until = json["until"]?.string }
        reader.finish()
        let faults = reader.errors + missing(kind)
        guard faults.isEmpty else { throw Refusal.invalid(faults) }
    }

    private static func texts(
        _ name: String, fields: Set<String>?, _ reader: inout FieldReader
    ) -> [String: String] {
        guard let value = reader.value(name) else { return [:] }
        guard let members = value.members else {
            reader.fail(name, "must be an object")
            return [:]
        }
        var texts: [String: String] = [:]
        for member in members {
            if let fields, !fields.contains(member.name) {
                reader.failRaw("\(name)/\(member.name)", "is not a field of this import")
            } else if let text = member.value.string, text.utf8.count <= 1_000 {
                texts[member.name] = text
            } else if !member.value.isNull {
                reader.failRaw("\(name)/\(member.name)", "must be text of at most 1000 bytes")
            }
        }
        return texts
    }

    /// What every file of the kind must say and this mapping finds nowhere.
    func missing(_ kind: ImportRecord.Kind) -> [FieldError] {
        func isFound(_ field: String) -> Bool { columns[field] != nil || fixed[field] != nil }
        var needed = ImportField.all(of: kind).filter(\.isRequired).map { [$0.name] }
        needed += ImportField.alternatives(of: kind)
        return needed.filter { !$0.contains(where: isFound) }.map { fields in
            FieldError(
                "/columns/\(fields[0])",
                "needs a column or a fixed value" + (fields.count > 1 ? ", or \(fields[1]) does" : ""))
        }
    }

    /// A mapping that was stored.
    init(stored text: String, kind: ImportRecord.Kind, header: [String]) throws {
        try self.init(JSONValue(parsing: Array(text.utf8)), kind: kind, header: header)
    }
}
