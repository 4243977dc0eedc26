public import Domain

/// A rule's answer for one customer at one instant.
public struct Verdict: Sendable, Equatable {
    /// The grants that the rule wants to hold, all of them: what it granted and does not list ends. Nil where what it
    /// granted stays as it is.
    public var holds: [PlannedGrant]?
    /// What is to be done once.
    public var act: PlannedAct?
    public var reminders: [PlannedReminder]
    /// What the rule is to remember or to forget.
    public var notes: [Note]
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

    /// A decision that is to stand from now on, or no longer.
    public enum Note: Sendable, Equatable {
        case remember(Decision.Kind, key: String)
        case forget(Decision.Kind, key: String)
    }

    public init(
        holds: [PlannedGrant]? = nil, act: PlannedAct? = nil, reminders: [PlannedReminder] = [], notes: [Note] = [],
        sentence: Sentence, next: Next? = nil
    ) {
        self.holds = holds
        self.act = act
        self.reminders = reminders
        self.notes = notes
        self.sentence = sentence
        self.next = next
    }

    /// Whether applying it would do anything beyond asking again later. Where it lists grants to hold, only a comparison
    /// with those held can tell.
    public var isIdle: Bool { act == nil && reminders.isEmpty && notes.isEmpty }
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
    /// Whether getting it begins a spell of inactivity anew: true for purchases and promotions.
    public var isJoining: Bool

    public init(
        group: String, order: ID<Order>? = nil, from: Timestamp, until: Timestamp? = nil, claimsDefault: Bool,
        reason: Sentence, isJoining: Bool = true
    ) {
        self.group = group
        self.order = order
        self.from = from
        self.until = until
        self.claimsDefault = claimsDefault
        self.reason = reason
        self.isJoining = isJoining
    }
}

/// One act of a rule, recorded as one change.
public struct PlannedAct: Sendable, Equatable {
    public var kind: Change.Kind
    /// What it is about; undoing it settles this key.
    public var key: String
    /// Groups that the customer leaves. Purchases in term and pinned grants there stay, all others end.
    public var leaves: [String]
    /// Groups whose grants by this very rule end.
    public var releases: [String]
    /// Groups whose imported and reported grants become the rule's own: they end, whoever else stays.
    public var adopts: [Grant.Source]
    public var adoptsIn: [String]
    public var joins: [PlannedGrant]
    /// A group held after the act that is to be the default though nothing is granted in it.
    public var makesDefault: String?
    public var reason: Sentence
    /// The mail that tells of it, and what it is about.
    public var mail: PlannedReminder?
    public var reward: Reward?
    /// Whether it counts as the customer's one move of the day.
    public var isMove: Bool

    public init(
        kind: Change.Kind, key: String, leaves: [String] = [], releases: [String] = [], adopts: [Grant.Source] = [],
        adoptsIn: [String] = [], joins: [PlannedGrant] = [], makesDefault: String? = nil, reason: Sentence,
        mail: PlannedReminder? = nil, reward: Reward? = nil, isMove: Bool = false
    ) {
        self.kind = kind
        self.key = key
        self.leaves = leaves
        self.releases = releases
        self.adopts = adopts
        self.adoptsIn = adoptsIn
        self.joins = joins
        self.makesDefault = makesDefault
        self.reason = reason
        self.mail = mail
        self.reward = reward
        self.isMove = isMove
    }
}

/// A voucher for reaching a rung.
public struct Reward: Sendable, Equatable {
    public var rung: String
    public var value: Value
    public var daysValid: Int

    public enum Value: Sendable, Equatable {
        /// 1 … 100.
        case percent(Int)
        case amount(Money)
    }

    public init(rung: String, value: Value, daysValid: Int) {
        self.rung = rung
        self.value = value
        self.daysValid = daysValid
    }
}

/// A mail that a rule wants sent once per key.
public struct PlannedReminder: Sendable, Equatable {
    public var template: String
    /// What it is about: one mail per rule, customer, template and key.
    public var periodKey: String
    public var sentence: Sentence
    /// Variables of the template beyond those that every mail has.
    public var facts: [Sentence.Fact]

    public init(template: String, periodKey: String, sentence: Sentence, facts: [Sentence.Fact] = []) {
        self.template = template
        self.periodKey = periodKey
        self.sentence = sentence
        self.facts = facts
    }
}
