public import Domain
internal import Rules
internal import Store

/// The parts of a run that can be asked for alone.
public enum RunTask: String, Sendable, CaseIterable {
    /// Asks the rules about all who are due.
    case rules
    /// Asks ladders about all who are due; where it is named, about everyone.
    case tiers
    /// Records the ends of terms.
    case expiry
    /// Processes deliveries that failed for a reason of ours.
    case inbox
    /// Looks for what webhooks have missed, in the shops whose look is due; where it is named, in all.
    case reconcile
    /// Sends the events that destinations are to be told of.
    case deliveries
    /// Sends the mails that are due.
    case mails
    /// Lets go what is kept no longer, once a day; where it is named, now.
    case retention
}

/// What is asked of a run.
public struct RunRequest: Sendable {
    public var store: String?
    public var trigger: Run.Trigger
    /// Who asked, in words.
    public var by: String
    public var tasks: Set<RunTask>
    public var isDry: Bool
    /// Whether ladders are checked for everyone now, those that are checked by hand only among them.
    public var forcesLadders: Bool
    /// Whether all shops are looked at, those whose look is not due yet too.
    public var looksAtAll: Bool
    /// Whether what is too old goes now, though it was looked for today already.
    public var prunesNow: Bool
    /// The instant to evaluate; only dry runs may choose it.
    public var at: Timestamp?

    /// - Parameter named: tasks that were asked for by name, and not only among all.
    public init(
        store: String? = nil, trigger: Run.Trigger, by: String, tasks: Set<RunTask> = Set(RunTask.allCases),
        isDry: Bool = false, named: Set<RunTask> = [], at: Timestamp? = nil
    ) {
        self.store = store
        self.trigger = trigger
        self.by = by
        self.tasks = tasks
        self.isDry = isDry
        forcesLadders = named.contains(.tiers)
        looksAtAll = named.contains(.reconcile)
        prunesNow = named.contains(.retention)
        self.at = at
    }
}

/// What became of the wish to start a run.
public enum StartedRun: Sendable {
    /// Another one is going on.
    case alreadyRunning(Run)
    /// This one goes on by itself; `finished` waits for its end.
    case started(Run, finished: Task<Run, any Error>)
}

extension Engine {
    /// A run that gave no sign of life for so long was killed with its process.
    static let longestSilenceMilliseconds: Int64 = 120_000

    /// Starts a run, unless one is going on. It carries itself out in batches; the due index is its memory, so that
    /// after a kill the next run goes on where this one stopped.
    public func startRun(_ request: RunRequest) async throws -> StartedRun {
        if request.at != nil, !request.isDry { throw Refusal.invalid("/at", "is for dry runs only") }
        let now = clock.now()
        let (run, isNew) = try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try request.store.map { try configuration.store(key: $0).id }
            if let live = try self.liveRun(now, transaction) { return (live, false) }
            var run = Run(
                id: ID(0), store: store, trigger: request.trigger, by: request.by,
                tasks: request.tasks.map(\.rawValue).sorted(), isDry: request.isDry, state: .running,
                at: request.at ?? now, startedAt: now, report: "{}")
            run.id = try transaction.insert(run)
            if run.trigger != .cron {
                let tasks = run.tasks.joined(separator: ", ")
                try transaction.audit(
                    by: run.by, action: run.isDry ? "run.try" : "run.start", subject: "run \(run.id)", detail: tasks,
                    at: now)
            }
            return (run, true)
        }
        guard isNew else { return .alreadyRunning(run) }
        return .started(
            run,
            finished: Task.detached { [patient] in
                try await patient.carryOut(
                    run, forcesLadders: request.forcesLadders, looksAtAll: request.looksAtAll,
                    prunesNow: request.prunesNow)
            })
    }

    /// The run going on, after marking as failed those whose process is gone.
    private func liveRun(_ now: Timestamp, _ transaction: Transaction) throws -> Run? {
        var live: Run?
        for (run, beatAt) in try transaction.liveRuns() {
            if now.milliseconds - beatAt.milliseconds < Self.longestSilenceMilliseconds {
                live = run
            } else {
                var lost = run
                lost.state = .failed
                lost.finishedAt = beatAt
                lost.error = "The process stopped before the run had ended; the next run goes on with what is due."
                try transaction.update(lost, beatAt: beatAt)
            }
        }
        return live
    }

    /// Marks runs of an earlier process as failed. Call once at start, before anything can start a run.
    public func forgetLostRuns() async throws {
        let now = clock.now().adding(milliseconds: Self.longestSilenceMilliseconds)
        _ = try await database.write { try self.liveRun(now, $0) }
    }

    // MARK: Looking at runs

    /// Asks a run to stop after its present batch.
    ///
    /// - Throws: `Refusal.conflict` where it is not going on.
    public func cancelRun(_ id: ID<Run>, by: String) async throws -> Run {
        let run = try await storedRun(id)
        let now = clock.now()
        if run.state == .waiting { return try await dismiss(run, by: by, at: now).told(latestConfiguration()) }
        guard run.state == .running else { throw Refusal.conflict("Run \(id) is not running.") }
        liveRuns.cancel(id)
        try await database.write { try $0.audit(by: by, action: "run.cancel", subject: "run \(id)", at: now) }
        return try await run.told(latestConfiguration())
    }

    /// With the sentences of its report in the reader's language.
    ///
    /// - Throws: `Refusal.notFound`.
    public func run(_ id: ID<Run>) async throws -> Run { try await storedRun(id).told(latestConfiguration()) }

    private func storedRun(_ id: ID<Run>) async throws -> Run {
        guard let run = try await database.read({ try $0.run(id) }) else { throw Refusal.notFound("run \(id)") }
        return run
    }

    /// Newest first.
    public func runs(before: ID<Run>?, limit: Int) async throws -> [Run] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            return try snapshot.runs(before: before, limit: limit).map { $0.told(configuration) }
        }
    }
}
