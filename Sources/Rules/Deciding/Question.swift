public import Domain

/// Everything a rule may know when it decides about one customer.
public struct Question: Sendable {
    public var rule: Rule
    public var common: CommonTerms
    public var shop: ShopFacts
    public var customer: CustomerFacts
    public var record: RuleRecord
    /// The paid orders that entitle under the rule; filled where the rule `needs` them.
    public var purchases: [Purchase]
    /// The instant asked about.
    public var at: Timestamp
    /// What leads to the question.
    public var moment: Moment
    /// False where nobody is told why nothing is done: a rule of which everyone is asked at once may then leave that
    /// sentence empty, and when it is asked again to the calendar.
    public var isExplained = true

    public init(
        rule: Rule, common: CommonTerms, shop: ShopFacts, customer: CustomerFacts, record: RuleRecord = RuleRecord(),
        purchases: [Purchase] = [], at: Timestamp, moment: Moment = .check(isForced: false)
    ) {
        self.rule = rule
        self.common = common
        self.shop = shop
        self.customer = customer
        self.record = record
        self.purchases = purchases
        self.at = at
        self.moment = moment
    }

    public var zone: Zone { shop.zone }

    /// The local day asked about.
    public var day: CalendarDay { shop.zone.day(at: at) }

    /// Whether something newer than `instant` gives reason to decide anew what was decided or undone then: a counted
    /// order, a refund, a void, or an edit of the rule (2-domain §6).
    public func hasNewerFact(than instant: Timestamp) -> Bool {
        max(customer.lastFactAt ?? .zero, rule.updatedAt) > instant
    }
}

/// Why a rule is asked.
public enum Moment: Sendable {
    /// A run, by cron or by hand, or a look at what one would do. Forced where a person asked for a ladder's check.
    case check(isForced: Bool)
    /// A report about one of the customer's orders. `becamePaid` where it is the first to say that it is paid.
    case order(ID<Order>, becamePaid: Bool)
    /// The customer has just become known as registered.
    case registered
    /// Anything else: a person's act, an import, an edit of the customer.
    case other

    public var isCheck: Bool { if case .check = self { true } else { false } }
}

/// The part of the store that gives facts their meaning.
public struct ShopFacts: Sendable {
    public var zone: Zone
    public var currency: Currency
    public var statuses: [OrderStatus] { didSet { paid = Self.paid(statuses) } }
    /// Made once: sweeps ask for it with every customer.
    private var paid: Set<ID<OrderStatus>>
    /// When the master switch was last turned on.
    public var automatedSince: Timestamp

    public init(zone: Zone, currency: Currency, statuses: [OrderStatus], automatedSince: Timestamp = .zero) {
        self.zone = zone
        self.currency = currency
        self.statuses = statuses
        paid = Self.paid(statuses)
        self.automatedSince = automatedSince
    }

    private static func paid(_ statuses: [OrderStatus]) -> Set<ID<OrderStatus>> {
        Set(statuses.filter(\.isPaid).map(\.id))
    }

    /// The statuses whose spend counts: those of the given codes, or all that are flagged paid.
    public func counted(_ codes: [String]?) -> Set<ID<OrderStatus>> {
        guard let codes else { return paid }
        return Set(statuses.filter { codes.contains($0.code) }.map(\.id))
    }
}

/// What is known of the customer.
public struct CustomerFacts: Sendable {
    public var externalID: String
    public var email: String?
    public var country: String?
    /// BCP 47.
    public var language: String?
    /// The external id of the organization.
    public var organization: String?
    public var registeredAt: Timestamp?
    /// When the first known order was placed; without any, when the customer was first heard of. It stands for the
    /// registration where that is not known.
    public var firstKnownAt: Timestamp
    /// Grants in force, and those that have ended where the rule `needs` them.
    public var memberships: [MembershipFact]
    /// Codes of the groups held at the instant asked about.
    public var groups: Set<String>
    public var defaultGroup: String?
    /// Codes of groups that automation must not grant now.
    public var blocked: Set<String>
    /// Ascending by day; as far back as the rule `needs`.
    public var spend: [SpendDay]
    /// What the report that leads to the question added to spend, or took from it; empty without one.
    public var spendChange: [SpendDay]
    /// When a report last changed what the customer's orders count for.
    public var lastFactAt: Timestamp?
    /// Filled where the rule `needs` them: orders that stand as paid now, by payment.
    public var orders: [OrderFacts]
    /// Where the rule counts by organization and the customer is in one.
    public var team: TeamFacts?

