internal import Domain
internal import Rules
internal import Store

extension Intake {
    /// Takes in one report about a customer, making the customer where it is new.
    ///
    /// - Parameter act: what is done to the customer's groups along with it.
    func take(_ event: CustomerEvent, act: ((inout Ledger) throws -> Void)? = nil) throws -> ID<Customer> {
        let version = event.version ?? receivedAt
        let key = EventKey(version: version, readAt: event.readAt, bodyHash: bodyHash)
        let merged = try merge(event, key: key)
        let (customer, taken) = (merged.customer, merged.taken)
        if merged.isNew || taken.contains(.email) { _ = try joinGuestOrders(customer) }
        let reportsGroups = taken.contains(.groups) || taken.contains(.defaultGroup)
        let isRegistered = cause.actor != .import && (merged.isNew || merged.registers)
        guard merged.isNew || !taken.isEmpty || act != nil else { return customer.id }
        try reassess(customer.id, order: nil, moment: isRegistered ? .registered : .other) { ledger in
            try act?(&ledger)
            if merged.isGone { try leaveAll(&ledger) }
            // What we read ourselves is as new as the reading: a change of groups may leave the version as it was.
            if reportsGroups { try follow(event, merged, version: event.readAt ?? version, &ledger) }
        }
        return customer.id
    }

    /// Makes one customer of two, as the shop has done. One that was never heard of has nothing to be moved.
    func take(_ merge: CustomerMerge) throws {
        guard let merged = try transaction.customer(store: store, externalID: merge.merged), merged.mergedInto == nil
        else { return }
        let survivor = try fillIn(CustomerEvent(externalID: merge.kept, version: nil), version: receivedAt).customer
        guard survivor.id != merged.id else { return }
        var cause = cause
        cause.mails = false
        try Merging(
            merged: merged, survivor: survivor, transaction: transaction, configuration: try configuration,
            cause: cause, now: now
        ).run()
    }

    /// With guest matching on, earlier orders of a guest with that address become the customer's history. Whether there
    /// was any.
    private func joinGuestOrders(_ customer: Customer) throws -> Bool {
        guard try configuration.store(store).matchesGuests, let email = customer.foldedEmail,
            try transaction.onlyCustomer(store: store, email: email) == customer.id
        else { return false }
        var hasJoined = false
        for id in try transaction.guestOrders(store: store, email: email) {
            guard let before = try transaction.order(id), before.order.customer != customer.id else { continue }
            var order = before.order
            order.customer = customer.id
            let spend = try self.spend(order)
            try transaction.save(order, spend: spend, before: before)
            try transaction.noteFact(customer.id, at: now)
            hasJoined = true
            guard let former = before.order.customer else { continue }
            try transaction.noteFact(former, at: now)
            try reassess(former, order: nil)
        }
        return hasJoined
    }

    /// Fills in what an order says of its customer, who is then as the database has them.
    func fillIn(_ event: CustomerEvent, version: Timestamp) throws -> (customer: Customer, isNew: Bool) {
        let key = EventKey(origin: .fillIn, version: version, bodyHash: bodyHash)
        var event = event
        // Groups inside an order say nothing: they may be older than what the shop has now.
        event.groups = nil
        event.defaultGroup = nil
        let merged = try merge(event, key: key)
        guard merged.isNew, try joinGuestOrders(merged.customer),
            let customer = try transaction.customer(merged.customer.id)
        else { return (merged.customer, merged.isNew) }
        return (customer, true)
    }

    /// A customer after a report.
    private struct Merged {
        var customer: Customer
        var taken: Set<Customer.Field>
        var isNew: Bool
        /// The report is the first to say when the customer registered.
        var registers: Bool
        /// The report says that the shop has deleted the customer.
        var isGone: Bool
        /// What the report says of the default group.
        var shopDefault = ShopDefault.untold
    }

    /// What a report says of the default group, as against the report before it.
    private enum ShopDefault {
        case untold
        /// Nobody had told of it: this is how it was found.
        case found(ID<Group>)
        /// Somebody in the shop has made this one the default.
        case chosen(ID<Group>)
    }

    private func shopDefault(
        _ event: CustomerEvent, _ customer: inout Customer, before: Customer
    ) throws -> ShopDefault {
        let group = try event.defaultGroup.flatMap { try configuration.group(store, externalID: $0)?.id }
        customer.shopDefault = group
        guard let group else { return .untold }
        guard before.provenance.knows(Customer.Field.defaultGroup.rawValue) else { return .found(group) }
        return before.shopDefault == group ? .untold : .chosen(group)
    }

