internal import ArgumentParser
internal import Domain
internal import Engine
internal import JSON

/// The first load of a shop, or one order of it read again.
struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read everything that a shop has: groups, statuses, customers, orders.",
        discussion: """
            Automation stays off until it has ended, and nobody is mailed. It may be stopped and started again: it goes \
            on where it was. The source needs a connector, see: echelon connector add --help
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var outside: OutsideOptions
    @Argument(help: "Key of the source.") var source: String
    @Option(help: "Read only this order, whatever is known of it.") var order: String?

    func run() async throws {
        try await database.use(caller: outside.caller()) { engine in
            let connector = try await engine.connector(ofSource: source)
            if let order {
                try await engine.syncOrder(order, of: connector.record.id, by: "command line")
                print("Order \(order) was read.")
            } else {
                try await SyncReport.follow(.load, connector, engine)
            }
        }
    }
}

/// A look for what webhooks have missed.
struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read what has changed in a shop since the last look, and tell what its webhooks had missed.")

    @OptionGroup var database: DatabaseOption
    @OptionGroup var outside: OutsideOptions
    @Argument(help: "Key of the source.") var source: String

    func run() async throws {
        try await database.use(caller: outside.caller()) { engine in
            try await SyncReport.follow(.look, try await engine.connector(ofSource: source), engine)
        }
    }
}

/// Tells how a sync is going and what came of it.
enum SyncReport {
    static func follow(_ kind: SyncRecord.Kind, _ connector: ConnectorView, _ engine: Engine) async throws {
        switch try await engine.startSync(connector.record.id, kind, by: "command line") {
        case .alreadyRunning(let sync):
            print("It is going on already, since \(sync.record.startedAt).")
        case .started(let sync, let finished):
            let progress = Task {
                while !Task.isCancelled {
                    try await Task.sleep(for: .seconds(2))
                    print(line(try await engine.sync(sync.record.id)))
                }
            }
            defer { progress.cancel() }
            let done = try await finished.value
            tell(done)
            if done.record.state != .finished { throw ExitCode.failure }
        }
    }

    private static func line(_ sync: SyncView) -> String {
        "\(sync.record.phase.rawValue): \(count(sync, "customers")) customers, \(count(sync, "orders")) orders"
    }

    private static func count(_ sync: SyncView, _ part: String) -> String {
        let figures = sync.figures[part]
        let total = figures?["total"]?.integer.map { " of \($0)" } ?? ""
        return "\(figures?["read"]?.integer ?? 0)\(total)"
    }

    private static func tell(_ sync: SyncView) {
        let figures = sync.figures
        print("\(count(sync, "customers")) customers and \(count(sync, "orders")) orders read.")
        if sync.record.kind == .look {
            let missed = (figures["missed"]?.array ?? []).compactMap(\.string)
            let count = figures["orders"]?["missed"]?.integer ?? 0
            print(
                count == 0
                    ? "Webhooks had missed nothing."
                    : "Webhooks had missed \(count): \(missed.joined(separator: ", ")).")
        }
        for problem in figures["problems"]?.array ?? [] {
            print("\(problem["id"]?.string ?? "?"): \(problem["reason"]?.string ?? "")")
        }
        switch sync.record.state {
        case .finished, .running: break
        case .cancelled: print("It was stopped; what was read stands.")
        case .failed:
            print("\(sync.record.error ?? "It failed.") What was read stands; start it again to go on.")
        }
    }
}
