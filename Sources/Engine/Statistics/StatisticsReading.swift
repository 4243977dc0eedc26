internal import Domain
internal import Rules
internal import Store

extension Engine {
    /// What is wrong with a query: parameter and reason, all at once.
    ///
    /// - Throws: `Refusal.notFound` for the store.
    public func statisticsFaults(
        _ kind: StatisticsKind, _ query: StatisticsQuery
    ) async throws -> [(name: String, reason: String)] {
        let now = clock.now()
        return try await database.read { snapshot in
            let reading = try StatisticsReading(
                query, snapshot: snapshot, configuration: self.configuration(snapshot), now: now)
            return try reading.faults(kind)
        }
    }

    /// - Throws: `Refusal.notFound` for the store; `Refusal.invalid` for what `statisticsFaults` tells.
    public func statistics(_ kind: StatisticsKind, _ query: StatisticsQuery) async throws -> StatisticsTable {
        let now = clock.now()
        return try await database.read { snapshot in
            let reading = try StatisticsReading(
                query, snapshot: snapshot, configuration: self.configuration(snapshot), now: now)
            let faults = try reading.faults(kind).map { FieldError("?\($0.name)", $0.reason) }
            guard faults.isEmpty else { throw Refusal.invalid(faults) }
            return try reading.table(kind)
        }
    }
}

/// Reads one table of figures. What each figure counts is said at the extension that reads it, and in
/// `docs/statistics.md`.
struct StatisticsReading {
    let query: StatisticsQuery
    let snapshot: Snapshot
    let configuration: Configuration
    let now: Timestamp
    let stores: [Store]
    let period: Period
    let ruleNames: [ID<Rule>: String]

    init(_ query: StatisticsQuery, snapshot: Snapshot, configuration: Configuration, now: Timestamp) throws {
        self.query = query
        self.snapshot = snapshot
        self.configuration = configuration
        self.now = now
        stores = try query.store.map { [try configuration.store(key: $0)] } ?? configuration.stores
        // Where stores have different days today, the later one.
        let today = stores.map { $0.zone.day(at: now) }.max() ?? Zone.utc.day(at: now)
        period = Period(query, today: today)
        ruleNames = try snapshot.ruleNames()
    }

    func faults(_ kind: StatisticsKind) throws -> [(name: String, reason: String)] {
        var faults = [period.fault].compactMap { $0 }
        guard let rule = query.rule else { return faults }
        if !kind.takesRule { faults.append(("rule", "is no parameter of these figures")) }
        let compiled = configuration.rule(rule)
        let isOfStore = compiled.map { rule in stores.contains { $0.id == rule.rule.store } } ?? false
        // The figures of a deleted rule are there as long as nobody is bound to a store.
        let isKnown = isOfStore || (compiled == nil && query.store == nil && ruleNames[rule] != nil)
        if !isKnown {
            faults.append(("rule", "there is no such rule"))
        } else if kind == .tiers, compiled?.isLadder == false {
            faults.append(("rule", "is no ladder"))
        }
        return faults
    }

    func table(_ kind: StatisticsKind) throws -> StatisticsTable {
        switch kind {
        case .groups: try groups()
        case .changes: try changes()
        case .rules: try rules()
        case .tiers: try tiers()
        case .mails: try mails()
        case .runs: try runs()
        case .intake: try intake()
        }
    }

    // MARK: Rows

    func table(_ kind: StatisticsKind, _ columns: [StatisticsTable.Column]) -> StatisticsTable {
        StatisticsTable(
            kind: kind, store: query.store, from: period.from, to: period.to, bucket: period.bucket,
            columns: ["from", "to"] + columns)
    }

    /// The first cells of a row: the days that it tells of.
    func days(_ bucket: Int) -> [StatisticsTable.Cell] {
        [.day(period.buckets[bucket].from), .day(period.buckets[bucket].to)]
    }

    /// Id and name of a rule; nothing for none.
    func cells(_ rule: ID<Rule>?) -> [StatisticsTable.Cell] {
        guard let rule else { return [.none, .none] }
        return [.text(rule.description), ruleNames[rule].map { .text($0) } ?? .none]
    }

    func isAsked(_ rule: ID<Rule>?) -> Bool { query.rule.map { $0 == rule } ?? true }

    /// The last day that was counted in all of the stores.
    func countedUntil() throws -> CalendarDay? {
        let days = try stores.map { try snapshot.countedDay(store: $0.id) }
        guard !days.contains(nil) else { return nil }
        return days.compactMap { $0 }.min()
    }
}
