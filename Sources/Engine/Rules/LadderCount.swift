internal import Domain
internal import Rules
internal import Store
internal import Synchronization

/// A ladder while its members are counted.
///
/// They are read in batches, each by itself, so that no reader holds an old view of the database for long; who moves
/// meanwhile may be counted as before or after.
struct LadderCount: Sendable {
    /// After so long a large ladder that someone looks at is counted anew.
    static let freshSeconds: Int64 = 600

    private(set) var figures: LadderFigures
    /// Whom the next batch begins after; nil at the end.
    private(set) var after: ID<Customer>? = ID(0)
    private let rule: ID<Rule>
    private let at: Timestamp
    /// Organizations whose spend is in a rung's sum already.
    private var summed: [Set<ID<Organization>>]

    init(_ ladder: LadderReading, at: Timestamp) {
        rule = ladder.compiled.rule.id
        self.at = at
        let rungs = Array(repeating: RungFigures(), count: ladder.rule.tiers.count)
        figures = LadderFigures(countedAt: at, revision: ladder.compiled.rule.revision, rungs: rungs)
        summed = Array(repeating: [], count: rungs.count)
    }

    /// With the next batch. A ladder that was edited meanwhile ends the count as far as it has come.
    func reading(_ snapshot: Snapshot, _ configuration: Configuration) throws -> LadderCount {
        guard let after else { return self }
        var count = self
        let ids = try snapshot.holders(of: rule, after: after, limit: CustomerScan.batch)
        count.after = configuration.rule(rule)?.kind is TiersRule && !ids.isEmpty ? ids.last : nil
        guard count.after != nil else {
            try count.countOthers(snapshot, configuration)
            return count
        }
        var ladder = try LadderReading(rule, snapshot: snapshot, configuration: configuration, at: at)
        for member in try ladder.members(among: ids) where count.figures.rungs.indices.contains(member.standing.rung) {
            count.add(member)
        }
        return count
    }

    private mutating func add(_ member: LadderReading.Member) {
        let standing = member.standing
        figures.rungs[standing.rung].members += 1
        if standing.isNearNext { figures.rungs[standing.rung].nearNext += 1 }
        if standing.isAtRisk { figures.rungs[standing.rung].atRisk += 1 }
        if let team = member.team, !summed[standing.rung].insert(team).inserted { return }
        figures.rungs[standing.rung].spent = figures.rungs[standing.rung].spent.addingCapped(standing.spent)
    }

    private mutating func countOthers(_ snapshot: Snapshot, _ configuration: Configuration) throws {
        guard let compiled = configuration.rule(rule) else { return }
        let store = compiled.rule.store
        let sources = configuration.groupIDs(store, codes: compiled.terms.common.sourceGroups)
        figures.withoutRung =
            sources.isEmpty
            ? try max(0, snapshot.customerCount(store: store) - figures.members)
            : try snapshot.memberCount(ofAny: sources, without: rule)
    }
}

extension Engine {
    /// Whether a ladder has so many members that it is not counted on each look.
    func isLargeLadder(_ rule: ID<Rule>, _ snapshot: Snapshot) throws -> Bool {
        try snapshot.hasMoreGrants(
            of: rule, than: figures.largestLadderCountedAtOnce.load(ordering: .relaxed))
    }

    /// Counts a ladder as it stands, and keeps what came of it where that takes long.
    ///
    /// - Throws: `Refusal.notFound` for a rule that is no ladder; `CancellationError`.
    func countLadder(_ id: ID<Rule>, at now: Timestamp) async throws -> LadderFigures {
        var (count, isLarge) = try await database.read { snapshot in
            let reading = try LadderReading(
                id, snapshot: snapshot, configuration: self.configuration(snapshot), at: now)
            return (LadderCount(reading, at: now), try self.isLargeLadder(id, snapshot))
        }
        while count.after != nil {
            try Task.checkCancellation()
            let present = count
            count = try await database.read { try present.reading($0, self.configuration($0)) }
        }
        let figures = count.figures
        if isLarge {
            try await database.write { transaction in
                guard try self.configuration(transaction).rule(id) != nil else { return }
                try transaction.keep(figures, of: id)
            }
        }
        return figures
    }

    /// Counts the large ladders that were never counted as they are now, and those that someone has seen old figures of.
    /// Reads little where there are none.
    public func recountLadders() async throws {
        let now = clock.now()
        let seen = figures.takeOldLadders()
        let wanted = try await database.read { snapshot in
            try self.configuration(snapshot).rules.values.joined().filter(\.isLadder).map(\.rule).filter { rule in
                guard rule.isEnabled || seen.contains(rule.id), try self.isLargeLadder(rule.id, snapshot) else {
                    return false
                }
                return try seen.contains(rule.id) || snapshot.keptLadder(rule.id)?.revision != rule.revision
            }
        }
        do {
            for rule in wanted { _ = try await countLadder(rule.id, at: now) }
        } catch is CancellationError {}
    }
}