    public init(
        externalID: String, registeredAt: Timestamp?, firstKnownAt: Timestamp, groups: Set<String> = [],
        memberships: [MembershipFact] = [], defaultGroup: String? = nil, blocked: Set<String> = [],
        spend: [SpendDay] = [], lastFactAt: Timestamp? = nil
    ) {
        self.externalID = externalID
        self.registeredAt = registeredAt
        self.firstKnownAt = firstKnownAt
        self.groups = groups
        self.memberships = memberships
        self.defaultGroup = defaultGroup
        self.blocked = blocked
        self.spend = spend
        self.lastFactAt = lastFactAt
        spendChange = []
        orders = []
    }
}

/// One grant as rules see it.
public struct MembershipFact: Sendable, Equatable {
    /// The group's code.
    public var group: String
    public var source: Grant.Source
    public var rule: ID<Rule>?
    /// True for a grant that rests on a paid order.
    public var isPurchase: Bool
    public var isPinned: Bool
    public var from: Timestamp
    /// The first instant at which it no longer holds, recorded or foreseen; nil for no end.
    public var end: Timestamp?
    /// Whether it holds at the instant asked about.
    public var isInForce: Bool
    /// When a person, a purchase or a promotion put the customer there; nil for imports, the shop and demotions.
    public var joinedAt: Timestamp?

    public init(
        group: String, source: Grant.Source, rule: ID<Rule>? = nil, isPurchase: Bool = false, isPinned: Bool = false,
        from: Timestamp, end: Timestamp? = nil, isInForce: Bool = true, joinedAt: Timestamp? = nil
    ) {
        self.group = group
        self.source = source
        self.rule = rule
        self.isPurchase = isPurchase
        self.isPinned = isPinned
        self.from = from
        self.end = end
        self.isInForce = isInForce
        self.joinedAt = joinedAt
    }
}

/// What a customer's (or an organization's) orders in one status count for on one local day, in minor units of the
/// store's currency. Days of paid orders are days of payment.
public struct SpendDay: Sendable, Equatable {
    public var day: CalendarDay
    public var status: ID<OrderStatus>
    public var amount: Int64
    public var orders: Int

    public init(day: CalendarDay, status: ID<OrderStatus>, amount: Int64, orders: Int) {
        self.day = day
        self.status = status
        self.amount = amount
        self.orders = orders
    }
}

/// One paid order as conditions see it.
public struct OrderFacts: Sendable {
    public var id: ID<Order>
    public var name: String
    public var paidAt: Timestamp
    /// Gross in the store's currency; nil where no rate is known.
    public var total: Int64?
    public var lines: [OrderLine]
    public var paymentMethod: String?
    public var country: String?

    public init(
        id: ID<Order>, name: String, paidAt: Timestamp, total: Int64?, lines: [OrderLine], paymentMethod: String?,
        country: String?
    ) {
        self.id = id
        self.name = name
        self.paidAt = paidAt
        self.total = total
        self.lines = lines
        self.paymentMethod = paymentMethod
        self.country = country
    }
}

/// The organization a customer belongs to, where a ladder counts by organization.
public struct TeamFacts: Sendable, Equatable {
    /// The group of the rung that the organization holds; nil for none.
    public var rung: String?

    public init(rung: String?) { self.rung = rung }
}

/// What a rule did with the customer before.
public struct RuleRecord: Sendable {
    public var decisions: [Decision]
    /// How far the rule as a whole has come; nil where it is only tried out.
    public var progress: Progress?

    public init(decisions: [Decision] = [], progress: Progress? = nil) {
        self.decisions = decisions
        self.progress = progress
    }

    public subscript(kind: Decision.Kind, key: String) -> Decision? {
        decisions.first { $0.kind == kind && $0.key == key }
    }

    /// Those of one kind, the latest first.
    public func all(_ kind: Decision.Kind) -> [Decision] {
        decisions.filter { $0.kind == kind }.sorted { ($0.at, $0.key) > ($1.at, $1.key) }
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
