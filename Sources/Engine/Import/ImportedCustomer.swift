internal import Domain
internal import Store

/// One customer of a file.
struct ImportedCustomer: ImportItem {
    let place: RawRecord.Place
    private let event: CustomerEvent
    /// Nil where the line says nothing of groups.
    private let wish: GroupWish?

    var places: [RawRecord.Place] { [place] }

    init?(_ line: inout LineReader, _ place: RawRecord.Place, _ configuration: Configuration) {
        self.place = place
        let id = line.short("customer_id", isRequired: true)
        var event = CustomerEvent(externalID: id ?? "", version: nil)
        event.email = line.email("email")
        event.firstName = line.short("first_name")
        event.lastName = line.short("last_name")
        event.locale = line.short("locale")
        event.registeredAt = line.instant("registered_at")
        event.country = line.country("country")
        if let organization = line.short("organization_id") {
            event.organization = .member(externalID: organization, name: line.short("organization_name"))
        }
        self.event = event
        wish = Self.wish(&line, configuration)
        guard id != nil, line.faults.isEmpty else { return nil }
    }

    private static func wish(_ line: inout LineReader, _ configuration: Configuration) -> GroupWish? {
        let groups = line.groups("groups", configuration)
        let named = line.groups("default_group", configuration)
        if let named, named.count > 1 { line.fail("default_group", "names several groups") }
        let since = line.instant("member_since")
        guard groups != nil || named != nil else { return nil }
        let mapping = line.format.mapping
        var wish = GroupWish(groups: groups ?? [], mode: groups == nil ? .add : mapping.mode, since: since)
        if groups != nil, let until = line.format.until { wish.until = .some(until) }
        wish.defaultGroup = named?.first ?? (mapping.makesDefault ? groups?.first : nil)
        return wish
    }

    /// Of two lines about one customer the later one holds.
    private var rank: UInt64 { UInt64(place.line) }

    func judge(_ taking: Taking) throws -> ImportOutcome {
        let snapshot = taking.transaction
        guard let known = try snapshot.customer(store: taking.store.id, externalID: event.externalID) else {
            return .created
        }
        guard known.mergedInto == nil else {
            return .bad(field: "customer_id", reason: "was merged into another customer")
        }
        var customer = known
        let taken = customer.merge(event, key: EventKey(version: taking.readAt, bodyHash: rank))
        (customer.provenance, customer.organization) = (known.provenance, known.organization)
        if customer != known { return .updated }
        if taken.contains(.organization), try joins(known, snapshot) { return .updated }
        guard let wish else { return .unchanged }
        return try wish.changes(known, taking) ? .updated : .unchanged
    }

    private func joins(_ customer: Customer, _ snapshot: Snapshot) throws -> Bool {
        guard case .member(let externalID, let name)? = event.organization else { return false }
        let present = try customer.organization.flatMap { try snapshot.organization($0) }
        return present?.externalID != externalID || name != nil && present?.name != name
    }

    func apply(_ taking: Taking) throws {
        var event = event
        event.version = taking.readAt
        let intake = taking.intake(rank)
        guard let wish else {
            _ = try intake.take(event)
            return
        }
        _ = try intake.take(event) { try wish.hold(&$0) }
    }
}

extension GroupWish {
    /// Whether a customer's groups are other than wished.
    func changes(_ customer: Customer, _ taking: Taking) throws -> Bool {
        let grants = try taking.transaction.openGrants(customer.id)
        let held = Set(
            grants.filter { $0.isInForce(at: taking.now, automation: taking.store.automation) }.map(\.group))
        let before = Holding(customer, grants)
        return holding(after: before, held: held) != before
    }
}
