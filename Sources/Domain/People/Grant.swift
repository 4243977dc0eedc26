/// One reason for a customer to be in a group. A customer is a member while at least one grant is in force.
public struct Grant: Sendable, Equatable {
    public var id: ID<Grant>
    public var customer: ID<Customer>
    public var group: ID<Group>
    public var source: Source
    /// What within the source: unique by customer × group × source × origin.
    public var origin: String
    public var rule: ID<Rule>?
    public var order: ID<Order>?
    public var from: Timestamp
    /// When a person, a purchase or a promotion put the customer there; nil for imports, the shop and demotions, which do
    /// not begin a spell of inactivity anew.
    public var joinedAt: Timestamp?
    /// The first instant at which it no longer holds; nil for no end.
    public var until: Timestamp?
    public var claimsDefault: Bool
    /// When the claim was made; newer claims win among equals.
    public var claimedAt: Timestamp
    /// Automation leaves a pinned grant alone.
    public var isPinned: Bool
    /// The end was reached while the master switch was off, and waits for a person's confirmation.
    public var waits: Bool
    /// When the end was recorded; nil while it may still hold.
    public var endedAt: Timestamp?
    public var reason: Sentence

    public enum Source: String, Sendable {
        case manual, rule, `import`, shop
    }

    public init(
        id: ID<Grant>, customer: ID<Customer>, group: ID<Group>, source: Source, origin: String, rule: ID<Rule>? = nil,
        order: ID<Order>? = nil, from: Timestamp, joinedAt: Timestamp? = nil, until: Timestamp? = nil,
        claimsDefault: Bool = false,
        claimedAt: Timestamp, isPinned: Bool = false, waits: Bool = false, endedAt: Timestamp? = nil, reason: Sentence
    ) {
        self.id = id
        self.customer = customer
        self.group = group
        self.source = source
        self.origin = origin
        self.rule = rule
        self.order = order
        self.from = from
        self.joinedAt = joinedAt
        self.until = until
        self.claimsDefault = claimsDefault
        self.claimedAt = claimedAt
        self.isPinned = isPinned
        self.waits = waits
        self.endedAt = endedAt
        self.reason = reason
    }

    /// Whether the grant holds at `instant`: begun, not ended, and within its term — or past it while the master
    /// switch has been off since before the end, or while the end waits for confirmation.
    public func isInForce(at instant: Timestamp, automation: Store.Automation) -> Bool {
        guard endedAt == nil, from <= instant else { return false }
        guard let until, until <= instant else { return true }
        if waits { return true }
        if case .off(let since) = automation { return until > since }
        return false
    }
}

/// Forbids automatic grants of one group to one customer.
public struct Block: Sendable, Equatable {
    public var customer: ID<Customer>
    public var group: ID<Group>
    /// The first instant at which it no longer holds; nil for no end.
    public var until: Timestamp?
    public var reason: Sentence
    public var createdAt: Timestamp

    public init(
        customer: ID<Customer>, group: ID<Group>, until: Timestamp?, reason: Sentence, createdAt: Timestamp
    ) {
        self.customer = customer
        self.group = group
        self.until = until
        self.reason = reason
        self.createdAt = createdAt
    }

    public func isInForce(at instant: Timestamp) -> Bool { until.map { $0 > instant } ?? true }
}
