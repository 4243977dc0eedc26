internal import Domain
internal import JSON
internal import Rules
internal import Store

extension Engine {
    /// Carries a run out: deliveries that wait, then store by store what is due.
    ///
    /// - Parameter confirmed: rules that were stopped by their share and may go on now, with the count shown.
    func carryOut(
        _ run: Run, forcesLadders: Bool = false, looksAtAll: Bool = false, prunesNow: Bool = false,
        confirmed: [ID<Rule>: Int] = [:]
    ) async throws -> Run {
        var run = run
        var report = RunReport(listsItems: run.isDry)
        defer { liveRuns.forget(run.id) }
        do {
            if run.tasks.contains(RunTask.inbox.rawValue), !run.isDry {
                report.replayed = try await replayPending()
            }
            if run.tasks.contains(RunTask.reconcile.rawValue), !run.isDry {
                try await reconcile(run, all: looksAtAll, &report)
            }
            let stores = try await database.read { try self.configuration($0).stores }
            for store in stores where run.store == nil || run.store == store.id {
                guard store.automation.isOn else {
                    report.notes.append((store.id, Sentence("run.store_off", [.init("store", .text(store.name))])))
                    continue
                }
                let storeRun = StoreRun(
                    engine: self, run: run, store: store, forcesLadders: forcesLadders, confirmed: confirmed)
                try await storeRun.carryOut(&report)
            }
            if run.tasks.contains(RunTask.deliveries.rawValue), !run.isDry {
                report.sent = try await untilDone { try await self.deliverDue() }
            }
            if run.tasks.contains(RunTask.mails.rawValue), !run.isDry {
                report.posted = try await untilDone { try await self.postDue(own: run.id) }
            }
            if run.tasks.contains(RunTask.retention.rawValue) { try await prune(run, now: prunesNow, &report) }
            run.state = liveRuns.isCancelled(run.id) ? .cancelled : report.parked.isEmpty ? .finished : .waiting
            return try await finish(run, report)
        } catch {
            run.state = .failed
            run.error = "\(error)"
            return try await finish(run, report)
        }
    }

    /// What is too old goes last, as it is urgent to nobody.
    private func prune(_ run: Run, now isAsked: Bool, _ report: inout RunReport) async throws {
        guard let store = try await database.read({ try self.configuration($0).stores.first?.id }) else { return }
        let count =
            run.isDry
            ? try await prunable().reduce(0) { $0 + $1.count } : try await pruneDue(isAsked: isAsked) ?? 0
        guard count > 0 else { return }
        let code = run.isDry ? "run.would_prune" : "run.pruned"
        report.notes.append((store, Sentence(code, [.init("count", .number(Int64(count)))])))
    }

    /// Looks at shops first, so that the rules are asked about what is so. A shop that cannot be asked holds up nothing.
    private func reconcile(_ run: Run, all: Bool, _ report: inout RunReport) async throws {
        for sync in try await lookDue(store: run.store, all: all) {
            let connector = try await connector(sync.record.connector)
            let store = try await database.read { try self.configuration($0).store(key: connector.storeKey).id }
            var facts: [Sentence.Fact] = [.init("source", .text(connector.sourceKey))]
            guard sync.record.state == .finished else {
                facts.append(.init("error", .text(sync.record.error ?? sync.record.state.rawValue)))
                report.notes.append((store, Sentence("run.look_failed", facts)))
                continue
            }
            let missed = sync.figures["orders"]?["missed"]?.integer ?? 0
            facts.append(.init("count", .number(missed)))
            report.notes.append((store, Sentence("run.looked", facts)))
        }
    }

    /// For hosts on which nothing goes on in the background. How many tries were made until nothing was due, or the time
    /// was over.
    private func untilDone(_ work: () async throws -> Int) async throws -> Int {
        let end = clock.now().adding(seconds: Self.longestSendingSeconds)
        var done = 0
        while clock.now() < end {
            let tries = try await work()
            if tries == 0 { break }
            done += tries
        }
        return done
    }

    private static var longestSendingSeconds: Int64 { 20 }

