public import Domain
internal import Rules
internal import Store

/// An organization as people see it.
public struct OrganizationView: Sendable {
    public let organization: Organization
    public let storeKey: String
    public let memberCount: Int
    /// The first of them by id, where one organization was asked for.
    public var members: [CustomerView] = []
    /// What it holds by each ladder that counts by organization; a group's code, nil for none.
    public var rungs: [(rule: Rule, group: String?)] = []

    /// So many members are shown at most.
    static let mostMembers = 200

    init(_ organization: Organization, _ snapshot: Snapshot, _ configuration: Configuration) throws {
        self.organization = organization
        storeKey = try configuration.store(organization.store).key
        memberCount = try snapshot.memberCount(of: organization.id)
    }
}

extension Engine {
    /// Newest first. `before` is the last id of the page before.
    ///
    /// - Parameter text: the start of a name, or a whole external id.
    public func organizations(
        store key: String?, text: String?, before: ID<Organization>?, limit: Int
    ) async throws -> [OrganizationView] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try key.map { try configuration.store(key: $0).id }
            return try snapshot.organizations(store: store, text: text, before: before, limit: limit)
                .map { try OrganizationView($0, snapshot, configuration) }
        }
    }

    /// - Throws: `Refusal.notFound`.
    public func organization(_ id: ID<Organization>) async throws -> OrganizationView {
        let now = clock.now()
        return try await database.read { try self.organizationView(id, $0, now) }
    }

    private func organizationView(
        _ id: ID<Organization>, _ snapshot: Snapshot, _ now: Timestamp
    ) throws -> OrganizationView {
        let configuration = try configuration(snapshot)
        let organization = try Self.organization(id, snapshot)
        var view = try OrganizationView(organization, snapshot, configuration)
        let members = try snapshot.members(of: id).prefix(OrganizationView.mostMembers)
        view.members = try Self.views(Array(members), snapshot, configuration, at: now)
        let held = try snapshot.organizationRungs(of: id)
        view.rungs = (configuration.rules[organization.store] ?? []).filter(\.countsByOrganization).map { compiled in
            (compiled.rule, held.first { $0.rule == compiled.rule.id }?.rung)
        }
        return view
    }

    private static func organization(_ id: ID<Organization>, _ snapshot: Snapshot) throws -> Organization {
        guard let found = try snapshot.organization(id) else { throw Refusal.notFound("organization \(id)") }
        return found
    }

    /// - Throws: `Refusal.conflict` where the external id is taken.
    public func createOrganization(
        store key: String?, externalID: String, name: String, by: String
    ) async throws -> OrganizationView {
        let now = clock.now()
        return try await database.write { transaction in
            let store = try self.configuration(transaction).store(keyOrOnly: key, at: "/store")
            guard try transaction.organization(store: store.id, externalID: externalID) == nil else {
                throw Refusal.conflict("There is an organization with the external id \(externalID) already.")
            }
            let id = try transaction.insert(
                Organization(id: ID(0), store: store.id, externalID: externalID, name: name))
            try transaction.audit(
                by: by, action: "organization.create", subject: "organization \(id)", detail: name, at: now)
            return try self.organizationView(id, transaction, now)
        }
    }

    public func renameOrganization(
        _ id: ID<Organization>, to name: String, by: String
    ) async throws -> OrganizationView {
        let now = clock.now()
        return try await database.write { transaction in
            var organization = try Self.organization(id, transaction)
            if organization.name != name {
                organization.name = name
                try transaction.update(organization)
                try transaction.audit(
                    by: by, action: "organization.edit", subject: "organization \(id)", detail: name, at: now)
            }
            return try self.organizationView(id, transaction, now)
        }
    }

    /// Deletes an organization that nobody belongs to, with what its orders counted for together; the orders stay with
    /// their customers.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` while it has members.
    public func deleteOrganization(_ id: ID<Organization>, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let organization = try Self.organization(id, transaction)
            let count = try transaction.memberCount(of: id)
            guard count == 0 else {
                let members = count == 1 ? "1 customer belongs" : "\(count) customers belong"
                throw Refusal.conflict("\(organization.name) cannot be deleted: \(members) to it.")
            }
            try transaction.delete(id)
            try transaction.audit(
                by: by, action: "organization.delete", subject: "organization \(id)", detail: organization.name,
                at: now)
        }
    }
}
