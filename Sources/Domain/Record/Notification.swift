/// One mail to one customer. Unique by rule × customer × template × period key, so none is ever sent twice.
public struct Notification: Sendable, Equatable {
    public var id: ID<Notification>
    public var store: ID<Store>
    public var customer: ID<Customer>?
    public var rule: ID<Rule>
    /// The template's name, e.g. `membership_granted`.
    public var template: String
    /// What it is about within the rule: the order, the spell, the period.
    public var periodKey: String
    public var state: State
    /// The template's variables, as JSON.
    public var variables: String
    public var change: ID<Change>?
    public var createdAt: Timestamp
    public var sendAfter: Timestamp

    public enum State: String, Sendable {
        /// Waits because no mail server is configured.
        case held
        case queued, sent, failed, cancelled
    }

    public init(
        id: ID<Notification>, store: ID<Store>, customer: ID<Customer>?, rule: ID<Rule>, template: String,
        periodKey: String, state: State, variables: String, change: ID<Change>?, createdAt: Timestamp,
        sendAfter: Timestamp
    ) {
        self.id = id
        self.store = store
        self.customer = customer
        self.rule = rule
        self.template = template
        self.periodKey = periodKey
        self.state = state
        self.variables = variables
        self.change = change
        self.createdAt = createdAt
        self.sendAfter = sendAfter
    }
}

/// Something a merchant should look at, kept until it is no longer so.
public struct Finding: Sendable, Equatable {
    public var id: ID<Finding>
    public var store: ID<Store>
    public var kind: Kind
    public var subjectType: String
    public var subjectID: Int64
    public var subjectLabel: String
    public var sentence: Sentence
    public var firstAt: Timestamp
    public var lastAt: Timestamp

    public enum Kind: String, Sendable, CaseIterable {
        case refundWithoutLines = "refund_without_lines"
        case withheldPurchase = "withheld_purchase"
        case unconvertedCurrency = "unconverted_currency"
        case unmappedStatus = "unmapped_status"
        case processingFailed = "processing_failed"
        case pendingEnds = "pending_ends"
        case ruleParked = "rule_parked"
        case shopFailing = "shop_failing"
        case shopWriteParked = "shop_write_parked"
        case driftParked = "drift_parked"
        case destinationFailing = "destination_failing"
        case destinationDisabled = "destination_disabled"
    }

    public init(
        id: ID<Finding>, store: ID<Store>, kind: Kind, subjectType: String, subjectID: Int64, subjectLabel: String,
        sentence: Sentence, firstAt: Timestamp, lastAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.kind = kind
        self.subjectType = subjectType
        self.subjectID = subjectID
        self.subjectLabel = subjectLabel
        self.sentence = sentence
        self.firstAt = firstAt
        self.lastAt = lastAt
    }
}
