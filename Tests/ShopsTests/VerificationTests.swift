import Domain
import Secrets
import Shops
import Testing

struct VerificationTests {
    private let woo = WooCommerceAdapter()
    private let generic = GenericAdapter()

    // MARK: Standard Webhooks

    @Test("the specification's own vector is accepted, and made")
    func standardVector() throws {
        let delivery = Sample.delivery(
            [
                ("Webhook-Id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("Webhook-Timestamp", "1614265330"),
                ("Webhook-Signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ], "{\"test\": 2432232314}")
        let key = try #require(generic.signingKey(from: Sample.secret))
        let sent = Timestamp(seconds: 1_614_265_330)
        #expect(generic.verify(delivery, keys: [key], now: sent) == .valid)
        #expect(
            StandardWebhooks.signature(
                id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: sent, body: delivery.body, key: key)
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(generic.identity(of: delivery) == "msg_p5jXN8AQM9LWM0D4loKWxJek")
    }

    @Test(
        "five minutes either way are allowed, a second more is not",
        arguments: [
            (-301, Verification.expired), (-300, .valid), (0, .valid), (300, .valid), (301, .expired),
        ] as [(Int64, Verification)])
    func tolerance(seconds: Int64, expected: Verification) throws {
        let delivery = try Sample.standard("{}", at: Sample.now.adding(seconds: seconds))
        let key = try #require(generic.signingKey(from: Sample.secret))
        #expect(generic.verify(delivery, keys: [key], now: Sample.now) == expected)
    }

    @Test("one good entry among several is enough, of any of the valid secrets")
    func rotation() throws {
        let old = try #require(generic.signingKey(from: Sample.secret))
        let new = try #require(generic.signingKey(from: StandardWebhooks.secret(of: [UInt8](repeating: 9, count: 32))))
        var delivery = try Sample.standard("{\"a\":1}")
        #expect(generic.verify(delivery, keys: [new, old], now: Sample.now) == .valid)
        #expect(generic.verify(delivery, keys: [new], now: Sample.now) == .wrong)
        #expect(generic.verify(delivery, keys: [], now: Sample.now) == .wrong)
        let good = try #require(delivery.header("webhook-signature"))
        delivery.headers[2].value = "v1,AAAA v1a,\(good.dropFirst(3)) v0,x  junk \(good) v1,"
        #expect(generic.verify(delivery, keys: [old], now: Sample.now) == .valid)
        delivery.headers[2].value = "v1a,\(good.dropFirst(3))"
        #expect(generic.verify(delivery, keys: [old], now: Sample.now) == .wrong)
    }

    @Test("each header is needed, once", arguments: [0, 1, 2])
    func missingHeaders(index: Int) throws {
        let key = try #require(generic.signingKey(from: Sample.secret))
        var delivery = try Sample.standard("{}")
        let header = delivery.headers.remove(at: index)
        #expect(generic.verify(delivery, keys: [key], now: Sample.now) == .missing)
        delivery.headers += [header, header]
        #expect(generic.verify(delivery, keys: [key], now: Sample.now) == .missing)
    }

    @Test(
        "a timestamp that is no number is wrong and harms nothing",
        arguments: [
            "", "x", "-1", "+1795312800", "1795312800.5", "99999999999999999999", "9223372036854775807", " 1795312800",
        ])
    func badTimestamps(text: String) throws {
        let key = try #require(generic.signingKey(from: Sample.secret))
        var delivery = try Sample.standard("{}")
        delivery.headers[1].value = text
        #expect(!generic.verify(delivery, keys: [key], now: Sample.now).isAccepted)
    }

    @Test(
        "what cannot be a secret is not taken for one",
        arguments: [
            "", "whsec_", "whsec_short", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_!!!!", "whsec_AAAAAAAAAAAA",
        ])
    func badSecrets(text: String) { #expect(generic.signingKey(from: text) == nil) }

    // MARK: WooCommerce

    @Test("WooCommerce's vector is accepted, and with another secret or none it is not")
    func wooVector() throws {
        let delivery = Sample.delivery(
            [("X-WC-Webhook-Signature", "6BEpaYwfLj6eAras/QojWuP9BZRnHRtVk4oUvX3MXjI=")],
            "{\"id\":727,\"status\":\"processing\"}")
        let key = try #require(woo.signingKey(from: "echelon-test-secret"))
        let other = try #require(woo.signingKey(from: "another"))
        #expect(woo.verify(delivery, keys: [key], now: Sample.now) == .valid)
        #expect(woo.verify(delivery, keys: [other, key], now: Sample.now) == .valid)
        #expect(woo.verify(delivery, keys: [other], now: Sample.now) == .wrong)
        #expect(woo.verify(delivery, keys: [], now: Sample.now) == .wrong)
        #expect(woo.signingKey(from: "") == nil)
    }

    @Test("a ping needs no signature, anything else does")
    func pings() throws {
        let key = try #require(woo.signingKey(from: "s"))
        for body in ["webhook_id=1", "webhook_id=12345678901234567890"] {
            #expect(woo.verify(Sample.delivery([], body), keys: [key], now: Sample.now) == .notNeeded)
            #expect(try woo.decode(Sample.delivery([], body)) == .ping)
        }
        for body in ["webhook_id=", "webhook_id=x", "webhook_id=1&a=b", "webhook_id=123456789012345678901", "", "{}"] {
            #expect(woo.verify(Sample.delivery([], body), keys: [key], now: Sample.now) == .missing)
        }
        let disguised = Sample.delivery([("X-WC-Webhook-Topic", "order.created")], "webhook_id=1")
        #expect(woo.verify(disguised, keys: [key], now: Sample.now) == .missing)
        let forged = Sample.delivery([("x-wc-webhook-signature", "AAAA")], "webhook_id=1")
        #expect(woo.verify(forged, keys: [key], now: Sample.now) == .wrong)
    }

    @Test("header names are found in any case, and a header sent twice is none")
    func headers() {
        var delivery = Sample.delivery([("X-Wc-WEBHOOK-topic", "order.created")], "")
        #expect(delivery.header("x-wc-webhook-topic") == "order.created")
        #expect(delivery.header("x-wc-webhook-topi") == nil)
        delivery.headers.append(("x-wc-webhook-topic", "order.deleted"))
        #expect(delivery.header("x-wc-webhook-topic") == nil)
        #expect(Sample.delivery([("x\u{0D}wc", "")], "").header("x-wc") == nil)
    }

    @Test("two orders that share a delivery id are two deliveries, and a repeat is the same one")
    func identity() {
        let first = Sample.wooCommerce("order.created", "{\"id\":1}")
        let second = Sample.wooCommerce("order.created", "{\"id\":2}")
        #expect(woo.identity(of: first) != woo.identity(of: second))
        #expect(woo.identity(of: first) == woo.identity(of: Sample.wooCommerce("order.created", "{\"id\":1}")))
        #expect(
            woo.identity(of: first) != woo.identity(of: Sample.wooCommerce("order.created", "{\"id\":1}", id: "d2")))
        var long = first
        for index in long.headers.indices { long.headers[index].value = String(repeating: "x", count: 1_000) }
        #expect((1...191).contains(woo.identity(of: long).count))
        #expect(
            (1...191).contains(
                generic.identity(of: Sample.delivery([("webhook-id", String(repeating: "x", count: 192))], "")).count))
    }

    // MARK: Tampering

    @Test("one byte changed, added or lost anywhere is refused")
    func tampering() throws {
        let body = "{\"type\":\"order.deleted\",\"data\":{\"id\":\"ü1\",\"version\":\"2026-11-22T10:15:30Z\"}}"
        try tamper(generic, try Sample.standard(body), secret: Sample.secret, signature: "webhook-signature")
        try tamper(
            woo, Sample.wooCommerce("order.created", "{\"id\":727,\"status\":\"processing\"}"), secret: "secret",
            signature: "x-wc-webhook-signature")
    }

    private func tamper(_ adapter: any ShopAdapter, _ delivery: WebhookDelivery, secret: String, signature: String)
        throws
    {
        let key = try #require(adapter.signingKey(from: secret))
        func isAccepted(_ delivery: WebhookDelivery) -> Bool {
            adapter.verify(delivery, keys: [key], now: Sample.now).isAccepted
        }
        #expect(isAccepted(delivery))
        for index in delivery.body.indices {
            var changed = delivery
            changed.body[index] ^= 1
            #expect(!isAccepted(changed))
            changed.body.remove(at: index)
            #expect(!isAccepted(changed))
            changed = delivery
            changed.body.insert(0x20, at: index)
            #expect(!isAccepted(changed))
        }
        var longer = delivery
        longer.body.append(0x0A)
        #expect(!isAccepted(longer))
        let place = try #require(delivery.headers.firstIndex { $0.name.lowercased() == signature })
        let text = Array(delivery.headers[place].value.utf8)
        for index in text.indices {
            for replacement in [text[index] ^ 1, text[index] ^ 0x20, UInt8(ascii: "=")] where replacement != text[index]
            {
                var changed = text
                changed[index] = replacement
                var forged = delivery
                forged.headers[place].value = String(decoding: changed, as: UTF8.self)
                #expect(!isAccepted(forged))
            }
        }
        for name in ["webhook-id", "webhook-timestamp"] {
            guard let at = delivery.headers.firstIndex(where: { $0.name == name }) else { continue }
            var changed = delivery
            changed.headers[at].value += "1"
            #expect(!isAccepted(changed))
        }
    }
}
