internal import ArgumentParser

/// Tells what is set, and where.
struct SettingList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Show every setting, what it is set to, and where.",
        discussion: "Flags of other commands are not seen here. Secrets are not shown.")

    @Flag(help: "As the table of docs/configuration.md.")
    var table = false

    func run() async throws {
        guard !table else { return print(SettingCatalog.table, terminator: "") }
        for setting in SettingCatalog.all {
            guard let (value, place) = Environment.found(setting.variable) else {
                print("\(setting.name): \(setting.usual.replacing("`", with: "")) (default)")
                continue
            }
            print("\(setting.name): \(setting.isSecret ? "set" : value) (\(place))")
        }
    }
}
