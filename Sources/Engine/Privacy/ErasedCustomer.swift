public import Domain
internal import Rules
internal import Secrets
internal import Store

/// What an erasure has taken out.
public struct ErasedCustomer: Sendable, Equatable {
    public let id: ID<Customer>
    public let at: Timestamp
    /// Webhooks whose text was emptied.
    public var deliveries = 0
    /// Imports that went with their file, as it named the person.
    public var imports = 0
    /// Accounts that had been merged into this one, and were erased with it.
    public var merged = 0
}

extension Customer {
    /// - Throws: `Refusal.conflict` where nothing is left of the person.
    func requireNotErased() throws {
        if erasedAt != nil { throw Refusal.conflict("Customer \(id) was erased, which cannot be undone.") }
    }
}

extension Engine {
    /// Erases a person for good: names, addresses, the shop's id, what was written to them, what webhooks and imported
    /// files said of them. What stays is a number with orders, spend and the days of changes, so that totals, statistics
    /// and the audit log stand. Nobody is told: neither the shop nor other servers.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` in words where the customer was erased or merged, where a mail to
    ///   them is on its way, or where an import that names them is not done.
    @discardableResult
    public func eraseCustomer(_ reference: CustomerReference, by: String) async throws -> ErasedCustomer {
        let now = clock.now()
        let customer = try await database.read { snapshot in
            let customer = try reference.find(snapshot, self.configuration(snapshot))
            try Self.requireErasable(customer, snapshot, at: now)
            return customer
        }
        let search = try await PersonalSearch(self, customer.id)
        let files = try await search.importLines().map(\.record)
        for record in files where [.running, .uploaded, .ready].contains(record.state) {
            throw Refusal.conflict(
                "Import \(record.id) names the customer and is not done. Apply it or delete it first.")
        }
        let (found, place) = try await search.deliveries()
        let traces = try await database.read { try search.traces($0) }
        for record in files { try await deleteImport(record.id, by: by) }
        var erased = ErasedCustomer(id: customer.id, at: now)
        erased.imports = files.count
        erased.merged = search.people.count - 1
        let counted = erased
        return try await database.write { transaction in
            var (erased, traces) = (counted, traces)
            traces.deliveries = found + (try search.deliveries(after: place, transaction).0)
            erased.deliveries = traces.deliveries.count
            try Erasing(engine: self, transaction: transaction, now: now, by: by).run(search.ids, traces)
            return erased
        }
    }

    private static func requireErasable(_ customer: Customer, _ snapshot: Snapshot, at now: Timestamp) throws {
        try customer.requireNotErased()
        if let other = customer.mergedInto {
            throw Refusal.conflict("The customer was merged into customer \(other). Erase that one.")
        }
        if try snapshot.isBeingWritten(to: customer.id, at: now) {
            throw Refusal.conflict("A mail to the customer is being sent. Try again in a minute.")
        }
    }
}

/// One erasure, in one transaction.
private struct Erasing {
    let engine: Engine
    let transaction: Transaction
    let now: Timestamp
    let by: String

    func run(_ people: [ID<Customer>], _ traces: PersonalTraces) throws {
        guard let first = people.first, let customer = try transaction.customer(first) else { return }
        try customer.requireNotErased()
        try leave(customer)
        try transaction.shredding {
            for id in people {
                let tail = Hex.encode(SecureRandom.bytes(4))
                try transaction.erase(id, as: "erased-\(id)-\(tail)", id == first ? traces : PersonalTraces(), at: now)
            }
        }
        try transaction.audit(by: by, action: "customer.erase", subject: "customer \(first)", at: now)
    }

    /// Every membership ends first, by the one way there is, so that the record and the totals tell of it.
    private func leave(_ customer: Customer) throws {
        var gone = customer
        gone.isDeleted = true
        gone.deletedAt = customer.deletedAt ?? now
        gone.organization = nil
        try transaction.update(gone)
        let cause = Cause(actor: .user, by: by, mails: false)
        let reassess = Reassess(
            transaction: transaction, configuration: try engine.configuration(transaction), cause: cause, now: now)
        _ = try reassess(customer.id) { ledger in
            try ledger.perform(.ended, reason: Sentence("change.erased")) { ledger in
                for grant in ledger.grants { try ledger.end(grant.id, at: now) }
                ledger.choose(default: nil)
            }
        }
    }
}