    private func finish(_ run: Run, _ report: RunReport) async throws -> Run {
        var run = run
        run.finishedAt = clock.now()
        let finished = run
        return try await database.write { transaction in
            var run = finished
            // A dry run stops for nobody: it only says where a real one would.
            if run.isDry, run.state == .waiting { run.state = .finished }
            run.report = report.json(try self.configuration(transaction), ruleNames: try transaction.ruleNames())
            try transaction.update(run, beatAt: self.clock.now())
            try EventWriting(
                transaction: transaction, configuration: self.configuration(transaction), now: self.clock.now()
            ).tell(run)
            return run
        }
    }
}

/// One run's work in one store: first who is due and what that comes to, by reading alone; then the writing, in batches,
/// each in one transaction with the run's progress. The due index and the sweeps' cursors are its memory, so that after
/// a kill the next run goes on where this one stopped.
struct StoreRun {
    let engine: Engine
    let run: Run
    let store: Domain.Store
    let forcesLadders: Bool
    let confirmed: [ID<Rule>: Int]

    private static let readBatch = 1_000
    /// Each costs one or two waits for the disk, and holds up whatever else is to be written for as long as it takes.
    private static let writeBatch = 500

    private var isCancelled: Bool { engine.liveRuns.isCancelled(run.id) }

    func carryOut(_ report: inout RunReport) async throws {
        let tasks = Set(run.tasks.compactMap(RunTask.init(rawValue:)))
        guard !tasks.isDisjoint(with: [.rules, .tiers, .expiry]) else { return }
        let (run, store, forces) = (run, store, forcesLadders)
        var plan = try await engine.database.read { snapshot in
            try RunPlan(
                run: run, store: store, tasks: tasks, forcesLadders: forces, snapshot: snapshot,
                configuration: engine.configuration(snapshot))
        }
        guard !plan.isEmpty else { return }
        try await look(&plan, &report)
        try await countOrganizations(&plan)
        try await stop(&plan, &report)
        try await actOnOrganizations(plan)
        try await act(plan, &report)
        guard !isCancelled else { return }
        try await complete(plan, &report)
    }

    // MARK: Looking

    /// Asks the rules of everyone due, writing nothing but when to ask again those for whom nothing is to be done.
    private func look(_ plan: inout RunPlan, _ report: inout RunReport) async throws {
        while let batch = try await nextBatch(&plan), !isCancelled {
            let present = plan
            let looked = try await engine.database.read { snapshot in
                try present.look(batch, snapshot: snapshot, configuration: engine.configuration(snapshot))
            }
            plan.add(looked)
            report.look(batch.count)
            guard !run.isDry, !looked.idle.isEmpty else { continue }
            let (at, store) = (run.at, store.id)
            try await engine.database.write { transaction in
                for idle in looked.idle {
                    if idle.isNew {
                        guard let next = idle.next else { continue }
                        try transaction.setDue(customer: idle.customer, rule: idle.rule, store: store, at: next)
                    } else {
                        try transaction.postpone(
                            customer: idle.customer, rule: idle.rule, until: at, to: idle.next)
                    }
                }
            }
        }
    }

    private func nextBatch(_ plan: inout RunPlan) async throws -> [RunPlan.Candidate]? {
        if let batch = plan.nextDue(limit: Self.readBatch) { return batch }
        let present = plan
        let (batch, after) = try await engine.database.read { snapshot in
            var copy = present
            let batch = try copy.nextSwept(
                limit: Self.readBatch, snapshot: snapshot, configuration: engine.configuration(snapshot))
            return (batch, copy)
        }
        plan = after
        return batch
    }

    // MARK: Stopping

    /// Parks each rule that would move too large a share of the store's customers.
    private func stop(_ plan: inout RunPlan, _ report: inout RunReport) async throws {
        let (run, store, confirmed, present) = (run, store, confirmed, plan)
        let parks = try await engine.database.write { transaction in
            let parks = try Parking(run: run, store: store, confirmed: confirmed, transaction: transaction)
                .judge(present.counts, asked: present.asked, engine.configuration(transaction))
            let day = store.zone.day(at: run.at)
            for (rule, count) in present.counts
            where count > 0 && !run.isDry && !parks.contains(where: { $0.rule == rule }) {
                try transaction.count(candidates: count, of: rule, store: store.id, on: day)
            }
            return parks
        }
        plan.parked = Set(parks.map(\.rule))
        report.parked += parks
    }

    // MARK: Acting

