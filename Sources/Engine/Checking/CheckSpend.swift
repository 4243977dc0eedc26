internal import Domain
internal import Store

/// A place where what is booked is not what follows from the orders.
public struct SpendDifference: Sendable, CustomStringConvertible {
    /// `customer 7`, `organization 3` or `order 1042`.
    public let subject: String
    /// Minor units and number of orders on one day in one status; empty where there is none.
    public let booked: String
    public let reckoned: String

    public var description: String { "\(subject): \(booked) is booked, \(reckoned) follows from the orders" }
}

extension Engine {
    /// What SQLite itself finds wrong with the file, and rows that point to nothing; none where all is well.
    public func databaseFaults() async throws -> [String] { try await database.read { try $0.faults() } }

    /// Grants, default groups and notes of rules that contradict each other; none where all is well.
    public func grantFaults() async throws -> [String] { try await database.read { try $0.grantFaults() } }

    /// Reckons every customer's and every organization's spend anew from the orders and tells each difference. Reads one
    /// customer after the other, so that the size of the shop does not matter.
    ///
    /// - Returns: how many differences there are.
    public func checkSpend(_ tell: @escaping @Sendable (SpendDifference) -> Void) async throws -> Int {
        try await database.read { snapshot in
            let reckoning = SpendReckoning(snapshot: snapshot, configuration: try self.configuration(snapshot))
            var count = 0
            func note(_ differences: [SpendDifference]) {
                count += differences.count
                differences.forEach(tell)
            }
            var last = ID<Customer>(0)
            while true {
                let batch = try snapshot.allCustomers(after: last, limit: SpendReckoning.batch)
                guard let end = batch.last else { break }
                for customer in batch { note(try reckoning.differences(of: customer.id, store: customer.store)) }
                last = end.id
            }
            var lastOrganization = ID<Organization>(0)
            while true {
                let batch = try snapshot.allOrganizations(after: lastOrganization, limit: SpendReckoning.batch)
                guard let end = batch.last else { return count }
                for found in batch { note(try reckoning.differences(of: found.id, store: found.store)) }
                lastOrganization = end.id
            }
        }
    }

    /// Writes what orders count for, and the spend of customers and organizations, anew from the orders; in batches, so
    /// that webhooks get in between.
    public func rebuildSpend(by: String) async throws {
        let now = clock.now()
        var last: ID<Customer>? = ID(0)
        while let after = last {
            last = try await database.write { transaction in
                let reckoning = SpendReckoning(
                    snapshot: transaction, configuration: try self.configuration(transaction))
                let batch = try transaction.allCustomers(after: after, limit: SpendReckoning.batch)
                for customer in batch {
                    try reckoning.rebuild(customer.id, store: customer.store, transaction, at: now)
                }
                return batch.last?.id
            }
        }
        var lastOrganization: ID<Organization>? = ID(0)
        while let after = lastOrganization {
            lastOrganization = try await database.write { transaction in
                let reckoning = SpendReckoning(
                    snapshot: transaction, configuration: try self.configuration(transaction))
                let batch = try transaction.allOrganizations(after: after, limit: SpendReckoning.batch)
                for found in batch {
                    try transaction.replaceSpend(
                        of: found.id, reckoning.reckoned(found.id, try reckoning.configuration.store(found.store)))
                }
                return batch.last?.id
            }
        }
        try await database.write { try $0.audit(by: by, action: "spend.rebuild", subject: "spend", at: now) }
    }
}

/// Works out from the orders what is to be booked.
private struct SpendReckoning {
    static let batch = 100

    let snapshot: Snapshot
    let configuration: Configuration

    /// What one order counts for, as booked and as it should be.
    private struct Reckoned {
        let stored: StoredOrder
        let spend: Spend?
        let organization: ID<Organization>?
    }

    private struct Key: Hashable {
        let day: CalendarDay
        let status: ID<OrderStatus>
    }

    // MARK: Comparing

    func differences(of customer: ID<Customer>, store: ID<Domain.Store>) throws -> [SpendDifference] {
        let orders = try orders(of: customer, configuration.store(store))
        let wrong = orders.filter { $0.spend != $0.stored.spend || $0.organization != $0.stored.organization }
        return wrong.map { order in
            SpendDifference(
                subject: "order \(order.stored.order.externalID)",
                booked: words(order.stored.spend, order.stored.organization),
                reckoned: words(order.spend, order.organization))
        } + differences("customer \(customer)", try snapshot.bookedSpend(of: customer), Self.sum(orders))
    }

