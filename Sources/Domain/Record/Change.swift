/// One applied verdict or one person's act on one customer. Append-only: an undo is a new change.
public struct Change: Sendable, Equatable {
    public var id: ID<Change>
    public var store: ID<Store>
    public var customer: ID<Customer>
    public var at: Timestamp
    public var kind: Kind
    /// Groups the customer is in now and was not before, and the reverse.
    public var groupsAdded: [ID<Group>]
    public var groupsRemoved: [ID<Group>]
    public var defaultBefore: ID<Group>?
    public var defaultAfter: ID<Group>?
    /// What was done to each grant and block, exactly enough to take it back.
    public var effects: [Effect]
    public var rule: ID<Rule>?
    public var ruleRevision: Int?
    public var order: ID<Order>?
    public var run: ID<Run>?
    public var delivery: ID<Inbox>?
    public var actor: Actor
    /// The person's or token's name; nil for rules.
    public var by: String?
    public var reason: Sentence
    /// What a rule's change was about: the spell, the period, the rung or the event. Undoing it settles that key.
    public var key: String?
    public var reverts: ID<Change>?

    public enum Kind: String, Sendable {
        case granted, ended, expired, `default`, blocked, unblocked, pinned, unpinned, reverted
        /// From source groups to the target of an `inactivity` or `turnover` rule.
        case moved
        /// A purchase took a move back.
        case restored
        /// Up or down a ladder.
        case promoted, demoted
        /// With another customer that it was merged into.
        case merged
    }

    public enum Actor: String, Sendable {
        case rule, user, `import`, shop, system
    }

    /// One grant or block before and after.
    public enum Effect: Sendable, Equatable {
        case grant(ID<Grant>, before: GrantState?, after: GrantState)
        case block(ID<Group>, before: BlockState?, after: BlockState?)
        case chosenDefault(before: ID<Group>?, after: ID<Group>?)
        case entitlement(ID<Rule>, ID<Order>, before: EntitlementState?, after: EntitlementState)
        /// What a rule remembers of the customer; nil for nothing.
        case decision(ID<Rule>, Decision.Kind, key: String, before: Timestamp?, after: Timestamp?)
    }

    /// The parts of a grant that a change can touch.
    public struct GrantState: Sendable, Equatable {
        public var from: Timestamp
        public var until: Timestamp?
        public var claimsDefault: Bool
        public var isPinned: Bool
        public var endedAt: Timestamp?

        public init(_ grant: Grant) {
            from = grant.from
            until = grant.until
            claimsDefault = grant.claimsDefault
            isPinned = grant.isPinned
            endedAt = grant.endedAt
        }

        public init(from: Timestamp, until: Timestamp?, claimsDefault: Bool, isPinned: Bool, endedAt: Timestamp?) {
            self.from = from
            self.until = until
            self.claimsDefault = claimsDefault
            self.isPinned = isPinned
            self.endedAt = endedAt
        }
    }

    public struct BlockState: Sendable, Equatable {
        public var until: Timestamp?

        public init(until: Timestamp?) { self.until = until }
    }

    public init(
        id: ID<Change>, store: ID<Store>, customer: ID<Customer>, at: Timestamp, kind: Kind, actor: Actor,
        reason: Sentence
    ) {
        self.id = id
        self.store = store
        self.customer = customer
        self.at = at
        self.kind = kind
        self.actor = actor
        self.reason = reason
        groupsAdded = []
        groupsRemoved = []
        effects = []
    }
}

/// What a purchase rule made of one paid order.
public enum EntitlementState: String, Sendable {
    /// The order entitles for as long as its lines stand.
    case live
    /// The customer was shut off from automation when it was paid; listed in Checks.
    case withheld
    /// The rule's conditions on the customer did not hold when it was paid.
    case declined
    /// A person undid it: the rule does not act on this order again.
    case settled
}

/// Marks the ids of rows that have no type of their own in the domain.
public enum Inbox {}
