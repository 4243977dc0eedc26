internal import Domain
internal import Foundation
internal import GRDB

// How the domain's values stand in columns.

/// A value that can be bound to a statement's parameter.
protocol Bindable {
    var bound: DatabaseValue { get }
}

extension Int64: Bindable { var bound: DatabaseValue { databaseValue } }
extension Int: Bindable { var bound: DatabaseValue { databaseValue } }
extension Int32: Bindable { var bound: DatabaseValue { databaseValue } }
extension String: Bindable { var bound: DatabaseValue { databaseValue } }
extension Bool: Bindable { var bound: DatabaseValue { databaseValue } }
extension [UInt8]: Bindable { var bound: DatabaseValue { Data(self).databaseValue } }
extension Timestamp: Bindable { var bound: DatabaseValue { milliseconds.databaseValue } }
extension CalendarDay: Bindable { var bound: DatabaseValue { rawValue.databaseValue } }
extension ID: Bindable { var bound: DatabaseValue { rawValue.databaseValue } }
extension Optional: Bindable where Wrapped: Bindable {
    // Not `map(\.bound)`: in generic code a key path is made anew each time, which took an eighth of a webhook.
    var bound: DatabaseValue {
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

    func bytes(_ column: Int) -> [UInt8] { Array(self[column] as Data) }

    /// A value of an enumeration that the schema's CHECK keeps to known words.
    func word<Value: RawRepresentable<String>>(_ column: Int, _ name: String) throws -> Value {
        guard let value = Value(rawValue: self[column] as String) else { throw DatabaseProblem.corrupt(name) }
        return value
    }
}
