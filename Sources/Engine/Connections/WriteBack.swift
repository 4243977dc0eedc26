public import Domain
internal import Shops
internal import Store

extension Engine {
    /// Tells shops what is due: reads, merges, writes, reads back. Also takes the second look that drift needs.
    ///
    /// - Returns: how many lines of the queues were finished.
    public func writeDue() async throws -> Int {
        let configuration = try await latestConfiguration()
        let writing = configuration.connectors.filter {
            $0.record.isEnabled && ($0.record.writesGroups || $0.record.writesVouchers)
        }
        // Side by side: a shop that hangs holds up no other.
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for connector in writing {
                let work = LiveConnections.Work(connector: connector.record.id, kind: .write)
                guard liveConnections.begin(work) else { continue }
                group.addTask {
                    defer { self.liveConnections.end(work) }
                    return try await WriteBack(engine: self, connector: connector, configuration: configuration).run()
                }
            }
            return try await group.reduce(0, +)
        }
    }

    /// Has a parked line, or one that waits, tried at once.
    ///
    /// - Throws: `Refusal.notFound`.
    public func retryWrite(_ id: ID<ShopWriteRecord>, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            guard var write = try transaction.shopWrite(id) else { throw Refusal.notFound("write \(id)") }
            (write.state, write.dueAt, write.attempts) = (.queued, now, 0)
            try transaction.update(write)
            try transaction.note(write.connector) { $0.restsUntil = nil }
            try transaction.audit(by: by, action: "connector.retry", subject: "write \(id)", at: now)
        }
    }

    /// Queues every membership that rests on more than the shop's own word: for a shop that is told for the first time.
    ///
    /// - Returns: how many customers were queued.
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where the connector does not write groups.
    public func tellEverything(_ id: ID<ConnectorRecord>, by: String) async throws -> Int {
        let now = clock.now()
        return try await database.write { transaction in
            let connector = try self.configuration(transaction).connector(id)
            guard connector.record.writesGroups else {
                throw Refusal.conflict("The connector of \(connector.source.key) does not write groups.")
            }
            var customers = 0
            for store in connector.stores.sorted() {
                customers += try transaction.queueMemberships(id, store: store, at: now)
            }
            try transaction.audit(
                by: by, action: "connector.tell", subject: "connector \(connector.source.key)", detail: "\(customers)",
                at: now)
            return customers
        }
    }
}

/// One connector's queue.
struct WriteBack {
    let engine: Engine
    let connector: ConfiguredConnector
    let configuration: Configuration

    private static let batch = 50
    /// After so many tries that failed for the time being, a line waits for a person: about three days.
    private static let lastAttempt = 18
    private static let groupsAgeMilliseconds: Int64 = 600_000

    private var id: ID<ConnectorRecord> { connector.record.id }

    func run() async throws -> Int {
        let (now, id) = (engine.clock.now(), id)
        let (state, lines, missing, isDrifted) = try await engine.database.read { snapshot in
            let until = now.adding(milliseconds: -Drift.confirmationMilliseconds)
            return (
                try snapshot.state(of: id), try snapshot.dueWrites(id, until: now, limit: Self.batch),
                try snapshot.missingMemberships(id, until: until, isConfirmed: false, limit: Self.batch),
                try !snapshot.missingMemberships(id, until: now, isConfirmed: true, limit: 1).isEmpty
            )
        }
        let settles = !missing.isEmpty || isDrifted && state.parkedAt == nil
        guard state.restsUntil.map({ $0 <= now }) ?? true, !lines.isEmpty || settles else { return 0 }
        let zone = try configuration.store(connector.source.store).zone
        let connection = try engine.connection(connector, zone: zone)
        var finished = 0
        do {
            for line in lines { if try await write(line, connection) { finished += 1 } }
            try await lookAgain(missing, connection)
        } catch let error as ShopError {
            try await rest(error)
            return finished
        }
        if settles { try await settleDrift() }
        return finished
    }

    // MARK: One line

    /// - Returns: whether it is done.
    /// - Throws: `ShopError` where the whole queue has to wait.
    private func write(_ line: ShopWriteRecord, _ connection: any ShopConnection) async throws -> Bool {
        do {
            if let voucher = line.voucher {
                try await make(voucher, line, connection)
            } else {
                try await writeGroups(line, connection)
            }
            return try await finish(line)
        } catch let error as ShopError {
            try await fail(line, error)
            switch error {
            case .throttled, .unauthorized, .unreachable: throw error
            case .unanswered, .failing, .refused, .malformed: return false
            }
        }
    }

