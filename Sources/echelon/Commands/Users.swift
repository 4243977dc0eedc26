internal import ArgumentParser
internal import Engine

struct Users: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "People who may use the panel.",
        subcommands: [Create.self, List.self, Password.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a user.",
            discussion: "The password is asked for, or read from standard input where that is no terminal.")

        @OptionGroup var database: DatabaseOption
        @Option(help: "What the user signs in with.") var email: String
        @Option(help: "The name that stands in the record.") var name: String
        @Option(help: "admin, editor or viewer.") var role: Account.Role = .viewer

        func run() async throws {
            try await database.use { engine in
                let password = try PasswordPrompt.ask()
                let account = try await engine.createAccount(
                    email: email, name: name, role: role, password: password, by: "command line")
                print("User \(account.id) \(account.email) was made, as \(account.role.rawValue).")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the users.")

        @OptionGroup var database: DatabaseOption

        func run() async throws {
            try await database.use { engine in
                for account in try await engine.accounts() {
                    print("\(account.id)\t\(account.email)\t\(account.name)\t\(account.role.rawValue)")
                }
            }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a user a new password and end their sessions.",
            discussion: "The password is asked for, or read from standard input where that is no terminal.")

        @OptionGroup var database: DatabaseOption
        @Option(help: "Whose password.") var email: String

        func run() async throws {
            try await database.use { engine in
                let password = try PasswordPrompt.ask()
                try await engine.setPassword(of: email, to: password, by: "command line")
                print("The password of \(email) was set.")
            }
        }
    }
}
