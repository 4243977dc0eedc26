public import Domain
internal import Rules
internal import Store

/// The dashboard's figures.
public struct Overview: Sendable {
    public var at: Timestamp
    public var customers = 0
    public var groups: [(group: Group, members: Int)] = []
    public var changes30Days = 0
    public var reminders30Days = 0
    public var due30Days = 0
    public var orders30Days = 0
    /// 30 days up to today, oldest first.
    public var changesByDay: [(day: CalendarDay, joined: Int, left: Int)] = []
    public var lastRun: Run?
    public var isCronSilent = false
    public var inboxPending = 0
    public var inboxFailed = 0
    public var notificationsHeld = 0
    public var checks = 0
    public var recentChanges: [ChangeView] = []
    public var upcoming: [Upcoming] = []

    /// One of the next things to happen.
    public struct Upcoming: Sendable {
        public var at: Timestamp
        public var sentence: String
        public var customer: Customer
        public var rule: Rule?
    }
}

extension Engine {
    /// Cron counts as silent when it has not run for so long.
    static let longestCronSilenceSeconds: Int64 = 86_400

    public func overview(store key: String?) async throws -> Overview {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try key.map { try configuration.store(key: $0) }
            return try Overviewing(
                store: store, snapshot: snapshot, configuration: configuration, now: now,
                remembered: self.figures.counts
            ).overview()
        }
    }

    /// True where cron has not run for a day.
    public func isCronSilent() async throws -> Bool {
        let now = clock.now()
        return try await database.read { try Overviewing.isCronSilent($0, now) }
    }
}

struct Overviewing {
    let store: Store?
    let snapshot: Snapshot
    let configuration: Configuration
    let now: Timestamp
    let remembered: Remembered<Int>

    private var monthAgo: Timestamp { now.adding(seconds: -30 * 86_400) }
    private var stores: [Store] { store.map { [$0] } ?? configuration.stores }

    /// A fresh shop is given a day to set cron up before its silence is worth a word.
    static func isCronSilent(_ snapshot: Snapshot, _ now: Timestamp) throws -> Bool {
        let last = try snapshot.lastRun(trigger: .cron)?.startedAt ?? snapshot.stores().map(\.createdAt).min()
        guard let last else { return false }
        return now.milliseconds - last.milliseconds > Engine.longestCronSilenceSeconds * 1_000
    }

    func overview() throws -> Overview {
        var overview = Overview(at: now)
        // Counting all costs a tenth of counting those of one store.
        overview.customers = try count("customers") {
            try snapshot.customerCount(store: configuration.stores.count == 1 ? nil : store?.id)
        }
        overview.groups = try stores.flatMap(groups)
        overview.reminders30Days = try stores.reduce(0) {
            $0 + (try snapshot.reminderCount(store: $1, from: $1.zone.day(at: now).adding(days: -29)))
        }
        overview.orders30Days = try count("orders") { try snapshot.paidOrderCount(store: store?.id, from: monthAgo) }
        let ahead = now.adding(seconds: 30 * 86_400)
        overview.due30Days = try count("due") {
            try stores.reduce(0) { $0 + (try snapshot.dueCount(store: $1.id, until: ahead)) }
        }
        try fillChanges(&overview)
        overview.lastRun = try snapshot.lastRun(trigger: nil)
        overview.isCronSilent = try Self.isCronSilent(snapshot, now)
        overview.inboxPending = try snapshot.inboxCount(state: .pending)
        overview.inboxFailed = try snapshot.inboxCount(state: .failed)
        overview.notificationsHeld = try count("waiting") { try snapshot.waitingNotifications(store: store?.id) }
        overview.checks = try snapshot.openFindings(store: store?.id, at: now)
        overview.recentChanges = try snapshot.changes(ChangeFilter(store: store?.id), before: nil, limit: 10).map {
            try ChangeView($0, configuration: configuration, snapshot: snapshot, now: now)
        }
        overview.upcoming = try upcoming()
        return overview
    }

    /// One of those that a large shop counts every ten seconds only.
    private func count(_ name: String, _ count: () throws -> Int) throws -> Int {
        try remembered("\(name) of \(store?.key ?? "")", count: count)
    }

    private func groups(_ store: Store) throws -> [(group: Group, members: Int)] {
        let counts = try snapshot.memberCounts(of: store, at: now)
        return configuration.groups(of: store.id).map { ($0, counts[$0.id] ?? 0) }
    }

    /// Of 30 local days of each store, today the last.
    private func fillChanges(_ overview: inout Overview) throws {
        var days: [CalendarDay: (joined: Int, left: Int)] = [:]
        for store in stores {
            let today = store.zone.day(at: now)
            for total in try snapshot.changeTotals(store: store.id, from: today.adding(days: -29), to: today)
            where total.kind != "opening" {
                days[total.day, default: (0, 0)].joined += total.count * total.added.count
                days[total.day, default: (0, 0)].left += total.count * total.removed.count
                overview.changes30Days += total.count
            }
        }
        let today = (stores.first?.zone ?? .utc).day(at: now)
        overview.changesByDay = (0..<30).map { back in
            let day = today.adding(days: back - 29)
            return (day, days[day]?.joined ?? 0, days[day]?.left ?? 0)
        }
    }

    /// The next things to happen. Where the end of a term is also what a rule waits for, the rule tells it.
    private func upcoming() throws -> [Overview.Upcoming] {
        let entries = try stores.flatMap { try snapshot.upcoming(store: $0.id, after: now, limit: 30) }
            .sorted { ($0.at, $0.customer) < ($1.at, $1.customer) }.prefix(30)
        let byRule = entries.filter { $0.rule != nil }
        let told = entries.filter { entry in
            entry.rule != nil || !byRule.contains { $0.customer == entry.customer && $0.at == entry.at }
        }
        return try told.prefix(10).compactMap(upcoming)
    }

    private func upcoming(_ entry: DueEntry) throws -> Overview.Upcoming? {
        guard let customer = try snapshot.customer(entry.customer) else { return nil }
        let compiled = entry.rule.flatMap(configuration.rule)
        let sentence = try compiled.flatMap { try next($0, customer) } ?? ends(entry, customer)
        return Overview.Upcoming(
            at: entry.at, sentence: configuration.words(sentence, store: entry.store), customer: customer,
            rule: compiled?.rule)
    }

    /// What a rule says will happen next.
    private func next(_ compiled: CompiledRule, _ customer: Customer) throws -> Sentence? {
        try Consulting(snapshot: snapshot, configuration: configuration, at: now)
            .answer(of: compiled, about: customer.id)?.verdict.next?.sentence
    }

    private func ends(_ entry: DueEntry, _ customer: Customer) throws -> Sentence {
        let codes = try snapshot.openGrants(customer.id).filter { $0.until == entry.at }
            .compactMap { configuration.groups[$0.group]?.code }
        let day = try configuration.store(entry.store).zone.day(at: entry.at)
        return Sentence("purchase.will_end", [.init("groups", .groups(Set(codes).sorted())), .init("day", .day(day))])
    }
}
