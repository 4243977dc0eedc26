internal import GRDB
internal import GRDBSQLite

// The one place that talks to SQLite's C API. GRDB prepares and keeps the statements; they are bound, stepped and read
// here, because GRDB's `Row` lays a dictionary of lower-cased column names out for each fetch, which was a quarter of a
// webhook's time. All `unsafe` below is sound for one reason: a statement pointer comes from GRDB's cache for the
// connection at hand, is used only within the call that fetched it, on the thread that owns that connection, and is
// reset before the call returns; nothing that points into it is kept.

/// A value of a column or a parameter.
enum SQLValue {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// The row a statement stands on. Columns are counted from 0; reading one as another type converts it as SQLite does.
/// Must not be kept beyond the closure it was given to.
@safe struct Row {
    private let statement: OpaquePointer

    fileprivate init(_ statement: OpaquePointer) { unsafe self.statement = statement }

    subscript(column: Int) -> Int64 { unsafe sqlite3_column_int64(statement, Int32(column)) }
    subscript(column: Int) -> Int { Int(self[column] as Int64) }
    subscript(column: Int) -> Int32 { Int32(clamping: self[column] as Int64) }
    subscript(column: Int) -> Bool { (self[column] as Int64) != 0 }

    subscript(column: Int) -> String {
        guard let start = unsafe sqlite3_column_text(statement, Int32(column)) else { return "" }
        let count = Int(unsafe sqlite3_column_bytes(statement, Int32(column)))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    subscript(column: Int) -> Int64? { isNull(column) ? nil : .some(self[column]) }
    subscript(column: Int) -> Int? { isNull(column) ? nil : .some(self[column]) }
    subscript(column: Int) -> Int32? { isNull(column) ? nil : .some(self[column]) }
    subscript(column: Int) -> String? { isNull(column) ? nil : .some(self[column]) }

    func bytes(_ column: Int) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(statement, Int32(column)) else { return [] }
        let count = Int(unsafe sqlite3_column_bytes(statement, Int32(column)))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    private func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
    }
}

/// One statement for a long series of rows. Parameters count from 1, and keep their values until they are bound anew.
///
/// Sound for the reason given above, but for one thing: the statement is this object's own, and lives as long as it.
@safe final class Series {
    private let db: GRDB.Database
    private let prepared: GRDB.Statement
    private let statement: OpaquePointer

    init(_ db: GRDB.Database, _ sql: String) throws {
        self.db = db
        prepared = try db.makeStatement(sql: sql)
        unsafe statement = prepared.sqliteStatement
    }

    func bind(_ number: Int64, at index: Int32) throws {
        try check(unsafe sqlite3_bind_int64(statement, index, number))
    }

    func bind(_ number: Int64?, at index: Int32) throws {
        guard let number else { return try check(unsafe sqlite3_bind_null(statement, index)) }
        try bind(number, at: index)
    }

    /// SQLite copies the text.
    func bind(_ text: String, at index: Int32) throws {
        let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        try check(unsafe sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), copied))
    }

    /// Writes one row.
    func run() throws {
        let code = unsafe sqlite3_step(statement)
        let afterwards = unsafe sqlite3_reset(statement)
        try check(code == SQLITE_DONE ? afterwards : code)
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_OK else { return }
        let message = unsafe sqlite3_errmsg(db.sqliteConnection).map { unsafe String(cString: $0) }
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: prepared.sql)
    }
}

extension Snapshot {
    /// Runs one statement and hands out its rows until `each` answers false.
    ///
    /// - Throws: GRDB's `DatabaseError` with SQLite's extended result code; whatever `each` throws.
    func step(_ sql: String, _ arguments: [any Bindable], _ each: (Row) throws -> Bool) throws {
        try checkUsable()
        let prepared = try prepared(sql)
        let statement = unsafe prepared.sqliteStatement
        defer {
            unsafe sqlite3_reset(statement)
            unsafe sqlite3_clear_bindings(statement)
            withExtendedLifetime(prepared) {}
        }
        precondition(unsafe sqlite3_bind_parameter_count(statement) == Int32(arguments.count), "parameters of \(sql)")
        for (index, argument) in arguments.enumerated() {
            try check(unsafe Self.bind(argument.bound, to: statement, at: Int32(index + 1)), sql)
        }
        while true {
            let code = unsafe sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { return try check(code, sql) }
            guard try each(unsafe Row(statement)) else { return }
        }
    }

    private func check(_ code: Int32, _ sql: String) throws {
        guard code != SQLITE_OK else { return }
        let message = unsafe sqlite3_errmsg(db.sqliteConnection).map { unsafe String(cString: $0) }
        let error = DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
        note(error)
        throw error
    }

    /// SQLite copies texts and blobs within the call.
    private static func bind(_ value: SQLValue, to statement: OpaquePointer, at index: Int32) -> Int32 {
        let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return unsafe sqlite3_bind_null(statement, index)
        case .integer(let number): return unsafe sqlite3_bind_int64(statement, index, number)
        case .text(let text): return unsafe sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), copied)
        // A blob without bytes must still be a blob, and no pointer to nothing.
        case .blob(let bytes) where bytes.isEmpty: return unsafe sqlite3_bind_zeroblob(statement, index, 0)
        case .blob(let bytes): return unsafe sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), copied)
        }
    }
}
