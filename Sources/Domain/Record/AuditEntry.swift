/// One administrative act: who did what on what, from where, and what was changed. Never altered, never removed.
public struct AuditEntry: Sendable, Equatable {
    public let id: ID<AuditEntry>
    public let at: Timestamp
    public let actor: Actor
    public let address: String?
    public let request: String?
    /// `rule.edit`: what it was about, and what was done.
    public let action: String
    /// `rule 12`
    public let subject: String
    /// More about it; never a secret.
    public let detail: String
    public let changes: [AuditChange]

    public init(
        id: ID<AuditEntry>, at: Timestamp, actor: Actor, address: String?, request: String?, action: String,
        subject: String, detail: String, changes: [AuditChange]
    ) {
        self.id = id
        self.at = at
        self.actor = actor
        self.address = address
        self.request = request
        self.action = action
        self.subject = subject
        self.detail = detail
        self.changes = changes
    }
}

/// One part of a thing that is another than before. Secrets are never told, only that they were changed.
public struct AuditChange: Sendable, Equatable {
    public let field: String
    /// Nil for a part that was not there.
    public let old: String?
    /// Nil for a part that is gone.
    public let new: String?

    /// In characters; what is longer is cut.
    public static let longest = 500

    public init(_ field: String, _ old: String?, _ new: String?) {
        self.field = field
        self.old = old.map(Self.cut)
        self.new = new.map(Self.cut)
    }

    /// What differs between two accounts of the same thing, in their order.
    public static func between(_ old: [Part], _ new: [Part]) -> [AuditChange] {
        let gone = old.filter { part in !new.contains { $0.field == part.field } }
        return new.compactMap { part in
            let before = old.first { $0.field == part.field }?.value
            return before == part.value ? nil : AuditChange(part.field, before, part.value)
        } + gone.compactMap { $0.value == nil ? nil : AuditChange($0.field, $0.value, nil) }
    }

    /// One part of a thing, in words.
    public struct Part: Sendable, Equatable {
        public let field: String
        public let value: String?

        public init(_ field: String, _ value: String?) {
            self.field = field
            self.value = value
        }
    }

    private static func cut(_ text: String) -> String {
        text.unicodeScalars.count <= longest
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(longest))) + "…"
    }
}

/// Which entries of the audit log are asked for.
public struct AuditQuery: Sendable {
    /// What comes before the dot of an action: `rule`.
    public var area: String?
    public var action: String?
    public var subject: String?
    public var actorKind: Actor.Kind?
    /// Of the user or the token; needs its kind.
    public var actor: Int64?
    public var from: Timestamp?
    /// Not itself included.
    public var to: Timestamp?
    /// Only entries before this one.
    public var before: ID<AuditEntry>?
    public var limit = 50

    public init() {}
}
