internal import Domain
internal import JSON
internal import Shops
internal import Store

extension Engine {
    /// Carries a sync out from where it stands. Its place is written with each page, so that nothing is lost by a kill.
    func carryOut(_ sync: SyncRecord) async throws -> SyncRecord {
        defer { liveConnections.forget(sync.id) }
        let configuration = try await database.read { try self.configuration($0) }
        let connector = try configuration.connector(sync.connector)
        let zone = try configuration.store(connector.source.store).zone
        let connection = try connection(connector, zone: zone)
        let figures = SyncFigures(try JSONValue(parsing: Array(sync.figures.utf8)))
        var work = SyncWork(engine: self, connector: connector, connection: connection, sync: sync, figures: figures)
        do {
            while work.sync.phase != .done {
                if liveConnections.isClosing { return try await work.layDown() }
                guard !liveConnections.isStopping(sync.id) else { return try await work.end(.cancelled) }
                try await work.step()
            }
            return try await work.end(.finished)
        } catch let error as ShopError {
            if liveConnections.isClosing { return try await work.layDown() }
            return try await work.end(.failed, error)
        } catch {
            _ = try? await work.end(.failed, .refused("\(error)"))
            throw error
        }
    }
}

/// One first load or look on its way: page by page, each taken in together with the place to go on from.
struct SyncWork {
    let engine: Engine
    let connector: ConfiguredConnector
    let connection: any ShopConnection
    private(set) var sync: SyncRecord
    private(set) var figures: SyncFigures

    /// Records of a page are taken in by so many at once: each batch holds up whatever else is to be written.
    private static let batch = 100
    /// How often a request that failed for the time being is sent again, and how long is waited before, in seconds.
    private static let patience = [1, 5, 15, 30, 60]
    /// A platform that cannot tell which customers have changed is asked for all of them once a day.
    private static let wholeCustomersMilliseconds: Int64 = 86_400_000

    init(
        engine: Engine, connector: ConfiguredConnector, connection: any ShopConnection, sync: SyncRecord,
        figures: SyncFigures
    ) {
        self.engine = engine
        self.connector = connector
        self.connection = connection
        self.sync = sync
        self.figures = figures
    }

    mutating func step() async throws {
        switch sync.phase {
        case .groups: try await takeGroups()
        case .statuses: try await takeStatuses()
        case .customers: try await takeCustomers()
        case .orders: try await takeOrders()
        case .done: break
        }
    }

    // MARK: Groups and statuses

    private mutating func takeGroups() async throws {
        let connection = connection
        let groups = try await asking { () async throws(ShopError) in try await connection.groups() }
        figures.groups = groups.count
        let (connector, engine, now) = (connector, engine, engine.clock.now())
        try await advance(to: .statuses) { transaction in
            for store in connector.stores.sorted() {
                try engine.lay(groups, into: store, transaction, at: now)
            }
        }
    }

    private mutating func takeStatuses() async throws {
        let connection = connection
        let statuses = try await asking { () async throws(ShopError) in try await connection.statuses() }
        figures.statuses = statuses.count
        let (connector, engine, now) = (connector, engine, engine.clock.now())
        try await advance(to: .customers) { transaction in
            for store in connector.stores.sorted() {
                let intake = Intake(
                    engine: engine, transaction: transaction, store: store, cause: Cause(actor: .import), bodyHash: 0,
                    receivedAt: now, now: now)
                for status in statuses { _ = try intake.status(status) }
            }
        }
    }

    // MARK: Pages

    private mutating func takeCustomers() async throws {
        guard try await wantsCustomers() else { return try await advance(to: .orders) { _ in } }
        let (connection, query, cursor) = (connection, query, sync.cursor)
        let page = try await asking { () async throws(ShopError) in
            try await connection.customers(query, at: cursor)
        }
        figures.customers.total = page.total ?? figures.customers.total
        try await take(page, next: .orders)
    }

    private mutating func takeOrders() async throws {
        let (connection, query, cursor) = (connection, query, sync.cursor)
        let page = try await asking { () async throws(ShopError) in try await connection.orders(query, at: cursor) }
        figures.orders.total = page.total ?? figures.orders.total
        try await take(page, next: .done)
    }

    private var query: ShopQuery { sync.since.map { .changed(since: $0) } ?? .all }

