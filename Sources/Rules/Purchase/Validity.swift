public import Domain
internal import JSON

/// How long a purchase lasts.
public enum Validity: Sendable, Equatable {
    case unlimited
    /// To the end of local day D + N. 1 … 36,500.
    case days(Int)
    /// To the end of the local day N months later, clamped. 1 … 1,200.
    case months(Int)
    /// To the end of that local day.
    case date(CalendarDay)

    static let kinds = ["none", "days", "months", "date"]

    init?(reading value: JSONValue, at pointer: String, errors: inout [FieldError]) {
        var reader = FieldReader(value, at: pointer)
        let kind = reader.choice("kind", of: Self.kinds)
        if kind == nil, reader.errors.isEmpty { reader.fail("kind", "is required") }
        let result: Validity?
        switch kind {
        case "none": result = .unlimited
        case "days": result = Self.count(&reader, upTo: 36_500).map(Validity.days)
        case "months": result = Self.count(&reader, upTo: 1_200).map(Validity.months)
        case "date":
            let day = reader.day("date")
            if day == nil, reader.errors.isEmpty { reader.fail("date", "is required") }
            result = day.map(Validity.date)
        default: result = nil
        }
        if kind != nil { reader.finish() }
        errors += reader.errors
        guard let result, reader.errors.isEmpty else { return nil }
        self = result
    }

    private static func count(_ reader: inout FieldReader, upTo limit: Int64) -> Int? {
        let count = reader.integer("count", in: 1...limit)
        if count == nil, reader.errors.isEmpty { reader.fail("count", "is required") }
        return count.map { Int($0) }
    }

    /// As on the wire.
    var value: JSONValue {
        switch self {
        case .unlimited: ["kind": "none"]
        case .days(let count): ["kind": "days", "count": .integer(count)]
        case .months(let count): ["kind": "months", "count": .integer(count)]
        case .date(let day): ["kind": "date", "date": .string(day.description)]
        }
    }
}

/// What another purchase within the term does.
public enum Renewal: String, Sendable, CaseIterable {
    /// Adds its term to the end of the present one.
    case extend
    /// Starts the term anew.
    case restart
    /// Nothing, unless the earlier purchase falls away.
    case keep
}
