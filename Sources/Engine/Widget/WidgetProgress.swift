public import Domain

/// How far a customer is, as the shop's page may tell it: nothing of rules, groups' codes or other customers is in it.
public struct WidgetProgress: Sendable {
    /// BCP 47, of the words; amounts and days are written its way too.
    public var language: String
    public var state: State
    public var spent: Money?
    /// The rung held.
    public var tier: Tier?
    /// The rung to reach, and what it takes.
    public var next: (tier: Tier, threshold: Money)?
    public var missing: Money?
    /// 0 … 100, rounded down.
    public var percent = 0
    /// The days whose orders count; `from` is nil where there is no first one.
    public var from: CalendarDay?
    public var to: CalendarDay?
    /// The last day on which an order counts towards the next rung; nil where none is foreseen.
    public var deadline: CalendarDay?
    /// Where the rung held is at risk.
    public var keep: Keep?
    /// The words with names in braces for amounts, days and rungs, in the order in which they are shown.
    public var templates: [Line] = []
    /// The same, finished.
    public var texts: [Line] = []

    public enum State: String, Sendable {
        /// There is nothing to tell: a guest, an unknown customer, no ladder.
        case none
        /// Something is missing to the next rung.
        case climbing
        /// The next rung is reached and waits for a check.
        case ready
        /// The highest rung is held.
        case top
        /// A rung is held, and no other is promised: the ladder passes the customer by.
        case held
    }

    public struct Tier: Sendable, Equatable {
        public let name: String
        public let benefits: [String]
    }

    public struct Keep: Sendable, Equatable {
        public let missing: Money
        /// The last day on which buying helps; nil until a check has found that too little was spent.
        public let until: CalendarDay?
    }

    public struct Line: Sendable, Equatable {
        public let name: String
        public let text: String
    }

    public func text(_ name: String) -> String? { texts.first { $0.name == name }?.text }
}
