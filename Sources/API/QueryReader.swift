internal import Domain
internal import Engine
internal import HTTPWire
internal import Rules

/// Reads query parameters, gathering every fault. Parameters that nobody asked for are ignored.
struct QueryReader {
    private let query: Query
    private(set) var errors: [FieldError] = []

    init(_ query: Query) { self.query = query }

    /// Nil where it is absent. (An empty one was refused before.)
    func text(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// A local day.
    mutating func day(_ name: String) -> CalendarDay? {
        guard let text = text(name) else { return nil }
        guard let day = CalendarDay(text: text) else {
            fail(name, "must be a day, such as 2026-11-22")
            return nil
        }
        return day
    }

    mutating func text(_ name: String, limit: Int) -> String? {
        guard let text = text(name) else { return nil }
        guard text.unicodeScalars.count <= limit else {
            return refuse(name, "must be at most \(limit) characters long")
        }
        return text
    }

    mutating func limit() -> Int {
        guard let text = text("limit") else { return 50 }
        guard let limit = Int(text), (1...200).contains(limit) else {
            return refuse("limit", "must be a whole number from 1 to 200") ?? 50
        }
        return limit
    }

    mutating func cursor(_ list: String, named name: String = "cursor", keys count: Int = 1) -> [Int64]? {
        guard let text = text(name) else { return nil }
        guard let cursor = Cursor(text, list: list, keys: count) else {
            return refuse(name, "is not a cursor of this list")
        }
        return cursor.keys
    }

    mutating func id<Entity>(_ name: String) -> ID<Entity>? {
        guard let text = text(name) else { return nil }
        return ID(text: text) ?? refuse(name, "must be an id")
    }

    mutating func instant(_ name: String) -> Timestamp? {
        guard let text = text(name) else { return nil }
        return Timestamp(rfc3339: text)
            ?? refuse(name, "must be an RFC 3339 date and time with a zone, such as 2026-11-22T10:15:30Z")
    }

    mutating func choice<Value: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Value.Type) -> Value? {
        guard let text = text(name) else { return nil }
        let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return Value(rawValue: text) ?? refuse(name, "must be one of \(all)")
    }

    mutating func fail(_ name: String, _ reason: String) { errors.append(FieldError("?\(name)", reason)) }

    /// - Throws: every fault at once.
    func finish() throws {
        guard errors.isEmpty else { throw Refusal.invalid(errors) }
    }

    private mutating func refuse<Value>(_ name: String, _ reason: String) -> Value? {
        fail(name, reason)
        return nil
    }
}
