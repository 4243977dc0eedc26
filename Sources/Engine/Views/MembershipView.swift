public import Domain
internal import Store

/// One group a customer is in, with every reason for it.
public struct MembershipView: Sendable {
    public let group: Group
    public let since: Timestamp
    /// The last end of all grants; nil for no end.
    public let until: Timestamp?
    public let isDefault: Bool
    public let grants: [GrantView]

    /// One grant in words.
    public struct GrantView: Sendable {
        public let grant: Grant
        public let ruleName: String?
        public let orderExternalID: String?
        public let reason: String
    }

    /// All memberships of a customer at an instant, the default first.
    static func all(
        _ customer: Customer, _ snapshot: Snapshot, _ configuration: Configuration, at instant: Timestamp
    ) throws -> [MembershipView] {
        let automation = try configuration.store(customer.store).automation
        let inForce = try snapshot.openGrants(customer.id).filter { $0.isInForce(at: instant, automation: automation) }
        let views = try Dictionary(grouping: inForce, by: \.group).compactMap { id, grants -> MembershipView? in
            guard let group = configuration.groups[id] else { return nil }
            return MembershipView(
                group: group, since: grants.map(\.from).min() ?? instant,
                until: grants.contains { $0.until == nil } ? nil : grants.compactMap(\.until).max(),
                isDefault: customer.defaultGroup == id,
                grants: try grants.map { try view($0, snapshot, configuration, customer.store) })
        }
        return views.sorted { ($0.isDefault ? 0 : 1, $0.group.name) < ($1.isDefault ? 0 : 1, $1.group.name) }
    }

    private static func view(
        _ grant: Grant, _ snapshot: Snapshot, _ configuration: Configuration, _ store: ID<Store>
    ) throws -> GrantView {
        GrantView(
            grant: grant, ruleName: try grant.rule.flatMap { try snapshot.ruleName($0) },
            orderExternalID: try grant.order.flatMap { try snapshot.orderName($0) },
            reason: configuration.words(grant.reason, store: store))
    }
}
