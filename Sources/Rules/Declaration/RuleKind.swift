public import Domain
public import JSON

/// One kind of rule. A new kind is one file that conforms to this, and one line in `RuleCatalog`: the panel's form,
/// the check of input, the plain-words summary and the preview follow from what is declared here.
public protocol RuleKind: Sendable {
    static var declaration: KindDeclaration { get }

    /// Reads the kind's own parameters, naming every fault through `reader`. What it makes of faulty input is not used.
    init(reading reader: inout FieldReader, shop: KnownShop)

    /// What is wrong with the kind's parameters in view of the common ones.
    func faults(common: CommonTerms) -> [FieldError]

    /// The parameters as on the wire, with every default filled in.
    var parameters: [JSONValue.Member] { get }

    /// The groups this rule can put customers into.
    var targetGroups: [String] { get }

    /// Every group that the parameters name in any place.
    var groupsNamed: [String] { get }

    /// The groups it takes customers out of, beside the source groups of a rule that moves.
    var groupsEmptied: [String] { get }

    /// The moments at which the rule would have been asked between two instants, for a preview.
    func rehearsals(
        registeredAt: Timestamp, orders: [OrderFacts], since: Timestamp, until: Timestamp
    ) -> [Moment]

    /// Which facts `decide` reads.
    var needs: FactNeeds { get }

    /// The rule in words.
    func summary(common: CommonTerms) -> [Sentence]

    /// Whether an order with these lines can concern the rule by being bought; only for kinds that need `.purchases`.
    func concerns(_ lines: some Sequence<OrderLine>) -> Bool

    /// The rule's answer for one customer at one instant. Pure: the same question always has the same answer.
    func decide(_ question: Question) -> Verdict

    /// Whether a reminder that was decided earlier is still true. Mails of what was done always are.
    ///
    /// - Parameter key: the reminder's period key.
    func reconsider(_ template: String, key: String, _ question: Question) -> Reconsidered

    /// Whether a later purchase takes the rule's latest move of the customer back.
    var restoresOnPurchase: Bool { get }

    /// The next instant after `instant` at which everyone has to be asked at once, because the calendar and not the
    /// customer's own facts calls for it; nil where there is none.
    func nextSweep(after instant: Timestamp, zone: Zone) -> Timestamp?

    /// How far the rule has come once everyone was asked at `instant`.
    func advanced(_ progress: Progress, to instant: Timestamp, zone: Zone) -> Progress

    /// What a sweep at `instant` leaves out for everyone, in words; nil where nothing.
    ///
    /// - Parameter since: since when the rule may decide.
    func skipped(_ progress: Progress, at instant: Timestamp, since: Timestamp, zone: Zone) -> Sentence?
}

extension RuleKind {
    public func concerns(_ lines: some Sequence<OrderLine>) -> Bool { false }

    public func faults(common: CommonTerms) -> [FieldError] { [] }

    public func reconsider(_ template: String, key: String, _ question: Question) -> Reconsidered { .stands }

    public var restoresOnPurchase: Bool { false }

    public var groupsNamed: [String] { targetGroups }

    public var groupsEmptied: [String] { [] }

    public func rehearsals(
        registeredAt: Timestamp, orders: [OrderFacts], since: Timestamp, until: Timestamp
    ) -> [Moment] {
        [.check(isForced: true)]
    }

    public func advanced(_ progress: Progress, to instant: Timestamp, zone: Zone) -> Progress { progress }

    public func skipped(_ progress: Progress, at instant: Timestamp, since: Timestamp, zone: Zone) -> Sentence? { nil }

    public func nextSweep(after instant: Timestamp, zone: Zone) -> Timestamp? { nil }
}

/// What is known of the store when a rule is read; nil parts leave a check out.
public struct KnownShop: Sendable {
    /// Codes of groups.
    public var groups: Set<String>?
    /// Codes of order statuses.
    public var statuses: Set<String>?
    public var currency: Currency?

    public init(groups: Set<String>? = nil, statuses: Set<String>? = nil, currency: Currency? = nil) {
        self.groups = groups
        self.statuses = statuses
        self.currency = currency
    }

    /// Nothing is known: for rules read back from the database.
    public static let unchecked = KnownShop()
}

/// What a kind is and takes, for forms and documentation.
public struct KindDeclaration: Sendable {
    public let kind: String
    public let title: String
    public let description: String
    public let parameters: [Parameter]
    /// The mails the kind can send.
    public let templates: [String]
    /// Whether the kind moves customers on runs: its rules stop at `max_share`, and are asked of many at once.
    public let actsOnRuns: Bool
    /// Whether a rule of the kind makes no sense without source groups.
    public let needsSourceGroups: Bool

    public init(
        kind: String, title: String, description: String, parameters: [Parameter], templates: [String],
        actsOnRuns: Bool = true, needsSourceGroups: Bool = false
    ) {
        self.kind = kind
        self.title = title
        self.description = description
        self.parameters = parameters
        self.templates = templates
        self.actsOnRuns = actsOnRuns
        self.needsSourceGroups = needsSourceGroups
    }
}

/// Facts beyond the customer's own that a rule reads.
public struct FactNeeds: Sendable, Equatable {
    /// The paid orders that entitle under the rule.
    public var purchases = false
    /// Grants that have ended.
    public var history = false
    /// Paid orders with their lines.
    public var orders = false
    /// Spend so many days back; nil for none, `.max` for all there is.
    public var spendDays: Int?
    /// The spend of the customer's organization instead of the customer's own, where there is one.
    public var byOrganization = false

    public init(
        purchases: Bool = false, history: Bool = false, orders: Bool = false, spendDays: Int? = nil,
        byOrganization: Bool = false
    ) {
        self.purchases = purchases
        self.history = history
        self.orders = orders
        self.spendDays = spendDays
        self.byOrganization = byOrganization
    }
}
