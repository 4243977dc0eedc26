internal import Domain
internal import Rules
internal import Store

/// Who is to be asked in one store's part of a run, and what that would come to. Found out by reading alone, so that a
/// rule which would move too many can stop before anything is written.
struct RunPlan: Sendable {
    /// A customer and the rules whose turn it is; a rule of 0 stands for ends of terms.
    struct Candidate: Sendable {
        let customer: ID<Customer>
        let rules: [ID<Rule>]
        /// False where the customer stands in the due index.
        let isSwept: Bool
    }

    /// A customer for whom something is to be done.
    struct Actor: Sendable {
        let customer: ID<Customer>
        var rules: [ID<Rule>]
    }

    /// A customer for whom a rule has nothing to do, and when to ask again.
    struct Idle: Sendable {
        let customer: ID<Customer>
        let rule: ID<Rule>
        let next: Timestamp?
        let isNew: Bool
    }

    /// What came of looking at one batch.
    struct Looked: Sendable {
        var actors: [Actor] = []
        var idle: [Idle] = []
        var counts: [ID<Rule>: Int] = [:]
    }

    let run: Run
    let store: Domain.Store
    let tasks: Set<RunTask>
    let isForced: Bool
    /// Rules that decide something in this run.
    let asked: Set<ID<Rule>>
    /// Ladders whose check of the day this run makes.
    let ladders: [Sweep]
    /// Rules that ask everyone now.
    let sweeps: [Sweep]
    private let progress: [ID<Rule>: Progress]
    let silent: Set<ID<Rule>>
    /// From the due index, by customer.
    private let due: [(customer: ID<Customer>, rule: ID<Rule>)]
    /// Of the rules that ask everyone: whose turn it is by the due index too, and who is asked only once all the same.
    private let dueInSweep: [ID<Rule>: Set<ID<Customer>>]
    private let hasDueOrganizations: Bool
    private var position = 0
    private var sweepIndex = 0
    private var sweepAfter: ID<Customer>?
    private var unsorted: [Actor] = []
    private(set) var counts: [ID<Rule>: Int] = [:]
    var parked: Set<ID<Rule>> = []

    init(
        run: Run, store: Domain.Store, tasks: Set<RunTask>, forcesLadders: Bool, snapshot: Snapshot,
        configuration: Configuration
    ) throws {
        self.run = run
        self.store = store
        self.tasks = tasks
        isForced = forcesLadders
        let rules = configuration.rules[store.id] ?? []
        let active = rules.filter { $0.rule.isActive(at: run.at) }
        let wanted = active.filter { tasks.contains($0.isLadder ? .tiers : .rules) }
        asked = Set(wanted.map(\.rule.id))
        let sweeps = try Self.sweeps(wanted, run, store, forcesLadders: forcesLadders, snapshot)
        self.sweeps = sweeps
        silent = Set(wanted.filter(\.isLadder).map(\.rule.id)).intersection(sweeps.filter(\.isFirst).map(\.rule))
        progress = try Dictionary(
            uniqueKeysWithValues: active.filter { $0.isSwept || $0.isLadder }.map { compiled in
                (compiled.rule.id, try snapshot.sweep(compiled.rule.id)?.progress ?? Progress())
            })
        ladders = try wanted.filter(\.isLadder).compactMap { compiled in
            let sweep =
                try snapshot.sweep(compiled.rule.id) ?? Sweep(rule: compiled.rule.id, store: store.id, dueAt: nil)
            let done = compiled.kind.advanced(sweep.progress, to: run.at, zone: store.zone)
            return done == sweep.progress || sweeps.contains { $0.rule == sweep.rule } ? nil : sweep
        }
        hasDueOrganizations =
            try wanted.contains(where: \.countsByOrganization)
            && !snapshot.dueRungs(store: store.id, until: run.at).isEmpty
        due = try Self.due(asked, Set(active.map(\.rule.id)), run, store, tasks, snapshot)
        var dueInSweep = Dictionary(uniqueKeysWithValues: sweeps.map { ($0.rule, Set<ID<Customer>>()) })
        for (customer, rule) in due { dueInSweep[rule]?.insert(customer) }
        self.dueInSweep = dueInSweep
    }

