/// Something a merchant should look at, kept until it is no longer so.
public struct Finding: Sendable, Equatable {
    public var id: ID<Finding>
    public var store: ID<Store>
    public var kind: Kind
    public var subjectType: String
    public var subjectID: Int64
    public var subjectLabel: String
    /// Tells findings of one kind about one subject apart: the other rule of a pair, say. Empty where there is but one.
    public var facet: String
    public var sentence: Sentence
    /// What else it is about, beside the subject.
    public var links: [Link]
    /// How many things are so: customers, for kinds about customers; else 1.
    public var count: Int
    /// Since when it has been so without a break.
    public var firstAt: Timestamp
    public var lastAt: Timestamp
    /// Set aside by a person; nil where nobody has.
    public var snooze: Snooze?

    /// Something a finding leads to.
    public struct Link: Sendable, Equatable {
        /// `rule`, `group`, `customer`, …: as `subjectType`.
        public var type: String
        public var id: Int64
        public var label: String

        public init(_ type: String, _ id: Int64, _ label: String) {
            self.type = type
            self.id = id
            self.label = label
        }
    }

    /// A person has seen it and does not want to be told now.
    public struct Snooze: Sendable, Equatable {
        /// The first instant at which it is told again; nil for as long as it stands.
        public var until: Timestamp?
        public var note: String
        public var by: String

        public init(until: Timestamp?, note: String, by: String) {
            self.until = until
            self.note = note
            self.by = by
        }
    }

    public init(
        id: ID<Finding>, store: ID<Store>, kind: Kind, subjectType: String, subjectID: Int64, subjectLabel: String,
        facet: String = "", sentence: Sentence, links: [Link] = [], count: Int = 1, firstAt: Timestamp,
        lastAt: Timestamp, snooze: Snooze? = nil
    ) {
        self.id = id
        self.store = store
        self.kind = kind
        self.subjectType = subjectType
        self.subjectID = subjectID
        self.subjectLabel = subjectLabel
        self.facet = facet
        self.sentence = sentence
        self.links = links
        self.count = count
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.snooze = snooze
    }

    /// Whether it is set aside at an instant.
    public func isSnoozed(at instant: Timestamp) -> Bool {
        guard let snooze else { return false }
        return snooze.until.map { instant < $0 } ?? true
    }

    /// What of two findings makes them the same one.
    public var identity: [String] { ["\(store)", kind.rawValue, subjectType, String(subjectID), facet] }
}
