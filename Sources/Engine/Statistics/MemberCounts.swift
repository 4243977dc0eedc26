internal import Domain
internal import Store

extension Snapshot {
    /// How many members each group of a store has at this instant: those on record, less those whose terms are over
    /// though no run has noted it. Groups without any may be missing. Its cost does not grow with the members.
    func memberCounts(of store: Store, at now: Timestamp) throws -> [ID<Group>: Int] {
        let over = try overdueMembers(store: store.id, at: now)
        return try recordedSizes(store: store.id, endOf: store.zone.day(at: now)).merging(over) { $0 - $1 }
    }
}