    /// Those that are due; where ladders are forced, those of all ladders.
    private static func sweeps(
        _ wanted: [CompiledRule], _ run: Run, _ store: Domain.Store, forcesLadders: Bool, _ snapshot: Snapshot
    ) throws -> [Sweep] {
        let ids = Set(wanted.map(\.rule.id))
        var sweeps = try snapshot.sweeps(store: store.id, until: run.at).filter { ids.contains($0.rule) }
        guard forcesLadders else { return sweeps }
        for compiled in wanted where compiled.isLadder && !sweeps.contains(where: { $0.rule == compiled.rule.id }) {
            var sweep =
                try snapshot.sweep(compiled.rule.id) ?? Sweep(rule: compiled.rule.id, store: store.id, dueAt: nil)
            sweep.cursor = ID(0)
            sweeps.append(sweep)
        }
        return sweeps
    }

    /// What the due index holds for the tasks, by customer. What rules left there that decide nothing any more is taken
    /// along, so that it goes.
    private static func due(
        _ asked: Set<ID<Rule>>, _ active: Set<ID<Rule>>, _ run: Run, _ store: Domain.Store, _ tasks: Set<RunTask>,
        _ snapshot: Snapshot
    ) throws -> [(customer: ID<Customer>, rule: ID<Rule>)] {
        var due: [(customer: ID<Customer>, rule: ID<Rule>)] = []
        try snapshot.allDue(store: store.id, until: run.at) { customer, rule in
            let isWanted =
                rule.rawValue == 0
                ? tasks.contains(.expiry)
                : asked.contains(rule) || (tasks.contains(.rules) && !active.contains(rule))
            if isWanted { due.append((customer, rule)) }
        }
        due.sort { ($0.customer, $0.rule) < ($1.customer, $1.rule) }
        return due
    }

    var isEmpty: Bool { due.isEmpty && sweeps.isEmpty && !hasDueOrganizations && ladders.isEmpty }

    /// Everyone for whom something is to be done, by id.
    var actors: [Actor] {
        var merged: [Actor] = []
        for actor in unsorted.sorted(by: { $0.customer < $1.customer }) {
            if let last = merged.last, last.customer == actor.customer {
                merged[merged.count - 1].rules += actor.rules.filter { !last.rules.contains($0) }
            } else {
                merged.append(actor)
            }
        }
        return merged
    }

    func asking(_ actor: Actor) -> Asking {
        var asking = Asking()
        asking.tasks = tasks
        // Who is asked by a sweep is asked about what the rules before it have left.
        asking.turn = Set(actor.rules + sweeps.map(\.rule))
        asking.resting = parked
        asking.silent = silent
        asking.isForced = isForced
        asking.progress = progress
        return asking
    }

    /// Since when a rule may decide: it was switched on, automation was, its season began.
    func since(_ compiled: CompiledRule) -> Timestamp {
        max(compiled.rule.enabledSince ?? .zero, store.automation.since, compiled.rule.seasonFrom ?? .zero)
    }

    // MARK: Organizations

    /// The next organizations whose ladders are due, or are swept, and those ladders.
    func organizations(
        _ ladders: [CompiledRule], after: ID<Organization>, limit: Int, _ snapshot: Snapshot
    ) throws -> [(organization: ID<Organization>, ladders: [CompiledRule])] {
        let wanted = ladders.filter { !parked.contains($0.rule.id) }
        let swept = wanted.filter { rule in sweeps.contains { $0.rule == rule.rule.id } }
        if !swept.isEmpty {
            return try snapshot.organizationIDs(store: store.id, after: after, limit: limit).map { ($0, wanted) }
        }
        let due = try snapshot.dueRungs(store: store.id, until: run.at).filter { $0.organization > after }
        return due.prefix(limit).map { rung in (rung.organization, wanted.filter { $0.rule.id == rung.rule }) }
    }

    // MARK: Batches

    /// The next customers from the due index; nil where there are no more.
    mutating func nextDue(limit: Int) -> [Candidate]? {
        var batch: [Candidate] = []
        while position < due.count, batch.count < limit {
            let customer = due[position].customer
            var rules: [ID<Rule>] = []
            while position < due.count, due[position].customer == customer {
                rules.append(due[position].rule)
                position += 1
            }
            batch.append(Candidate(customer: customer, rules: rules, isSwept: false))
        }
        return batch.isEmpty ? nil : batch
    }

