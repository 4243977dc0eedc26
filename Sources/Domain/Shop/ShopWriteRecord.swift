/// One membership as a shop is to have it.
public struct ShopMembershipRecord: Sendable, Equatable {
    public var customer: ID<Customer>
    public var group: ID<Group>
    public var connector: ID<ConnectorRecord>
    public var isWanted: Bool
    /// When it was seen in the shop after our own write; nil while it is to be written.
    public var verifiedAt: Timestamp?
    /// The first later reading that did not have it.
    public var missingSince: Timestamp?
    /// A second such reading, long enough after the first.
    public var driftedAt: Timestamp?

    /// One that is to be written.
    public init(customer: ID<Customer>, group: ID<Group>, connector: ID<ConnectorRecord>, isWanted: Bool) {
        self.customer = customer
        self.group = group
        self.connector = connector
        self.isWanted = isWanted
    }
}

/// One line of the queue: a customer whose groups, or a voucher that, the shop is to be told of.
public struct ShopWriteRecord: Sendable, Equatable {
    public var id: ID<ShopWriteRecord>
    public var connector: ID<ConnectorRecord>
    public var customer: ID<Customer>
    /// Nil for the customer's groups.
    public var voucher: ID<Voucher>?
    /// Whether the default group is to be told too.
    public var writesDefault: Bool
    public var state: State
    public var dueAt: Timestamp
    public var attempts: Int
    public var error: String?
    public var queuedAt: Timestamp
    /// Rises whenever something is added to it.
    public var revision: Int

    public init(
        id: ID<ShopWriteRecord>, connector: ID<ConnectorRecord>, customer: ID<Customer>, voucher: ID<Voucher>?,
        writesDefault: Bool, state: State, dueAt: Timestamp, attempts: Int, error: String?, queuedAt: Timestamp,
        revision: Int
    ) {
        self.id = id
        self.connector = connector
        self.customer = customer
        self.voucher = voucher
        self.writesDefault = writesDefault
        self.state = state
        self.dueAt = dueAt
        self.attempts = attempts
        self.error = error
        self.queuedAt = queuedAt
        self.revision = revision
    }

    public enum State: String, Sendable, CaseIterable {
        case queued
        /// Waits for a person.
        case parked
    }
}
