public import JSON

/// A declared parameter of a rule kind: the panel's form field, the API's schema and the check of input in one.
public struct Parameter: Sendable {
    public let name: String
    public let type: ParameterType
    public let label: String
    public let help: String
    public let isRequired: Bool
    /// The value where none is given, as on the wire.
    public let fallback: JSONValue
    /// Shown only while another parameter has one of these values, e.g. `validity.kind` in `days`, `months`.
    public let shownWhen: Condition?

    public struct Condition: Sendable {
        public let parameter: String
        public let values: [String]

        public init(_ parameter: String, in values: [String]) {
            self.parameter = parameter
            self.values = values
        }
    }

    public init(
        _ name: String, _ type: ParameterType, label: String, help: String, isRequired: Bool = false,
        fallback: JSONValue = .null, shownWhen: Condition? = nil
    ) {
        self.name = name
        self.type = type
        self.label = label
        self.help = help
        self.isRequired = isRequired
        self.fallback = fallback
        self.shownWhen = shownWhen
    }
}

/// What values a parameter takes.
public enum ParameterType: Sendable {
    case products
    /// Codes of groups of the store.
    case groups
    /// The code of one group of the store.
    case group
    case choice([Choice])
    case integer(ClosedRange<Int64>)
    case boolean
    case validity
    /// `{"amount": "500.00", "currency": "EUR"}` in the store's currency.
    case money
    /// Codes of order statuses of the store; null for all that are flagged paid.
    case statuses
    case date
    /// A `SpendPeriod`.
    case period
    /// The rungs of a ladder.
    case tiers
    /// `daily`, `monthly` on a day, or `manual`.
    case check
    /// A tree of conditions.
    case condition
    /// What is done where the conditions hold.
    case actions

    public struct Choice: Sendable {
        public let value: String
        public let label: String

        public init(_ value: String, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    /// The type's name on the wire.
    public var name: String {
        switch self {
        case .products: "products"
        case .groups: "groups"
        case .group: "group"
        case .choice: "choice"
        case .integer: "integer"
        case .boolean: "boolean"
        case .validity: "validity"
        case .money: "money"
        case .statuses: "statuses"
        case .date: "date"
        case .period: "period"
        case .tiers: "tiers"
        case .check: "check"
        case .condition: "condition"
        case .actions: "actions"
        }
    }
}

/// One bad field of a rule: where, and why, in words for the person who typed it.
public struct FieldError: Error, Sendable, Equatable {
    /// JSON pointer (RFC 6901) from the rule's root.
    public let pointer: String
    public let reason: String

    public init(_ pointer: String, _ reason: String) {
        self.pointer = pointer
        self.reason = reason
    }
}

/// All that is wrong with a rule, at once.
public struct RuleError: Error, Sendable, Equatable {
    public let errors: [FieldError]

    public init(_ errors: [FieldError]) { self.errors = errors }
}
