import Domain
import Secrets
import Shops
import Testing

struct ShopifyVerificationTests {
    private let adapter = ShopifyAdapter()

    @Test("the vector is accepted, and with another secret or none it is not")
    func vector() throws {
        let delivery = Sample.delivery(
            [("x-shopify-hmac-sha256", "6BEpaYwfLj6eAras/QojWuP9BZRnHRtVk4oUvX3MXjI=")],
            "{\"id\":727,\"status\":\"processing\"}")
        let key = try #require(adapter.signingKey(from: "echelon-test-secret"))
        let other = try #require(adapter.signingKey(from: "another"))
        #expect(adapter.verify(delivery, keys: [key], now: Sample.now) == .valid)
        #expect(adapter.verify(delivery, keys: [other], now: Sample.now) == .wrong)
        #expect(adapter.verify(delivery, keys: [], now: Sample.now) == .wrong)
        #expect(adapter.signingKey(from: "") == nil)
    }

    @Test("after a rotation the old and the new secret are both taken, and no third")
    func rotation() throws {
        let keys = try ["new", "old"].map { try #require(adapter.signingKey(from: $0)) }
        for (secret, expected) in [("old", Verification.valid), ("new", .valid), ("older", .wrong)] {
            let delivery = Sample.shopify("orders/create", "{\"id\":1}", secret: secret)
            #expect(adapter.verify(delivery, keys: keys, now: Sample.now) == expected, "\(secret)")
        }
    }

    @Test(
        "a signature that is none is wrong, and none at all is missing",
        arguments: ["", "x", "6BEp", "=", "6BEpaYwfLj6eAras/QojWuP9BZRnHRtVk4oUvX3MXjI"])
    func badSignatures(text: String) throws {
        let key = try #require(adapter.signingKey(from: "secret"))
        var delivery = Sample.shopify("orders/create", "{\"id\":1}")
        delivery.headers[2].value = text
        #expect(adapter.verify(delivery, keys: [key], now: Sample.now) == .wrong)
        delivery.headers.remove(at: 2)
        #expect(adapter.verify(delivery, keys: [key], now: Sample.now) == .missing)
    }

    @Test("one byte changed, added or lost anywhere is refused")
    func tampering() throws {
        let key = try #require(adapter.signingKey(from: "secret"))
        let delivery = Sample.shopify("orders/create", ShopifyTests.refund)
        #expect(adapter.verify(delivery, keys: [key], now: Sample.now) == .valid)
        for index in delivery.body.indices {
            var changed = delivery
            changed.body[index] ^= 1
            #expect(adapter.verify(changed, keys: [key], now: Sample.now) == .wrong)
            changed.body.remove(at: index)
            #expect(adapter.verify(changed, keys: [key], now: Sample.now) == .wrong)
        }
        var longer = delivery
        longer.body.append(0x0A)
        #expect(adapter.verify(longer, keys: [key], now: Sample.now) == .wrong)
    }

    @Test("the webhook id makes a delivery, not the event id; one too long is cut to a digest")
    func identity() {
        func identity(_ id: String, _ topic: String = "orders/create", _ body: String = "{}") -> String {
            adapter.identity(of: Sample.shopify(topic, body, id: id))
        }
        #expect(identity("b54557e4-bdd9") == "b54557e4-bdd9")
        #expect(identity("a") != identity("b"))
        #expect(identity("a", "orders/create", "{\"id\":1}") == identity("a", "orders/create", "{\"id\":2}"))
        let longest = String(repeating: "x", count: 191)
        #expect(identity(longest) == longest)
        #expect((1...191).contains(identity(longest + "x").utf8.count))
        #expect(identity(longest + "x") != identity(longest + "y"))
        // Without an id the topic and the body are it.
        #expect(identity("") == identity(""))
        #expect(identity("", "orders/paid") != identity(""))
        #expect(identity("", "orders/create", "{\"id\":1}") != identity(""))
    }

    @Test("two updates of the same instant are two deliveries with one version")
    func sameVersion() throws {
        let paid = Sample.shopify("orders/paid", ShopifyTests.order, id: "w1")
        let other = ShopifyTests.order.replacing("\"total_price\":\"129.90\"", with: "\"total_price\":\"130.00\"")
        let updated = Sample.shopify("orders/updated", other, id: "w2")
        #expect(adapter.identity(of: paid) != adapter.identity(of: updated))
        let events = try [paid, updated].map { try adapter.decode($0).order }
        #expect(events[0]?.version == events[1]?.version)
        #expect(events[0] != events[1])
    }
}
