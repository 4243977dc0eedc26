public import Domain

/// How large a made-up shop is to be. The same plan makes the same shop, to the last row.
public struct SeedPlan: Sendable, Equatable {
    public static let mostCustomers = 20_000_000
    public static let mostOrders = 200_000_000

    public let customers: Int
    public let orders: Int
    public let seed: UInt64
    /// The shop's last moment: nothing has happened after it.
    public let now: Timestamp

    /// - Throws: `SeedProblem` where there would be too many, or orders without a customer.
    public init(customers: Int, orders: Int, seed: UInt64, now: Timestamp) throws(SeedProblem) {
        guard (0...Self.mostCustomers).contains(customers) else { throw .tooManyCustomers }
        guard (0...Self.mostOrders).contains(orders) else { throw .tooManyOrders }
        guard customers > 0 || orders == 0 else { throw .ordersWithoutCustomers }
        self.customers = customers
        self.orders = orders
        self.seed = seed
        self.now = now
    }

    /// When the first customer may have registered: three years before the end.
    public var start: Timestamp { Self.start(before: now) }

    public static func start(before now: Timestamp) -> Timestamp { now.adding(seconds: -3 * 365 * 86_400) }
}

/// Why a database cannot be filled with a made-up shop.
public enum SeedProblem: Error, Sendable, Equatable, CustomStringConvertible {
    case tooManyCustomers
    case tooManyOrders
    case ordersWithoutCustomers
    /// There are customers or orders already.
    case notEmpty
    /// Another process has the file open.
    case inUse
    /// Not exactly one store.
    case severalStores
    /// A group or an order status that the shop needs is not there.
    case missing(String)

    public var description: String {
        switch self {
        case .tooManyCustomers: "There may be from 0 to \(SeedPlan.mostCustomers) customers."
        case .tooManyOrders: "There may be from 0 to \(SeedPlan.mostOrders) orders."
        case .ordersWithoutCustomers: "Orders need at least one customer to place them."
        case .notEmpty: "The database holds customers or orders already; name a file that does not exist yet."
        case .inUse: "Another process has the database open; end it first."
        case .severalStores: "The database holds several stores; a fresh one is needed."
        case .missing(let what): "The database has no \(what), which the shop needs."
        }
    }
}
