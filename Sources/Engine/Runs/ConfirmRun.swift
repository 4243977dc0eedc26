public import Domain
internal import Store

extension Engine {
    /// Lets the rules that a run has stopped go on, as one evaluation of now. Each applies where it moves at most a tenth
    /// more than was shown; else it stops again.
    ///
    /// - Throws: `Refusal.conflict` where the run waits for nobody, or another one is going on.
    public func confirmRun(_ id: ID<Run>, by: String) async throws -> (run: Run, finished: Task<Run, any Error>) {
        let now = clock.now()
        let (confirming, counts) = try await database.write { transaction in
            guard var run = try transaction.run(id) else { throw Refusal.notFound("run \(id)") }
            let parks = try transaction.parks(run: id)
            guard run.state == .waiting, !parks.isEmpty else {
                throw Refusal.conflict("Run \(id) does not wait for a confirmation.")
            }
            guard try transaction.liveRuns().isEmpty else { throw Refusal.conflict("Another run is going on.") }
            run.state = .running
            run.at = now
            run.finishedAt = nil
            run.tasks = [RunTask.rules.rawValue, RunTask.tiers.rawValue]
            try transaction.restart(run)
            try transaction.audit(by: by, action: "run.confirm", subject: "run \(id)", at: now)
            return (run, Dictionary(uniqueKeysWithValues: parks.map { ($0.rule, $0.count) }))
        }
        let finished = Task.detached { [patient] in try await patient.carryOut(confirming, confirmed: counts) }
        return (try await confirming.told(latestConfiguration()), finished)
    }

    /// Leaves what a run has stopped for undone. The rules are counted again on the next one.
    func dismiss(_ run: Run, by: String, at now: Timestamp) async throws -> Run {
        var dismissed = run
        dismissed.state = .cancelled
        let done = dismissed
        try await database.write { transaction in
            try transaction.update(done, beatAt: now)
            try transaction.audit(by: by, action: "run.cancel", subject: "run \(run.id)", at: now)
        }
        return done
    }
}
