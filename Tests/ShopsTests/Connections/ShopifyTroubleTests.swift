import Domain
import FakeShops
import Shops
import Testing

/// What `ShopifyConnection` makes of a shop that does not do what it is asked.
struct ShopifyTroubleTests {
    private func stand() throws -> ShopifyStand {
        let stand = try ShopifyStand()
        stand.shop.add(FakeShopifyCustomer("77"))
        stand.shop.place(FakeShopifyOrder("1", customer: "77"))
        return stand
    }

    /// The error of each kind of request, when the shop answers so.
    private func errors(_ kind: FakeTrouble.Kind) async throws -> [ShopError?] {
        let stand = try stand()
        let connection = stand.connection
        let write = MembershipWrite(before: ShopMembership(groups: [], readAt: stand.clock.now), groups: ["a"])
        for _ in 1...6 { stand.shop.trouble.next(kind) }
        return [
            await ShopifyStand.failure { () throws(ShopError) in try await connection.check() },
            await ShopifyStand.failure { () throws(ShopError) in try await connection.orders(.all, at: nil) },
            await ShopifyStand.failure { () throws(ShopError) in try await connection.customers(.all, at: nil) },
            await ShopifyStand.failure { () throws(ShopError) in try await connection.order("1") },
            await ShopifyStand.failure { () throws(ShopError) in try await connection.membership(of: "77") },
            await ShopifyStand.failure { () throws(ShopError) in try await connection.write(write, of: "77") },
        ]
    }

    private func expect(_ kind: FakeTrouble.Kind, _ expected: ShopError) async throws {
        #expect(try await errors(kind) == Array(repeating: expected, count: 6))
    }

    // MARK: HTTP

    @Test("what HTTP says is said in words, with the shop's own where it has some")
    func http() async throws {
        let body = "{\"errors\":\"Unavailable Shop\"}"
        let cases: [(Int, ShopError)] = [
            (302, .refused("it answers with a redirect; give the address that ends in .myshopify.com")),
            (400, .refused("status 400: Unavailable Shop")),
            (401, .unauthorized("the access token is not valid (401): Unavailable Shop")),
            (402, .failing("the shop is frozen until its owner pays Shopify (402): Unavailable Shop")),
            (
                403,
                .unauthorized("access is forbidden: a scope is missing, or the shop is closed (403): Unavailable Shop")
            ),
            (
                404,
                .refused("there is no shop at https://fake.myshopify.com, or no API 2026-01 (404): Unavailable Shop")
            ),
            (423, .failing("the shop is locked by Shopify (423): Unavailable Shop")),
            (500, .failing("status 500: Unavailable Shop")), (503, .failing("status 503: Unavailable Shop")),
        ]
        for (status, error) in cases { try await expect(.status(status, body), error) }
        try await expect(.status(502, "<html>secret"), .failing("status 502"))
        try await expect(.status(500, ""), .failing("status 500"))
    }

    @Test("no connection and no answer are told apart")
    func connection() async throws {
        try await expect(.refuseConnection, .unreachable("connection refused"))
        try await expect(.loseAnswer, .unanswered("the connection was cut"))
    }

    @Test("429 says how long to wait, where it does")
    func throttled() async throws {
        try await expect(.throttle(seconds: nil), .throttled(seconds: nil))
        try await expect(.throttle(seconds: 0), .throttled(seconds: 1))
        try await expect(.throttle(seconds: 7), .throttled(seconds: 7))
    }

