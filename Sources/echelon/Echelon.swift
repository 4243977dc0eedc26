internal import ArgumentParser

/// Where the program begins.
@main
enum Program {
    static func main() async {
        do {
            await Echelon.main(try ConfigurationFile.prepare(Array(CommandLine.arguments.dropFirst())))
        } catch {
            Echelon.exit(withError: error)
        }
    }
}

/// The command line.
struct Echelon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echelon",
        abstract: "Customer groups that keep themselves: a server for online shops.",
        discussion: """
            Options can also be set by the environment, as in ECHELON_BASE_URL for --base-url, and by a file that --config or
            ECHELON_CONFIG names. A flag goes before the environment, and that before the file; 'echelon settings' lists all.
            """,
        version: Build.version,
        subcommands: [
            Serve.self, Demo.self, Import.self, Export.self, Cron.self, Check.self, Doctor.self, Backup.self,
            Restore.self,
            Users.self, Tokens.self, Sources.self, Connectors.self, Sync.self, Reconcile.self, MailTest.self,
            SettingList.self, HTTPEcho.self, Migrate.self, Version.self,
        ])
}

/// What this build is.
enum Build {
    static let version = "0.1.0"
}