    private func wantsCustomers() async throws -> Bool {
        guard sync.kind == .look, connector.source.platform == .woocommerce, sync.cursor == nil else { return true }
        let id = connector.record.id
        guard let last = try await engine.database.read({ try $0.state(of: id).customersLookedAt }) else { return true }
        return sync.startedAt.milliseconds - last.milliseconds >= Self.wholeCustomersMilliseconds
    }

    /// Takes a page in. The place moves on with the last batch, so that a kill between two repeats the page, which
    /// changes nothing more.
    private mutating func take(_ page: ShopPage, next: SyncRecord.Phase) async throws {
        figures.add(page.problems)
        let batches = stride(from: 0, to: page.records.count, by: Self.batch).map {
            Array(page.records[$0..<min($0 + Self.batch, page.records.count)])
        }
        for batch in batches.dropLast() {
            let found = try await engine.database.write { [self] in try take(batch, $0) }
            count(found)
        }
        let last = batches.last ?? []
        let found = try await engine.database.write { [self] in try take(last, $0) }
        count(found)
        sync.cursor = page.next
        if page.next == nil { sync.phase = next }
        try await save { _ in }
    }

    private enum Outcome: Sendable {
        case taken(ShopReading.Finding, id: String, isOrder: Bool)
        case failed(id: String, reason: String)
    }

    /// What cannot be taken in is named and left out, so that it does not keep the others back.
    private func take(_ records: [ShopRecord], _ transaction: Transaction) throws -> [Outcome] {
        let reading = ShopReading(
            engine: engine, transaction: transaction, connector: connector, cause: cause, now: engine.clock.now())
        return try records.map { record in
            let (id, isOrder) = Self.name(record)
            switch try transaction.attempt({ try reading.take(record, isHistory: isHistory(record)) }) {
            case .success(let finding): return .taken(finding, id: id, isOrder: isOrder)
            case .failure(let error): return .failed(id: id, reason: "\(error)")
            }
        }
    }

    /// Whether a look comes upon somebody who registered long before it: nothing fires as if it had just happened.
    private func isHistory(_ record: ShopRecord) -> Bool {
        guard case .customer(let event) = record.event, let since = sync.since else { return false }
        return event.registeredAt.map { $0 < since } ?? true
    }

    private mutating func count(_ outcomes: [Outcome]) {
        for outcome in outcomes {
            switch outcome {
            case .failed(let id, let reason): figures.add([ShopPage.Problem(id: id, reason: reason)])
            case .taken(let finding, let id, let isOrder):
                var part = isOrder ? figures.orders : figures.customers
                part.read += 1
                if finding == .elsewhere { part.elsewhere += 1 }
                if finding == .missed {
                    part.missed += 1
                    if isOrder, sync.kind == .look { figures.note(missed: id) }
                }
                if isOrder { figures.orders = part } else { figures.customers = part }
            }
        }
    }

    private static func name(_ record: ShopRecord) -> (id: String, isOrder: Bool) {
        switch record.event {
        case .order(let event): (event.externalID, true)
        case .customer(let event): (event.externalID, false)
        case .merge(let merge): (merge.kept, false)
        case .unused, .ping: ("", false)
        }
    }

    /// A first load is history: nobody is mailed, and nothing fires as if it had just happened. A look brings what
    /// webhooks should have brought.
    private var cause: Cause {
        sync.kind == .load ? Cause(actor: .import, by: sync.by, mails: false) : Cause()
    }

    // MARK: Asking

    /// Asks, and where the shop cannot just now, waits and asks again.
    private func asking<Value: Sendable>(
        _ ask: () async throws(ShopError) -> Value
    ) async throws -> Value {
        for seconds in Self.patience {
            do throws(ShopError) {
                return try await ask()
            } catch {
                guard error.isTemporary, !engine.liveConnections.isStopping(sync.id) else { throw error }
                var wait = seconds
                if case .throttled(let told?) = error { wait = min(max(told, 1), 120) }
                try await beat()
                // Second by second, so that a stop need not wait for the shop's patience.
                for _ in 0..<wait {
                    guard !engine.liveConnections.isStopping(sync.id) else { throw error }
                    try await engine.pause(1)
                }
            }
        }
        return try await ask()
    }

    // MARK: Its place

    /// Gives a sign of life.
    private func beat() async throws {
        var sync = sync
        sync.beatAt = engine.clock.now()
        let alive = sync
        try await engine.database.write { try $0.update(alive) }
    }

