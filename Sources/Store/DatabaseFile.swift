internal import Foundation
internal import GRDB

/// A database as a file: copied, looked at and taken off line, without opening it for work.
public enum DatabaseFile {
    /// What a look at the file tells.
    public struct Figures: Sendable, Equatable {
        public var pageSize: Int
        public var pages: Int
        /// Pages that are free: they are filled again before the file grows.
        public var freePages: Int
        public var walBytes: Int
        /// The schema's migrations, the oldest first.
        public var schema: [String]
    }

    /// Copies the database as of one instant into a new file, densely: what was deleted is not in it. The database may be
    /// in use meanwhile, and goes on taking writes; its write-ahead log grows until the copy is done.
    ///
    /// - Throws: where the target exists, or the disk cannot take it. Nothing is left of the target then.
    public static func copy(_ path: String, to target: String) throws {
        guard !FileManager.default.fileExists(atPath: target) else { throw DatabaseProblem.exists(target) }
        let source = try queue(path, isReadOnly: true)
        defer { try? source.close() }
        do {
            try source.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [target]) }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target)
            try synchronize(target)
        } catch {
            try? FileManager.default.removeItem(atPath: target)
            throw error
        }
    }

    /// Has a file and its name in the folder on the disk.
    public static func synchronize(_ path: String) throws {
        for place in [path, URL(filePath: path).deletingLastPathComponent().path] {
            guard let handle = FileHandle(forReadingAtPath: place) else { throw DatabaseProblem.unreadable(place) }
            try handle.synchronize()
            try handle.close()
        }
    }

    /// What SQLite finds wrong with the file, and rows that point to nothing; none where all is well.
    ///
    /// - Throws: `DatabaseProblem` where it is no database of ours, or of a newer version.
    public static func faults(of path: String) throws -> [String] {
        do {
            let file = try queue(path, isReadOnly: true)
            defer { try? file.close() }
            return try file.inDatabase { db in
                guard try db.tableExists("grdb_migrations"), try db.tableExists("customers") else {
                    throw DatabaseProblem.notOurs(path)
                }
                guard try !Migrations.isNewer(db) else { throw DatabaseProblem.newerSchema }
                return try Snapshot(db).faults()
            }
        } catch let error as DatabaseError
            where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode)
        {
            throw DatabaseProblem.notOurs(path)
        }
    }

    public static func figures(of path: String) throws -> Figures {
        let file = try queue(path, isReadOnly: true)
        defer { try? file.close() }
        let wal = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        return try file.inDatabase { db in
            func number(_ name: String) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA \(name)") ?? 0 }
            return Figures(
                pageSize: try number("page_size"), pages: try number("page_count"),
                freePages: try number("freelist_count"), walBytes: wal ?? 0,
                schema: try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid"))
        }
    }

    /// Makes a file that nobody has open all there is of its database: no write-ahead log belongs to it, and reading it leaves
    /// nothing beside it.
    ///
    /// - Throws: `DatabaseProblem.unreadable` where somebody has it open.
    public static func seal(_ path: String) throws {
        guard try !isInUse(path) else { throw DatabaseProblem.unreadable(path) }
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    /// Whether anybody else has the database open. Where nobody has, its write-ahead log is brought into the file, so
    /// that the file is all there is.
    public static func isInUse(_ path: String) throws -> Bool {
        let file = try queue(path, isReadOnly: false)
        defer { try? file.close() }
        do {
            // Leaving the write-ahead log takes the file for one alone, and every process that has it open holds it.
            let mode = try file.inDatabase { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
            return mode != "delete"
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            return true
        }
    }

    private static func queue(_ path: String, isReadOnly: Bool) throws -> DatabaseQueue {
        guard FileManager.default.fileExists(atPath: path) else { throw DatabaseProblem.unreadable(path) }
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(isReadOnly ? 10 : 0.2)
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
