internal import Domain
internal import Store

extension Engine {
    /// After one look at all customers has ended, the next begins so much later.
    static let sweepRestSeconds: Int64 = 600

    /// Looks at the next customers of each store and at what stands in it, and notes what is odd. Called again and again,
    /// it comes round to everyone; where nothing is odd it only reads.
    ///
    /// - Parameter batch: how many customers of each store at the most.
    /// - Returns: how many were looked at.
    @discardableResult
    public func sweepChecks(batch: Int = 5_000) async throws -> Int {
        var looked = 0
        for store in try await latestConfiguration().stores.map(\.id) {
            try await settleStanding(store)
            looked += try await sweepCustomers(of: store, batch: batch)
        }
        return looked
    }

    /// Notes what stands in a store now, where that is not what is noted.
    func settleStanding(_ id: ID<Domain.Store>) async throws {
        let now = clock.now()
        let isSettled = try await database.read { snapshot in
            let checks = try self.standing(id, snapshot, now)
            return try checks.isSettled(checks.found())
        }
        guard !isSettled else { return }
        try await database.write { transaction in
            let checks = try self.standing(id, transaction, now)
            try checks.settle(checks.found(), transaction)
        }
    }

    private func standing(_ id: ID<Domain.Store>, _ snapshot: Snapshot, _ now: Timestamp) throws -> StandingChecks {
        let configuration = try configuration(snapshot)
        return StandingChecks(
            store: try configuration.store(id), snapshot: snapshot, configuration: configuration, now: now)
    }

    // MARK: Customers

    private func sweepCustomers(of id: ID<Domain.Store>, batch: Int) async throws -> Int {
        let now = clock.now()
        let look = try await database.read { try self.look(id, $0, batch: batch, now) }
        guard let look else { return 0 }
        try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let check = CustomerCheck(store: try configuration.store(id), configuration: configuration, now: now)
            // They are read again: something may have changed since.
            for customer in look.odd {
                guard let present = try transaction.customer(customer) else { continue }
                try check.settle(
                    CustomerStanding(present, grants: try transaction.openGrants(customer)), transaction)
            }
            try transaction.put(look.sweep)
        }
        return look.count
    }

    private struct SweptBatch: Sendable {
        var sweep: CheckSweep
        let count: Int
        /// Customers of whom something else is found than is noted.
        let odd: [ID<Customer>]
    }

    /// Nil while the sweep rests.
    private func look(
        _ id: ID<Domain.Store>, _ snapshot: Snapshot, batch: Int, _ now: Timestamp
    ) throws -> SweptBatch? {
        let configuration = try configuration(snapshot)
        var sweep = try snapshot.checkSweep(store: id) ?? CheckSweep(store: id, begunAt: now)
        if let finishedAt = sweep.finishedAt {
            guard now >= finishedAt.adding(seconds: Self.sweepRestSeconds) else { return nil }
            sweep = CheckSweep(store: id, begunAt: now)
        }
        let customers = try snapshot.standings(store: id, after: sweep.cursor, limit: batch)
        if customers.count < batch { sweep.finishedAt = now }
        guard let first = customers.first?.id, let last = customers.last?.id else {
            return SweptBatch(sweep: sweep, count: 0, odd: [])
        }
        sweep.cursor = last
        let check = CustomerCheck(store: try configuration.store(id), configuration: configuration, now: now)
        let noted = Dictionary(
            grouping: try snapshot.customerFindings(from: first, to: last), by: \.customer)
        let odd = customers.filter { customer in
            check.found(customer).sorted { $0.kind.rawValue < $1.kind.rawValue } != noted[customer.id] ?? []
        }
        return SweptBatch(sweep: sweep, count: customers.count, odd: odd.map(\.id))
    }
}
