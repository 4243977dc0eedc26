import Domain
import JSON
import Secrets
import Shops
import Store
import Testing

@testable import Engine

/// Deliveries as Shopify sends them, through the whole engine.
@Suite struct ShopifyTests {
    @Test func `a paid order makes its buyer a member, and a refund told by itself invents no order and takes nothing`()
        async throws
    {
        let shop = try await TestShop()
        _ = try await shop.engine.createSource(
            key: "shopify", store: nil, platform: .shopify, name: "Shop", secret: "secret", by: "test")
        try await shop.addRule(
            [("products", [["product_id": "93"]])], header: [("active_from", "2026-11-01T00:00:00Z")])
        let refund = #"{"id":5,"order_id":450,"transactions":[{"kind":"refund","status":"success","amount":"1.00"}]}"#
        #expect(try await shop.engine.receive(sourceKey: "shopify", Self.signed(refund, "refunds/create")) == .taken)
        #expect(try await Self.orders(shop) == 0)
        #expect(try await shop.engine.receive(sourceKey: "shopify", Self.signed(Self.order, "orders/paid")) == .taken)
        #expect(try await shop.groups(of: "207") == ["club", "retail"])
        let later = Self.signed(refund, "refunds/create", id: "later")
        #expect(try await shop.engine.receive(sourceKey: "shopify", later) == .taken)
        #expect(try await shop.engine.receive(sourceKey: "shopify", later) == .duplicate)
        #expect(try await shop.groups(of: "207") == ["club", "retail"])
        #expect(try await Self.orders(shop) == 1)
    }

    @Test func `what decoding needs is kept with a delivery, and what is secret is not`() async throws {
        let shop = try await TestShop()
        _ = try await shop.engine.createSource(
            key: "shopify", store: nil, platform: .shopify, name: "Shop", secret: "secret", by: "test")
        _ = try await shop.engine.receive(sourceKey: "shopify", Self.signed(Self.order, "orders/paid"))
        let entries = try await shop.engine.database.read {
            try $0.inbox(source: nil, state: nil, before: nil, limit: 10)
        }
        let entry = try #require(entries.first)
        #expect(entry.topic == "orders/paid")
        #expect(entry.headers.contains("x-shopify-topic") && !entry.headers.contains("hmac"))
    }

    private static func orders(_ shop: TestShop) async throws -> Int {
        try await shop.engine.database.read { snapshot in
            try ["450"].filter { try snapshot.order(store: shop.store, externalID: $0) != nil }.count
        }
    }

    private static func signed(_ text: String, _ topic: String, id: String = "first") -> WebhookDelivery {
        let body = Array(text.utf8)
        return WebhookDelivery(
            headers: [
                ("Content-Type", "application/json"), ("X-Shopify-Topic", topic),
                ("X-Shopify-Webhook-Id", "\(topic) \(id)"),
                ("X-Shopify-Hmac-Sha256", Base64.encode(HMACKey(Array("secret".utf8)).signature(of: body))),
            ], body: body, receivedAt: Timestamp(rfc3339: "2026-11-22T12:00:00Z") ?? .zero)
    }

    private static let order = """
        {"id":450,"created_at":"2026-11-22T11:00:00+01:00","processed_at":"2026-11-22T11:00:00+01:00",
         "updated_at":"2026-11-22T11:00:05+01:00","financial_status":"paid","currency":"EUR","total_price":"50.00",
         "current_total_price":"50.00","total_tax":"0.00","taxes_included":true,"test":false,
         "total_shipping_price_set":{"shop_money":{"amount":"0.00","currency_code":"EUR"}},
         "customer":{"id":207,"email":"anna@example.test"},
         "line_items":[{"id":1,"product_id":93,"variant_id":7,"quantity":1,"price":"50.00","sku":"CLUB"}],"refunds":[]}
        """
}
