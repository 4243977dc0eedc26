internal import Domain
internal import JSON
internal import Rules
internal import Store

/// Finds whom a tree of conditions holds for, among all customers of a store.
struct SegmentReading {
    let condition: Condition
    let store: Domain.Store
    let snapshot: Snapshot
    let configuration: Configuration
    let at: Timestamp

    /// A page by id, and the customer to go on after.
    func page(after: ID<Customer>?, limit: Int) throws -> (items: [ID<Customer>], next: ID<Customer>?) {
        try CustomerScan.page(after: after ?? ID(0), limit: limit, ids: candidates) { ids in
            try members(among: ids).map { ($0, $0) }
        }
    }

    /// Everyone, batch by batch.
    func all(_ each: ([ID<Customer>]) throws -> Void) throws {
        try CustomerScan.all(ids: candidates) { ids in try each(members(among: ids)) }
    }

    /// Only the members of the groups where the tree asks for one in any case.
    private func candidates(after: ID<Customer>, limit: Int) throws -> [ID<Customer>] {
        guard let codes = condition.groupsRequired else {
            return try snapshot.customerIDs(store: store.id, after: after, limit: limit)
        }
        let groups = configuration.groupIDs(store.id, codes: codes)
        return try snapshot.holders(ofAny: groups, after: after, limit: limit)
    }

    private func members(among ids: [ID<Customer>]) throws -> [ID<Customer>] {
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        let shop = try configuration.shop(store.id)
        return try loader.load(ids, needs: condition.needs, at: at).compactMap { facts in
            guard !facts.row.isDeleted else { return nil }
            let asked = ConditionFacts(customer: try loader.customer(facts, at: at), shop: shop, at: at)
            return condition.holds(in: asked) ? facts.row.id : nil
        }
    }
}

extension Condition {
    /// A tree read back from the database.
    init(stored definition: String) throws {
        self = try Condition.segment(reading: JSONValue(parsing: Array(definition.utf8)), shop: .unchecked)
    }
}
