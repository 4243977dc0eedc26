internal import ArgumentParser
internal import Engine

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the database, or bring it up to date, and end.",
        discussion: "The other commands do this by themselves.")

    @OptionGroup var database: DatabaseOption

    func run() async throws {
        try await database.use { _ in print("\(database.path) is up to date.") }
    }
}

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the version.")

    func run() { print(Build.version) }
}