    private func merge(_ event: CustomerEvent, key: EventKey) throws -> Merged {
        let known = try transaction.customer(store: store, externalID: event.externalID)
        if let known, known.mergedInto != nil {
            // What is still reported of it says nothing; its orders are those of the customer that remains.
            let survivor = try transaction.survivor(of: known)
            return Merged(customer: survivor, taken: [], isNew: false, registers: false, isGone: false)
        }
        var customer =
            known ?? Customer(id: ID(0), store: store, externalID: event.externalID, firstSeenAt: receivedAt)
        let before = customer
        let taken = customer.merge(event, key: key)
        if customer.isDeleted != before.isDeleted { customer.deletedAt = customer.isDeleted ? now : nil }
        let shopDefault =
            try taken.contains(.defaultGroup) ? shopDefault(event, &customer, before: before) : .untold
        let organization = try organization(event)
        if taken.contains(.organization), let organization { customer.organization = organization }
        if known == nil {
            customer.id = try transaction.insert(customer)
        } else if customer != before {
            try update(customer, before: before)
        }
        // A late report tells of an earlier time; what an order only fills in tells of none but its own.
        if let organization, key.origin == .report || taken.contains(.organization) {
            try settle(organization, of: customer, before: before.organization, from: key.version)
        }
        return Merged(
            customer: customer, taken: taken, isNew: known == nil,
            registers: before.registeredAt == nil && customer.registeredAt != nil,
            isGone: customer.isDeleted && !before.isDeleted, shopDefault: shopDefault)
    }

    /// Mostly a report says what was known, later.
    private func update(_ customer: Customer, before: Customer) throws {
        var known = customer
        known.provenance = before.provenance
        if known == before { try transaction.updateProvenance(customer) } else { try transaction.update(customer) }
    }

    /// The organization a report names, made where it is new: `.some(nil)` for none.
    private func organization(_ event: CustomerEvent) throws -> ID<Organization>?? {
        switch event.organization {
        case nil: return nil
        case .some(.none): return .some(nil)
        case .member(let externalID, let name)?:
            return try transaction.organization(store: store, externalID: externalID, name: name)
        }
    }

    /// Notes the membership, and books orders with the organization that the customer belonged to when they were paid.
    private func settle(
        _ organization: ID<Organization>?, of customer: Customer, before: ID<Organization>?, from version: Timestamp
    ) throws {
        // A step that says what is known already would only fill the table.
        guard
            try transaction.organization(of: customer.id, at: version) != organization
                || customer.organization != organization
        else { return }
        try transaction.setOrganization(organization, of: customer.id, from: version)
        var touched = Set([before, customer.organization].compactMap { $0 })
        for id in try transaction.orderIDs(of: customer.id) {
            guard let stored = try transaction.order(id), stored.spend != nil else { continue }
            let now = try transaction.save(stored.order, spend: stored.spend, before: stored).organization
            if now != stored.organization { touched.formUnion([now, stored.organization].compactMap { $0 }) }
        }
        let ladders = try (configuration.rules[store] ?? []).filter(\.countsByOrganization)
        for touched in touched.sorted() where !ladders.isEmpty {
            try OrganizationLadders(
                transaction: transaction, configuration: configuration, cause: cause, now: now
            ).look(touched, ladders, moment: .other, isNewFact: true)
        }
    }

    /// Whoever the shop has deleted is in no group any more.
    private func leaveAll(_ ledger: inout Ledger) throws {
        try ledger.perform(.ended, reason: Sentence("change.customer_deleted")) { ledger in
            for grant in ledger.grants { try ledger.end(grant.id, at: ledger.now) }
        }
    }

    // MARK: Groups in the shop

    /// Grants of the shop's own follow what it reports, but an echo of our own grants makes none, and a report older
    /// than our last change of a membership says nothing of it.
    private func follow(
        _ event: CustomerEvent, _ merged: Merged, version: Timestamp, _ ledger: inout Ledger
    ) throws {
        let configuration = try configuration
        let taken = merged.taken
        // What the shop has of a customer we did not know dates from their registration.
        let since = merged.isNew ? merged.customer.registeredAt.map { min($0, ledger.now) } : nil
        if taken.contains(.groups), let codes = event.groups {
            let reported = Set(codes.compactMap { configuration.group(store, externalID: $0)?.id })
            let leaving = try transaction.shopMemberships(ledger.customer.id).filter { !$0.isWanted }.map(\.group)
            for group in reported.sorted() where !leaving.contains(group) {
                try adopt(group, version: version, since: since, &ledger)
            }
            for grant in ledger.grants where grant.source == .shop && !reported.contains(grant.group) {
                try ledger.perform(.ended, reason: Sentence("change.shop_gone"), actor: .shop) { ledger in
                    try ledger.end(grant.id, at: ledger.now)
                }
            }
        }
        switch merged.shopDefault {
        case .untold: break
        case .found(let group):
            guard ledger.heldGroups.contains(group), ledger.customer.defaultGroup != group else { return }
            ledger.take(default: group, reason: Sentence("change.shop"))
        case .chosen(let group):
            guard ledger.heldGroups.contains(group), ledger.customer.defaultGroup != group else { return }
            try ledger.perform(.default, reason: Sentence("change.shop"), actor: .shop) { $0.choose(default: group) }
        }
    }

    private func adopt(
        _ group: ID<Group>, version: Timestamp, since: Timestamp?, _ ledger: inout Ledger
    ) throws {
        guard !ledger.heldGroups.contains(group), !ledger.isBlocked(group),
            try !transaction.wasEnded(ledger.customer.id, group, after: version)
        else { return }
        try ledger.perform(.granted, reason: Sentence("change.shop"), actor: .shop) { ledger in
            try ledger.open(
                Grant(
                    id: ID(0), customer: ledger.customer.id, group: group, source: .shop, origin: "shop",
                    from: since ?? ledger.now, claimedAt: ledger.now, reason: Sentence("change.shop")))
        }
    }
}
