/// Who does something: a person, a token, or the program itself.
public struct Actor: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case person, token
        /// Somebody at the command line.
        case command
        /// Echelon by itself, or somebody who has not said who they are.
        case system
    }

    public let kind: Kind
    /// Of the user or of the token; nil for all others.
    public let id: Int64?
    /// As it stands in the record: names change, so the record keeps the name of that day.
    public let name: String

    public init(_ kind: Kind, id: Int64? = nil, name: String) {
        self.kind = kind
        self.id = id
        self.name = name
    }

    /// Names the actor and nobody else: `person 3`.
    public var key: String { id.map { "\(kind.rawValue) \($0)" } ?? kind.rawValue }
}

/// One request that is being carried out: what the audit log tells of it beside what was done.
public struct Act: Sendable {
    public var actor: Actor
    /// When it began.
    public var at: Timestamp
    /// Numeric, of the client; nil at the command line.
    public var address: String?
    /// The request's id in the log.
    public var request: String?
    /// What is noted where the act changed something and nothing else was noted of it, so that no act can go without an
    /// entry; nil where none is owed.
    public var fallback: Fallback?
    /// The request that must not be carried out twice.
    public var repeatable: ID<RepeatableRequest>?

    /// An entry made of nothing but the request.
    public struct Fallback: Sendable, Equatable {
        /// `request.post`
        public let action: String
        /// The path that was asked for.
        public let subject: String

        public init(action: String, subject: String) {
            self.action = action
            self.subject = subject
        }
    }

    public init(
        _ actor: Actor, at instant: Timestamp, address: String? = nil, request: String? = nil,
        fallback: Fallback? = nil,
        repeatable: ID<RepeatableRequest>? = nil
    ) {
        self.actor = actor
        at = instant
        self.address = address
        self.request = request
        self.fallback = fallback
        self.repeatable = repeatable
    }
}

/// A request that came with an `Idempotency-Key`, and what became of it.
public struct RepeatableRequest: Sendable, Equatable {
    public var id: ID<RepeatableRequest>
    /// SHA-256 of what was asked.
    public var digest: [UInt8]
    public var begunAt: Timestamp
    /// Whether something was written for it.
    public var isActed: Bool
    /// The answer, sealed; nil as long as there is none.
    public var answer: String?

    public init(id: ID<RepeatableRequest>, digest: [UInt8], begunAt: Timestamp, isActed: Bool, answer: String?) {
        self.id = id
        self.digest = digest
        self.begunAt = begunAt
        self.isActed = isActed
        self.answer = answer
    }
}
