public import Domain
internal import Store

/// A store as people see it.
public struct StoreView: Sendable {
    public let store: Domain.Store
    /// Code of the default group.
    public let defaultGroup: String?
    /// Memberships whose end was reached while the master switch was off, and waits for confirmation.
    public let pendingEnds: Int
    public let tag: EditTag

    init(_ store: Domain.Store, _ snapshot: Snapshot, _ configuration: Configuration) throws {
        self.store = store
        defaultGroup = store.defaultGroup.flatMap { configuration.groups[$0]?.code }
        pendingEnds = try snapshot.waitingEnds(store: store.id).count
        tag = EditTag(store.parts(configuration))
    }
}

/// A store to be made.
public struct NewStore: Sendable {
    public var key: String
    public var name: String
    public var zone: Zone
    public var currency: Currency
    public var locale = "en"
    public var basis = SpendBasis.gross
    public var matchesGuests = false
    public var isAutomated = true

    public init(key: String, name: String, zone: Zone, currency: Currency) {
        self.key = key
        self.name = name
        self.zone = zone
        self.currency = currency
    }
}

/// What is to change in a store; nil leaves a part as it is.
public struct StorePatch: Sendable {
    public var name: String?
    public var zone: Zone?
    public var currency: Currency?
    public var locale: String?
    public var basis: SpendBasis?
    public var matchesGuests: Bool?
    public var isAutomated: Bool?
    /// Code of a group; `.some(nil)` for none.
    public var defaultGroup: String??

    public init() {}
}

