public import Domain
public import JSON
internal import Shops
internal import Store

/// A first load or a look, as people see it.
public struct SyncView: Sendable {
    public let record: SyncRecord
    /// `customers` and `orders` with `read`, `total`, `missed` and `elsewhere`; `groups`, `statuses`, `missed`,
    /// `problem_count` and `problems`, as JSON.
    public let figures: JSONValue

    init(_ record: SyncRecord) throws {
        self.record = record
        figures = SyncFigures(try JSONValue(parsing: Array(record.figures.utf8))).json
    }
}

/// What became of the wish to start a sync.
public enum StartedSync: Sendable {
    /// One is going on.
    case alreadyRunning(SyncView)
    /// This one goes on by itself; `finished` waits for its end.
    case started(SyncView, finished: Task<SyncView, any Error>)
}

extension Engine {
    /// A sync that gave no sign of life for so long was killed with its process.
    static let longestSyncSilenceMilliseconds: Int64 = 240_000
    /// What changed so shortly before the last look is read again: clocks differ, and pages take their time.
    static let lookOverlapSeconds: Int64 = 600

    /// Starts a first load, or a look for what webhooks have missed. One that failed or was stopped in the last days goes on
    /// where it was.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` for a connector that is off.
    public func startSync(
        _ id: ID<ConnectorRecord>, _ kind: SyncRecord.Kind, by: String
    ) async throws -> StartedSync {
        let now = clock.now()
        let (sync, isMine) = try await database.write { transaction in
            let connector = try self.configuration(transaction).connector(id)
            guard connector.record.isEnabled else {
                throw Refusal.conflict("The connector of \(connector.source.key) is switched off.")
            }
            return try self.begin(connector, kind, by: by, transaction, at: now)
        }
        let work = LiveConnections.Work(connector: id, kind: .sync)
        guard isMine, liveConnections.begin(work) else { return .alreadyRunning(try SyncView(sync)) }
        let finished = Task.detached { [patient] in
            defer { patient.liveConnections.end(work) }
            return try SyncView(try await patient.carryOut(sync))
        }
        return .started(try SyncView(sync), finished: finished)
    }

    /// - Returns: the sync, and whether the caller is to carry it out.
    private func begin(
        _ connector: ConfiguredConnector, _ kind: SyncRecord.Kind, by: String, _ transaction: Transaction,
        at now: Timestamp
    ) throws -> (SyncRecord, Bool) {
        let id = connector.record.id
        if var running = try transaction.runningSync(of: id) {
            // Its process may be gone; what it had done stands, and its place is known.
            let isSilent = now.milliseconds - running.beatAt.milliseconds > Self.longestSyncSilenceMilliseconds
            guard isSilent else { return (running, false) }
            running.beatAt = now
            try transaction.update(running)
            return (running, true)
        }
        let state = try transaction.state(of: id)
        if var last = try transaction.syncs(of: id, limit: 1).first, last.kind == kind, last.canGoOn(at: now) {
            if last.state == .cancelled, kind == .load {
                last.turnsOn = try switchOff(
                    connector.stores, unless: state.loadedAt != nil, transaction, by: by, at: now)
            }
            (last.state, last.error, last.finishedAt, last.beatAt) = (.running, nil, nil, now)
            try transaction.update(last)
            return (last, true)
        }
        var sync = SyncRecord(
            connector: id, kind: kind, by: by, phase: kind == .load ? .groups : .customers, startedAt: now)
        if kind == .look {
            sync.since = (state.lookedAt ?? connector.record.createdAt).adding(seconds: -Self.lookOverlapSeconds)
        } else {
            sync.turnsOn = try switchOff(connector.stores, unless: state.loadedAt != nil, transaction, by: by, at: now)
        }
        sync.id = try transaction.insert(sync)
        return (sync, true)
    }

    /// Automation stays off while a shop is loaded for the first time.
    private func switchOff(
        _ stores: Set<ID<Domain.Store>>, unless isLoaded: Bool, _ transaction: Transaction, by: String,
        at now: Timestamp
    ) throws -> [ID<Domain.Store>] {
        guard !isLoaded else { return [] }
        var switched: [ID<Domain.Store>] = []
        for id in stores.sorted() {
            let store = try configuration(transaction).store(id)
            guard store.automation.isOn else { continue }
            try switchAutomation(of: store, to: false, transaction, by: by, at: now)
            switched.append(id)
        }
        return switched
    }

