internal import Domain

// How the domain's values stand in columns.

/// A value that can be bound to a statement's parameter.
protocol Bindable {
    var bound: SQLValue { get }
}

extension Int64: Bindable { var bound: SQLValue { .integer(self) } }
extension Int: Bindable { var bound: SQLValue { .integer(Int64(self)) } }
extension Int32: Bindable { var bound: SQLValue { .integer(Int64(self)) } }
extension String: Bindable { var bound: SQLValue { .text(self) } }
extension Bool: Bindable { var bound: SQLValue { .integer(self ? 1 : 0) } }
extension [UInt8]: Bindable { var bound: SQLValue { .blob(self) } }
extension Timestamp: Bindable { var bound: SQLValue { .integer(milliseconds) } }
extension CalendarDay: Bindable { var bound: SQLValue { .integer(Int64(rawValue)) } }
extension ID: Bindable { var bound: SQLValue { .integer(rawValue) } }
extension Optional: Bindable where Wrapped: Bindable {
    // Not `map(\.bound)`: in generic code a key path is made anew each time, which took an eighth of a webhook.
    var bound: SQLValue {
        switch self {
        case .some(let value): value.bound
        case .none: .null
        }
    }
}

extension Row {
    func id<Entity>(_ column: Int) -> ID<Entity> { ID(rawValue: self[column] as Int64) }

    func optionalID<Entity>(_ column: Int) -> ID<Entity>? { (self[column] as Int64?).map { ID(rawValue: $0) } }

    func instant(_ column: Int) -> Timestamp { Timestamp(milliseconds: self[column] as Int64) }

    func optionalInstant(_ column: Int) -> Timestamp? {
        (self[column] as Int64?).map { Timestamp(milliseconds: $0) }
    }

    /// A value of an enumeration that the schema's CHECK keeps to known words.
    func word<Value: RawRepresentable<String>>(_ column: Int, _ name: String) throws -> Value {
        guard let value = Value(rawValue: self[column] as String) else { throw DatabaseProblem.corrupt(name) }
        return value
    }
}
