internal import ArgumentParser
internal import Domain
internal import Engine
internal import Foundation
internal import Store

/// Fills a database with a believable shop, so that the panel shows life at once; or with a large one, to measure.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fill a database with a made-up shop: two stores, rules, two years of orders.",
        discussion: """
            No user is made: serve prints the link to set up the first one.

            With --orders it is one large shop of three years instead, written straight into a fresh database, its rules \
            switched off. Example: echelon demo --customers 1000000 --orders 10000000 --db /tmp/large.db
            """)

    @OptionGroup var database: DatabaseOption
    @Flag(help: "Do nothing where the database has customers already.") var ifEmpty = false
    @Option(
        help: """
            Customers of the first store, 20 to 20000; the second has a quarter of that. With --orders, 0 to 20000000.
            """)
    var customers = 400
    @Option(help: "Orders of a large shop, 0 to 200000000.") var orders: Int?
    @Option(help: "The same number makes the same shop.") var seed: UInt64 = 2_026
    @Option(help: "The last moment of a large shop, as 2026-11-22T10:15:30Z; the clock's where absent.")
    var now: String?

    @Option(help: "The folder of the mail templates. (default: mails)") var mails: String?

    func validate() throws {
        guard let orders else {
            guard now == nil else { throw ValidationError("--now goes with --orders only.") }
            guard (20...20_000).contains(customers) else {
                throw ValidationError("--customers must be from 20 to 20000, or name --orders too.")
            }
            return
        }
        guard now.map({ Timestamp(rfc3339: $0) != nil }) ?? true else {
            throw ValidationError("--now must be a date and time with a zone, such as 2026-11-22T10:15:30Z.")
        }
        do { _ = try SeedPlan(customers: customers, orders: orders, seed: seed, now: .zero) } catch {
            throw ValidationError(error.description)
        }
    }

    func run() async throws {
        let now = now.flatMap { Timestamp(rfc3339: $0) } ?? SystemClock().now()
        if let orders {
            try await fillLarge(SeedPlan(customers: customers, orders: orders, seed: seed, now: now))
        } else {
            try await fill(now)
        }
    }

    private func fill(_ now: Timestamp) async throws {
        let clock = DemoClock(DemoShop.start(before: now))
        try await database.use(clock: clock, mails: try DemoPost.means(folder: mails)) { engine in
            guard try await isEmpty(engine) else { return }
            print("Making a demo shop of \(customers) customers in \(database.path) …")
            try await DemoShop(engine: engine, clock: clock, now: now, customers: customers, seed: seed).fill()
            let overview = try await engine.overview(store: nil)
            print("Done: \(overview.customers) customers, \(overview.orders30Days) orders in the last 30 days.")
        }
    }

    /// False where there is nothing to do.
    private func isEmpty(_ engine: Engine) async throws -> Bool {
        guard try await engine.customers(store: nil, text: nil, group: nil, before: nil, limit: 1).isEmpty else {
            guard ifEmpty else { throw Failure("The database holds customers already; demo wants an empty one.") }
            return false
        }
        return true
    }

    // MARK: A large shop

    private func fillLarge(_ plan: SeedPlan) async throws {
        let clock = DemoClock(plan.start)
        var mustFill = false
        try await database.use(clock: clock) { engine in
            mustFill = try await isEmpty(engine)
            if mustFill { try await LargeShop(engine: engine, clock: clock, now: plan.now).prepare() }
        }
        guard mustFill else { return }
        do {
            try Seeding(path: database.path, plan: plan, tell: { tell($0, plan) }).fill()
        } catch let problem as SeedProblem {
            throw Failure(problem.description)
        }
        print("Done: \(plan.customers) customers, \(plan.orders) orders in \(database.path).")
    }

    private func tell(_ progress: Seeding.Progress, _ plan: SeedPlan) {
        let text =
            switch progress {
            case .rows(let customers, let orders):
                "\(customers) of \(plan.customers) customers, \(orders) of \(plan.orders) orders"
            case .index(let name): "index \(name)"
            case .finished: "moved into place"
            }
        FileHandle.standardError.write(Data("\(SystemClock().now()) \(text)\n".utf8))
    }
}