extension Engine {
    public func stores() async throws -> [StoreView] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            return try configuration.stores.map { try StoreView($0, snapshot, configuration) }
        }
    }

    /// Which key each store has.
    public func storeKeys() async throws -> [ID<Domain.Store>: String] {
        try await database.read { snapshot in
            Dictionary(uniqueKeysWithValues: try self.configuration(snapshot).stores.map { ($0.id, $0.key) })
        }
    }

    /// - Throws: `Refusal.notFound`.
    public func store(key: String) async throws -> StoreView {
        try await database.read { try self.storeView(key, $0) }
    }

    private func storeView(_ key: String, _ snapshot: Snapshot) throws -> StoreView {
        let configuration = try configuration(snapshot)
        return try StoreView(try configuration.store(key: key), snapshot, configuration)
    }

    /// - Throws: `Refusal.conflict` where the key is taken.
    public func createStore(_ new: NewStore, by: String) async throws -> StoreView {
        let now = clock.now()
        return try await database.write { transaction in
            guard try self.configuration(transaction).stores.allSatisfy({ $0.key != new.key }) else {
                throw Refusal.conflict("There is a store with the key \(new.key) already.")
            }
            let store = Domain.Store(
                id: ID(0), key: new.key, name: new.name, zone: new.zone, currency: new.currency, locale: new.locale,
                defaultGroup: nil, basis: new.basis, matchesGuests: new.matchesGuests,
                automation: new.isAutomated ? .on(since: now) : .off(since: now), createdAt: now)
            _ = try transaction.insert(store)
            try transaction.audit(
                by: by, action: "store.create", subject: "store \(new.key)",
                changes: AuditChange.between([], store.parts(self.configuration(transaction))), at: now)
            try transaction.stampConfiguration()
            return try self.storeView(new.key, transaction)
        }
    }

    /// - Throws: `Refusal.notFound`; `Refusal.invalid` for an unknown group; `Refusal.conflict` for another currency
    ///   once there are orders.
    public func patchStore(
        key: String, _ patch: StorePatch, expecting tag: EditTag? = nil, by: String
    ) async throws -> StoreView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let before = try configuration.store(key: key)
            try EditTag.require(tag, before.parts(configuration))
            var store = before
            try Self.apply(patch, to: &store, transaction, configuration)
            if let isAutomated = patch.isAutomated, isAutomated != before.automation.isOn {
                try Self.toggle(&store, transaction, configuration, now)
            }
            guard store != before else { return try self.storeView(key, transaction) }
            try transaction.update(store)
            try transaction.audit(
                by: by, action: "store.edit", subject: "store \(key)",
                changes: AuditChange.between(before.parts(configuration), store.parts(configuration)), at: now)
            try transaction.stampConfiguration()
            try self.plan(store, before: before, configuration, transaction, at: now)
            if store.zone != before.zone { try Recounting.run(store, transaction) }
            if store.zone != before.zone || store.basis != before.basis || store.currency != before.currency {
                try Respending(transaction: transaction, configuration: self.configuration(transaction), now: now)
                    .run(store)
            }
            return try self.storeView(key, transaction)
        }
    }

    /// Turns the master switch outside of a person's edit.
    func switchAutomation(
        of before: Domain.Store, to isOn: Bool, _ transaction: Transaction, by: String, at now: Timestamp
    ) throws {
        guard isOn != before.automation.isOn else { return }
        var store = before
        try Self.toggle(&store, transaction, configuration(transaction), now)
        try transaction.update(store)
        try transaction.audit(
            by: by, action: "store.edit", subject: "store \(store.key)",
            changes: [AuditChange("automation", isOn ? "off" : "on", isOn ? "on" : "off")], at: now)
        try transaction.stampConfiguration()
        try plan(store, before: before, configuration(transaction), transaction, at: now)
    }

    /// What is due by another switch, zone or default group than before.
    private func plan(
        _ store: Domain.Store, before: Domain.Store, _ configuration: Configuration, _ transaction: Transaction,
        at now: Timestamp
    ) throws {
        let isSwitchedOn = store.automation.isOn && !before.automation.isOn
        if store.defaultGroup != nil, isSwitchedOn || store.defaultGroup != before.defaultGroup {
            try transaction.makeDueWithoutDefault(store: store.id, at: now)
        }
        guard isSwitchedOn || store.zone != before.zone else { return }
        // Refunds and cancellations of the time between are found on the next run; and by other clocks other things
        // are due.
        for compiled in configuration.rules[store.id] ?? [] where compiled.rule.isEnabled {
            try plan(compiled.rule, transaction, at: now)
        }
    }

    private static func apply(
        _ patch: StorePatch, to store: inout Domain.Store, _ transaction: Transaction, _ configuration: Configuration
    ) throws {
        store.name = patch.name ?? store.name
        store.zone = patch.zone ?? store.zone
        store.locale = patch.locale ?? store.locale
        store.basis = patch.basis ?? store.basis
        store.matchesGuests = patch.matchesGuests ?? store.matchesGuests
        if let currency = patch.currency, currency != store.currency {
            guard try !transaction.hasOrders(store: store.id) else {
                throw Refusal.conflict("The currency is fixed, since the store has orders in it.")
            }
            store.currency = currency
        }
        guard let code = patch.defaultGroup else { return }
        store.defaultGroup = try code.map { code in
            guard let group = configuration.group(store.id, code: code) else {
                throw Refusal.invalid("/default_group", "there is no group '\(code)' in this store")
            }
            return group.id
        }
    }

    // MARK: The master switch

    /// Turns the switch. Ends that were reached while it was off wait for confirmation when it is turned on.
    private static func toggle(
        _ store: inout Domain.Store, _ transaction: Transaction, _ configuration: Configuration, _ now: Timestamp
    ) throws {
        guard case .off(let since) = store.automation else {
            store.automation = .off(since: now)
            return
        }
        store.automation = .on(since: now)
        try MissedPurchases(store: store, from: since, to: now).note(configuration, transaction)
        guard try transaction.holdEnds(store: store.id, since: since, now: now) > 0 else { return }
        let waiting = try transaction.waitingEnds(store: store.id)
        try transaction.note(
            Finding(
                id: ID(0), store: store.id, kind: .pendingEnds, subjectType: "store", subjectID: store.id.rawValue,
                subjectLabel: store.name,
                sentence: Sentence("finding.pending_ends", [.init("count", .number(Int64(waiting.count)))]),
                count: Set(waiting.map(\.customer)).count, firstAt: now, lastAt: now))
    }

    /// Records the ends that waited since the master switch was off. How many memberships ended.
    ///
    /// - Throws: `Refusal.notFound`.
    public func confirmEnds(store key: String, by: String) async throws -> Int {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try configuration.store(key: key)
            let waiting = try transaction.waitingEnds(store: store.id)
            let reassess = Reassess(
                transaction: transaction, configuration: configuration, cause: Cause(actor: .user, by: by), now: now)
            for (customer, grants) in Dictionary(grouping: waiting, by: \.customer).sorted(by: { $0.key < $1.key }) {
                _ = try reassess(customer) { try Self.confirm(grants, store, configuration, &$0) }
            }
            try transaction.resolve(
                .pendingEnds, store: store.id, subjectType: "store", subjectID: store.id.rawValue, at: now)
            try transaction.audit(
                by: by, action: "store.confirm_ends", subject: "store \(key)", detail: "\(waiting.count)", at: now)
            return waiting.count
        }
    }

    /// One change per rule, as with ends that did not wait.
    static func confirm(
        _ grants: [Grant], _ store: Domain.Store, _ configuration: Configuration, _ ledger: inout Ledger
    ) throws {
        let now = ledger.now
        for (rule, grants) in Dictionary(grouping: grants, by: \.rule).sortedByKey() {
            let end = grants.compactMap(\.until).max() ?? now
            let day = store.zone.day(at: end.adding(milliseconds: -1))
            let reason = Sentence("change.end_confirmed", [.init("last_day", .day(day))])
            let rule = rule.flatMap(configuration.rule)?.rule
            try ledger.perform(.expired, reason: reason, rule: rule, order: grants.last?.order) { ledger in
                for grant in grants { try ledger.end(grant.id, at: now) }
            }
        }
    }
}
