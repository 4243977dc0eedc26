internal import ArgumentParser
internal import Engine

struct Users: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "People who may use the panel.",
        subcommands: [Create.self, List.self, Password.self, Link.self, Disable.self, Enable.self, Delete.self])

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
                let new = NewAccount(email: email, name: name, role: role, password: try PasswordPrompt.ask())
                let (account, _) = try await engine.createAccount(new, by: "command line")
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
                    let state = account.isDisabled ? "disabled" : account.hasPassword ? "active" : "no password yet"
                    print("\(account.id)\t\(account.email)\t\(account.name)\t\(account.role.rawValue)\t\(state)")
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

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a one-time link by which a user sets a password, and print it.",
            discussion: "For whoever forgot it. It is good for 24 hours, and void once it was used.")

        @OptionGroup var database: DatabaseOption
        @Option(help: "Whose password.") var email: String
        @Option(help: "Where the panel is, such as https://groups.example.") var baseURL = "http://localhost:8080"

        func run() async throws {
            try await database.use { engine in
                let account = try await engine.account(email: email)
                let link = try await engine.makePasswordLink(for: account.id, by: "command line")
                print("Good until \(link.until), once: \(baseURL)/password.html#token=\(link.token)")
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a user out, and end their sessions.")

        @OptionGroup var database: DatabaseOption
        @Option(help: "Whom.") var email: String

        func run() async throws { try await Users.set(isDisabled: true, email, database) }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a user in again.")

        @OptionGroup var database: DatabaseOption
        @Option(help: "Whom.") var email: String

        func run() async throws { try await Users.set(isDisabled: false, email, database) }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a user. What they did stays in the audit log.")

        @OptionGroup var database: DatabaseOption
        @Option(help: "Whom.") var email: String

        func run() async throws {
            try await database.use { engine in
                let account = try await engine.account(email: email)
                try await engine.deleteAccount(account.id, revision: nil, by: "command line")
                print("User \(account.id) \(account.email) was deleted.")
            }
        }
    }

    fileprivate static func set(isDisabled: Bool, _ email: String, _ database: DatabaseOption) async throws {
        try await database.use { engine in
            var patch = AccountPatch()
            patch.isDisabled = isDisabled
            let account = try await engine.account(email: email)
            _ = try await engine.patchAccount(account.id, revision: nil, patch, by: "command line")
            print("User \(account.id) \(account.email) is \(isDisabled ? "disabled" : "let in again").")
        }
    }
}
