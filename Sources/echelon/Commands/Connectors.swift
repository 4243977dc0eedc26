internal import ArgumentParser
internal import Domain
internal import Engine
internal import Foundation

/// The accounts by which shops are read and told of groups.
struct Connectors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector", abstract: "The accounts by which shops are read and told of groups.",
        subcommands: [Add.self, Check.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Join an account of the shop's own API to a source.",
            discussion: """
                PrestaShop: --set key=…   WooCommerce: --set consumer_key=… --set consumer_secret=…
                Shopify: --set client_id=… --set client_secret=…   Secrets are sealed and never shown again.
                name=@FILE reads the value from a file, so that no command line shows it.
                Example: echelon connector add woo-main --url https://shop.example --set consumer_key=ck_… \
                --set consumer_secret=cs_… --write-groups
                """)

        @OptionGroup var database: DatabaseOption
        @Argument(help: "Key of the source.") var source: String
        @Option(help: "The shop's address, such as https://shop.example.") var url: String
        @Option(help: "A value of the account, as name=value; may be given several times.") var set: [String] = []
        @Option(help: "The store of a shop of a multistore, as shop=store; may be given several times.")
        var shop: [String] = []
        @Option(help: "How often changes are looked for, in minutes; 0 for never.") var lookMinutes: Int?
        @Flag(help: "Tell the shop of groups.") var writeGroups = false
        @Flag(help: "Make vouchers in the shop.") var writeVouchers = false
        @Flag(help: "The shop is within our own network, or spoken to without TLS.") var allowPrivateAddress = false

        func run() async throws {
            var form = ConnectorForm()
            form.url = url
            form.values = try pairs(set, "--set").mapValues(Self.value)
            form.shops = shop.isEmpty ? nil : try pairs(shop, "--shop")
            form.lookMinutes = lookMinutes.map { $0 == 0 ? .some(nil) : .some($0) } ?? nil
            form.writesGroups = writeGroups
            form.writesVouchers = writeVouchers
            form.allowsPrivate = allowPrivateAddress
            let wanted = form
            try await database.use { engine in
                _ = try await engine.createConnector(source: source, wanted, by: "command line")
                print("The source \(source) has a connector. Try it: echelon connector check \(source)")
            }
        }

        /// What stands in the file, without the line's end, where the value begins with @.
        private static func value(_ text: String) throws -> String {
            guard text.hasPrefix("@") else { return text }
            let path = String(text.dropFirst())
            guard let content = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw Failure("The file \(path) cannot be read.")
            }
            return content.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private func pairs(_ entries: [String], _ option: String) throws -> [String: String] {
            var pairs: [String: String] = [:]
            for entry in entries {
                let parts = entry.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { throw ValidationError("\(option) must be name=value, not '\(entry)'.") }
                pairs[String(parts[0])] = String(parts[1])
            }
            return pairs
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ask the shop whether it lets us in.")

        @OptionGroup var database: DatabaseOption
        @OptionGroup var outside: OutsideOptions
        @Argument(help: "Key of the source.") var source: String

        func run() async throws {
            try await database.use(caller: outside.caller()) { engine in
                let connector = try await engine.connector(ofSource: source)
                print(try await engine.checkConnector(connector.record.id))
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the connectors, without their secrets.")

        @OptionGroup var database: DatabaseOption

        func run() async throws {
            try await database.use { engine in
                for connector in try await engine.connectors(store: nil) {
                    let problem = connector.state.problem.map { "\t\($0)" } ?? ""
                    let looked = connector.state.lookedAt.map { "looked \($0)" } ?? "not looked yet"
                    print(
                        "\(connector.sourceKey)\t\(connector.platform.rawValue)\t\(connector.record.url)\t\(looked)\t"
                            + "\(connector.queued) queued, \(connector.parked) parked\(problem)")
                }
            }
        }
    }
}
