/// An account of a shop's own API, joined to a source. The account's values are sealed by the caller.
public struct ConnectorRecord: Sendable, Equatable {
    public var id: ID<ConnectorRecord>
    public var source: ID<SourceRecord>
    public var url: String
    public var sealedAccount: String
    public var allowsPrivate: Bool
    public var isEnabled: Bool
    /// Whether the shop is told of groups, and of vouchers.
    public var writesGroups: Bool
    public var writesVouchers: Bool
    public var drift: Drift
    /// How often changes are looked for; nil only when someone asks.
    public var lookMinutes: Int?
    /// Which store the shops of a multistore belong to, by the shop's id there. Empty: all to the source's own.
    public var shops: [String: ID<Store>]
    public var createdAt: Timestamp

    /// What is done about a group that someone took away in the shop.
    public enum Drift: String, Sendable, CaseIterable {
        /// The shop is right: our grants end.
        case adopt
        /// Echelon is right: it is written again.
        case reapply
    }

    public init(
        id: ID<ConnectorRecord> = ID(0), source: ID<SourceRecord>, url: String, sealedAccount: String,
        allowsPrivate: Bool, isEnabled: Bool = true, writesGroups: Bool, writesVouchers: Bool, drift: Drift = .adopt,
        lookMinutes: Int?, shops: [String: ID<Store>] = [:], createdAt: Timestamp
    ) {
        self.id = id
        self.source = source
        self.url = url
        self.sealedAccount = sealedAccount
        self.allowsPrivate = allowsPrivate
        self.isEnabled = isEnabled
        self.writesGroups = writesGroups
        self.writesVouchers = writesVouchers
        self.drift = drift
        self.lookMinutes = lookMinutes
        self.shops = shops
        self.createdAt = createdAt
    }
}

/// How a connector is doing.
public struct ConnectorState: Sendable, Equatable {
    /// When its first load ended.
    public var loadedAt: Timestamp?
    /// Up to when changed orders, and customers, have been read.
    public var lookedAt: Timestamp?
    public var customersLookedAt: Timestamp?
    public var lookDueAt: Timestamp?
    /// Nothing is asked of the shop before.
    public var restsUntil: Timestamp?
    /// How often in a row the shop did not do what it was asked.
    public var failures = 0
    public var problem: String?
    public var problemAt: Timestamp?
    public var writtenAt: Timestamp?
    /// Customers and vouchers that were written, in all.
    public var written = 0
    /// Since when drift waits for a person, as it concerns too many; and how many customers it concerns.
    public var parkedAt: Timestamp?
    public var parkedCount = 0

    public init() {}
}