    /// Asks a sync to stop after its present page. What it has taken in stays.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where it has ended.
    public func cancelSync(_ id: ID<SyncRecord>, by: String) async throws -> SyncView {
        let now = clock.now()
        let sync = try await database.write { transaction in
            guard let sync = try transaction.sync(id) else { throw Refusal.notFound("sync \(id)") }
            guard sync.state == .running else { throw Refusal.conflict("Sync \(id) has ended already.") }
            try transaction.audit(by: by, action: "sync.cancel", subject: "sync \(id)", at: now)
            return sync
        }
        liveConnections.stop(id)
        return try SyncView(sync)
    }

    /// - Throws: `Refusal.notFound`.
    public func sync(_ id: ID<SyncRecord>) async throws -> SyncView {
        guard let sync = try await database.read({ try $0.sync(id) }) else { throw Refusal.notFound("sync \(id)") }
        return try SyncView(sync)
    }

    /// Newest first.
    public func syncs(
        of connector: ID<ConnectorRecord>, before: ID<SyncRecord>?, limit: Int
    ) async throws -> [SyncView] {
        try await database.read { snapshot in
            _ = try self.configuration(snapshot).connector(connector)
            return try snapshot.syncs(of: connector, before: before, limit: limit).map { try SyncView($0) }
        }
    }

    /// Carries out the looks that are due, and goes on with syncs whose process is gone; what came of them.
    ///
    /// - Parameters:
    ///   - store: the only store to look at; nil for all.
    ///   - all: those that are not due yet too.
    public func lookDue(store: ID<Domain.Store>? = nil, all: Bool = false) async throws -> [SyncView] {
        var done: [SyncView] = []
        for sync in try await startLooks(store: store, all: all) { done.append(try await sync.value) }
        return done
    }

    /// The same without waiting for their ends: a shop that takes long holds up no other.
    @discardableResult
    public func startLooks(
        store: ID<Domain.Store>? = nil, all: Bool = false
    ) async throws -> [Task<SyncView, any Error>] {
        let (now, configuration) = (clock.now(), try await latestConfiguration())
        var started: [Task<SyncView, any Error>] = []
        for connector in configuration.connectors
        where connector.record.isEnabled && (store.map(connector.stores.contains) ?? true) {
            let id = connector.record.id
            let (state, running) = try await database.read { (try $0.state(of: id), try $0.runningSync(of: id)) }
            let isDue = state.lookDueAt.map { $0 <= now } ?? false
            guard all || running != nil || isDue && !(state.restsUntil.map { $0 > now } ?? false) else { continue }
            let kind = running?.kind ?? .look
            if case .started(_, let finished) = try await startSync(id, kind, by: "source \(connector.source.key)") {
                started.append(finished)
            }
        }
        return started
    }

    /// Lets syncs and write-back stop at their next step, for good; syncs go on when the server is started again.
    ///
    /// - Parameter seconds: how long it waits for them.
    public func stopTalking(within seconds: Int) async {
        liveConnections.close()
        for _ in 0..<seconds where !liveConnections.isIdle { try? await pause(1) }
    }

    /// Reads one order from its shop and takes it in, whatever was known of it.
    ///
    /// - Throws: `Refusal.notFound` where the shop has no such order; `Refusal.conflict` where it cannot be asked.
    public func syncOrder(_ order: String, of id: ID<ConnectorRecord>, by: String) async throws {
        let configuration = try await latestConfiguration()
        let connector = try configuration.connector(id)
        let zone = try configuration.store(connector.source.store).zone
        let record: ShopRecord?
        do { record = try await connection(connector, zone: zone).order(order) } catch let error as ShopError {
            throw Refusal.conflict(error.reason)
        }
        guard let record else { throw Refusal.notFound("order '\(order)' in the shop") }
        let now = clock.now()
        try await database.write { transaction in
            let reading = ShopReading(
                engine: self, transaction: transaction, connector: connector, cause: Cause(), now: now)
            _ = try reading.take(record)
            try transaction.audit(by: by, action: "sync.order", subject: "order \(order)", at: now)
        }
    }
}

extension SyncRecord {
    /// The place of an older one is given up: pages may have shifted too far.
    private static let longestBreakMilliseconds: Int64 = 7 * 86_400_000

    /// Whether it ended before its time, and not long ago.
    fileprivate func canGoOn(at now: Timestamp) -> Bool {
        guard state == .failed || state == .cancelled, phase != .done, let finishedAt else { return false }
        return now.milliseconds - finishedAt.milliseconds <= Self.longestBreakMilliseconds
    }
}
