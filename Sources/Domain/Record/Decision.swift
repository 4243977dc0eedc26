/// Something that a rule remembers of one customer. Unique by rule × customer × kind × key.
public struct Decision: Sendable, Equatable {
    public var kind: Kind
    /// What it is about: the first day of the spell, the month, the rung, the event.
    public var key: String
    public var at: Timestamp
    /// The change that came of it.
    public var change: ID<Change>?

    public enum Kind: String, Sendable {
        /// The reminder was given, whatever became of the mail.
        case reminded
        /// The customer was moved.
        case moved
        /// A purchase took the move back; `change` is the restoring one.
        case restored
        /// Another rule moved the customer that day; this one asks again with the same key.
        case owed
        /// A person undid it: the rule acts again only on something newer.
        case settled
        /// The event was acted upon.
        case fired
        /// A ladder's demotion waits since `at`.
        case atRisk = "at_risk"
        /// The reward of a rung was given.
        case rewarded
    }

    public init(_ kind: Kind, _ key: String, at: Timestamp, change: ID<Change>? = nil) {
        self.kind = kind
        self.key = key
        self.at = at
        self.change = change
    }
}

/// How far a rule has come that asks everyone at common instants.
public struct Progress: Sendable, Equatable {
    /// The latest period for which all were reminded, and the latest for which all were decided: `2026-10`.
    public var reminded: String?
    public var decided: String?

    public init(reminded: String? = nil, decided: String? = nil) {
        self.reminded = reminded
        self.decided = decided
    }
}
