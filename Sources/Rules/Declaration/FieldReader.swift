public import Domain
public import JSON

/// Reads the members of one JSON object against what is expected of them, gathering every fault instead of stopping
/// at the first. Members that nobody asked for are faults too.
public struct FieldReader {
    public private(set) var errors: [FieldError] = []
    private let members: [JSONValue.Member]
    private let pointer: String
    private var asked: Set<String> = []

    /// - Parameter pointer: where the object stands in the document; empty for its root.
    public init(_ value: JSONValue?, at pointer: String = "") {
        self.pointer = pointer
        members = value?.members ?? []
        if let value, value.members == nil { errors.append(FieldError(pointer, "must be an object")) }
    }

    public mutating func fail(_ name: String, _ reason: String) {
        errors.append(FieldError("\(pointer)/\(Self.escape(name))", reason))
    }

    public mutating func take(_ found: [FieldError]) { errors += found }

    /// The raw member, nil where absent or null.
    public mutating func value(_ name: String) -> JSONValue? {
        asked.insert(name)
        guard let value = members.first(where: { $0.name == name })?.value, !value.isNull else { return nil }
        return value
    }

    /// Whether the member is there at all, be it null.
    public mutating func has(_ name: String) -> Bool {
        asked.insert(name)
        return members.contains { $0.name == name }
    }

    public mutating func required(_ name: String) -> JSONValue? {
        let found = value(name)
        if found == nil { fail(name, "is required") }
        return found
    }

    /// Text of 1 … `limit` characters without control characters.
    public mutating func text(_ name: String, limit: Int = 191, isRequired: Bool = false) -> String? {
        guard let value = isRequired ? required(name) : value(name) else { return nil }
        guard let text = value.string else { return refuse(name, "must be text") }
        guard !text.isEmpty else { return refuse(name, "must not be empty") }
        guard text.unicodeScalars.count <= limit else {
            return refuse(name, "must be at most \(limit) characters long")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            return refuse(name, "must not contain control characters")
        }
        return text
    }

    public mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let integer = value.integer else { return refuse(name, "must be a whole number") }
        guard range.contains(integer) else {
            return refuse(name, "must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    public mutating func boolean(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.bool else { return refuse(name, "must be true or false") }
        return flag
    }

    public mutating func choice(_ name: String, of choices: [String]) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string, choices.contains(text) else {
            return refuse(name, "must be one of \(choices.joined(separator: ", "))")
        }
        return text
    }

    public mutating func instant(_ name: String) -> Timestamp? {
        guard let value = value(name) else { return nil }
        guard let text = value.string, let instant = Timestamp(rfc3339: text) else {
            return refuse(name, "must be an RFC 3339 date and time with a zone, such as 2026-11-22T10:15:30Z")
        }
        return instant
    }

    public mutating func day(_ name: String) -> CalendarDay? {
        guard let value = value(name) else { return nil }
        guard let text = value.string, let day = CalendarDay(text: text) else {
            return refuse(name, "must be an existing date as YYYY-MM-DD")
        }
        return day
    }

    /// A date, which means the whole local day, or an exact instant.
    public mutating func dayOrInstant(_ name: String) -> DayOrInstant? {
        guard let value = value(name) else { return nil }
        if let day = value.string.flatMap({ CalendarDay(text: $0) }) { return .day(day) }
        if let instant = value.string.flatMap({ Timestamp(rfc3339: $0) }) { return .instant(instant) }
        return refuse(name, "must be an existing date as YYYY-MM-DD, or an RFC 3339 date and time with a zone")
    }

    /// A list of different texts of 1 … 191 characters.
    public mutating func texts(_ name: String) -> [String]? {
        guard let value = value(name) else { return nil }
        guard let array = value.array else { return refuse(name, "must be a list") }
        var texts: [String] = []
        for (index, element) in array.enumerated() {
            let place = "\(name)/\(index)"
            guard let text = element.string, !text.isEmpty, text.unicodeScalars.count <= 191 else {
                failRaw(place, "must be text of 1 to 191 characters")
                continue
            }
            if texts.contains(text) { failRaw(place, "is listed twice") } else { texts.append(text) }
        }
        return texts
    }

