public import Domain
internal import JSON
internal import Secrets
public import Shops
internal import Synchronization

/// A WooCommerce shop on WordPress, as its documentation and its controllers say: what it would ignore or destroy, this
/// ignores or destroys too. Tests fill it and change it under the feet of whoever reads.
public final class FakeWooCommerce: HTTPCaller {
    /// What the shop's owner has set.
    public struct Settings: Sendable {
        public var consumerKey = "ck_1234"
        public var consumerSecret = "cs_5678"
        public var keyMayWrite = true
        public var user = "admin"
        public var applicationPassword = "abcd EFGH 1234"
        /// Whether that user is an administrator.
        public var userIsAdministrator = true
        /// WordPress takes application passwords over plain http on a developer's machine only.
        public var isLocal = false
        /// The zone of WordPress's own clock.
        public var zone: Zone = .utc
        public var roles: Set<String> = [
            "administrator", "shop_manager", "editor", "subscriber", "customer", "wholesale", "vip",
        ]
        public var statuses = [
            ("pending", "Pending payment"), ("processing", "Processing"), ("on-hold", "On hold"),
            ("completed", "Completed"), ("cancelled", "Cancelled"), ("refunded", "Refunded"), ("failed", "Failed"),
            ("checkout-draft", "Draft"),
        ]
        /// `orderby=modified` came with 5.8.
        public var sortsByChange = true
        /// False with permalinks set to “Plain”.
        public var hasRoutes = true
        /// Whether answers tell how many rows there are.
        public var tellsTotals = true

        public init() {}
    }

    struct State {
        var settings = Settings()
        var orders: [Int64: FakeWooOrder] = [:]
        var customers: [Int64: FakeWooCustomer] = [:]
        var coupons: [FakeWooCoupon] = []
        var nonces: Set<String> = []
        var lastID: Int64 = 0

        mutating func nextID() -> Int64 {
            lastID += 1
            return lastID
        }
    }

    /// Without a slash at the end.
    public let url: String
    public let clock: FakeClock
    public let trouble = FakeTrouble()
    let state = Mutex(State())

    public init(_ url: String = "https://shop.example", clock: FakeClock) {
        self.url = url
        self.clock = clock
    }

    public func set(_ change: @Sendable (inout Settings) -> Void) { state.withLock { change(&$0.settings) } }

    // MARK: Orders

    public var orders: [FakeWooOrder] { state.withLock { $0.orders.values.sorted { $0.id < $1.id } } }

    public func order(_ id: Int64) -> FakeWooOrder? { state.withLock { $0.orders[id] } }

    /// Places an order now, paid at once unless its status is none of the paid ones.
    @discardableResult
    public func place(_ order: FakeWooOrder) -> Int64 {
        let now = clock.now
        return state.withLock { state in
            var order = order
            order.id = state.nextID()
            (order.created, order.modified) = (now, now)
            if ["processing", "completed"].contains(order.status) { order.paid = now }
            state.orders[order.id] = order
            return order.id
        }
    }

    /// Puts an order in as it is, with the id and the dates that it has.
    public func put(_ order: FakeWooOrder) {
        state.withLock { state in
            state.orders[order.id] = order
            state.lastID = max(state.lastID, order.id)
        }
    }

    /// Changes an order now, as a save in the shop does.
    public func change(_ id: Int64, _ change: @Sendable (inout FakeWooOrder) -> Void) {
        let now = clock.now
        state.withLock { state in
            guard var order = state.orders[id] else { return }
            change(&order)
            order.modified = now
            state.orders[id] = order
        }
    }

    public func setStatus(_ status: String, of id: Int64) {
        let now = clock.now
        change(id) { order in
            order.status = status
            if ["processing", "completed"].contains(status), order.paid == nil { order.paid = now }
        }
    }

    /// Refunds an amount and units of lines. The whole amount makes the order `refunded`.
    public func refund(_ id: Int64, amount: Int64, units: [Int64: Int64] = [:]) {
        let refund = state.withLock { $0.nextID() }
        change(id) { order in
            order.refunds.insert(.init(id: refund, amount: amount, units: units), at: 0)
            if order.refunds.reduce(0, { $0 + $1.amount }) >= order.total { order.status = "refunded" }
        }
    }

    /// Puts an order into the bin.
    public func trash(_ id: Int64) { change(id) { $0.status = "trash" } }

    /// Deletes an order for good.
    public func delete(_ id: Int64) { state.withLock { _ = $0.orders.removeValue(forKey: id) } }

    /// What a webhook about the order carries.
    public func payload(_ id: Int64) -> [UInt8] {
        order(id).map { $0.raw.map { Array($0.utf8) } ?? $0.json.bytes } ?? []
    }

    // MARK: Customers

    public func customer(_ id: Int64) -> FakeWooCustomer? { state.withLock { $0.customers[id] } }

    @discardableResult
    public func add(_ customer: FakeWooCustomer) -> Int64 {
        let now = clock.now
        return state.withLock { state in
            var customer = customer
            customer.id = state.nextID()
            if customer.created == .zero { customer.created = now }
            state.customers[customer.id] = customer
            return customer.id
        }
    }

    public func changeCustomer(_ id: Int64, _ change: @Sendable (inout FakeWooCustomer) -> Void) {
        let now = clock.now
        state.withLock { state in
            guard var customer = state.customers[id] else { return }
            change(&customer)
            customer.modified = now
            state.customers[id] = customer
        }
    }

    /// Sets a meta datum as WooCommerce does: the first of that name takes the value, others of that name go.
    public func setMeta(_ key: String, _ json: String?, of id: Int64) {
        let meta = state.withLock { $0.nextID() }
        changeCustomer(id) { $0.setMeta(key, json, newID: meta) }
    }

    public func deleteCustomer(_ id: Int64) { state.withLock { _ = $0.customers.removeValue(forKey: id) } }

    /// What a webhook about the customer carries.
    public func customerPayload(_ id: Int64) -> [UInt8] { customer(id)?.json.bytes ?? [] }

    public var coupons: [FakeWooCoupon] { state.withLock(\.coupons) }

    // MARK: Requests

    public func call(_ request: HTTPCall) async throws(CallFailure) -> HTTPAnswer {
        let now = clock.now
        return try trouble.intercept(request, at: now) {
            state.withLock { state in
                do {
                    return try FakeWooRequest(request, url, now, state.settings).answer(&state)
                } catch let error as FakeWooError {
                    return error.answer(now)
                } catch {
                    return HTTPAnswer(status: 500, askedAt: now)
                }
            }
        }
    }
}

extension FakeWooCustomer {
    mutating func setMeta(_ key: String, _ json: String?, newID: Int64) {
        let first = meta.firstIndex { $0.key == key }
        guard let json else {
            meta.removeAll { $0.key == key }
            return
        }
        guard let first else {
            meta.append(Meta(id: newID, key: key, value: json))
            return
        }
        meta[first].value = json
        let kept = meta[first].id
        meta.removeAll { $0.key == key && $0.id != kept }
    }
}

/// An error as WordPress writes it.
struct FakeWooError: Error {
    var status: Int
    var code: String
    var message: String

    init(_ status: Int, _ code: String, _ message: String) {
        (self.status, self.code, self.message) = (status, code, message)
    }

    func answer(_ now: Timestamp) -> HTTPAnswer {
        let json: JSONValue = [
            "code": .string(code), "message": .string(message), "data": ["status": .integer(status)],
        ]
        return HTTPAnswer(
            status: status, fields: [HTTPField("Content-Type", "application/json; charset=UTF-8")], body: json.bytes,
            askedAt: now)
    }
}
