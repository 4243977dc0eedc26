public import Domain

/// Everything a rule may know when it decides about one customer.
public struct Question: Sendable {
    public var rule: Rule
    public var common: CommonTerms
    public var customer: CustomerFacts
    /// The paid orders that entitle under the rule; filled where the rule `needs` them.
    public var purchases: [Purchase]
    public var zone: Zone
    /// The instant asked about.
    public var at: Timestamp

    public init(
        rule: Rule, common: CommonTerms, customer: CustomerFacts, purchases: [Purchase], zone: Zone, at: Timestamp
    ) {
        self.rule = rule
        self.common = common
        self.customer = customer
        self.purchases = purchases
        self.zone = zone
        self.at = at
    }
}

/// What is known of the customer.
public struct CustomerFacts: Sendable {
    public var externalID: String
    public var registeredAt: Timestamp?
    /// The earlier of the first known order and the first mention.
    public var firstKnownAt: Timestamp
    /// Codes of the groups held at the instant asked about.
    public var groups: Set<String>

    public init(externalID: String, registeredAt: Timestamp?, firstKnownAt: Timestamp, groups: Set<String>) {
        self.externalID = externalID
        self.registeredAt = registeredAt
        self.firstKnownAt = firstKnownAt
        self.groups = groups
    }
}

/// One order that a purchase rule accepted, with the terms in force when it was paid.
public struct Purchase: Sendable {
    public var order: ID<Order>
    public var orderName: String
    public var paidAt: Timestamp
    /// False once void, deleted, a test, fully refunded or free.
    public var isLive: Bool
    public var lines: [Line]
    public var terms: PurchaseRule

    /// One present line.
    public struct Line: Sendable {
        public var line: OrderLine
        /// From when it may count.
        public var start: Timestamp

        public init(line: OrderLine, start: Timestamp) {
            self.line = line
            self.start = start
        }
    }

    public init(
        order: ID<Order>, orderName: String, paidAt: Timestamp, isLive: Bool, lines: [Line], terms: PurchaseRule
    ) {
        self.order = order
        self.orderName = orderName
        self.paidAt = paidAt
        self.isLive = isLive
        self.lines = lines
        self.terms = terms
    }
}
