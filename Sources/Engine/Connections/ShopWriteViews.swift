public import Domain
internal import Store

/// A line of a connector's queue as people see it.
public struct ShopWriteView: Sendable {
    public let record: ShopWriteRecord
    /// The customer's name, address or id.
    public let customer: String
    /// The voucher's code; nil for groups.
    public let voucher: String?
}

/// A membership that was written into the shop and is there no longer.
public struct DriftView: Sendable {
    public let customer: ID<Customer>
    public let name: String
    /// The group's code.
    public let group: String
    public let missingSince: Timestamp
    /// When a second reading agreed; nil while there was none.
    public let confirmedAt: Timestamp?
}

extension Engine {
    /// Newest first.
    ///
    /// - Throws: `Refusal.notFound`.
    public func shopWrites(
        of id: ID<ConnectorRecord>, state: ShopWriteRecord.State?, before: ID<ShopWriteRecord>?, limit: Int
    ) async throws -> [ShopWriteView] {
        try await database.read { snapshot in
            _ = try self.configuration(snapshot).connector(id)
            return try snapshot.shopWrites(id, state: state, before: before, limit: limit).map {
                try Self.view($0, snapshot)
            }
        }
    }

    /// The connector that a line of a queue belongs to.
    ///
    /// - Throws: `Refusal.notFound`.
    public func connector(ofWrite id: ID<ShopWriteRecord>) async throws -> ConnectorView {
        guard let write = try await database.read({ try $0.shopWrite(id) }) else {
            throw Refusal.notFound("write \(id)")
        }
        return try await connector(write.connector)
    }

    private static func view(_ record: ShopWriteRecord, _ snapshot: Snapshot) throws -> ShopWriteView {
        ShopWriteView(
            record: record,
            customer: try snapshot.customer(record.customer)?.displayName ?? record.customer.description,
            voucher: try record.voucher.flatMap { try snapshot.voucher($0)?.code })
    }

    /// What is missing in the shop, the longest missing first; 200 at most.
    ///
    /// - Throws: `Refusal.notFound`.
    public func drift(of id: ID<ConnectorRecord>) async throws -> [DriftView] {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            _ = try configuration.connector(id)
            return try snapshot.missingMemberships(id, until: now, isConfirmed: nil, limit: 200).compactMap { record in
                guard let since = record.missingSince, let group = configuration.groups[record.group] else {
                    return nil
                }
                return DriftView(
                    customer: record.customer,
                    name: try snapshot.customer(record.customer)?.displayName ?? record.customer.description,
                    group: group.code, missingSince: since, confirmedAt: record.driftedAt)
            }
        }
    }

    /// Settles confirmed drift as a person has decided; for how many customers.
    ///
    /// - Throws: `Refusal.notFound`.
    public func settleDrift(
        of id: ID<ConnectorRecord>, _ decision: ConnectorRecord.Drift, by: String
    ) async throws -> Int {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let connector = try configuration.connector(id)
            let count = try Drift(transaction: transaction, connector: connector, configuration: configuration)
                .settle(self, at: now, decision: decision, by: by)
            try transaction.audit(
                by: by, action: "connector.drift_\(decision.rawValue)", subject: "connector \(connector.source.key)",
                detail: "\(count)", at: now)
            return count
        }
    }
}
