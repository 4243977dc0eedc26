import Domain
import FakeShops
import Secrets
import Shops
import Store

@testable import Engine

/// An engine beside a WooCommerce shop that runs at the same time, told of groups by its own API.
struct ConnectedShop {
    let shop: TestShop
    let woo: FakeWooCommerce
    let connector: ID<ConnectorRecord>

    /// - Parameter now: the time of both.
    init(
        now: String = "2026-11-22T12:00:00Z", lookMinutes: Int? = 60, writesGroups: Bool = true,
        drift: ConnectorRecord.Drift = .adopt
    ) async throws {
        let clock = FakeClock(Timestamp(rfc3339: now) ?? .zero)
        woo = FakeWooCommerce(clock: clock)
        shop = try await TestShop(now: now, zone: "UTC", caller: woo)
        try await shop.addSource("woo", .woocommerce, secret: "secret")
        var form = ConnectorForm()
        form.url = woo.url
        form.values = ["consumer_key": "ck_1234", "consumer_secret": "cs_5678"]
        form.writesGroups = writesGroups
        form.writesVouchers = true
        form.drift = drift
        form.lookMinutes = .some(lookMinutes)
        connector = try await shop.engine.createConnector(source: "woo", form, by: "test").record.id
    }

    /// Lets time pass for both.
    func pass(_ seconds: Int64) {
        woo.clock.advance(seconds: seconds)
        shop.clock.set(woo.clock.now)
    }

    /// The shop's own webhook about an order, as it stands now.
    @discardableResult
    func push(_ order: Int64, _ topic: String = "order.updated") async throws -> IntakeAnswer {
        try await push(woo.payload(order), topic)
    }

    @discardableResult
    func push(_ body: [UInt8], _ topic: String = "order.updated") async throws -> IntakeAnswer {
        let delivery = WebhookDelivery(
            headers: [
                ("Content-Type", "application/json"), ("X-WC-Webhook-Topic", topic), ("X-WC-Webhook-ID", "1"),
                ("X-WC-Webhook-Delivery-ID", "\(shop.clock.now().milliseconds)"),
                ("X-WC-Webhook-Signature", Base64.encode(HMACKey(Array("secret".utf8)).signature(of: body))),
            ], body: body, receivedAt: shop.clock.now())
        return try await shop.engine.receive(sourceKey: "woo", delivery)
    }

    @discardableResult
    func sync(_ kind: SyncRecord.Kind) async throws -> SyncView {
        switch try await shop.engine.startSync(connector, kind, by: "test") {
        case .alreadyRunning(let sync): sync
        case .started(_, let finished): try await finished.value
        }
    }

    func place(
        _ customer: Int64, _ total: Int64 = 5_000, product: Int64 = 93, status: String = "processing"
    ) -> Int64 {
        var order = FakeWooOrder()
        order.customer = customer
        order.status = status
        order.lines = [.init(id: 1, product: product, total: total)]
        return woo.place(order)
    }

    func customer(_ email: String) -> Int64 {
        var customer = FakeWooCustomer()
        customer.email = email
        return woo.add(customer)
    }

    func shopGroups(_ customer: Int64) -> String? {
        woo.customer(customer)?.meta.first { $0.key == "echelon_groups" }?.value
    }
}
