/// A rule as stored: what all kinds have in common. The rest is in `definition`, read by its kind.
public struct Rule: Sendable, Equatable {
    public var id: ID<Rule>
    public var store: ID<Store>
    public var kind: String
    public var name: String
    public var isEnabled: Bool
    /// When it was last switched on; nil if it never was. Orders paid before that do not fire it.
    public var enabledSince: Timestamp?
    /// Lower acts first.
    public var priority: Int
    public var seasonFrom: Timestamp?
    /// The first instant after the season.
    public var seasonUntil: Timestamp?
    /// Orders paid before this do not count; nil until first enabled.
    public var activeFrom: Timestamp?
    /// The kind's parameters and the other common ones, as the JSON of the API.
    public var definition: String
    /// 1 for the first; counts up with each edit.
    public var revision: Int
    /// The lowest revision whose terms apply; raised by `reapply`.
    public var termsFloor: Int
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: ID<Rule>, store: ID<Store>, kind: String, name: String, isEnabled: Bool, enabledSince: Timestamp?,
        priority: Int, seasonFrom: Timestamp?, seasonUntil: Timestamp?, activeFrom: Timestamp?, definition: String,
        revision: Int, termsFloor: Int, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.kind = kind
        self.name = name
        self.isEnabled = isEnabled
        self.enabledSince = enabledSince
        self.priority = priority
        self.seasonFrom = seasonFrom
        self.seasonUntil = seasonUntil
        self.activeFrom = activeFrom
        self.definition = definition
        self.revision = revision
        self.termsFloor = termsFloor
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    public func isInSeason(at instant: Timestamp) -> Bool {
        (seasonFrom.map { $0 <= instant } ?? true) && (seasonUntil.map { instant < $0 } ?? true)
    }

    /// Whether the rule may decide anything at `instant`.
    public func isActive(at instant: Timestamp) -> Bool { isEnabled && isInSeason(at: instant) }
}

/// One revision of a rule: the whole document as it was put.
public struct RuleRevision: Sendable, Equatable {
    public let revision: Int
    public let at: Timestamp
    public let by: String
    public let document: String

    public init(revision: Int, at: Timestamp, by: String, document: String) {
        self.revision = revision
        self.at = at
        self.by = by
        self.document = document
    }
}
