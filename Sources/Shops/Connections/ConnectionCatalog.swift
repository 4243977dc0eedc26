public import Domain

/// Where a shop's API is and how it lets us in.
public struct ShopAccount: Sendable, Equatable {
    /// The shop's address, such as `https://shop.example`, without a slash at the end.
    public var url: String
    /// By the names that `ConnectionCatalog.fields` gives; absent ones are missing here.
    public var values: [String: String]
    /// The administrator has said that the host may be one of our own network.
    public var allowsPrivateAddress: Bool
    /// The zone of the shop's dates, where the platform writes them without.
    public var zone: Zone

    public init(url: String, values: [String: String], allowsPrivateAddress: Bool = false, zone: Zone = .utc) {
        self.url = url
        self.values = values
        self.allowsPrivateAddress = allowsPrivateAddress
        self.zone = zone
    }
}

/// One value that an account needs: the panel makes its form of these.
public struct AccountField: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case text
        /// Sealed in the database and never shown again.
        case secret
        /// One of these; the first where none is given.
        case choice([String])
    }

    public var name: String
    public var kind: Kind
    public var isRequired: Bool

    public init(_ name: String, _ kind: Kind = .text, isRequired: Bool = true) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
    }
}

/// What a connection needs from outside beside a caller.
public struct ConnectionMeans: Sendable {
    public var caller: any HTTPCaller
    public var now: @Sendable () -> Timestamp
    /// A text that was never used before, of 16 letters and digits or more.
    public var nonce: @Sendable () -> String

    public init(
        caller: any HTTPCaller, now: @escaping @Sendable () -> Timestamp, nonce: @escaping @Sendable () -> String
    ) {
        self.caller = caller
        self.now = now
        self.nonce = nonce
    }
}

/// All connections, one line each.
public enum ConnectionCatalog {
    /// What an account of the platform needs beside its address; nil for a platform without an API of its own.
    public static func fields(of platform: Platform) -> [AccountField]? {
        switch platform {
        case .generic: nil
        case .prestashop: PrestaShopConnection.fields
        case .woocommerce: WooCommerceConnection.fields
        case .shopify: [AccountField("access_token", .secret)]
        }
    }

    /// Nil for a platform without an API of its own.
    public static func connection(
        to platform: Platform, _ account: ShopAccount, _ means: ConnectionMeans
    ) -> (any ShopConnection)? {
        switch platform {
        case .woocommerce: WooCommerceConnection(account, means)
        case .prestashop: PrestaShopConnection(account, through: means.caller)
        case .generic, .shopify: nil
        }
    }
}
