internal import ArgumentParser
internal import Domain
internal import Engine

struct Sources: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source", abstract: "Where webhooks come from.", subcommands: [Add.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a source and print its secret, this once.",
            discussion: "Example: echelon source add --key woo-main --platform woocommerce --name \"Main shop\"")

        @OptionGroup var database: DatabaseOption
        @Option(help: "Its name in the delivery address: small letters, digits, - and _.") var key: String
        @Option(help: "generic, woocommerce, shopify or prestashop (its module).") var platform: Platform
        @Option(help: "What it is called in the panel; the key where absent.") var name: String?
        @Option(help: "Key of the store; may be left out where there is one.") var store: String?
        @Option(help: "A secret that the shop has already; made where absent.") var secret: String?

        func validate() throws {
            let isValid =
                (1...64).contains(key.utf8.count)
                && key.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
                }
            guard isValid else { throw ValidationError("The key may hold small letters, digits, - and _ only.") }
        }

        func run() async throws {
            try await database.use { engine in
                let made = try await engine.createSource(
                    key: key, store: store, platform: platform, name: name ?? key, secret: secret, by: "command line")
                print("Delivery address: /webhooks/\(made.source.key)")
                print("Secret: \(made.secret)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the sources, without their secrets.")

        @OptionGroup var database: DatabaseOption

        func run() async throws {
            try await database.use { engine in
                for source in try await engine.sources(store: nil) {
                    let state = source.isEnabled ? "on" : "off"
                    let last = source.lastDeliveryAt.map { "last delivery \($0)" } ?? "no delivery yet"
                    print("\(source.id)\t\(source.key)\t\(source.platform.rawValue)\t\(state)\t\(last)")
                }
            }
        }
    }
}
