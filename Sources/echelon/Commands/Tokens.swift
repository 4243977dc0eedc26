internal import ArgumentParser
internal import Domain
internal import Engine

struct Tokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens by which other programs use the API.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and print it, this once.",
            discussion: "Example: echelon token create --name ERP --scope read --scope customers")

        @OptionGroup var database: DatabaseOption
        @Option(help: "What it is for.") var name: String
        @Option(help: "read, rules, customers, mails, settings, webhooks or cron; may be given several times.")
        var scope: [AccessToken.Scope]
        @Option(help: "Key of the only store it may see.") var store: String?
        @Option(help: "Days after which it ends; never where absent.") var days: Int64?

        func validate() throws {
            guard !scope.isEmpty else { throw ValidationError("Name at least one --scope.") }
            if let days, !(1...36_500).contains(days) { throw ValidationError("--days must be from 1 to 36500.") }
        }

        func run() async throws {
            try await database.use { engine in
                let end = days.map { SystemClock().now().adding(seconds: $0 * 86_400) }
                let made = try await engine.createAccessToken(
                    name: name, scopes: Set(scope), store: store, expiresAt: end, by: "command line")
                print(made.text)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tokens, without themselves.")

        @OptionGroup var database: DatabaseOption

        func run() async throws {
            try await database.use { engine in
                for token in try await engine.accessTokens() {
                    let scopes = token.scopes.map(\.rawValue).sorted().joined(separator: ",")
                    let used = token.lastUsedAt.map { "used \($0)" } ?? "never used"
                    print("\(token.id)\t\(token.name)\t\(scopes)\t\(token.store ?? "all stores")\t\(used)")
                }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token.")

        @OptionGroup var database: DatabaseOption
        @Argument(help: "Its id, as token list tells it.") var id: String

        func run() async throws {
            guard let id = ID<AccessToken>(text: id) else { throw ValidationError("'\(id)' is not an id.") }
            try await database.use { engine in
                try await engine.revokeAccessToken(id, by: "command line")
                print("Token \(id) is of no use any more.")
            }
        }
    }
}
