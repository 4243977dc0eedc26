/// One shop, with everything that gives its data a meaning: zone, currency, and whether automation runs.
public struct Store: Sendable, Equatable {
    public var id: ID<Store>
    /// Short name in URLs and CSV; 1 … 64 of `a-z0-9-_`.
    public var key: String
    public var name: String
    public var zone: Zone
    /// The base currency; fixed once orders exist.
    public var currency: Currency
    /// BCP 47; the language of mails to customers whose own is unknown.
    public var locale: String
    public var defaultGroup: ID<Group>?
    public var basis: SpendBasis
    public var matchesGuests: Bool
    /// The master switch.
    public var automation: Automation
    public var createdAt: Timestamp

    /// The master switch: on or off, and since when.
    public enum Automation: Sendable, Equatable {
        case on(since: Timestamp)
        case off(since: Timestamp)

        public var isOn: Bool { if case .on = self { true } else { false } }
        public var since: Timestamp {
            switch self {
            case .on(let since), .off(let since): since
            }
        }
    }

    public init(
        id: ID<Store>, key: String, name: String, zone: Zone, currency: Currency, locale: String,
        defaultGroup: ID<Group>?, basis: SpendBasis, matchesGuests: Bool, automation: Automation, createdAt: Timestamp
    ) {
        self.id = id
        self.key = key
        self.name = name
        self.zone = zone
        self.currency = currency
        self.locale = locale
        self.defaultGroup = defaultGroup
        self.basis = basis
        self.matchesGuests = matchesGuests
        self.automation = automation
        self.createdAt = createdAt
    }
}

/// A customer group as the shop knows it. Benefits are told to customers; the shop applies them.
public struct Group: Sendable, Equatable {
    public var id: ID<Group>
    public var store: ID<Store>
    /// The name in rules, URLs and CSV; 1 … 64 characters.
    public var code: String
    public var name: String
    /// The group's id in the shop; nil while unknown.
    public var externalID: String?
    public var benefits: Benefits
    public var createdAt: Timestamp

    /// What members get, in words and figures.
    public struct Benefits: Sendable, Equatable {
        /// 0 … 100; nil for none.
        public var discountPercent: Decimal?
        public var freeShipping: Bool
        public var text: String

        public init(discountPercent: Decimal? = nil, freeShipping: Bool = false, text: String = "") {
            self.discountPercent = discountPercent
            self.freeShipping = freeShipping
            self.text = text
        }
    }

    public init(
        id: ID<Group>, store: ID<Store>, code: String, name: String, externalID: String?, benefits: Benefits,
        createdAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.code = code
        self.name = name
        self.externalID = externalID
        self.benefits = benefits
        self.createdAt = createdAt
    }
}