    private func writeGroups(_ line: ShopWriteRecord, _ connection: any ShopConnection) async throws {
        let (connector, engine) = (connector, engine)
        let wish = try await engine.database.read { snapshot in
            try MembershipWish(line, connector, snapshot, engine.configuration(snapshot), now: engine.clock.now())
        }
        guard let wish else { return }
        guard let before = try await connection.membership(of: wish.externalID) else {
            throw ShopError.refused("it has no customer \(wish.externalID)")
        }
        try await requireKnown(wish, connection)
        guard let write = try wish.write(over: before) else { return try await note(wish, before, before) }
        try await connection.write(write, of: wish.externalID)
        guard let after = try await connection.membership(of: wish.externalID) else {
            throw ShopError.refused("it has no customer \(wish.externalID) any more")
        }
        guard wish.isFulfilled(by: after) else {
            throw ShopError.failing("it took the groups, and does not show them")
        }
        try await note(wish, before, after)
    }

    /// A group that the shop does not have cannot be given. Platforms without groups of their own know no list.
    private func requireKnown(_ wish: MembershipWish, _ connection: any ShopConnection) async throws {
        let now = engine.clock.now()
        let known: Set<String>
        if let kept = engine.liveConnections.groups(id, since: now.adding(milliseconds: -Self.groupsAgeMilliseconds)) {
            known = kept
        } else {
            known = Set(try await connection.groups().map(\.id))
            engine.liveConnections.keep(known, of: id, at: now)
        }
        guard !known.isEmpty, let missing = wish.wanted.subtracting(known).sorted().first else { return }
        engine.liveConnections.forget(id)
        throw ShopError.refused("it has no group with the id \(missing)")
    }

    /// What was seen after the write, and what was missing before it.
    private func note(_ wish: MembershipWish, _ before: ShopMembership, _ after: ShopMembership) async throws {
        let (connector, engine) = (connector, engine)
        try await engine.database.write { transaction in
            let configuration = try engine.configuration(transaction)
            try Drift(transaction: transaction, connector: connector, configuration: configuration)
                .judge(wish.customer, store: wish.store, groups: Set(before.groups), readAt: before.readAt)
            let present = try transaction.shopMemberships(wish.customer)
            for record in wish.records where record.verifiedAt == nil && present.contains(record) {
                var seen = record
                seen.verifiedAt = after.readAt
                if record.isWanted { try transaction.put(seen) } else { try transaction.remove(record) }
            }
        }
    }

    private func make(_ id: ID<Voucher>, _ line: ShopWriteRecord, _ connection: any ShopConnection) async throws {
        let configuration = configuration
        let voucher = try await engine.database.read { snapshot -> ShopVoucher? in
            guard let voucher = try snapshot.voucher(id), let customer = try snapshot.customer(line.customer),
                !customer.isDeleted
            else { return nil }
            return try Self.voucher(voucher, customer, configuration)
        }
        if let voucher { try await connection.make(voucher) }
    }

    private static func voucher(
        _ voucher: Voucher, _ customer: Customer, _ configuration: Configuration
    ) throws -> ShopVoucher? {
        let store = try configuration.store(voucher.store)
        let discount: ShopVoucher.Discount
        if let percent = voucher.percent {
            discount = .percent(percent)
        } else if let amount = voucher.amount {
            discount = .amount(Money(minorUnits: amount, currency: store.currency))
        } else {
            return nil
        }
        let rung = configuration.groups.values.first { $0.store == store.id && $0.code == voucher.rung }
        return ShopVoucher(
            code: voucher.code, name: rung?.name ?? voucher.rung, discount: discount, from: voucher.createdAt,
            until: store.zone.start(of: voucher.lastDay.adding(days: 1)), customer: customer.externalID,
            email: customer.email)
    }

    // MARK: What became of it

    private func finish(_ line: ShopWriteRecord) async throws -> Bool {
        let (now, id, source) = (engine.clock.now(), id, connector.source)
        return try await engine.database.write { transaction in
            try transaction.note(id) { state in
                state.written += 1
                state.writtenAt = now
                (state.failures, state.problem, state.problemAt, state.restsUntil) = (0, nil, nil, nil)
            }
            try transaction.resolve(
                .shopFailing, store: source.store, subjectType: "connector", subjectID: id.rawValue, at: now)
            try transaction.resolve(
                .shopWriteParked, store: source.store, subjectType: "customer", subjectID: line.customer.rawValue,
                at: now)
            return try transaction.finish(line)
        }
    }

