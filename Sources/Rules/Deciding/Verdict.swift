public import Domain

/// A rule's answer for one customer at one instant.
public struct Verdict: Sendable, Equatable {
    /// The grants that the rule wants to hold, all of them; what it granted and does not list ends.
    public var holds: [PlannedGrant]
    public var reminders: [PlannedReminder]
    /// What the rule says of the customer today, in words.
    public var sentence: Sentence
    /// When the same facts would first give another answer, and which; nil for never.
    public var next: Next?

    public struct Next: Sendable, Equatable {
        public var at: Timestamp
        public var sentence: Sentence

        public init(at: Timestamp, sentence: Sentence) {
            self.at = at
            self.sentence = sentence
        }
    }

    public init(holds: [PlannedGrant], reminders: [PlannedReminder], sentence: Sentence, next: Next?) {
        self.holds = holds
        self.reminders = reminders
        self.sentence = sentence
        self.next = next
    }
}

/// A grant as a rule wants it.
public struct PlannedGrant: Sendable, Equatable {
    /// The group's code.
    public var group: String
    /// The order it rests on.
    public var order: ID<Order>?
    public var from: Timestamp
    /// The first instant at which it no longer holds; nil for no end.
    public var until: Timestamp?
    public var claimsDefault: Bool
    public var reason: Sentence

    public init(
        group: String, order: ID<Order>?, from: Timestamp, until: Timestamp?, claimsDefault: Bool, reason: Sentence
    ) {
        self.group = group
        self.order = order
        self.from = from
        self.until = until
        self.claimsDefault = claimsDefault
        self.reason = reason
    }
}

/// A mail that a rule wants sent once per key.
public struct PlannedReminder: Sendable, Equatable {
    public var template: String
    /// What it is about: one mail per rule, customer, template and key.
    public var periodKey: String
    public var sentence: Sentence

    public init(template: String, periodKey: String, sentence: Sentence) {
        self.template = template
        self.periodKey = periodKey
        self.sentence = sentence
    }
}
