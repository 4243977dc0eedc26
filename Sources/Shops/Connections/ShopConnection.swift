public import Domain

/// A shop's own API, in words of no platform: what a first load and a reconciliation read, and what the write-back of
/// groups reads and writes. One implementation per platform, in the folder named after it; `ConnectionCatalog` lists them.
///
/// Every method asks the shop anew. None of them waits or tries again: whoever calls does, by what the error says.
public protocol ShopConnection: Sendable {
    /// Asks for something cheap that shows whether address and credentials are right.
    ///
    /// - Returns: what answered, in words, such as `PrestaShop 8.1.7`.
    func check() async throws(ShopError) -> String

    /// The shop's customer groups; empty where the platform has none of its own.
    func groups() async throws(ShopError) -> [ShopGroup]

    /// The order statuses that the shop uses, in rank order; empty where the adapter's presets are all there are.
    func statuses() async throws(ShopError) -> [StatusReport]

    /// A page of customers, in an order that does not shift while it is walked. Nil begins.
    func customers(_ query: ShopQuery, at cursor: String?) async throws(ShopError) -> ShopPage

    /// A page of orders, in an order that does not shift while it is walked. Nil begins.
    func orders(_ query: ShopQuery, at cursor: String?) async throws(ShopError) -> ShopPage

    /// One order as it stands now; nil where the shop has no such order.
    func order(_ id: String) async throws(ShopError) -> ShopRecord?

    /// One customer as it stands now; nil where the shop has no such customer.
    func customer(_ id: String) async throws(ShopError) -> ShopRecord?

    /// The groups that the shop has a customer in; nil where the shop has no such customer.
    func membership(of customer: String) async throws(ShopError) -> ShopMembership?

    /// Brings a customer's groups in the shop to `write.groups`. Doing it twice is the same as once.
    func write(_ write: MembershipWrite, of customer: String) async throws(ShopError)

    /// Makes a voucher in the shop. One of the same code that is there already is left as it is.
    func make(_ voucher: ShopVoucher) async throws(ShopError)
}

/// Which records are wanted.
public enum ShopQuery: Sendable, Equatable {
    case all
    /// Those that the shop changed at or after that instant. A platform that cannot tell gives all.
    case changed(since: Timestamp)
}

/// A group as the shop has it.
public struct ShopGroup: Sendable, Equatable {
    /// The shop's id; what `CustomerEvent.groups` names.
    public var id: String
    public var name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// One record that was read from the shop.
public struct ShopRecord: Sendable, Equatable {
    /// With `readAt` set.
    public var event: ShopEvent
    /// The id of the shop within a multistore; nil where the platform has one only.
    public var shop: String?
    /// Decides among records that agree in all else: SHA-256 of what the event was read from.
    public var digest: [UInt8]

    public init(_ event: ShopEvent, shop: String? = nil, digest: [UInt8]) {
        self.event = event
        self.shop = shop
        self.digest = digest
    }
}

/// One page of records.
public struct ShopPage: Sendable, Equatable {
    public var records: [ShopRecord] = []
    /// Where the next page begins; nil after the last. It stays good for days.
    public var next: String?
    /// How many records there are in all, where the platform tells.
    public var total: Int?
    /// What was wrong with records that were left out.
    public var problems: [Problem] = []

    /// Why a record was left out.
    public struct Problem: Sendable, Equatable {
        /// Nil where not even that could be read.
        public var id: String?
        public var reason: String

        public init(id: String?, reason: String) {
            self.id = id
            self.reason = reason
        }
    }

    public init() {}
}

/// A complete and valid reading of one customer's groups in the shop.
public struct ShopMembership: Sendable, Equatable {
    /// Ids of the groups.
    public var groups: [String]
    /// Nil where the platform knows no default group.
    public var defaultGroup: String?
    /// When it was asked for, by our clock.
    public var readAt: Timestamp

    public init(groups: [String], defaultGroup: String? = nil, readAt: Timestamp) {
        self.groups = groups
        self.defaultGroup = defaultGroup
        self.readAt = readAt
    }
}

/// What a customer's groups in the shop are to be.
public struct MembershipWrite: Sendable, Equatable {
    /// What was read before.
    public var before: ShopMembership
    /// Every group that the customer is to be in afterwards, those that are none of ours too.
    public var groups: [String]
    /// One of `groups`; nil leaves the default as it is.
    public var defaultGroup: String?

    public init(before: ShopMembership, groups: [String], defaultGroup: String? = nil) {
        self.before = before
        self.groups = groups
        self.defaultGroup = defaultGroup
    }

    /// Groups to be joined, in order.
    public var added: [String] { groups.filter { !before.groups.contains($0) } }
    /// Groups to be left, in order.
    public var removed: [String] { before.groups.filter { !groups.contains($0) } }
}

/// A voucher to be made in the shop.
public struct ShopVoucher: Sendable, Equatable {
    public var code: String
    /// What it is for, in words.
    public var name: String
    public var discount: Discount
    /// The first instant at which it is good, and the first at which it no longer is.
    public var from: Timestamp
    public var until: Timestamp
    /// The customer's id in the shop and address, for whom alone it is.
    public var customer: String
    public var email: String?

    public enum Discount: Sendable, Equatable {
        /// 1 … 100.
        case percent(Int)
        case amount(Money)
    }

    public init(
        code: String, name: String, discount: Discount, from: Timestamp, until: Timestamp, customer: String,
        email: String?
    ) {
        self.code = code
        self.name = name
        self.discount = discount
        self.from = from
        self.until = until
        self.customer = customer
        self.email = email
    }
}

/// Why the shop's API did not do what it was asked.
public enum ShopError: Error, Sendable, Equatable {
    /// Nothing was done: the shop could not be reached.
    case unreachable(String)
    /// There was no answer; what was asked may have been done.
    case unanswered(String)
    /// The shop asks for patience: how many seconds, where it tells.
    case throttled(seconds: Int?)
    /// The credentials are wrong or lack a permission; what to do about it.
    case unauthorized(String)
    /// The shop cannot just now: an error of its own (5xx).
    case failing(String)
    /// The shop refuses what was asked, and will again (4xx).
    case refused(String)
    /// The answer is not what the platform's documentation says.
    case malformed(String)

    /// Whether the same request may succeed later.
    public var isTemporary: Bool {
        switch self {
        case .unreachable, .unanswered, .throttled, .failing: true
        case .unauthorized, .refused, .malformed: false
        }
    }

    /// In words, for people.
    public var reason: String {
        switch self {
        case .unreachable(let reason): "The shop could not be reached: \(reason)"
        case .unanswered(let reason): "The shop did not answer: \(reason)"
        case .throttled(let seconds): "The shop asks for patience" + (seconds.map { " of \($0) s" } ?? "")
        case .unauthorized(let reason): "The shop does not let us in: \(reason)"
        case .failing(let reason): "The shop failed: \(reason)"
        case .refused(let reason): "The shop refused: \(reason)"
        case .malformed(let reason): "The shop's answer could not be read: \(reason)"
        }
    }

    public init(_ failure: CallFailure) {
        switch failure {
        case .notSent(let reason): self = .unreachable(reason)
        case .noAnswer(let reason): self = .unanswered(reason)
        }
    }
}
