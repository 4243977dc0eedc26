import Domain
import Shops
import Testing

/// What every adapter must keep, one row per platform.
struct CatalogTests {
    @Test("each platform has its adapter", arguments: Platform.allCases)
    func registered(platform: Platform) { #expect(AdapterCatalog.adapter(for: platform).platform == platform) }

    @Test("presets differ in code, name a paid and a void status, and none is both", arguments: Platform.allCases)
    func presets(platform: Platform) {
        let presets = AdapterCatalog.adapter(for: platform).presets
        // A PrestaShop tells its states with their flags; their ids mean nothing beforehand.
        guard platform != .prestashop else { return #expect(presets.isEmpty) }
        #expect(Set(presets.map(\.code)).count == presets.count)
        #expect(presets.contains { $0.isPaid } && presets.contains { $0.isVoid })
        #expect(!presets.contains { $0.isPaid && $0.isVoid })
    }

    @Test("an unsigned delivery is never accepted unless it is a ping", arguments: Platform.allCases)
    func unsigned(platform: Platform) throws {
        let adapter = AdapterCatalog.adapter(for: platform)
        let key = try #require(adapter.signingKey(from: Sample.secret))
        for body in ["", "{}", "{\"id\":1}", "{\"type\":\"ping\"}"] {
            #expect(adapter.verify(Sample.delivery([], body), keys: [key], now: Sample.now) == .missing)
        }
    }

    @Test("no body harms decoding, whatever its bytes", arguments: Platform.allCases)
    func junk(platform: Platform) {
        let adapter = AdapterCatalog.adapter(for: platform)
        var state: UInt64 = 7
        for _ in 0..<2_000 {
            var body = Array(
                "{\"type\":\"order\",\"data\":{\"id\":1,\"total\":\"1\",\"lines\":[{\"id\":1}],\"line_items\":[{}]}}"
                    .utf8)
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                body[Int((state >> 33) % UInt64(body.count))] = UInt8(truncatingIfNeeded: state >> 24)
            }
            let delivery = WebhookDelivery(
                headers: [("X-WC-Webhook-Topic", "order.created"), ("X-Shopify-Topic", "orders/create")], body: body,
                receivedAt: .zero)
            _ = try? adapter.decode(delivery)
        }
    }
}
