internal import Domain
internal import JSON
public import Shops
internal import Synchronization

/// A shop of Shopify with its GraphQL Admin API, version 2025-10 and later, as its documentation says it behaves.
///
/// It knows nobody's queries: it reads each text and gives what that selects, of the fields that it has. It checks the
/// token, scopes, variables and page sizes, and keeps a bucket of points that really runs dry.
public final class FakeShopify: HTTPCaller {
    /// How the shop reckons points.
    public struct Limits: Sendable {
        public var bucket: Int64 = 2_000
        /// Points a second.
        public var restoreRate: Int64 = 100
        public var singleQuery: Int64 = 1_000
        /// Points for each object that is no element of a list.
        public var object: Int64 = 0

        public init() {}
    }

    enum StoredOrder {
        case made(FakeShopifyOrder)
        /// The body of a webhook.
        case recorded(JSONValue)
    }

    struct State {
        var orders: [UInt64: StoredOrder] = [:]
        var customers: [UInt64: FakeShopifyCustomer] = [:]
        var discounts: [FakeShopifyDiscount] = []
        var scopes: Set<String> = [
            "read_orders", "read_all_orders", "read_products", "write_customers", "write_discounts",
        ]
        var limits = Limits()
        var points: Int64 = 2_000
        var restoredAt: Timestamp
        var currency = "EUR"
        var beforeAnswers: [@Sendable (FakeShopify) -> Void] = []
    }

    public static let versions = ["2025-10", "2026-01", "2026-04", "2026-07", "2026-10"]

    public let trouble = FakeTrouble()
    public let clock: FakeClock
    public let url: String
    public let token: String
    let state: Mutex<State>

    public init(
        clock: FakeClock, url: String = "https://fake.myshopify.com", token: String = "shpat_0123456789abcdef"
    ) {
        (self.clock, self.url, self.token) = (clock, url, token)
        state = Mutex(State(restoredAt: clock.now))
    }

    public var account: ShopAccount { ShopAccount(url: url, values: ["access_token": token]) }

    // MARK: What the test does to it

    /// Adds an order, with the shop's clock where it has no dates.
    public func place(_ order: FakeShopifyOrder) {
        var order = order
        order.createdAt = order.createdAt ?? clock.now
        order.processedAt = order.processedAt ?? order.createdAt
        order.updatedAt = order.updatedAt ?? order.createdAt
        state.withLock { $0.orders[number(order.id)] = .made(order) }
    }

    /// Adds an order as the body of a webhook tells it.
    public func serve(_ payload: [UInt8]) throws {
        let order = try JSONValue(parsing: payload)
        let id = order["id"]?.number ?? ""
        state.withLock { $0.orders[number(id)] = .recorded(order) }
    }

    /// Changes an order that a test placed, now.
    public func change(order id: String, _ change: (inout FakeShopifyOrder) -> Void) {
        state.withLock { state in
            guard case .made(var order)? = state.orders[number(id)] else { return }
            order.updatedAt = clock.now
            change(&order)
            state.orders[number(id)] = .made(order)
        }
    }

    public func delete(order id: String) { state.withLock { $0.orders[number(id)] = nil } }

    public func add(_ customer: FakeShopifyCustomer) {
        var customer = customer
        customer.createdAt = customer.createdAt ?? clock.now
        customer.updatedAt = customer.updatedAt ?? customer.createdAt
        state.withLock { $0.customers[number(customer.id)] = customer }
    }

    /// Changes a customer, now.
    public func change(customer id: String, _ change: (inout FakeShopifyCustomer) -> Void) {
        state.withLock { state in
            guard var customer = state.customers[number(id)] else { return }
            customer.updatedAt = clock.now
            change(&customer)
            state.customers[number(id)] = customer
        }
    }

    public func delete(customer id: String) { state.withLock { $0.customers[number(id)] = nil } }

    public func add(_ discount: FakeShopifyDiscount) { state.withLock { $0.discounts.append(discount) } }

    /// What the app may do, such as `read_orders`. All that is needed, until it is set.
    public func grant(_ scopes: Set<String>) { state.withLock { $0.scopes = scopes } }

    /// Also fills the bucket.
    public func limit(_ limits: Limits) { state.withLock { ($0.limits, $0.points) = (limits, limits.bucket) } }

    /// Runs before one of the next answers: each of those that wait before one request.
    public func beforeNextAnswer(_ act: @escaping @Sendable (FakeShopify) -> Void) {
        state.withLock { $0.beforeAnswers.append(act) }
    }

    // MARK: What the test sees of it

    public func customer(_ id: String) -> FakeShopifyCustomer? { state.withLock { $0.customers[number(id)] } }

    public var discounts: [FakeShopifyDiscount] { state.withLock(\.discounts) }

    /// Points that are left.
    public var points: Int64 { state.withLock(\.points) }

    /// The body of `orders/updated` for an order; nil where there is none.
    public func payload(ofOrder id: String) -> [UInt8]? {
        state.withLock { state in state.orders[number(id)].map { payload($0, state).bytes } }
    }

    /// The body of `customers/update` for a customer; nil where there is none.
    public func payload(ofCustomer id: String) -> [UInt8]? { customer(id)?.payload.bytes }

    func number(_ id: String) -> UInt64 { UInt64(id) ?? 0 }

    func payload(_ order: StoredOrder, _ state: State) -> JSONValue {
        switch order {
        case .made(let order): order.payload(customer: order.customer.flatMap { state.customers[number($0)] })
        case .recorded(let payload): payload
        }
    }

    // MARK: HTTP

    public func call(_ request: HTTPCall) async throws(CallFailure) -> HTTPAnswer {
        let act = state.withLock { $0.beforeAnswers.isEmpty ? nil : $0.beforeAnswers.removeFirst() }
        act?(self)
        return try trouble.intercept(request, at: clock.now) { answer(request) }
    }

    private func answer(_ request: HTTPCall) -> HTTPAnswer {
        func field(_ name: String) -> String? { request.fields.first { $0.name == name }?.value }
        guard Self.versions.contains(where: { request.url == "\(url)/admin/api/\($0)/graphql.json" }) else {
            return reply(404, ["errors": "Not Found"])
        }
        guard request.method == .post else { return reply(405, ["errors": "Method Not Allowed"]) }
        guard field("X-Shopify-Access-Token") == token else {
            return reply(
                401, ["errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"])
        }
        guard field("Content-Type") == "application/json", let body = try? JSONValue(parsing: request.body ?? []),
            let query = body["query"]?.string
        else { return reply(400, ["errors": ["query": "Required parameter missing or invalid"]]) }
        return reply(200, state.withLock { graph(query, body["variables"] ?? [:], &$0) })
    }

    private func reply(_ status: Int, _ body: JSONValue) -> HTTPAnswer {
        HTTPAnswer(
            status: status, fields: [HTTPField("Content-Type", "application/json; charset=utf-8")], body: body.bytes,
            askedAt: clock.now)
    }
}