    private mutating func advance(
        to phase: SyncRecord.Phase, _ write: @escaping @Sendable (Transaction) throws -> Void
    ) async throws {
        (sync.phase, sync.cursor) = (phase, nil)
        try await save(write)
    }

    private mutating func save(_ write: @escaping @Sendable (Transaction) throws -> Void) async throws {
        sync.beatAt = engine.clock.now()
        sync.figures = String(decoding: figures.json.bytes, as: UTF8.self)
        let sync = sync
        try await engine.database.write { transaction in
            try write(transaction)
            try transaction.update(sync)
        }
    }

    /// Leaves it where it is, for the next process to go on with at once.
    mutating func layDown() async throws -> SyncRecord {
        sync.beatAt = .zero
        let sync = sync
        try await engine.database.write { try $0.update(sync) }
        return sync
    }

    mutating func end(_ state: SyncRecord.State, _ error: ShopError? = nil) async throws -> SyncRecord {
        let now = engine.clock.now()
        (sync.state, sync.error, sync.finishedAt) = (state, error?.reason, now)
        let (sync, connector, engine) = (sync, connector, engine)
        try await save { transaction in
            if let error {
                try transaction.noteFailure(of: sync.connector, connector.source, error, at: now)
            } else if state == .finished {
                try engine.complete(sync, connector, transaction, at: now)
            }
            if state != .failed {
                for store in sync.turnsOn {
                    let store = try engine.configuration(transaction).store(store)
                    guard !store.automation.isOn else { continue }
                    try engine.switchAutomation(of: store, to: true, transaction, by: sync.by, at: now)
                }
            }
        }
        return self.sync
    }
}

extension Engine {
    /// Notes up to when the shop is known.
    fileprivate func complete(
        _ sync: SyncRecord, _ connector: ConfiguredConnector, _ transaction: Transaction, at now: Timestamp
    ) throws {
        try transaction.note(sync.connector) { state in
            if sync.kind == .load { state.loadedAt = now }
            // Orders that came while it was reading are read again the next time.
            state.lookedAt = max(state.lookedAt ?? .zero, sync.startedAt)
            if sync.kind == .load || connector.source.platform != .woocommerce
                || SyncFigures((try? JSONValue(parsing: Array(sync.figures.utf8))) ?? .null).customers.read > 0
            {
                state.customersLookedAt = sync.startedAt
            }
            state.lookDueAt = connector.record.lookMinutes.map { now.adding(seconds: Int64($0) * 60) }
            (state.failures, state.problem, state.problemAt, state.restsUntil) = (0, nil, nil, nil)
        }
        try transaction.resolve(
            .shopFailing, store: connector.source.store, subjectType: "connector", subjectID: sync.connector.rawValue,
            at: now)
    }

    /// Makes the shop's groups known to a store. A group of ours with the same name and no id of the shop's is taken for
    /// the shop's.
    fileprivate func lay(
        _ groups: [ShopGroup], into store: ID<Domain.Store>, _ transaction: Transaction, at now: Timestamp
    ) throws {
        guard !groups.isEmpty else { return }
        for shopGroup in groups {
            let configuration = try configuration(transaction)
            guard configuration.group(store, externalID: shopGroup.id) == nil else { continue }
            let name = shopGroup.name.isEmpty ? shopGroup.id : shopGroup.name
            let own = configuration.groups(of: store).first {
                $0.externalID == nil && $0.name.lowercased() == name.lowercased()
            }
            if var own {
                own.externalID = shopGroup.id
                try transaction.update(own)
            } else {
                let code = Self.code(name, id: shopGroup.id) { configuration.group(store, code: $0) != nil }
                _ = try transaction.insert(
                    Group(
                        id: ID(0), store: store, code: code, name: name, externalID: shopGroup.id, benefits: .init(),
                        createdAt: now))
            }
            try transaction.stampConfiguration()
        }
    }

    /// A code of small letters, digits and hyphens that is not taken.
    private static func code(_ name: String, id: String, isTaken: (String) -> Bool) -> String {
        let letters = name.lowercased().unicodeScalars.map { scalar -> Character in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
        }
        let word = String(letters).split(separator: "-").joined(separator: "-").prefix(48)
        let base = word.isEmpty ? "group" : String(word)
        if !isTaken(base) { return base }
        return (1...).lazy.map { $0 == 1 ? "\(base)-\(id.prefix(12))" : "\(base)-\(id.prefix(8))-\($0)" }
            .first { !isTaken($0) } ?? base
    }
}