    /// The next customers of the sweeps, one sweep after the other; nil where there are no more.
    mutating func nextSwept(limit: Int, snapshot: Snapshot, configuration: Configuration) throws -> [Candidate]? {
        while sweepIndex < sweeps.count {
            let sweep = sweeps[sweepIndex]
            let after = sweepAfter ?? sweep.cursor
            let ids = try customers(of: sweep.rule, after: after, limit: limit, snapshot, configuration)
            if let last = ids.last {
                sweepAfter = last
                let known = dueInSweep[sweep.rule] ?? []
                return ids.filter { !known.contains($0) }
                    .map { Candidate(customer: $0, rules: [sweep.rule], isSwept: true) }
            }
            sweepIndex += 1
            sweepAfter = nil
        }
        return nil
    }

    private func customers(
        of rule: ID<Rule>, after: ID<Customer>, limit: Int, _ snapshot: Snapshot, _ configuration: Configuration
    ) throws -> [ID<Customer>] {
        guard let compiled = configuration.rule(rule) else { return [] }
        let sources = compiled.terms.common.sourceGroups
        guard !sources.isEmpty else { return try snapshot.customerIDs(store: store.id, after: after, limit: limit) }
        // A ladder's own members may have left the source groups since.
        let groups = configuration.groupIDs(
            store.id, codes: sources + (compiled.isLadder ? compiled.kind.targetGroups : []))
        return try snapshot.holders(ofAny: groups, after: after, limit: limit)
    }

    // MARK: Looking

    mutating func add(_ looked: Looked) {
        unsorted += looked.actors
        add(looked.counts)
    }

    mutating func add(_ counts: [ID<Rule>: Int]) { self.counts.merge(counts, uniquingKeysWith: +) }

    /// Asks the rules of one batch without writing.
    func look(_ batch: [Candidate], snapshot: Snapshot, configuration: Configuration) throws -> Looked {
        var looked = Looked()
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        let compiled = Dictionary(
            uniqueKeysWithValues: Set(batch.flatMap(\.rules)).compactMap { id in configuration.rule(id).map { (id, $0) }
            })
        let needs = compiled.values.reduce(FactNeeds()) { $0.union($1.kind.needs) }
        let loaded = try loader.load(batch.map(\.customer), needs: needs, at: run.at)
        var index = 0
        for candidate in batch {
            while index < loaded.count, loaded[index].row.id < candidate.customer { index += 1 }
            guard index < loaded.count, loaded[index].row.id == candidate.customer else { continue }
            try look(candidate, loaded[index], compiled, loader, &looked)
        }
        return looked
    }

    private func look(
        _ candidate: Candidate, _ facts: LoadedFacts, _ compiled: [ID<Rule>: CompiledRule], _ loader: FactLoader,
        _ looked: inout Looked
    ) throws {
        // Whoever rules leave alone, and everything but a rule's own answer, goes the long way.
        guard facts.row.isAutomated, !facts.row.isDeleted else {
            if !candidate.isSwept { looked.actors.append(Actor(customer: candidate.customer, rules: candidate.rules)) }
            return
        }
        var idle: [Idle] = []
        var isActor = false
        for id in candidate.rules {
            guard let rule = compiled[id], rule.rule.isActive(at: run.at), !rule.kind.needs.purchases else {
                isActor = true
                continue
            }
            var question = try loader.question(
                rule, facts, progress: progress[id] ?? Progress(), at: run.at, moment: .check(isForced: isForced))
            question.isExplained = false
            let verdict = rule.kind.decide(question)
            if verdict.act != nil { looked.counts[id, default: 0] += 1 }
            if !verdict.isIdle || verdict.holds != nil { isActor = true }
            let next = rule.isSwept && !rule.listens ? nil : verdict.next?.at
            idle.append(Idle(customer: candidate.customer, rule: id, next: next, isNew: candidate.isSwept))
        }
        if isActor {
            looked.actors.append(Actor(customer: candidate.customer, rules: candidate.rules))
        } else {
            looked.idle += idle.filter { !$0.isNew || $0.next != nil }
        }
    }
}
