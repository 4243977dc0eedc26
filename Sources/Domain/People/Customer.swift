/// A customer of one store. The external id is the identity; the e-mail is an attribute that may change.
public struct Customer: Sendable, Equatable {
    public var id: ID<Customer>
    public var store: ID<Store>
    public var externalID: String
    public var email: String?
    public var firstName: String?
    public var lastName: String?
    public var locale: String?
    public var country: String?
    public var registeredAt: Timestamp?
    /// When Echelon first heard of the customer.
    public var firstSeenAt: Timestamp
    public var organization: ID<Organization>?
    public var defaultGroup: ID<Group>?
    /// The default group that a person chose, here or in the shop; it counts while it is held.
    public var chosenDefault: ID<Group>?
    /// The default group that the shop reported last: only another one is a choice made there.
    public var shopDefault: ID<Group>?
    /// False where rules leave this customer alone.
    public var isAutomated: Bool
    public var mailConsent: MailConsent
    public var isDeleted: Bool
    /// When it was learnt that the shop has deleted the customer.
    public var deletedAt: Timestamp?
    /// When everything personal was erased: what is left is a number with orders. Written by itself, not with the rest.
    public var erasedAt: Timestamp?
    public var mergedInto: ID<Customer>?
    /// When a report last changed what the customer's orders count for. Written by itself, not with the rest.
    public var lastFactAt: Timestamp?
    public var provenance: Provenance

    public enum MailConsent: String, Sendable {
        case unknown, given, refused
    }

    /// The parts of a customer that carry their own provenance.
    public enum Field: Int, Sendable, CaseIterable {
        case email, firstName, lastName, locale, country, registeredAt, organization, groups, defaultGroup, deletion
    }

    public init(id: ID<Customer>, store: ID<Store>, externalID: String, firstSeenAt: Timestamp) {
        self.id = id
        self.store = store
        self.externalID = externalID
        self.firstSeenAt = firstSeenAt
        isAutomated = true
        mailConsent = .unknown
        isDeleted = false
        provenance = Provenance()
    }

    /// First and last name, or the e-mail, or the external id: what a list shows.
    public var displayName: String {
        let names = [firstName, lastName].compactMap { $0 }.filter { !$0.isEmpty }
        return names.isEmpty ? email ?? externalID : names.joined(separator: " ")
    }

    /// The address as it is compared: case folded. Nil where there is none.
    public var foldedEmail: String? { email.map { $0.lowercased() } }

    /// Takes each field that `event` carries and whose present value came from a lesser event.
    ///
    /// `key` tells how the event ranks; data inside an order ranks below every customer report
    /// (`EventKey.Origin.fillIn`). Returns the fields taken, so that the caller knows what to write.
    /// The organization and the groups are not kept here: the caller acts on them when they are among those taken.
    @discardableResult
    public mutating func merge(_ event: CustomerEvent, key: EventKey) -> Set<Field> {
        var taken: Set<Field> = []
        func take<Value>(_ field: Field, _ value: Value?, _ assign: (Value) -> Void) {
            guard let value, provenance.admits(field.rawValue, key) else { return }
            assign(value)
            taken.insert(field)
        }
        var copy = self
        take(.email, event.email) { copy.email = $0.isEmpty ? nil : $0 }
        take(.firstName, event.firstName) { copy.firstName = $0 }
        take(.lastName, event.lastName) { copy.lastName = $0 }
        take(.locale, event.locale) { copy.locale = $0 }
        take(.country, event.country) { copy.country = $0 }
        take(.registeredAt, event.registeredAt) { copy.registeredAt = $0 }
        take(.organization, event.organization) { _ in }
        take(.groups, event.groups) { _ in }
        take(.defaultGroup, event.defaultGroup) { _ in }
        take(.deletion, event.isDeleted) { copy.isDeleted = $0 }
        copy.provenance.record(taken.map(\.rawValue), key)
        self = copy
        return taken
    }
}

/// A company whose customers' orders may count together.
public struct Organization: Sendable, Equatable {
    public var id: ID<Organization>
    public var store: ID<Store>
    public var externalID: String
    public var name: String

    public init(id: ID<Organization>, store: ID<Store>, externalID: String, name: String) {
        self.id = id
        self.store = store
        self.externalID = externalID
        self.name = name
    }
}
