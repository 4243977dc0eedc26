/// Something that servers of others are told of. Its text is made once, in the transaction of what it tells.
public struct OutgoingEvent: Sendable, Equatable {
    public var id: ID<OutgoingEvent>
    /// Nil where it concerns all stores.
    public var store: ID<Store>?
    /// Nil where it concerns no single customer.
    public var customer: ID<Customer>?
    public var kind: Kind
    /// JSON, as it is sent.
    public var body: String
    public var createdAt: Timestamp

    /// What it tells; the raw value is its `type` on the wire.
    public enum Kind: String, Sendable, CaseIterable {
        /// A customer joined or left groups, or has another default group.
        case groupsChanged = "customer.groups_changed"
        /// A customer was reminded, or would have been, had they wanted mail.
        case reminded = "customer.reminded"
        /// A customer has climbed a ladder.
        case tierReached = "customer.tier_reached"
        /// A run has ended, or waits for a person.
        case runFinished = "run.finished"
    }

    public init(
        id: ID<OutgoingEvent> = ID(0), store: ID<Store>?, customer: ID<Customer>?, kind: Kind, body: String,
        createdAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.customer = customer
        self.kind = kind
        self.body = body
        self.createdAt = createdAt
    }
}
