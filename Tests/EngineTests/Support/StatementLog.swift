import GRDB
import GRDBSQLite
import Synchronization

@testable import Store

/// Listens at every connection of a database: which statements run on it, and how many pages they ask for.
final class StatementLog: Sendable {
    private struct State {
        var isListening = false
        var statements: Set<String> = []
        /// Addresses of connections, which stay open as long as the database.
        var connections: [UInt] = []
    }

    private let state = Mutex(State())

    /// What opens or ends a transaction reads no table.
    private static let framing = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA"]

    func open(_ path: String) throws -> Store.Database {
        try Store.Database(path: path, busySeconds: 10) { db in
            let address = unsafe UInt(bitPattern: db.sqliteConnection)
            self.state.withLock { $0.connections.append(address) }
            db.trace { event in
                guard case .statement(let statement) = event else { return }
                let sql = statement.sql
                guard !Self.framing.contains(where: sql.hasPrefix) else { return }
                self.state.withLock { if $0.isListening { $0.statements.insert(sql) } }
            }
        }
    }

    func begin() { state.withLock { $0.isListening = true } }

    func end() { state.withLock { $0.isListening = false } }

    /// All that ran while it listened, each once.
    var statements: [String] { state.withLock(\.statements).sorted() }

    /// How many pages all connections have asked for so far, whether SQLite had them in memory or read them. Only while
    /// nothing runs: connections are read from outside their threads.
    var pages: Int {
        state.withLock(\.connections).reduce(0) { sum, address in
            let connection = unsafe OpaquePointer(bitPattern: address)
            return sum
                + [SQLITE_DBSTATUS_CACHE_HIT, SQLITE_DBSTATUS_CACHE_MISS].reduce(0) { sum, figure in
                    var (now, highest): (Int32, Int32) = (0, 0)
                    unsafe sqlite3_db_status(connection, figure, &now, &highest, 0)
                    return sum + Int(now)
                }
        }
    }
}

extension Store.Database {
    /// How SQLite would go about a statement, step by step.
    func plan(_ sql: String) async throws -> [String] {
        try await write { transaction in
            let statement = try transaction.db.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
            statement.setUncheckedArguments(StatementArguments())
            return try GRDB.Row.fetchAll(statement).map { $0["detail"] as String }
        }
    }

    func execute(_ sql: String) async throws {
        try await write { transaction in try transaction.db.execute(sql: sql) }
    }
}
