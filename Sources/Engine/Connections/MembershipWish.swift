internal import Domain
internal import Shops
internal import Store

/// What the shop is to be told of one customer's groups, as Echelon has it now.
struct MembershipWish: Sendable {
    let customer: ID<Customer>
    let store: ID<Domain.Store>
    let externalID: String
    /// Of this connector, for this customer.
    let records: [ShopMembershipRecord]
    /// The shop's ids of groups to be there, and of those to be gone.
    let wanted: Set<String>
    let unwanted: Set<String>
    /// The shop's id of the default group; nil where it is not to be told.
    let defaultGroup: String?
    /// What may stand in where the shop's default group has to go.
    let fallback: [String]

    /// Nil where there is nobody to be told of: the customer is deleted.
    init?(
        _ line: ShopWriteRecord, _ connector: ConfiguredConnector, _ snapshot: Snapshot,
        _ configuration: Configuration, now: Timestamp
    ) throws {
        guard let customer = try snapshot.customer(line.customer), !customer.isDeleted, customer.mergedInto == nil
        else { return nil }
        self.customer = customer.id
        store = customer.store
        externalID = customer.externalID
        records = try snapshot.shopMemberships(customer.id).filter { $0.connector == connector.record.id }
        func external(_ group: ID<Group>?) -> String? { group.flatMap { configuration.groups[$0]?.externalID } }
        // What is verified and missing now is drift, and not to be written over.
        let open = records.filter { $0.verifiedAt == nil }
        let wanted = Set(open.filter(\.isWanted).compactMap { external($0.group) })
        // The groups are global over the shops of an installation: what another store's customer is in stays.
        let elsewhere = try Self.heldElsewhere(customer, connector, snapshot, configuration, now: now)
        self.wanted = wanted
        unwanted = Set(open.filter { !$0.isWanted }.compactMap { external($0.group) }).subtracting(elsewhere)
            .subtracting(wanted)
        defaultGroup = line.writesDefault ? external(customer.defaultGroup) : nil
        let storeDefault = try configuration.store(customer.store).defaultGroup
        fallback = [external(customer.defaultGroup), external(storeDefault)].compactMap { $0 }
    }

    private static func heldElsewhere(
        _ customer: Customer, _ connector: ConfiguredConnector, _ snapshot: Snapshot, _ configuration: Configuration,
        now: Timestamp
    ) throws -> Set<String> {
        var held: Set<String> = []
        for store in connector.stores where store != customer.store {
            guard let twin = try snapshot.customer(store: store, externalID: customer.externalID) else { continue }
            let automation = try configuration.store(store).automation
            for grant in try snapshot.openGrants(twin.id) where grant.isInForce(at: now, automation: automation) {
                if let id = configuration.groups[grant.group]?.externalID { held.insert(id) }
            }
        }
        return held
    }

    /// The write that brings what was read to what is wanted; nil where it is so already.
    ///
    /// - Throws: `ShopError.refused` where the customer would be left without any group in a shop that needs one.
    func write(over read: ShopMembership) throws(ShopError) -> MembershipWrite? {
        guard !isFulfilled(by: read) else { return nil }
        var groups = read.groups.filter { !unwanted.contains($0) }
        groups += wanted.subtracting(groups).sorted()
        guard let present = read.defaultGroup else { return MembershipWrite(before: read, groups: groups) }
        var chosen = defaultGroup ?? present
        if !groups.contains(chosen) {
            if chosen == defaultGroup {
                groups.append(chosen)
            } else if let other = fallback.first(where: groups.contains) ?? groups.first ?? fallback.first {
                chosen = other
                if !groups.contains(other) { groups.append(other) }
            } else {
                throw .refused("the customer would be in no group at all; give the store a default group")
            }
        }
        return MembershipWrite(before: read, groups: groups, defaultGroup: chosen == present ? nil : chosen)
    }

    /// Whether the shop shows all that is wanted.
    func isFulfilled(by read: ShopMembership) -> Bool {
        let groups = Set(read.groups)
        guard wanted.isSubset(of: groups), unwanted.isDisjoint(with: groups) else { return false }
        return read.defaultGroup == nil || defaultGroup == nil || read.defaultGroup == defaultGroup
    }
}
