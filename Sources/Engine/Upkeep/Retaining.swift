public import Domain
internal import JSON
internal import Store

/// How many of one kind went, or would go.
public struct PrunedKind: Sendable, Equatable {
    public let kind: RetentionKind
    public let count: Int
}

extension Engine {
    /// So many rows are looked at in one transaction: it holds up a webhook for a few milliseconds.
    static let pruneBatch = 200
    /// After that the run goes on; what is left goes with the next one.
    static let longestPruningSeconds: Int64 = 15

    /// What would go now, by kind; those of which nothing would are left out. Nothing is written.
    public func prunable() async throws -> [PrunedKind] {
        let policy = try await retention().policy
        let now = clock.now()
        return try await database.read { snapshot in
            try RetentionKind.allCases.compactMap { kind in
                guard policy[kind] > 0 else { return nil }
                let count = try snapshot.prunable(kind, before: Self.cutoff(policy[kind], now))
                return count > 0 ? PrunedKind(kind: kind, count: count) : nil
            }
        }
    }

    /// Lets go what is too old, unless that was done today and nobody asks for it. How many went; nil where it was not
    /// its time.
    func pruneDue(isAsked: Bool) async throws -> Int? {
        let now = clock.now()
        var progress = try await database.read { try RetentionProgress($0) }
        guard isAsked || progress.isDue(at: now) else { return nil }
        if isAsked { progress.done = [] }
        progress.begin(at: now)
        let gone = try await prune(&progress, until: now.adding(seconds: Self.longestPruningSeconds))
        return gone.reduce(0) { $0 + $1.count }
    }

    /// Each kind in turn, in small steps, so that webhooks get in between.
    private func prune(_ progress: inout RetentionProgress, until end: Timestamp) async throws -> [PrunedKind] {
        let policy = try await retention().policy
        let now = clock.now()
        var gone: [PrunedKind] = []
        for kind in RetentionKind.allCases where !progress.done.contains(kind) {
            var (count, isDone) = (0, policy[kind] == 0)
            while !isDone, clock.now() < end {
                let step = try await step(kind, before: Self.cutoff(policy[kind], now), &progress)
                count += step.count
                isDone = step.isDone
            }
            if count > 0 { gone.append(PrunedKind(kind: kind, count: count)) }
            guard isDone else { break }
            progress.done.insert(kind)
        }
        progress.end(at: now)
        let kept = progress
        try await database.write { try kept.save($0, at: now) }
        return gone
    }

    private func step(
        _ kind: RetentionKind, before cutoff: Timestamp, _ progress: inout RetentionProgress
    ) async throws -> Pruned {
        switch kind {
        case .imports:
            let old = try await database.read { try $0.importsUntouched(since: cutoff, limit: 20) }
            for id in old { try await deleteImport(id, by: "retention") }
            return Pruned(count: old.count, place: 0, isDone: old.count < 20)
        case .deletedCustomers: return try await eraseDeleted(before: cutoff)
        default:
            let (place, limit) = (progress.places[kind] ?? 0, Self.pruneBatch)
            let step = try await database.write { transaction in
                if kind == .log { try self.noteHorizon(cutoff, transaction) }
                return try transaction.prune(kind, before: cutoff, after: place, limit: limit)
            }
            progress.places[kind] = step.place
            return step
        }
    }

    /// The totals of days whose changes go are not reckoned anew from what is left.
    private func noteHorizon(_ cutoff: Timestamp, _ transaction: Transaction) throws {
        for store in try configuration(transaction).stores {
            let day = store.zone.day(at: cutoff)
            guard day > (try transaction.prunedDay(store: store.id)) else { continue }
            try transaction.setSetting("changes_pruned/\(store.id)", "\(day.rawValue)", at: clock.now())
        }
    }

    /// A few at a time: each is searched for in what webhooks have said. One that cannot be erased now is left for later.
    private func eraseDeleted(before cutoff: Timestamp) async throws -> Pruned {
        let due = try await database.read { try $0.customersToErase(deletedBefore: cutoff, limit: 10) }
        var erased = 0
        for id in due {
            do {
                try await eraseCustomer(.id(id), by: "retention")
                erased += 1
            } catch is Refusal { continue }
        }
        return Pruned(count: erased, place: 0, isDone: erased < due.count || due.count < 10)
    }

    private static func cutoff(_ days: Int, _ now: Timestamp) -> Timestamp {
        now.adding(milliseconds: -Int64(days) * 86_400_000)
    }
}

/// How far retention has come, so that each row is looked at once, and once more every month.
struct RetentionProgress: Sendable {
    private static let name = "retention_progress"
    private static let restDays: Int64 = 30

    var places: [RetentionKind: Int64] = [:]
    /// Kinds of which nothing is left to do in the pass that is going on.
    var done: Set<RetentionKind> = []
    private var finishedAt = Timestamp.zero
    private var restartedAt = Timestamp.zero

    init(_ snapshot: Snapshot) throws {
        guard let text = try snapshot.setting(Self.name) else { return }
        let value = try JSONValue(parsing: Array(text.utf8))
        for kind in RetentionKind.allCases { places[kind] = value["places"]?[kind.rawValue]?.integer }
        done = Set((value["done"]?.array ?? []).compactMap { $0.string.flatMap(RetentionKind.init) })
        finishedAt = Timestamp(milliseconds: value["finished_at"]?.integer ?? 0)
        restartedAt = Timestamp(milliseconds: value["restarted_at"]?.integer ?? 0)
    }

    /// A day after the last pass was over, and as long as one goes on.
    func isDue(at now: Timestamp) -> Bool { !done.isEmpty || now >= finishedAt.adding(seconds: 86_400) }

    /// What could not go at its time may go now.
    mutating func begin(at now: Timestamp) {
        guard now >= restartedAt.adding(seconds: Self.restDays * 86_400) else { return }
        (places, restartedAt) = ([:], now)
    }

    mutating func end(at now: Timestamp) {
        guard done.count == RetentionKind.allCases.count else { return }
        (done, finishedAt) = ([], now)
    }

    func save(_ transaction: Transaction, at now: Timestamp) throws {
        let value: JSONValue = [
            "places": .object(
                places.map { JSONValue.Member($0.key.rawValue, .integer($0.value)) }.sorted { $0.name < $1.name }),
            "done": .array(done.map(\.rawValue).sorted().map { .string($0) }),
            "finished_at": .integer(finishedAt.milliseconds), "restarted_at": .integer(restartedAt.milliseconds),
        ]
        try transaction.setSetting(Self.name, String(decoding: value.bytes, as: UTF8.self), at: now)
    }
}
