internal import Domain
internal import Store

extension Intake {
    /// Takes in one report about a customer, making the customer where it is new.
    ///
    /// - Parameter act: what is done to the customer's groups along with it.
    func take(_ event: CustomerEvent, act: ((inout Ledger) throws -> Void)? = nil) throws -> ID<Customer> {
        let version = event.version ?? receivedAt
        let key = EventKey(version: version, readAt: event.readAt, bodyHash: bodyHash)
        let (customer, taken, isNew) = try merge(event, key: key)
        let reportsGroups = taken.contains(.groups) || taken.contains(.defaultGroup)
        guard isNew || reportsGroups || act != nil else { return customer.id }
        try reassess(customer.id, order: nil) { ledger in
            try act?(&ledger)
            if reportsGroups { try follow(event, taken, version: version, &ledger) }
        }
        return customer.id
    }

    /// Fills in what an order says of its customer; true where the customer is new.
    func fillIn(_ event: CustomerEvent, version: Timestamp) throws -> (id: ID<Customer>, isNew: Bool) {
        let key = EventKey(origin: .fillIn, version: version, bodyHash: bodyHash)
        var event = event
        // Groups inside an order say nothing: they may be older than what the shop has now.
        event.groups = nil
        event.defaultGroup = nil
        let (customer, _, isNew) = try merge(event, key: key)
        return (customer.id, isNew)
    }

    private func merge(
        _ event: CustomerEvent, key: EventKey
    ) throws -> (customer: Customer, taken: Set<Customer.Field>, isNew: Bool) {
        let known = try transaction.customer(store: store, externalID: event.externalID)
        var customer =
            known ?? Customer(id: ID(0), store: store, externalID: event.externalID, firstSeenAt: receivedAt)
        let before = customer
        let taken = customer.merge(event, key: key)
        if taken.contains(.organization), case .member(let externalID, let name)? = event.organization {
            customer.organization = try transaction.organization(store: store, externalID: externalID, name: name)
        } else if taken.contains(.organization) {
            customer.organization = nil
        }
        if known == nil {
            customer.id = try transaction.insert(customer)
        } else if customer != before {
            try transaction.update(customer)
        }
        if customer.organization != before.organization {
            try transaction.setOrganization(customer.organization, of: customer.id, from: key.version)
        }
        return (customer, taken, known == nil)
    }

    // MARK: Groups in the shop

    /// Grants of the shop's own follow what it reports, but an echo of our own grants makes none, and a report older
    /// than our last change of a membership says nothing of it.
    private func follow(
        _ event: CustomerEvent, _ taken: Set<Customer.Field>, version: Timestamp, _ ledger: inout Ledger
    ) throws {
        let configuration = try configuration
        if taken.contains(.groups), let codes = event.groups {
            let reported = Set(codes.compactMap { configuration.group(store, externalID: $0)?.id })
            for group in reported.sorted() { try adopt(group, version: version, &ledger) }
            for grant in ledger.grants where grant.source == .shop && !reported.contains(grant.group) {
                try ledger.perform(.ended, reason: Sentence("change.shop_gone")) { ledger in
                    try ledger.end(grant.id, at: ledger.now)
                }
            }
        }
        if taken.contains(.defaultGroup), let code = event.defaultGroup,
            let group = configuration.group(store, externalID: code)?.id, ledger.heldGroups.contains(group),
            ledger.customer.defaultGroup != group
        {
            try ledger.perform(.default, reason: Sentence("change.shop")) { $0.choose(default: group) }
        }
    }

    private func adopt(_ group: ID<Group>, version: Timestamp, _ ledger: inout Ledger) throws {
        guard !ledger.heldGroups.contains(group), !ledger.isBlocked(group),
            try !transaction.wasEnded(ledger.customer.id, group, after: version)
        else { return }
        try ledger.perform(.granted, reason: Sentence("change.shop")) { ledger in
            try ledger.open(
                Grant(
                    id: ID(0), customer: ledger.customer.id, group: group, source: .shop, origin: "shop",
                    from: ledger.now, claimedAt: ledger.now, reason: Sentence("change.shop")))
        }
    }
}
