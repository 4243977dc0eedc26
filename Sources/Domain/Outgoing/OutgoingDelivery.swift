/// One event on its way to one destination.
public struct OutgoingDelivery: Sendable, Equatable {
    public var id: ID<OutgoingDelivery>
    public var event: ID<OutgoingEvent>
    public var destination: ID<DestinationRecord>
    /// Deliveries about one customer reach a destination in the order of their events.
    public var customer: ID<Customer>?
    public var kind: OutgoingEvent.Kind
    public var state: State
    /// Tries that were begun since it was queued.
    public var attempts: Int
    /// When it is to be tried; means nothing once it is no longer queued.
    public var nextAt: Timestamp
    /// Someone tries it now, and nobody else does before this.
    public var leasedUntil: Timestamp?
    /// When it was first tried since it was queued: it is given up three days later.
    public var triedSince: Timestamp?
    /// The last answer's status; nil where there was none.
    public var status: Int?
    /// Why the last try failed, in words.
    public var error: String?
    /// How long the last try took.
    public var milliseconds: Int64?
    public var createdAt: Timestamp
    public var deliveredAt: Timestamp?

    public enum State: String, Sendable, CaseIterable {
        case queued
        case delivered
        /// Given up.
        case failed
        /// A person took it out of the queue.
        case cancelled
    }

    public init(
        id: ID<OutgoingDelivery> = ID(0), event: ID<OutgoingEvent>, destination: ID<DestinationRecord>,
        customer: ID<Customer>?, kind: OutgoingEvent.Kind, state: State = .queued, attempts: Int = 0,
        nextAt: Timestamp, createdAt: Timestamp
    ) {
        self.id = id
        self.event = event
        self.destination = destination
        self.customer = customer
        self.kind = kind
        self.state = state
        self.attempts = attempts
        self.nextAt = nextAt
        self.createdAt = createdAt
    }

    /// Puts it at the end of no queue: it is to be tried at once, as if it never had been.
    public mutating func queueAgain(at instant: Timestamp) {
        (state, attempts, nextAt) = (.queued, 0, instant)
        (triedSince, leasedUntil, deliveredAt) = (nil, nil, nil)
    }
}
