internal import GRDB

/// The schema's history. Forward only; a migration is never altered once released.
enum Migrations {
    static func run(on pool: DatabasePool) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in try db.execute(sql: Version1.statements) }
        guard try pool.read({ try !migrator.hasBeenSuperseded($0) }) else { throw DatabaseProblem.newerSchema }
        try migrator.migrate(pool)
    }
}