    private func fail(_ line: ShopWriteRecord, _ error: ShopError) async throws {
        let (now, source) = (engine.clock.now(), connector.source)
        try await engine.database.write { transaction in
            guard var line = try transaction.shopWrite(line.id) else { return }
            line.error = error.reason
            var isFinal = false
            if case .throttled = error {
                // The queue as a whole rests; the line itself has failed at nothing.
            } else {
                line.attempts += 1
                isFinal = !error.isTemporary && error.isAboutOne || line.attempts >= Self.lastAttempt
                line.dueAt = now.adding(seconds: Patience.seconds(afterAttempt: line.attempts))
            }
            line.state = isFinal ? .parked : .queued
            try transaction.update(line)
            guard isFinal, let customer = try transaction.customer(line.customer) else { return }
            let facts: [Sentence.Fact] = [
                .init("source", .text(source.name)), .init("customer", .text(customer.displayName)),
                .init("error", .text(error.reason)),
            ]
            try transaction.note(
                Finding(
                    id: ID(0), store: source.store, kind: .shopWriteParked, subjectType: "customer",
                    subjectID: customer.id.rawValue, subjectLabel: customer.displayName,
                    sentence: Sentence("finding.shop_write_parked", facts), firstAt: now, lastAt: now))
        }
    }

    /// The shop as a whole asks for patience, cannot be reached, or does not let us in.
    private func rest(_ error: ShopError) async throws {
        let (now, id, source) = (engine.clock.now(), id, connector.source)
        try await engine.database.write { transaction in
            try transaction.noteFailure(of: id, source, error, at: now)
        }
    }

    // MARK: Drift

    private func lookAgain(_ missing: [ShopMembershipRecord], _ connection: any ShopConnection) async throws {
        let (connector, engine) = (connector, engine)
        for customer in Set(missing.map(\.customer)).sorted() {
            guard let known = try await engine.database.read({ try $0.customer(customer) }) else { continue }
            guard let seen = try await connection.membership(of: known.externalID) else {
                // Whoever is gone from the shop is in no group there: that is told by the customer's own report.
                try await engine.database.write { transaction in
                    for record in missing where record.customer == customer { try transaction.remove(record) }
                }
                continue
            }
            try await engine.database.write { transaction in
                let configuration = try engine.configuration(transaction)
                try Drift(transaction: transaction, connector: connector, configuration: configuration)
                    .judge(customer, store: known.store, groups: Set(seen.groups), readAt: seen.readAt)
            }
        }
    }

    private func settleDrift() async throws {
        let (connector, engine) = (connector, engine)
        _ = try await engine.database.write { transaction in
            try Drift(
                transaction: transaction, connector: connector, configuration: engine.configuration(transaction)
            ).settle(engine, at: engine.clock.now(), by: "source \(connector.source.key)")
        }
    }
}

/// How long is waited after a try that failed.
enum Patience {
    /// From half a minute to six hours.
    static func seconds(afterAttempt attempt: Int) -> Int64 {
        let steps: [Int64] = [30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600]
        return steps[min(max(attempt, 1), steps.count) - 1]
    }
}

extension ShopError {
    /// Whether it concerns what was asked, and not the shop as a whole.
    var isAboutOne: Bool {
        switch self {
        case .refused, .malformed: true
        case .unreachable, .unanswered, .throttled, .unauthorized, .failing: false
        }
    }
}

extension Transaction {
    /// The shop as a whole does not do what it is asked: its connector rests for a while.
    func noteFailure(
        of connector: ID<ConnectorRecord>, _ source: SourceRecord, _ error: ShopError, at now: Timestamp
    ) throws {
        var isNews = false
        try note(connector) { state in
            if case .throttled(let seconds) = error {
                state.restsUntil = now.adding(seconds: Int64(max(1, seconds ?? 10)))
                return
            }
            state.failures += 1
            state.restsUntil = now.adding(seconds: Patience.seconds(afterAttempt: state.failures))
            (state.problem, state.problemAt) = (error.reason, now)
            isNews = state.failures >= 3 || !error.isTemporary
        }
        guard isNews else { return }
        let facts: [Sentence.Fact] = [.init("source", .text(source.name)), .init("error", .text(error.reason))]
        try note(
            Finding(
                id: ID(0), store: source.store, kind: .shopFailing, subjectType: "connector",
                subjectID: connector.rawValue, subjectLabel: source.name,
                sentence: Sentence("finding.shop_failing", facts), firstAt: now, lastAt: now))
    }
}
