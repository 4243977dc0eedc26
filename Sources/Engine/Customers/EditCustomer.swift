public import Domain
internal import Rules
internal import Shops
internal import Store

/// What a request changes of a customer; nil leaves a field as it is.
public struct CustomerPatch: Sendable {
    public var isAutomated: Bool?
    public var mailConsent: Customer.MailConsent?
    public var email: String?
    public var firstName: String?
    public var lastName: String?
    public var locale: String?
    public var country: String?
    public var registeredAt: Timestamp?
    public var organization: OrganizationReport?

    public init() {}
}

extension Engine {
    /// Takes in a customer from the API as one report of this moment. The customer, and whether it is new.
    public func upsertCustomer(
        externalID: String, store key: String?, _ patch: CustomerPatch, by: String
    ) async throws -> (view: CustomerView, isNew: Bool) {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try configuration.store(keyOrOnly: key)
            let known = try transaction.customer(store: store.id, externalID: externalID)
            try known?.requireNotErased()
            let intake = Intake(
                engine: self, transaction: transaction, store: store.id, cause: Cause(actor: .user, by: by),
                bodyHash: 0, receivedAt: now, now: now)
            var event = Self.event(externalID, patch, at: now)
            // Whoever is put is there, whatever was said before.
            if known?.isDeleted ?? false { event.isDeleted = false }
            let id = try intake.take(event)
            return (try self.finish(id, patch, transaction, by: by, at: now), known == nil)
        }
    }

    public func patchCustomer(
        _ reference: CustomerReference, _ patch: CustomerPatch, by: String
    ) async throws -> CustomerView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let customer = try reference.find(transaction, configuration)
            if let other = customer.mergedInto {
                throw Refusal.conflict("The customer was merged into customer \(other).")
            }
            try customer.requireNotErased()
            let intake = Intake(
                engine: self, transaction: transaction, store: customer.store, cause: Cause(actor: .user, by: by),
                bodyHash: 0, receivedAt: now, now: now)
            let id = try intake.take(Self.event(customer.externalID, patch, at: now))
            return try self.finish(id, patch, transaction, by: by, at: now)
        }
    }

    private static func event(_ externalID: String, _ patch: CustomerPatch, at now: Timestamp) -> CustomerEvent {
        var event = CustomerEvent(externalID: externalID, version: now)
        event.email = patch.email
        event.firstName = patch.firstName
        event.lastName = patch.lastName
        event.locale = patch.locale
        event.country = patch.country
        event.registeredAt = patch.registeredAt
        event.organization = patch.organization
        return event
    }

    /// The fields that are ours alone, which no shop reports.
    private func finish(
        _ id: ID<Customer>, _ patch: CustomerPatch, _ transaction: Transaction, by: String, at now: Timestamp
    ) throws -> CustomerView {
        guard var customer = try transaction.customer(id) else { throw Refusal.notFound("customer \(id)") }
        let before = customer
        customer.isAutomated = patch.isAutomated ?? customer.isAutomated
        customer.mailConsent = patch.mailConsent ?? customer.mailConsent
        let configuration = try configuration(transaction)
        if customer != before {
            try transaction.update(customer)
            try transaction.audit(by: by, action: "customer.edit", subject: "customer \(id)", at: now)
            if customer.isAutomated, !before.isAutomated {
                let reassess = Reassess(
                    transaction: transaction, configuration: configuration, cause: Cause(actor: .user, by: by),
                    now: now)
                _ = try reassess(id)
            }
        }
        return try CustomerView(transaction.customer(id) ?? customer, transaction, configuration, at: now)
    }

    /// Takes in an order from the API. The order, and whether it is new.
    public func putOrder(
        _ event: OrderEvent, store key: String?, body: [UInt8], by: String
    ) async throws -> (view: OrderView, isNew: Bool) {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try configuration.store(keyOrOnly: key)
            let isNew = try transaction.order(store: store.id, externalID: event.externalID) == nil
            let intake = Intake(
                engine: self, transaction: transaction, store: store.id, cause: Cause(), bodyHash: BodyHash.of(body),
                receivedAt: now, now: now)
            let id = try intake.take(event)
            guard let stored = try transaction.order(id) else { throw Refusal.notFound("order \(id)") }
            return (try OrderView(stored, transaction, self.configuration(transaction)), isNew)
        }
    }
}
