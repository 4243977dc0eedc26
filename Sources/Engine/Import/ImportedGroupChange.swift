internal import Domain
internal import Store

/// What one line of a file says of a known customer's groups.
struct ImportedGroupChange: ImportItem {
    let place: RawRecord.Place
    private let customer: String?
    private let email: String?
    private let wish: GroupWish

    var places: [RawRecord.Place] { [place] }

    init?(_ line: inout LineReader, _ place: RawRecord.Place, _ configuration: Configuration, at now: Timestamp) {
        self.place = place
        customer = line.short("customer_id")
        email = line.email("email")
        if customer == nil, email == nil, line.faults.isEmpty {
            line.fail("customer_id", "is empty, and so is the e-mail address")
        }
        let mapping = line.format.mapping
        let groups = line.groups("groups", configuration)
        if groups?.isEmpty ?? true, mapping.mode != .replace { line.fail("groups", "is empty") }
        var wish = GroupWish(groups: groups ?? [], mode: mapping.mode)
        let until = line.end("until") ?? line.format.until
        if until != nil || line.format.places["until"] != nil { wish.until = .some(until) }
        if let until, until <= now, mapping.mode != .remove { line.fail("until", "is over already") }
        if mapping.makesDefault, mapping.mode != .remove { wish.defaultGroup = groups?.first }
        self.wish = wish
        guard line.faults.isEmpty else { return nil }
    }

    private func find(_ taking: Taking) throws -> Customer? {
        let snapshot = taking.transaction
        let id = try customer.flatMap { try snapshot.customer(store: taking.store.id, externalID: $0)?.id }
        let found =
            try customer == nil
            ? email.flatMap { try snapshot.onlyCustomer(store: taking.store.id, email: $0) } : id
        guard let known = try found.flatMap({ try snapshot.customer($0) }) else { return nil }
        return known.mergedInto == nil ? known : try snapshot.survivor(of: known)
    }

    func judge(_ taking: Taking) throws -> ImportOutcome {
        guard let known = try find(taking), !known.isDeleted else {
            guard let customer else {
                return .bad(field: "email", reason: "there is not exactly one customer '\(email ?? "")'")
            }
            return .bad(field: "customer_id", reason: "there is no customer '\(customer.prefix(64))'")
        }
        return try wish.changes(known, taking) ? .updated : .unchanged
    }

    func apply(_ taking: Taking) throws {
        guard let known = try find(taking) else { return }
        try taking.intake(UInt64(place.line)).reassess(known.id, order: nil) { try wish.hold(&$0) }
    }
}
