import Domain
import FakeShops
import Secrets
import Shops
import Testing

/// How the connection is let in, and what it says where it is not.
struct WooCommerceAccessTests {
    private static func authorization(_ call: HTTPCall?) -> String? {
        call?.fields.first { $0.name == "Authorization" }?.value
    }

    @Test("over https key and secret are user and password, and the address carries none of them")
    func basic() async throws {
        let shop = try WooShop()
        _ = try await shop.connection.orders(.all, at: nil)
        let call = try #require(shop.fake.trouble.calls.first)
        #expect(Self.authorization(call) == "Basic \(Base64.encode(Array("ck_1234:cs_5678".utf8)))")
        #expect(!call.url.contains("ck_") && !call.url.contains("oauth") && !call.allowsPrivateAddress)
    }

    @Test("over http every request is signed with a nonce of its own, and the secret is not sent")
    func signed() async throws {
        let shop = try WooShop("http://127.0.0.1:8080/my%20shop", allowsPrivateAddress: true)
        let ids = shop.fill(120)
        #expect(try await shop.orders().ids.count == ids.count)
        let customer = shop.fake.add(FakeWooCustomer())
        let write = MembershipWrite(before: .init(groups: [], readAt: shop.clock.now), groups: ["é & +%=/~"])
        try await shop.connection.write(write, of: "\(customer)")
        #expect(try await shop.connection.membership(of: "\(customer)")?.groups == ["é & +%=/~"])
        let voucher = ShopVoucher(
            code: "A+B &c=ü~*", name: "", discount: .percent(5), from: .zero, until: shop.clock.now,
            customer: "\(customer)", email: "a@example.test")
        try await shop.connection.make(voucher)
        #expect(shop.fake.coupons.map(\.code) == ["a+b &c=ü~*"])
        for call in shop.fake.trouble.calls {
            #expect(Self.authorization(call) == nil && !call.url.contains("cs_5678") && call.allowsPrivateAddress)
        }
    }

