public import Domain
internal import Rules
internal import Store

/// The parts of a run that can be asked for alone.
public enum RunTask: String, Sendable, CaseIterable {
    /// Asks the rules about all who are due.
    case rules
    /// Records the ends of terms.
    case expiry
    /// Processes deliveries that failed for a reason of ours.
    case inbox
}

/// What is asked of a run.
public struct RunRequest: Sendable {
    public var store: String?
    public var trigger: Run.Trigger
    /// Who asked, in words.
    public var by: String
    public var tasks: Set<RunTask>
    public var isDry: Bool
    /// The instant to evaluate; only dry runs may choose it.
    public var at: Timestamp?

    public init(
        store: String? = nil, trigger: Run.Trigger, by: String, tasks: Set<RunTask> = Set(RunTask.allCases),
        isDry: Bool = false, at: Timestamp? = nil
    ) {
        self.store = store
        self.trigger = trigger
        self.by = by
        self.tasks = tasks
        self.isDry = isDry
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
            return (run, true)
        }
        guard isNew else { return .alreadyRunning(run) }
        return .started(run, finished: Task.detached { try await self.carryOut(run) })
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

    private func carryOut(_ run: Run) async throws -> Run {
        var run = run
        var report = RunReport(listsItems: run.isDry)
        defer { liveRuns.forget(run.id) }
        do {
            if run.tasks.contains(RunTask.inbox.rawValue), !run.isDry {
                report.replayed = try await replayPending()
            }
            let stores = try await database.read { try self.configuration($0).stores }
            for store in stores where run.store == nil || run.store == store.id {
                try await evaluate(store, &run, &report)
            }
            run.state = liveRuns.isCancelled(run.id) ? .cancelled : .finished
            return try await finish(run, report)
        } catch {
            run.state = .failed
            run.error = "\(error)"
            return try await finish(run, report)
        }
    }

    private func finish(_ run: Run, _ report: RunReport) async throws -> Run {
        var run = run
        run.finishedAt = clock.now()
        let finished = run
        return try await database.write { transaction in
            var run = finished
            run.report = report.json(try self.configuration(transaction), ruleNames: try transaction.ruleNames())
            try transaction.update(run, beatAt: self.clock.now())
            return run
        }
    }

    // MARK: One store

    private static let batch = 200

    private func evaluate(_ store: Store, _ run: inout Run, _ report: inout RunReport) async throws {
        guard store.automation.isOn else {
            report.notes.append((store.id, Sentence("run.store_off", [.init("store", .text(store.name))])))
            return
        }
        let scope = Reassess.Scope(run.tasks)
        guard !scope.isEmpty else { return }
        let at = run.at
        report.total += try await database.read { try $0.dueCount(store: store.id, until: at) }
        var last: (Timestamp, ID<Customer>)?
        while !liveRuns.isCancelled(run.id) {
            let (after, before, present) = (last, report, run)
            let step = try await database.write { transaction in
                try self.step(store, present, before, after: after, scope, transaction)
            }
            report = step.report
            guard let end = step.last else { return }
            last = end
        }
    }

    private struct Step: Sendable {
        var report: RunReport
        /// Where the batch ended; nil where nothing was due any more.
        var last: (Timestamp, ID<Customer>)?
    }

    /// One batch, in one transaction with the run's progress.
    private func step(
        _ store: Store, _ run: Run, _ report: RunReport, after: (Timestamp, ID<Customer>)?, _ scope: Reassess.Scope,
        _ transaction: Transaction
    ) throws -> Step {
        var step = Step(report: report)
        let due = try transaction.due(store: store.id, at: run.at, after: after, limit: Self.batch)
        guard let end = due.last else { return step }
        step.last = (end.at, end.customer)
        let configuration = try configuration(transaction)
        let reassess = Reassess(
            transaction: transaction, configuration: configuration, cause: Cause(run: run.id), now: run.at,
            scope: scope)
        for entry in due {
            guard let customer = try transaction.customer(entry.customer) else { continue }
            let outcome = run.isDry ? try rehearse(reassess, customer.id) : try reassess(customer.id)
            step.report.add(outcome, customer: customer, configuration: configuration)
        }
        var progress = run
        progress.report = step.report.json(configuration, ruleNames: [:])
        try transaction.update(progress, beatAt: clock.now())
        return step
    }

    /// What would be done, by doing it and taking it back.
    private func rehearse(_ reassess: Reassess, _ customer: ID<Customer>) throws -> Reassess.Outcome {
        struct TakenBack: Error { let outcome: Reassess.Outcome }
        let result = try reassess.transaction.attempt { () throws -> Reassess.Outcome in
            throw TakenBack(outcome: try reassess(customer))
        }
        switch result {
        case .success(let outcome): return outcome
        case .failure(let taken as TakenBack): return taken.outcome
        case .failure(let error): throw error
        }
    }

    // MARK: Looking at runs

    /// Asks a run to stop after its present batch.
    ///
    /// - Throws: `Refusal.conflict` where it is not going on.
    public func cancelRun(_ id: ID<Run>, by: String) async throws -> Run {
        let run = try await run(id)
        guard run.state == .running else { throw Refusal.conflict("Run \(id) is not running.") }
        liveRuns.cancel(id)
        let now = clock.now()
        try await database.write { try $0.audit(by: by, action: "run.cancel", subject: "run \(id)", at: now) }
        return run
    }

    public func run(_ id: ID<Run>) async throws -> Run {
        guard let run = try await database.read({ try $0.run(id) }) else { throw Refusal.notFound("run \(id)") }
        return run
    }

    /// Newest first.
    public func runs(before: ID<Run>?, limit: Int) async throws -> [Run] {
        try await database.read { try $0.runs(before: before, limit: limit) }
    }
}