    func differences(of organization: ID<Organization>, store: ID<Domain.Store>) throws -> [SpendDifference] {
        differences(
            "organization \(organization)", try snapshot.bookedSpend(of: organization),
            try reckoned(organization, configuration.store(store)))
    }

    private func differences(
        _ subject: String, _ booked: [BookedSpend], _ reckoned: [BookedSpend]
    ) -> [SpendDifference] {
        let places = Dictionary(grouping: Set(booked).symmetricDifference(reckoned)) {
            Key(day: $0.day, status: $0.status)
        }
        return places.sorted { ($0.key.day, $0.key.status) < ($1.key.day, $1.key.status) }.map { place, _ in
            func words(_ entries: [BookedSpend]) -> String {
                let entry = entries.first { $0.day == place.day && $0.status == place.status }
                return entry.map { "\($0.amount) of \($0.orders) \($0.orders == 1 ? "order" : "orders")" } ?? "nothing"
            }
            return SpendDifference(
                subject: "\(subject), \(place.day), status \(code(place.status))", booked: words(booked),
                reckoned: words(reckoned))
        }
    }

    private func words(_ spend: Spend?, _ organization: ID<Organization>?) -> String {
        guard let spend else { return "nothing" }
        let amount = spend.amount.map(String.init) ?? "an unknown amount"
        let place = organization.map { " for organization \($0)" } ?? ""
        return "\(amount) on \(spend.day) in status \(code(spend.status))\(place)"
    }

    private func code(_ status: ID<OrderStatus>) -> String { configuration.statuses[status]?.code ?? "#\(status)" }

    // MARK: Mending

    func rebuild(
        _ customer: ID<Customer>, store: ID<Domain.Store>, _ transaction: Transaction, at now: Timestamp
    ) throws {
        let orders = try orders(of: customer, configuration.store(store))
        for order in orders where order.spend != order.stored.spend || order.organization != order.stored.organization {
            try transaction.setSpend(of: order.stored.order.id, order.spend, organization: order.organization)
        }
        let reckoned = Self.sum(orders)
        guard try Set(reckoned) != Set(snapshot.bookedSpend(of: customer)) else { return }
        try transaction.replaceSpend(of: customer, reckoned)
        try Respending(transaction: transaction, configuration: configuration, now: now)
            .lookAgain(customers: [customer], organizations: [], configuration.store(store))
    }

    // MARK: Reckoning

    private func orders(of customer: ID<Customer>, _ store: Domain.Store) throws -> [Reckoned] {
        try snapshot.orderIDs(of: customer).compactMap { id in
            guard let stored = try snapshot.order(id) else { return nil }
            let order = stored.order
            let spend = try Respending.spend(of: order, store, snapshot, configuration)
            let instant = order.paidAt ?? order.placedAt ?? order.version
            let organization =
                spend == nil ? nil : try instant.flatMap { try snapshot.organization(of: customer, at: $0) }
            return Reckoned(stored: stored, spend: spend, organization: organization)
        }
    }

    /// What the orders of all who ever belonged to an organization count for it.
    func reckoned(_ organization: ID<Organization>, _ store: Domain.Store) throws -> [BookedSpend] {
        var sums: [Key: BookedSpend] = [:]
        for member in try snapshot.everMembers(of: organization) {
            let own = try orders(of: member, store).filter { $0.organization == organization }
            for entry in Self.sum(own) { Self.add(entry, to: &sums) }
        }
        return Array(sums.values)
    }

    private static func sum(_ orders: [Reckoned]) -> [BookedSpend] {
        var sums: [Key: BookedSpend] = [:]
        for spend in orders.compactMap(\.spend) {
            guard let amount = spend.amount else { continue }
            add(BookedSpend(day: spend.day, status: spend.status, amount: amount, orders: 1), to: &sums)
        }
        return Array(sums.values)
    }

    private static func add(_ entry: BookedSpend, to sums: inout [Key: BookedSpend]) {
        let empty = BookedSpend(day: entry.day, status: entry.status, amount: 0, orders: 0)
        let key = Key(day: entry.day, status: entry.status)
        sums[key, default: empty].amount += entry.amount
        sums[key, default: empty].orders += entry.orders
    }
}