    @Test(
        "Retry-After is rounded up, and what cannot be meant is passed over",
        arguments: [
            ("2.0", 2), ("2.1", 3), ("0.4", 1), ("3600", 3_600), ("3601", nil), ("-1", nil), ("", nil),
            ("Sun, 22 Nov 2026 10:00:00 GMT", nil), ("1e3", nil),
        ] as [(String, Int?)])
    func retryAfter(text: String, seconds: Int?) async throws {
        let stand = try stand()
        let caller = OneAnswer(429, [HTTPField("retry-after", text)], "")
        let connection = ShopifyConnection(stand.shop.account, through: caller)
        #expect(
            await ShopifyStand.failure { () throws(ShopError) in try await connection.check() }
                == .throttled(seconds: seconds))
    }

    @Test("a wrong token and a wrong address are named, and the token is not")
    func credentials() async throws {
        let stand = try stand()
        var account = stand.shop.account
        account.values["access_token"] = "shpat_wrong"
        let wrong = ShopifyConnection(account, through: stand.shop)
        let error = await ShopifyStand.failure { () throws(ShopError) in try await wrong.check() }
        #expect(
            error
                == .unauthorized(
                    "the access token is not valid (401): [API] Invalid API key or access token (unrecognized login or wrong password)"
                ))
        account.url += "/shop"
        let elsewhere = ShopifyConnection(account, through: stand.shop)
        let other = await ShopifyStand.failure { () throws(ShopError) in try await elsewhere.check() }
        #expect(other?.reason.contains("there is no shop at https://fake.myshopify.com/shop") == true)
    }

    @Test("neither the token nor more than 300 characters of the shop's words are told")
    func secrets() async throws {
        let stand = try stand()
        let words = stand.shop.token + String(repeating: "x", count: 400)
        for body in ["{\"errors\":\"\(words)\"}", "{\"errors\":[{\"message\":\"\(words)\"}]}"] {
            for status in [200, 400, 500] {
                stand.shop.trouble.next(.status(status, body))
                let error = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.check() }
                let reason = try #require(error?.reason)
                #expect(!reason.contains("shpat") && reason.contains("…xxx") && reason.count < 350)
            }
        }
    }

    // MARK: Bodies

    @Test(
        "an answer that is no JSON, is cut off or tells nothing is malformed",
        arguments: [
            "", "<html>", "{\"data\":{\"shop\":{\"name\":\"x", "[]", "{}", "{\"data\":null}", "{\"data\":{}}",
            "{\"data\":{\"shop\":{}}} x",
        ])
    func malformed(body: String) async throws {
        for error in try await errors(.status(200, body)) {
            guard case .malformed? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test(
        "a page that is none, does not go on or is out of order is malformed",
        arguments: [
            "{}", "{\"nodes\":[]}", "{\"nodes\":[],\"pageInfo\":{}}",
            "{\"nodes\":[],\"pageInfo\":{\"hasNextPage\":true}}",
            "{\"nodes\":[{\"id\":\"gid://shopify/Order/5\"}],\"pageInfo\":{\"hasNextPage\":true}}",
            "{\"nodes\":[{\"id\":\"gid://shopify/Order/9\"},{\"id\":\"gid://shopify/Order/8\"}],"
                + "\"pageInfo\":{\"hasNextPage\":false}}",
            "{\"nodes\":[{\"id\":\"9\"}],\"pageInfo\":{\"hasNextPage\":true}}",
        ])
    func badPage(page: String) async throws {
        let stand = try stand()
        stand.shop.trouble.next(.status(200, "{\"data\":{\"orders\":\(page)}}"))
        let error = await ShopifyStand.failure { () throws(ShopError) in
            try await stand.connection.orders(.all, at: "5")
        }
        guard case .malformed? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("tags that are not all texts are no membership")
    func badTags() async throws {
        let stand = try stand()
        for tags in ["null", "{}", "[1]", "[\"a\",null]"] {
            stand.shop.trouble.next(.status(200, "{\"data\":{\"customer\":{\"id\":\"x\",\"tags\":\(tags)}}}"))
            let error = await ShopifyStand.failure { () throws(ShopError) in
                try await stand.connection.membership(of: "77")
            }
            #expect(error == .malformed("the customer's tags are no list of texts"))
        }
    }

    @Test("a bad customer among good ones is named, and the good ones are given")
    func badCustomer() async throws {
        let stand = try stand()
        let good = "\"createdAt\":\"2026-01-01T00:00:00Z\",\"tags\":[]"
        let nodes = [
            "{\"id\":\"gid://shopify/Customer/1\",\(good)}",
            "{\"id\":\"gid://shopify/Customer/2\",\"createdAt\":\"yesterday\",\"tags\":[]}",
            "{\"id\":\"gid://shopify/Customer/3\",\"createdAt\":\"2026-01-01T00:00:00Z\"}",
            "{\"id\":\"gid://shopify/Order/4\",\(good)}", "{\"id\":\"gid://shopify/Customer/5\",\(good)}",
        ].joined(separator: ",")
        let body = "{\"data\":{\"customers\":{\"nodes\":[\(nodes)],\"pageInfo\":{\"hasNextPage\":false}}}}"
        stand.shop.trouble.next(.status(200, body))
        let page = try await stand.connection.customers(.all, at: nil)
        #expect(page.records.compactMap(\.event.customer?.externalID) == ["1", "5"])
        #expect(page.problems.map(\.id) == ["2", "3", nil])
        #expect(page.problems.map(\.reason).contains("/tags: must be a list of texts"))
    }

    // MARK: Errors of GraphQL

    @Test("a missing scope is named, whatever is asked for")
    func scopes() async throws {
        let stand = try stand()
        let scopes: Set = ["read_orders", "read_products", "write_customers"]
        for scope in ["read_orders", "read_products"] {
            stand.shop.grant(scopes.subtracting([scope]))
            let error = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.order("1") }
            guard case .unauthorized(let reason)? = error else { throw Wrong() }
            #expect(reason.contains("Required access: `\(scope)` access scope."))
        }
        stand.shop.grant(["read_customers"])
        let write = MembershipWrite(before: ShopMembership(groups: [], readAt: stand.clock.now), groups: ["a"])
        let error = await ShopifyStand.failure { () throws(ShopError) in
            try await stand.connection.write(write, of: "77")
        }
        #expect(error?.reason.contains("write_customers") == true)
        #expect(stand.shop.customer("77")?.tags == [])
    }

    @Test(
        "errors within an answer of 200 are what their code says",
        arguments: [
            ("INTERNAL_SERVER_ERROR", .failing("words")), ("SHOP_INACTIVE", .failing("the shop is not active: words")),
            ("undefinedField", .refused("words")), ("ACCESS_DENIED", .unauthorized("words")),
            ("MAX_COST_EXCEEDED", .refused("the query costs more points than the shop allows for one")),
            ("THROTTLED", .throttled(seconds: nil)),
        ] as [(String, ShopError)])
    func codes(code: String, error: ShopError) async throws {
        let body = "{\"data\":{},\"errors\":[{\"message\":\"words\",\"extensions\":{\"code\":\"\(code)\"}}]}"
        let stand = try stand()
        stand.shop.trouble.next(.status(200, body))
        let found = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.check() }
        #expect(found == error)
    }

    // MARK: Points

    @Test(
        "how long to wait is what the bucket lacks over its rate, rounded up, and a second at least",
        arguments: [
            ("92", "91", "100", 1), ("200", "100.0", "50.0", 2), ("201", "100.0", "50.0", 3), ("50", "60", "50", 1),
            ("60", "60", "50", 1), ("90", "60", "0", nil), ("\"90\"", "60", "50", nil),
        ] as [(String, String, String, Int?)])
    func patience(wanted: String, there: String, rate: String, seconds: Int?) async throws {
        let status = "{\"maximumAvailable\":2000.0,\"currentlyAvailable\":\(there),\"restoreRate\":\(rate)}"
        let body =
            "{\"errors\":[{\"message\":\"Throttled\",\"extensions\":{\"code\":\"THROTTLED\"}}],\"extensions\":"
            + "{\"cost\":{\"requestedQueryCost\":\(wanted),\"throttleStatus\":\(status)}}}"
        let stand = try stand()
        stand.shop.trouble.next(.status(200, body))
        let found = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.check() }
        #expect(found == .throttled(seconds: seconds))
    }

    @Test("a shop that finds fifty orders at once too costly is asked for as many as it allows")
    func costly() async throws {
        for (object, most) in [(1, 1_000), (1, 200), (0, 60)] as [(Int64, Int64)] {
            let stand = try ShopifyStand()
            for id in 1...60 { stand.shop.place(FakeShopifyOrder("\(id)")) }
            var limits = FakeShopify.Limits()
            (limits.object, limits.singleQuery) = (object, most)
            stand.shop.limit(limits)
            #expect(try await stand.orders().map(\.externalID) == (1...60).map { "\($0)" })
            let refusals = stand.operations.count - 1
            #expect(refusals > 0)
        }
    }

    @Test("where not even one is allowed it is said, and not asked for ever")
    func tooCostly() async throws {
        let stand = try stand()
        var limits = FakeShopify.Limits()
        limits.singleQuery = 1
        stand.shop.limit(limits)
        let error = await ShopifyStand.failure { () throws(ShopError) in
            try await stand.connection.orders(.all, at: nil)
        }
        #expect(error == .refused("one of orders costs more points than the shop allows"))
        #expect(stand.operations.count < 10)
    }

    @Test("a bucket that runs dry within a page ends the page there, and nothing is lost")
    func dry() async throws {
        let stand = try ShopifyStand()
        for id in 1...40 {
            var order = FakeShopifyOrder("\(id)")
            order.refunds = [FakeShopifyOrder.Refund("\(1_000 + id)", payments: [.init("1.00")])]
            stand.shop.place(order)
        }
        var limits = FakeShopify.Limits()
        (limits.bucket, limits.restoreRate) = (600, 10)
        stand.shop.limit(limits)
        let (records, problems, pages) = try await stand.walk(.all, stand.connection.orders)
        #expect(records.compactMap(\.event.order?.externalID) == (1...40).map { "\($0)" })
        #expect(records.compactMap(\.event.order?.refunded).allSatisfy { $0 == 100 })
        #expect(problems.isEmpty && pages > 1)
    }

    private struct Wrong: Error {}
}

/// Answers every request alike.
private struct OneAnswer: HTTPCaller {
    let answer: HTTPAnswer

    init(_ status: Int, _ fields: [HTTPField], _ body: String) {
        answer = HTTPAnswer(status: status, fields: fields, body: Array(body.utf8), askedAt: Sample.now)
    }

    func call(_ request: HTTPCall) async throws(CallFailure) -> HTTPAnswer { answer }
}
