internal import GRDB

/// The schema's history. Forward only; a migration is never altered once released.
enum Migrations {
    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in try db.execute(sql: Version1.statements) }
        return migrator
    }

    static func run(on pool: DatabasePool) throws {
        guard try pool.read({ try !isNewer($0) }) else { throw DatabaseProblem.newerSchema }
        try migrator.migrate(pool)
    }

    /// Whether the database has migrations that this version does not know.
    static func isNewer(_ db: GRDB.Database) throws -> Bool { try migrator.hasBeenSuperseded(db) }
}
