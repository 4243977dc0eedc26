internal import Domain
internal import Rules
internal import Store

extension Engine {
    /// Makes one customer of two: orders, groups, blocks and the record of the first go to the other, whose own fields
    /// and memberships stand; spend and rules follow. Nobody is mailed. It cannot be undone.
    ///
    /// The first one stays as what it was, deleted and with a pointer to the other. Its `ext:` id leads to the other from
    /// then on, also in orders that the shop still reports with it.
    ///
    /// - Returns: the customer that remains.
    /// - Throws: `Refusal.invalid` unless the two are different customers of one store; `Refusal.conflict` where either
    ///   is deleted.
    public func mergeCustomer(
        _ reference: CustomerReference, into other: CustomerReference, by: String
    ) async throws -> CustomerView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let merged = try reference.find(transaction, configuration)
            let survivor: Customer
            do { survivor = try other.find(transaction, configuration) } catch Refusal.notFound(let what) {
                throw Refusal.invalid("/into", "there is no \(what)")
            }
            guard survivor.store == merged.store else { throw Refusal.invalid("/into", "is of another store") }
            guard survivor.id != merged.id else { throw Refusal.invalid("/into", "is the same customer") }
            for customer in [merged, survivor] where customer.isDeleted {
                throw Refusal.conflict("Customer \(customer.id) is deleted.")
            }
            try Merging(
                merged: merged, survivor: survivor, transaction: transaction, configuration: configuration,
                cause: Cause(actor: .user, by: by, mails: false), now: now
            ).run()
            try transaction.audit(
                by: by, action: "customer.merge", subject: "customer \(merged.id)", detail: "into \(survivor.id)",
                at: now)
            return try CustomerView(
                transaction.customer(survivor.id) ?? survivor, transaction, configuration, at: now)
        }
    }

    /// Notes that the shop has deleted a customer: no rules and no mail any more, and no groups. Orders and what they
    /// count for stay. A later report that the customer is there again takes it back.
    public func deleteCustomer(_ reference: CustomerReference, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let customer = try reference.find(transaction, self.configuration(transaction))
            guard !customer.isDeleted else { return }
            let intake = Intake(
                engine: self, transaction: transaction, store: customer.store, cause: Cause(actor: .user, by: by),
                bodyHash: 0, receivedAt: now, now: now)
            var event = CustomerEvent(externalID: customer.externalID, version: now)
            event.isDeleted = true
            _ = try intake.take(event)
            try transaction.audit(by: by, action: "customer.delete", subject: "customer \(customer.id)", at: now)
        }
    }
}

/// Moves everything of one customer to another.
struct Merging {
    let merged: Customer
    let survivor: Customer
    let transaction: Transaction
    let configuration: Configuration
    let cause: Cause
    let now: Timestamp

    func run() throws {
        let organizations = try moveOrders()
        try transaction.moveRecord(of: merged.id, to: survivor.id)
        let (grants, blocks) = (try transaction.openGrants(merged.id), try transaction.blocks(merged.id))
        try leave()
        try transaction.noteFact(survivor.id, at: now)
        _ = try reassess(survivor.id, other: merged) { ledger in
            for grant in grants where grant.origin != "store-default" { try take(grant, &ledger) }
            for block in blocks where block.isInForce(at: now) { try take(block, &ledger) }
            if ledger.customer.chosenDefault == nil { ledger.choose(default: merged.chosenDefault) }
        }
        let ladders = (configuration.rules[survivor.store] ?? []).filter(\.countsByOrganization)
        for organization in organizations.sorted() {
            try OrganizationLadders(transaction: transaction, configuration: configuration, cause: cause, now: now)
                .look(organization, ladders, moment: .other, isNewFact: true)
        }
    }

    private func reassess(
        _ customer: ID<Customer>, other: Customer, act: (inout Ledger) throws -> Void
    ) throws -> Reassess.Outcome {
        let reason = Sentence("change.merged", [.init("other", .text(other.externalID))])
        return try Reassess(transaction: transaction, configuration: configuration, cause: cause, now: now)(customer) {
            try $0.perform(.merged, reason: reason, act)
        }
    }

    /// Orders with what rules made of them; the organizations whose spend has moved by it.
    private func moveOrders() throws -> Set<ID<Organization>> {
        if try transaction.copyOrganizations(of: merged.id, to: survivor.id), survivor.organization == nil,
            var customer = try transaction.customer(survivor.id)
        {
            customer.organization = merged.organization
            try transaction.update(customer)
        }
        let store = try configuration.store(survivor.store)
        var organizations = Set([merged.organization, survivor.organization].compactMap { $0 })
        for id in try transaction.orderIDs(of: merged.id) {
            guard let before = try transaction.order(id) else { continue }
            var order = before.order
            order.customer = survivor.id
            let spend = try Respending.spend(of: order, store, transaction, configuration)
            try transaction.save(order, spend: spend, before: before)
            try transaction.moveEntitlements(order: id, to: survivor.id)
            organizations.formUnion([before.organization, try transaction.order(id)?.organization].compactMap { $0 })
        }
        return organizations
    }

    /// The merged customer keeps its name and its history, and nothing else.
    private func leave() throws {
        var gone = try transaction.customer(merged.id) ?? merged
        gone.isDeleted = true
        gone.deletedAt = now
        gone.mergedInto = survivor.id
        gone.organization = nil
        try transaction.update(gone)
        _ = try reassess(merged.id, other: survivor) { ledger in
            for grant in ledger.grants { try ledger.end(grant.id, at: now) }
            ledger.choose(default: nil)
        }
    }

    // MARK: Taking over

    /// The survivor's own grant of the same origin wins, with the later end of both.
    private func take(_ grant: Grant, _ ledger: inout Ledger) throws {
        let own = ledger.grants.first {
            $0.group == grant.group && $0.source == grant.source && $0.origin == grant.origin
        }
        if let own {
            return try ledger.alter(own.id) { present in
                present.until = Self.later(present.until, grant.until)
                present.claimsDefault = present.claimsDefault || grant.claimsDefault
                present.isPinned = present.isPinned || grant.isPinned
            }
        }
        guard try makeRoom(for: grant, &ledger) else { return }
        var copy = grant
        copy.id = ID(0)
        copy.customer = survivor.id
        try ledger.open(copy)
    }

    private static func later(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
        guard let one, let other else { return nil }
        return max(one, other)
    }

    /// A ladder gives one rung: of both, the higher one stays. False where the survivor has it.
    private func makeRoom(for grant: Grant, _ ledger: inout Ledger) throws -> Bool {
        guard let rule = grant.rule.flatMap(configuration.rule), let ladder = rule.kind as? TiersRule else {
            return true
        }
        func rung(_ grant: Grant) -> Int {
            configuration.groups[grant.group].flatMap { ladder.rung(of: $0.code) } ?? -1
        }
        let own = ledger.grants.filter { $0.rule == grant.rule }
        guard own.allSatisfy({ rung($0) < rung(grant) && !$0.isPinned }) else { return false }
        for lower in own { try ledger.end(lower.id, at: now) }
        return true
    }

    private func take(_ block: Block, _ ledger: inout Ledger) throws {
        guard let own = ledger.blocks.first(where: { $0.group == block.group && $0.isInForce(at: now) }) else {
            return try ledger.block(block.group, until: block.until, reason: block.reason)
        }
        let until = Self.later(own.until, block.until)
        if until != own.until { try ledger.block(block.group, until: until, reason: own.reason) }
    }
}
