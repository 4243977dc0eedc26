/// What a customer's grants amount to at one instant: the groups held, and which of them is the default.
public struct Membership: Sendable, Equatable {
    public let groups: Set<ID<Group>>
    public let defaultGroup: ID<Group>?
    /// Why that one is the default.
    public let defaultReason: DefaultReason
    /// True where the store's default group must be granted for the customer to have a default at all.
    public let needsStoreDefault: Bool

    /// The steps by which the default group is found, in order of rank.
    public enum DefaultReason: String, Sendable {
        case pinned, manual, rule, kept, former, store, none
    }

    /// Finds the default group among the grants in force.
    ///
    /// In this order: a pinned claim; a manual claim; the claim of the rule with the lowest priority number, newest
    /// first; the present default if still held; the most recent former default still held; the store's default group.
    ///
    /// - Parameters:
    ///   - grants: those in force at the instant asked about.
    ///   - chosen: the default that a person chose.
    ///   - present: the default so far.
    ///   - former: earlier defaults, the most recent first; asked for only where it comes to them.
    ///   - storeDefault: the store's own default group.
    ///   - priority: a rule's priority number.
    public init(
        grants: [Grant], chosen: ID<Group>?, present: ID<Group>?, former: () throws -> [ID<Group>],
        storeDefault: ID<Group>?, priority: (ID<Rule>) -> Int
    ) rethrows {
        groups = Set(grants.map(\.group))
        let claims = grants.filter(\.claimsDefault)
        func newest(_ claims: [Grant]) -> ID<Group>? {
            claims.max { ($0.claimedAt, $0.id) < ($1.claimedAt, $1.id) }?.group
        }
        func rank(_ grant: Grant) -> Int { grant.rule.map(priority) ?? .max }
        let byRule = claims.filter { $0.source == .rule && $0.rule != nil }
        let lowest = byRule.map(rank).min()
        let held = groups
        let kept = present.flatMap { held.contains($0) ? $0 : nil }
        let found: (DefaultReason, ID<Group>)?
        if let group = newest(claims.filter(\.isPinned)) {
            found = (.pinned, group)
        } else if let chosen, held.contains(chosen) {
            found = (.manual, chosen)
        } else if let group = newest(byRule.filter { rank($0) == lowest }) {
            found = (.rule, group)
        } else if let kept {
            found = (.kept, kept)
        } else if let group = try former().first(where: held.contains) {
            found = (.former, group)
        } else {
            found = storeDefault.map { (.store, $0) }
        }
        defaultGroup = found?.1
        defaultReason = found?.0 ?? .none
        needsStoreDefault = found?.0 == .store && !(storeDefault.map(groups.contains) ?? true)
    }
}
