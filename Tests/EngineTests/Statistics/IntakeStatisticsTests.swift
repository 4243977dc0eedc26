import Domain
import Secrets
import Shops
import Store
import Testing

@testable import Engine

/// What came in, by what became of it.
@Suite struct IntakeStatisticsTests {
    private static let columns = ["source", "accepted", "unused", "stale", "duplicate", "failed"]

    private static func order(_ id: Int, modified: String) -> String {
        """
        {"id":\(id),"status":"processing","currency":"EUR","total":"59.50","total_tax":"9.50","shipping_total":"0.00",
        "shipping_tax":"0.00","customer_id":7,"date_created_gmt":"2026-01-01T10:59:00",
        "date_modified_gmt":"\(modified)","date_paid_gmt":"2026-01-01T11:00:00","billing":{},
        "payment_method":"bacs","line_items":[{"id":1,"product_id":93,"variation_id":0,"sku":"CLUB",
        "quantity":1,"total":"50.00","total_tax":"9.50","price":50}],"refunds":[]}
        """
    }

    @discardableResult
    private static func send(
        _ text: String, topic: String = "order.updated", as id: String, to shop: TestShop
    ) async throws -> IntakeAnswer {
        let body = Array(text.utf8)
        let signature = Base64.encode(HMACKey(Array("secret".utf8)).signature(of: body))
        return try await shop.engine.receive(
            sourceKey: "woo",
            WebhookDelivery(
                headers: [
                    ("Content-Type", "application/json"), ("X-WC-Webhook-Topic", topic), ("X-WC-Webhook-ID", "1"),
                    ("X-WC-Webhook-Delivery-ID", id), ("X-WC-Webhook-Signature", signature),
                ], body: body, receivedAt: shop.clock.now()))
    }

    @Test func `each delivery counts once a time it comes, by what became of it`() async throws {
        let shop = try await TestShop.open()
        try await shop.addSource("woo", .woocommerce, secret: "secret")
        let order = Self.order(1, modified: "2026-01-01T12:00:00")
        try await Self.send(order, as: "1", to: shop)
        try await Self.send(order, as: "1", to: shop)
        try await Self.send(order, as: "1", to: shop)
        try await Self.send(Self.order(1, modified: "2026-01-01T11:30:00"), as: "2", to: shop)
        // It told since when the order had its line; the next one tells nothing.
        try await Self.send(Self.order(1, modified: "2026-01-01T11:45:00"), as: "2b", to: shop)
        try await Self.send("{}", topic: "product.updated", as: "3", to: shop)
        try await Self.send("{\"id\":1", as: "4", to: shop)
        let rows = try await shop.figures(.intake, "2026-01-01", "2026-01-01", Self.columns)
        #expect(rows == ["01-01 woo 2 1 1 2 1"])
    }

    @Test func `deliveries count on the local day, and nothing that bears no signature counts`() async throws {
        let shop = try await TestShop.open()
        try await shop.addSource("woo", .woocommerce, secret: "secret")
        try await shop.go("2026-01-31", "23:59:59")
        try await Self.send(Self.order(1, modified: "2026-01-01T12:00:00"), as: "1", to: shop)
        try await shop.go("2026-02-01", "00:00:00")
        try await Self.send(Self.order(2, modified: "2026-01-01T12:00:00"), as: "2", to: shop)
        let forged = WebhookDelivery(
            headers: [("Content-Type", "application/json"), ("X-WC-Webhook-Topic", "order.updated")],
            body: Array("{}".utf8), receivedAt: shop.clock.now())
        _ = try await shop.engine.receive(sourceKey: "woo", forged)
        let months = try await shop.figures(.intake, "2026-01-01", "2026-02-28", .month, Self.columns)
        #expect(months == ["01-01 woo 1 0 0 0 0", "02-01 woo 1 0 0 0 0"])
    }
}
