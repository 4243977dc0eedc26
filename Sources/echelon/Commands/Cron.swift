internal import ArgumentParser
internal import Domain
internal import Engine
internal import JSON

/// What the cron address does, from the command line.
struct Cron: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run what is due now, and print what it did.",
        discussion: "Example for a crontab: */15 * * * * echelon cron --db /var/lib/echelon/echelon.db")

    @OptionGroup var database: DatabaseOption
    @OptionGroup var outside: OutsideOptions
    @OptionGroup var mail: MailOptions
    @Flag(help: "Only tell what would be done.") var dryRun = false
    @Option(help: "Key of the only store to look at.") var store: String?
    @Option(
        help: """
            rules, tiers, expiry, inbox, reconcile, deliveries, mails or retention; may be given several times. All where \
            absent. Named, tiers checks every ladder for everyone, also those that are checked by hand only, reconcile \
            looks at every shop, also those whose look is not due, and retention does its work though it was done today.
            """)
    var task: [RunTask] = []
    @Option(help: "The instant to evaluate, as 2026-11-22T10:15:30Z; with --dry-run only.") var at: String?

    func validate() throws {
        guard let at else { return }
        guard dryRun else { throw ValidationError("--at goes with --dry-run only.") }
        guard Timestamp(rfc3339: at) != nil else {
            throw ValidationError("--at must be a date and time with a zone, such as 2026-11-22T10:15:30Z.")
        }
    }

    func run() async throws {
        try await database.use(caller: outside.caller(), mails: mail.means(outside)) { engine in
            let tasks = task.isEmpty ? Set(RunTask.allCases) : Set(task)
            let request = RunRequest(
                store: store, trigger: .cli, by: "command line", tasks: tasks, isDry: dryRun,
                named: Set(task), at: at.flatMap { Timestamp(rfc3339: $0) })
            switch try await engine.startRun(request) {
            case .alreadyRunning(let run):
                print("Run \(run.id) is going on already, since \(run.startedAt).")
            case .started(_, let finished):
                let run = try await finished.value
                report(run)
                // For hosts on which nothing goes on in the background.
                if !dryRun { try await engine.countDays() }
                if run.state == .failed { throw ExitCode.failure }
            }
        }
    }

    private func report(_ run: Run) {
        print("Run \(run.id) \(run.state.rawValue)\(run.isDry ? " (dry run: nothing was changed)" : "").")
        let report = try? JSONValue(parsing: Array(run.report.utf8))
        for line in report?["report"]?.array ?? [] {
            let rule = line["rule"]?["name"]?.string.map { "\($0): " } ?? ""
            print("- \(rule)\(line["sentence"]?.string ?? "")")
        }
        for item in report?["items"]?.array ?? [] {
            print("  \(item["customer"]?["name"]?.string ?? ""): \(item["sentence"]?.string ?? "")")
        }
        if let error = run.error { print(error) }
    }
}
