internal import ArgumentParser
internal import Domain
internal import Engine

/// Fills a database with a believable shop, so that the panel shows life at once.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fill a database with a made-up shop: two stores, rules, two years of orders.",
        discussion: "No user is made: serve prints the link to set up the first one.")

    @OptionGroup var database: DatabaseOption
    @Flag(help: "Do nothing where the database has customers already.") var ifEmpty = false
    @Option(help: "Customers of the first store, 20 to 20000; the second has a quarter of that.") var customers = 400
    @Option(help: "The same number makes the same shop.") var seed: UInt64 = 2_026

    func validate() throws {
        guard (20...20_000).contains(customers) else { throw ValidationError("--customers must be from 20 to 20000.") }
    }

    func run() async throws {
        let now = SystemClock().now()
        let clock = DemoClock(DemoShop.start(before: now))
        try await database.use(clock: clock) { engine in
            guard try await engine.customers(store: nil, text: nil, group: nil, before: nil, limit: 1).isEmpty else {
                guard ifEmpty else { throw Failure("The database holds customers already; demo wants an empty one.") }
                return
            }
            print("Making a demo shop of \(customers) customers in \(database.path) …")
            try await DemoShop(engine: engine, clock: clock, now: now, customers: customers, seed: seed).fill()
            let overview = try await engine.overview(store: nil)
            print("Done: \(overview.customers) customers, \(overview.orders30Days) orders in the last 30 days.")
        }
    }
}