    /// The signature was computed apart from this project, after RFC 5849 §3.4.
    @Test("the signature is the one of the RFC")
    func vector() async throws {
        let shop = try WooShop("http://127.0.0.1:8080/my%20shop", allowsPrivateAddress: true)
        let voucher = ShopVoucher(
            code: "A+B &c=ü~*", name: "", discount: .percent(5), from: .zero, until: shop.clock.now, customer: "1",
            email: "a@example.test")
        try await shop.connection.make(voucher)
        #expect(
            shop.fake.trouble.calls.first?.url == "http://127.0.0.1:8080/my%20shop/wp-json/wc/v3/coupons"
                + "?code=A%2BB%20%26c%3D%C3%BC~%2A&oauth_consumer_key=ck_1234&oauth_nonce=nonce1abcdefgh0123456789"
                + "&oauth_signature_method=HMAC-SHA256&oauth_timestamp=1795341600"
                + "&oauth_signature=crCqtTNN95G81smhadlg0tfHwS4pGekmCGfol8zv9vw%3D")
    }

    @Test(
        "a nonce is good once, and a clock may be wrong by a quarter of an hour",
        arguments: [(900, true), (901, false)])
    func replay(seconds: Int64, isIn: Bool) async throws {
        let shop = try WooShop("http://shop.example")
        _ = try await shop.connection.orders(.all, at: nil)
        let call = try #require(shop.fake.trouble.calls.first)
        #expect(try await shop.fake.call(call).status == 401)
        let other = try WooShop("http://shop.example")
        other.clock.advance(seconds: seconds)
        #expect((try await other.fake.call(call).status == 200) == isIn)
        var changed = call
        changed.url = call.url.replacing("per_page=100", with: "per_page=99")
        #expect(try await WooShop("http://shop.example").fake.call(changed).status == 401)
    }

    @Test("missing credentials are named before anything is sent", arguments: ["consumer_key", "consumer_secret"])
    func missing(name: String) async throws {
        for url in ["https://shop.example", "http://shop.example"] {
            let shop = try WooShop(url, values: [name: ""])
            let error = await shopError { _ = try await shop.connection.check() }
            #expect(error == .unauthorized("\(name) is missing"))
            #expect(shop.fake.trouble.calls.isEmpty)
        }
        #expect(
            WooCommerceConnection.fields.map(\.name) == [
                "consumer_key", "consumer_secret", "write", "user", "application_password",
            ])
        #expect(
            WooCommerceConnection.fields.map(\.kind) == [
                .text, .secret, .choice(["meta", "roles"]), .text, .secret,
            ])
    }

    @Test(
        "wrong credentials come with advice and without themselves",
        arguments: ["https://shop.example", "http://shop.example"], ["consumer_key", "consumer_secret"])
    func wrong(url: String, name: String) async throws {
        let shop = try WooShop(url, values: [name: "xx_secret"])
        let error = await shopError { _ = try await shop.connection.check() }
        guard case .unauthorized(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("key") && reason.contains("(woocommerce_rest_"))
        #expect(!reason.contains("xx_secret") && !reason.contains("_5678") && !reason.contains("_1234"))
    }

    @Test("a key that may only read is told so when it is to write")
    func readOnly() async throws {
        let shop = try WooShop()
        shop.fake.set { $0.keyMayWrite = false }
        let id = shop.fake.add(FakeWooCustomer())
        let before = try #require(try await shop.connection.membership(of: "\(id)"))
        let error = await shopError {
            try await shop.connection.write(MembershipWrite(before: before, groups: ["a"]), of: "\(id)")
        }
        guard case .unauthorized(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("read and write"))
        #expect(shop.fake.customer(id)?.meta.isEmpty == true)
    }

    @Test("without permalinks, and with a WooCommerce before 5.8, it is said what to do")
    func environment() async throws {
        let shop = try WooShop()
        shop.fake.set { $0.sortsByChange = false }
        let old = await shopError { _ = try await shop.connection.orders(.changed(since: .zero), at: nil) }
        #expect(old?.reason.contains("WooCommerce 5.8 or newer") == true && old?.isTemporary == false)
        shop.fake.set { $0.hasRoutes = false }
        let missing = await shopError { _ = try await shop.connection.check() }
        #expect(missing?.reason.contains("permalinks") == true)
        for id in ["1", "2"] {
            guard case .refused? = await shopError({ _ = try await shop.connection.order(id) }) else {
                Issue.record("an order is not missing only because the API is")
                return
            }
        }
    }

    @Test(
        "every answer that is no success is told apart",
        arguments: [
            (
                401, "",
                ShopError.unauthorized(
                    "it answered 401 without a word of WordPress: a firewall or security plug-in may stand before it")
            ),
            (
                403, "<html>",
                .unauthorized(
                    "it answered 403 without a word of WordPress: a firewall or security plug-in may stand before it")
            ),
            (
                404, "<html>gone",
                .refused(
                    "it has no WooCommerce API at this address: is the address right, is WooCommerce active, and are the permalinks (Settings → Permalinks) anything but “Plain”?"
                )
            ),
            (301, "", .refused("the address leads to another one: give the address that the shop itself uses")),
            (400, #"{"code":"x","message":"No."}"#, .refused("it answered 400 (x: No.)")),
            (422, "cs_5678", .refused("it answered 422")),
            (400, #"{"code":"x","message":"cs_5678 is bad"}"#, .refused("it answered 400 (x)")),
            (500, "Fatal error in /srv/shop.php", .failing("it answered 500")),
            (
                500, #"{"code":"internal_server_error","message":"Oops"}"#,
                .failing("it answered 500 (internal_server_error: Oops)")
            ),
            (502, "", .failing("it answered 502")),
            (503, "", .failing("it answered 503")),
            (200, "", .unanswered("its answer was cut off")),
            (200, #"[{"id":1,"status":"pro"#, .unanswered("its answer was cut off")),
            (200, "[", .unanswered("its answer was cut off")),
        ])
    func answers(status: Int, body: String, expected: ShopError) async throws {
        let shop = try WooShop()
        _ = shop.fill(1)
        shop.fake.trouble.next(.status(status, body))
        #expect(await shopError { _ = try await shop.connection.orders(.all, at: nil) } == expected)
        #expect(try await shop.connection.orders(.all, at: nil).records.count == 1)
    }

    @Test("a long message is cut")
    func longMessage() async throws {
        let shop = try WooShop()
        shop.fake.trouble.next(.status(400, "{\"code\":\"x\",\"message\":\"\(String(repeating: "m", count: 5_000))\"}"))
        let error = await shopError { _ = try await shop.connection.check() }
        #expect((error?.reason.count ?? 0) < 400)
    }

    @Test(
        "what is no JSON, or another JSON, is malformed, and its text is not repeated",
        arguments: ["<br /><b>Warning</b>: anna@example.test []", "{\"a\":1}", "null", "[1,]", "[] x", "\u{FEFF}[]"])
    func malformed(body: String) async throws {
        let shop = try WooShop()
        shop.fake.trouble.next(.status(200, body))
        let error = await shopError { _ = try await shop.connection.orders(.all, at: nil) }
        guard case .malformed(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.contains("anna"))
    }

    @Test("patience is asked for with and without a time", arguments: [7, 0, nil])
    func throttled(seconds: Int?) async throws {
        let shop = try WooShop()
        shop.fake.trouble.next(.throttle(seconds: seconds))
        #expect(await shopError { _ = try await shop.connection.check() } == .throttled(seconds: seconds))
    }

    @Test("trouble while a page's refunds are read is trouble with the page")
    func refundTrouble() async throws {
        let shop = try WooShop()
        let ids = shop.fill(3)
        shop.fake.refund(ids[1], amount: 100, units: [1: 1])
        shop.fake.trouble.next(.status(500, ""), matching: "/refunds")
        let error = await shopError { _ = try await shop.connection.orders(.all, at: nil) }
        #expect(error == .failing("it answered 500"))
        for body in [#"[{"id":4,"line_items":[{"quantity":-1,"meta_data":[]}]}]"#, #"[{"id":4,"line_items":7}]"#] {
            shop.fake.trouble.next(.status(200, body), matching: "/refunds")
            let page = try await shop.connection.orders(.all, at: nil)
            #expect(page.records.map(\.externalID) == [ids[0], ids[2]].map { "\($0)" })
            #expect(page.problems.map(\.id) == ["\(ids[1])"] && page.problems[0].reason.hasPrefix("/refunds"))
        }
    }

    @Test("no connection and no answer are told apart")
    func calls() async throws {
        let shop = try WooShop()
        shop.fake.trouble.next(.refuseConnection)
        #expect(await shopError { _ = try await shop.connection.check() } == .unreachable("connection refused"))
        shop.fake.trouble.next(.loseAnswer)
        #expect(await shopError { _ = try await shop.connection.check() } == .unanswered("the connection was cut"))
    }

    @Test("an answer about another order than was asked for is malformed")
    func another() async throws {
        let shop = try WooShop()
        shop.fake.trouble.next(.status(200, "{\"id\":8}"))
        let error = await shopError { _ = try await shop.connection.order("7") }
        #expect(error == .malformed("it gave something else than orders/7"))
    }
}
