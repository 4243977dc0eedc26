import Domain
import JSON
import Secrets
import Shops
import Store
import Testing

@testable import Engine

/// Deliveries as Shopify sends them, through the whole engine.
@Suite struct ShopifyTests {
    @Test func `a paid order makes its buyer a member, and a refund of a part told by itself takes no membership`()
        async throws
    {
        let shop = try await Self.shop()
        #expect(try await shop.engine.receive(sourceKey: "shopify", Self.signed(Self.order, "orders/paid")) == .taken)
        #expect(try await shop.groups(of: "207") == ["club", "retail"])
        let refund = Self.signed(Self.refund("5", "1.00"), "refunds/create", id: "later")
        #expect(try await shop.engine.receive(sourceKey: "shopify", refund) == .taken)
        #expect(try await shop.engine.receive(sourceKey: "shopify", refund) == .duplicate)
        #expect(try await shop.groups(of: "207") == ["club", "retail"])
        #expect(try await Self.refunded(shop) == 100)
    }

    /// Spec 4: one entry per refund id; the greater of their sum and what the order's own report says.
    @Test(
        "refunds told one by one count as far as the order's own reports tell of less, in whatever order they come",
        arguments: [
            (["5", "6"], "0.00", 300), (["5", "6"], "2.00", 300), (["5", "6"], "3.00", 300), (["5", "6"], "3.01", 301),
            (["5", "5"], "0.00", 100), ([], "2.00", 200),
        ] as [([String], String, Int64)])
    func refunds(entries: [String], reported: String, expected: Int64) async throws {
        let amounts = ["5": "1.00", "6": "2.00"]
        let pushed = entries.enumerated().map {
            Self.signed(Self.refund($0.element, amounts[$0.element] ?? ""), "refunds/create", id: "\($0.offset)")
        }
        let updated = Self.order.replacing("11:00:05+01:00", with: "11:00:09+01:00").replacing(
            #""refunds":[]"#, with: #""refunds":[\#(reported == "0.00" ? "" : Self.refund("9", reported))]"#)
        let orders = [Self.signed(Self.order, "orders/paid"), Self.signed(updated, "orders/updated")]
        for deliveries in [
            orders + pushed, pushed + orders, [orders[1]] + pushed + [orders[0]], [orders[0]] + pushed + [orders[1]],
        ] {
            let shop = try await Self.shop()
            for delivery in deliveries {
                #expect(try await shop.engine.receive(sourceKey: "shopify", delivery) == .taken)
            }
            #expect(try await Self.refunded(shop) == expected)
        }
    }

    private static func shop() async throws -> TestShop {
        let shop = try await TestShop()
        _ = try await shop.engine.createSource(
            key: "shopify", store: nil, platform: .shopify, name: "Shop", secret: "secret", by: "test")
        try await shop.addRule(
            [("products", [["product_id": "93"]])], header: [("active_from", "2026-11-01T00:00:00Z")])
        return shop
    }

    private static func refund(_ id: String, _ amount: String) -> String {
        #"{"id":\#(id),"order_id":450,"transactions":[{"kind":"refund","status":"success","amount":"\#(amount)","currency":"EUR"}]}"#
    }

    private static func refunded(_ shop: TestShop) async throws -> Int64? {
        let store = shop.store
        return try await shop.engine.database.read { try $0.order(store: store, externalID: "450")?.order.refunded }
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

extension ShopifyTests {
    @Test(
        "customers that Shopify has merged are one, also where only one of them or none was known",
        arguments: [(true, true), (true, false), (false, true), (false, false)])
    func merge(knowsMerged: Bool, knowsKept: Bool) async throws {
        let shop = try await Self.shop()
        if knowsMerged { try await Self.take(Self.order, "orders/paid", shop) }
        if knowsKept {
            try await Self.take(#"{"id":300,"updated_at":"2026-11-22T11:00:05Z"}"#, "customers/update", shop)
        }
        try await Self.take(Self.merge("completed"), "customers/merge", shop)
        try await Self.take(Self.merge("completed"), "customers/merge", shop, id: "again")
        let ids = try await shop.engine.database.read { snapshot in
            try ["207", "300"].map { try snapshot.customer(store: shop.store, externalID: $0)?.mergedInto }
        }
        let kept = try await shop.engine.database.read { try $0.customer(store: shop.store, externalID: "300")?.id }
        #expect(ids == [knowsMerged ? kept : nil, nil])
        guard knowsMerged else { return }
        #expect(try await shop.groups(of: "300").contains("club"))
        // An order that is still reported with the one who is gone is the other's.
        try await Self.take(Self.order.replacing("\"id\":450", with: "\"id\":451"), "orders/paid", shop, id: "late")
        #expect(
            try await shop.engine.database.read { try $0.order(store: shop.store, externalID: "451")?.order.customer }
                == kept)
    }

    @Test("a merge that failed, or is going on, changes nothing", arguments: ["failed", "in_progress", "requested"])
    func unmerged(status: String) async throws {
        let shop = try await Self.shop()
        try await Self.take(Self.order, "orders/paid", shop)
        let answer = try await shop.engine.receive(
            sourceKey: "shopify", Self.signed(Self.merge(status), "customers/merge"))
        #expect(answer == .unused)
        #expect(try await shop.groups(of: "207") == ["club", "retail"])
    }

    private static func take(_ body: String, _ topic: String, _ shop: TestShop, id: String = "first") async throws {
        #expect(try await shop.engine.receive(sourceKey: "shopify", signed(body, topic, id: id)) == .taken)
    }

    private static func merge(_ status: String) -> String {
        """
        {"admin_graphql_api_customer_kept_id":"gid://shopify/Customer/300","admin_graphql_api_job_id":null,
         "admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/207","status":"\(status)","errors":[]}
        """
    }
}
