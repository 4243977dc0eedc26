import Domain
import Store

@testable import Engine

extension TestShop {
    /// A PrestaShop source and its connector, which tells the shop of groups.
    func addConnector(
        drift: ConnectorRecord.Drift = .adopt, writesGroups: Bool = true, lookMinutes: Int? = nil
    ) async throws -> ID<ConnectorRecord> {
        _ = try await engine.createSource(
            key: "shop", store: nil, platform: .prestashop, name: "Shop", secret: nil, by: "test")
        var form = ConnectorForm()
        form.url = "https://shop.example"
        form.values = ["key": "KEY"]
        form.writesGroups = writesGroups
        form.drift = drift
        form.lookMinutes = .some(lookMinutes)
        return try await engine.createConnector(source: "shop", form, by: "test").record.id
    }

    /// What a customer has spent in all, in cents.
    func spent(_ customer: String) async throws -> Int64? {
        try await engine.customer(.external(customer, store: nil)).spent.minorUnits
    }

    func customer(_ id: String) async throws {
        _ = try await engine.upsertCustomer(externalID: id, store: nil, CustomerPatch(), by: "test")
    }

    /// Puts customers into a group by hand, has the shop show it, and lets the shop lose it; how many rows that are.
    func lose(_ group: String, of customers: [String], _ connector: ID<ConnectorRecord>) async throws -> Int {
        for customer in customers {
            _ = try await engine.changeGroups(
                .external(customer, store: nil), group: group, .grant(until: nil, makeDefault: false, pin: false),
                reason: nil, by: "test")
        }
        let now = clock.now()
        return try await engine.database.write { [self] transaction in
            let club = try engine.configuration(transaction).group(store, code: group)?.id
            var count = 0
            for id in customers {
                guard let customer = try transaction.customer(store: store, externalID: id) else { continue }
                for var record in try transaction.shopMemberships(customer.id) where record.group == club {
                    (record.verifiedAt, record.missingSince, record.driftedAt) = (now, now, now)
                    try transaction.put(record)
                    count += 1
                }
            }
            return count
        }
    }

    func settleDrift(_ id: ID<ConnectorRecord>) async throws -> Int {
        let now = clock.now()
        return try await engine.database.write { [engine] transaction in
            let configuration = try engine.configuration(transaction)
            return try Drift(
                transaction: transaction, connector: try configuration.connector(id), configuration: configuration
            ).settle(engine, at: now, by: "test")
        }
    }
}
