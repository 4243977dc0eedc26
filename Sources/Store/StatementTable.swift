internal import GRDB

/// Prepared statements by their SQL, for as long as one batch of the writer lasts.
///
/// GRDB keeps statements for each connection, but finds them by hashing the whole text: a webhook asks for forty, of some
/// hundred characters each. Here a few bytes of the text say where to look. What is found there is compared in full, which
/// for a literal costs nothing, being the same string.
struct StatementTable {
    private static let size = 256
    private var slots: [(sql: String, statement: GRDB.Statement)?] = []

    subscript(sql: String) -> GRDB.Statement? {
        get {
            guard !slots.isEmpty, let found = slots[Self.slot(sql)], found.sql == sql else { return nil }
            return found.statement
        }
        set {
            if slots.isEmpty { slots = Array(repeating: nil, count: Self.size) }
            slots[Self.slot(sql)] = newValue.map { (sql, $0) }
        }
    }

    /// Statements of the same place take it from each other.
    private static func slot(_ sql: String) -> Int {
        let bytes = sql.utf8.span
        var mixed = bytes.count
        for index in stride(from: 7, to: bytes.count, by: 13) { mixed = mixed &* 31 &+ Int(bytes[index]) }
        return mixed & (size - 1)
    }
}
