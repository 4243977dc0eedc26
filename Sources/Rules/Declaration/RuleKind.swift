public import Domain
public import JSON

/// One kind of rule. A new kind is one file that conforms to this, and one line in `RuleCatalog`: the panel's form,
/// the check of input, the plain-words summary and the preview follow from what is declared here.
public protocol RuleKind: Sendable {
    static var declaration: KindDeclaration { get }

    /// Reads the kind's own parameters, naming every fault through `reader`. What it makes of faulty input is not used.
    init(reading reader: inout FieldReader, groups: Set<String>?)

    /// The parameters as on the wire, with every default filled in.
    var parameters: [JSONValue.Member] { get }

    /// The groups this rule can put customers into.
    var targetGroups: [String] { get }

    /// Which facts `decide` reads.
    var needs: FactNeeds { get }

    /// The rule in words.
    func summary(common: CommonTerms) -> [Sentence]

    /// Whether an order with these lines can concern the rule.
    func concerns(_ lines: some Sequence<OrderLine>) -> Bool

    /// The rule's answer for one customer at one instant. Pure: the same question always has the same answer.
    func decide(_ question: Question) -> Verdict
}

/// What a kind is and takes, for forms and documentation.
public struct KindDeclaration: Sendable {
    public let kind: String
    public let title: String
    public let description: String
    public let parameters: [Parameter]
    /// The mails the kind can send.
    public let templates: [String]

    public init(kind: String, title: String, description: String, parameters: [Parameter], templates: [String]) {
        self.kind = kind
        self.title = title
        self.description = description
        self.parameters = parameters
        self.templates = templates
    }
}

/// Facts beyond the customer's own that a rule reads.
public struct FactNeeds: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The paid orders that entitle under the rule.
    public static let purchases = FactNeeds(rawValue: 1)
}
