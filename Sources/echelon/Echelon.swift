internal import ArgumentParser

/// The command line.
@main
struct Echelon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echelon",
        abstract: "Customer groups that keep themselves: a server for online shops.",
        discussion: """
            Options can also be set by the environment: ECHELON_DB, ECHELON_HOST, ECHELON_PORT, ECHELON_PUBLIC,
            ECHELON_BASE_URL, ECHELON_LOG_LEVEL. ECHELON_KEY takes the place of the key file beside the database.
            """,
        version: Build.version,
        subcommands: [
            Serve.self, Demo.self, Import.self, Export.self, Cron.self, Check.self, Doctor.self, Backup.self,
            Restore.self,
            Users.self, Tokens.self, Sources.self, Connectors.self, Sync.self, Reconcile.self, MailTest.self,
            HTTPEcho.self, Migrate.self, Version.self,
        ])
}

/// What this build is.
enum Build {
    static let version = "0.1.0"
}