    private func act(_ plan: RunPlan, _ report: inout RunReport) async throws {
        var position = 0
        let actors = plan.actors
        report.total += actors.count
        while position < actors.count, !isCancelled {
            let batch = Array(actors[position..<min(position + Self.writeBatch, actors.count)])
            position += batch.count
            let (before, run) = (report, run)
            report = try await engine.database.write { transaction in
                try step(batch, plan, before, run, transaction)
            }
        }
    }

    /// One batch, in one transaction with the run's progress.
    private func step(
        _ batch: [RunPlan.Actor], _ plan: RunPlan, _ before: RunReport, _ run: Run, _ transaction: Transaction
    ) throws -> RunReport {
        var report = before
        let configuration = try engine.configuration(transaction)
        for actor in batch {
            guard let customer = try transaction.customer(actor.customer) else { continue }
            let reassess = Reassess(
                transaction: transaction, configuration: configuration, cause: Cause(run: run.id), now: run.at,
                asking: plan.asking(actor))
            let outcome = run.isDry ? try rehearse(reassess, customer) : try reassess(customer)
            report.add(outcome, customer: customer, configuration: configuration)
        }
        if !run.isDry, let last = batch.last?.customer {
            for var sweep in plan.sweeps where sweep.cursor < last && !plan.parked.contains(sweep.rule) {
                sweep.cursor = last
                try transaction.put(sweep)
            }
        }
        var progress = run
        progress.report = report.json(configuration, ruleNames: [:])
        try transaction.update(progress, beatAt: engine.clock.now())
        return report
    }

    /// What would be done, by doing it and taking it back.
    private func rehearse(_ reassess: Reassess, _ customer: Customer) throws -> Reassess.Outcome {
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

    /// Ladders that count by organization look at those that are due, or at all in a sweep; members follow at once.
    private func actOnOrganizations(_ plan: RunPlan) async throws {
        guard !run.isDry, plan.tasks.contains(.tiers) else { return }
        let (run, store) = (run, store)
        var last = ID<Organization>(0)
        while !isCancelled {
            let after = last
            let end = try await engine.database.write { transaction in
                let configuration = try engine.configuration(transaction)
                let ladders = (configuration.rules[store.id] ?? []).filter(\.countsByOrganization)
                let batch = try plan.organizations(ladders, after: after, limit: 50, transaction)
                for (organization, rules) in batch {
                    try OrganizationLadders(
                        transaction: transaction, configuration: configuration, cause: Cause(run: run.id), now: run.at,
                        silent: plan.silent
                    ).look(organization, rules, moment: .check(isForced: plan.isForced), isNewFact: false)
                }
                return batch.last?.organization
            }
            guard let end else { return }
            last = end
        }
    }

    // MARK: Completing

    /// The check of the day is made, whoever it concerned.
    private func noteChecks(
        _ plan: RunPlan, _ configuration: Configuration, _ transaction: Transaction
    ) throws {
        for var sweep in plan.ladders where !plan.parked.contains(sweep.rule) {
            guard let compiled = configuration.rule(sweep.rule) else { continue }
            sweep.progress = compiled.kind.advanced(sweep.progress, to: run.at, zone: store.zone)
            try transaction.put(sweep)
        }
    }

    /// Sweeps that have reached everyone are over; says when the next ones are.
    private func complete(_ plan: RunPlan, _ report: inout RunReport) async throws {
        let (at, isDry) = (run.at, run.isDry)
        let notes = try await engine.database.write { transaction in
            let configuration = try engine.configuration(transaction)
            var notes: [Sentence] = []
            if !isDry { try noteChecks(plan, configuration, transaction) }
            for var sweep in plan.sweeps where !plan.parked.contains(sweep.rule) {
                guard let compiled = configuration.rule(sweep.rule) else { continue }
                if let skipped = compiled.kind.skipped(
                    sweep.progress, at: at, since: plan.since(compiled), zone: store.zone)
                {
                    notes.append(skipped)
                }
                guard !isDry else { continue }
                sweep.progress = compiled.kind.advanced(sweep.progress, to: at, zone: store.zone)
                sweep.cursor = ID(0)
                sweep.isFirst = false
                sweep.dueAt = compiled.kind.nextSweep(after: at, zone: store.zone)
                try transaction.put(sweep)
            }
            return notes
        }
        report.notes += notes.map { (store.id, $0) }
    }
}
