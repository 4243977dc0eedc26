/// A server of others that is told of events. Secrets are sealed by the caller.
public struct DestinationRecord: Sendable, Equatable {
    public var id: ID<DestinationRecord>
    /// Nil for the events of all stores.
    public var store: ID<Store>?
    public var name: String
    public var url: String
    public var sealedSecret: String
    /// Signs along until `previousSecretUntil`.
    public var previousSecret: String?
    public var previousSecretUntil: Timestamp?
    /// What it wants to be told of; never empty.
    public var kinds: Set<OutgoingEvent.Kind>
    public var isEnabled: Bool
    /// Nil while it is on.
    public var disabledBy: DisabledBy?
    /// The administrator has said that this host may be one of our own network.
    public var allowsPrivate: Bool
    public var createdAt: Timestamp

    /// Who switched it off.
    public enum DisabledBy: String, Sendable {
        case person
        /// It answered 410: it wants no more events.
        case receiver
    }

    public init(
        id: ID<DestinationRecord> = ID(0), store: ID<Store>?, name: String, url: String, sealedSecret: String,
        previousSecret: String? = nil, previousSecretUntil: Timestamp? = nil, kinds: Set<OutgoingEvent.Kind>,
        isEnabled: Bool = true, disabledBy: DisabledBy? = nil, allowsPrivate: Bool, createdAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.name = name
        self.url = url
        self.sealedSecret = sealedSecret
        self.previousSecret = previousSecret
        self.previousSecretUntil = previousSecretUntil
        self.kinds = kinds
        self.isEnabled = isEnabled
        self.disabledBy = disabledBy
        self.allowsPrivate = allowsPrivate
        self.createdAt = createdAt
    }
}

/// How a destination is doing. Written with every try, and no part of the configuration.
public struct DestinationState: Sendable, Equatable {
    /// Tries in a row that failed.
    public var failures = 0
    /// Rests in a row, each twice as long as the one before; above 0 one delivery is tried at a time.
    public var rests = 0
    /// Nothing is sent before; nil while it does not rest.
    public var restsUntil: Timestamp?
    /// The last try, and how it ended.
    public var triedAt: Timestamp?
    public var status: Int?
    public var error: String?
    public var deliveredAt: Timestamp?

    public init() {}
}