    /// A list of codes of groups that exist.
    public mutating func groups(_ name: String, known: Set<String>?) -> [String]? {
        guard let codes = texts(name) else { return nil }
        for (index, code) in codes.enumerated() where !(known?.contains(code) ?? true) {
            failRaw("\(name)/\(index)", "there is no group '\(code)' in this store")
        }
        return codes
    }

    /// The code of a group that exists.
    public mutating func group(_ name: String, known: Set<String>?) -> String? {
        guard let code = text(name) else { return nil }
        guard known?.contains(code) ?? true else { return refuse(name, "there is no group '\(code)' in this store") }
        return code
    }

    /// A list of codes of order statuses that exist.
    public mutating func statuses(_ name: String, known: Set<String>?) -> [String]? {
        guard let codes = texts(name) else { return nil }
        if codes.isEmpty { fail(name, "must list at least one status; leave it out for all that are flagged paid") }
        for (index, code) in codes.enumerated() where !(known?.contains(code) ?? true) {
            failRaw("\(name)/\(index)", "there is no order status '\(code)' in this store")
        }
        return codes
    }

    /// An amount of 0 or more, in the store's currency where that is known.
    public mutating func money(_ name: String, currency known: Currency?) -> Money? {
        guard let value = value(name) else { return nil }
        var inner = FieldReader(value, at: "\(pointer)/\(Self.escape(name))")
        let code = inner.text("currency", isRequired: true)
        let amount = inner.text("amount", isRequired: true)
        let currency = code.flatMap { Currency($0) }
        if let code, currency == nil { inner.fail("currency", "'\(code)' is no currency of ISO 4217") }
        if let currency, let known, currency != known {
            inner.fail("currency", "must be the store's currency, \(known.code)")
        }
        var money: Money?
        if let amount, let currency {
            money = Money(amount, currency)
            if money == nil {
                inner.fail("amount", "must be a decimal number with at most \(currency.exponent) decimals")
            }
            if let found = money, found.minorUnits < 0 { inner.fail("amount", "must not be negative") }
        }
        inner.finish()
        take(inner.errors)
        return inner.errors.isEmpty ? money : nil
    }

    /// A fault at a place below this object, given as pointer without the leading slash.
    public mutating func failRaw(_ place: String, _ reason: String) {
        errors.append(FieldError("\(pointer)/\(place)", reason))
    }

    /// Names every member that was never asked for. Call last.
    public mutating func finish() {
        for member in members where !asked.contains(member.name) {
            fail(member.name, "is not a known field here")
        }
    }

    private mutating func refuse<Value>(_ name: String, _ reason: String) -> Value? {
        fail(name, reason)
        return nil
    }

    /// RFC 6901 section 3: `~` and `/` inside a name are written `~0` and `~1`.
    static func escape(_ name: String) -> String {
        guard name.contains(where: { $0 == "~" || $0 == "/" }) else { return name }
        return name.reduce(into: "") { $0 += $1 == "~" ? "~0" : $1 == "/" ? "~1" : String($1) }
    }
}

/// One side of a span of time, as people give it.
public enum DayOrInstant: Sendable, Equatable {
    case day(CalendarDay)
    case instant(Timestamp)

    /// The first instant of it.
    public func start(in zone: Zone) -> Timestamp {
        switch self {
        case .day(let day): zone.start(of: day)
        case .instant(let instant): instant
        }
    }

    /// The first instant after it; an exact instant is itself no longer part of the span.
    public func end(in zone: Zone) -> Timestamp {
        switch self {
        case .day(let day): zone.end(of: day)
        case .instant(let instant): instant
        }
    }
}
