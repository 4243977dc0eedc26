import Domain
import Shops
import Testing

struct WooCommerceTests {
    private let adapter = WooCommerceAdapter()

    /// An order by hand after the traits of real ones: prices as binary fractions, escapes, tax beside totals,
    /// fields that mean nothing to us.
    private static let order = """
        {"id":727,"parent_id":0,"status":"processing","currency":"EUR","version":"11.0.1","prices_include_tax":false,
        "date_created":"2026-11-22T11:14:02","discount_total":"0.00","shipping_total":"8.10","shipping_tax":"1.90",
        "cart_tax":"18.95","total":"129.90","total_tax":"20.85","customer_id":77,"order_key":"wc_order_x",
        "billing":{"first_name":"Zo\\u00eb","last_name":"O\\u2019Brien","company":"","country":"DE",
        "email":"anna@example.test","phone":"+49 1"},"shipping":{"country":"FR"},"payment_method":"stripe",
        "meta_data":[{"id":1,"key":"_x","value":{"id":"evil","total":"1"}}],
        "line_items":[{"id":14,"name":"Jahreskarte \\u00ab3\\u00bb \\ud83d\\ude00","product_id":93,"variation_id":0,
        "quantity":2,"subtotal":"100.95","total":"100.95","total_tax":"18.95","taxes":[],"sku":"CLUB-YEAR",
        "price":50.474999999999998},{"id":15,"name":"Zugabe","product_id":94,"variation_id":941,"quantity":1,
        "total":"0.00","total_tax":"0.00","sku":"","price":0}],
        "fee_lines":[{"id":16,"total":"-2.50"}],"refunds":[{"id":23,"reason":"demi","total":"-39.78"},
        {"id":24,"reason":"","total":"-0.22"}],"date_created_gmt":"2026-11-22T10:14:02",
        "date_modified_gmt":"2026-11-22T10:15:30","date_completed_gmt":null,"date_paid_gmt":"2026-11-22T10:15:29"}
        """

    private func decode(_ topic: String, _ body: String) throws -> ShopEvent {
        try adapter.decode(Sample.wooCommerce(topic, body))
    }

    /// The order with one text replaced, which must occur.
    private func order(_ old: String, _ new: String) throws -> OrderEvent {
        #expect(Self.order.contains(old))
        return try #require(try decode("order.updated", Self.order.replacing(old, with: new)).order)
    }

    @Test("an order is read whole")
    func wholeOrder() throws {
        let euro = try #require(Currency("EUR"))
        var expected = OrderEvent(externalID: "727", version: try instant("2026-11-22T10:15:30Z"))
        expected.status = StatusReport(code: "processing")
        expected.paidAt = try instant("2026-11-22T10:15:29Z")
        expected.paidNeedsInstant = true
        (expected.paidAtIsProof, expected.linesTellRefunds) = (true, false)
        expected.placedAt = try instant("2026-11-22T10:14:02Z")
        expected.isDeleted = false
        expected.amounts = OrderAmounts(currency: euro, total: 12_990, tax: 2_085, shipping: 810, shippingTax: 190)
        expected.refunded = 4_000
        expected.paymentMethod = "stripe"
        expected.country = "DE"
        var customer = CustomerEvent(externalID: "77", version: expected.version)
        customer.email = "anna@example.test"
        customer.firstName = "Zoë"
        customer.lastName = "O’Brien"
        customer.country = "DE"
        expected.customer = .registered(customer)
        expected.lines = [
            OrderLine(id: "14", productID: "93", sku: "CLUB-YEAR", quantity: 2, total: 11_990, tax: 1_895),
            OrderLine(id: "15", productID: "94", variantID: "941", quantity: 1, total: 0),
        ]
        for topic in ["order.created", "order.updated"] { #expect(try decode(topic, Self.order) == .order(expected)) }
        expected.isRestoration = true
        #expect(try decode("order.restored", Self.order) == .order(expected))
    }

    @Test("customer 0 is a guest")
    func guest() throws {
        #expect(try order("\"customer_id\":77", "\"customer_id\":0").customer == .guest(email: "anna@example.test"))
        let anonymous = Self.order.replacing("\"customer_id\":77", with: "\"customer_id\":0")
            .replacing("anna@example.test", with: "")
        #expect(try decode("order.created", anonymous).order?.customer == .guest(email: nil))
    }

    @Test("an unpaid and a free order are told as they are")
    func unpaidAndFree() throws {
        #expect(try order("\"date_paid_gmt\":\"2026-11-22T10:15:29\"", "\"date_paid_gmt\":null").paidAt == nil)
        let free = try order("\"total\":\"129.90\"", "\"total\":\"0.00\"")
        #expect(free.amounts?.total == 0)
        #expect(free.paidAt != nil)
    }

    @Test("no refunds are zero, and none told are nothing")
    func refunds() throws {
        let list = try #require(
            Self.order.firstRange(
                of:
                    "[{\"id\":23,\"reason\":\"demi\",\"total\":\"-39.78\"},\n"
                    + "{\"id\":24,\"reason\":\"\",\"total\":\"-0.22\"}]"
            ))
        #expect(try decode("order.updated", Self.order.replacingCharacters(in: list, with: "[]")).order?.refunded == 0)
        #expect(
            try decode("order.updated", Self.order.replacingCharacters(in: list, with: "null")).order?.refunded == nil)
        #expect(try order("\"refunds\"", "\"refunds_\"").refunded == nil)
    }

    @Test(
        "amounts are rounded once, half away from zero, to the currency's decimals",
        arguments: [
            ("EUR", "0.005", 1), ("EUR", "0.004999", 0), ("EUR", "68.200000", 6_820), ("EUR", "68", 6_800),
            ("JPY", "1200.50", 1_201), ("JPY", "1200.49", 1_200), ("KWD", "1.2345", 1_235),
            ("EUR", "99999999999.99", 9_999_999_999_999),
        ] as [(String, String, Int64)])
    func rounding(currency: String, total: String, units: Int64) throws {
        let body =
            """
            {"id":1,"status":"pending","date_modified_gmt":"2026-01-01T00:00:00","total":"\(total)",
            "currency":"\(currency)"}
            """
        #expect(try decode("order.created", body).order?.amounts?.total == units)
    }

    @Test("a line's net and tax are added before rounding")
    func lineSum() throws {
        let body = """
            {"id":1,"status":"pending","date_modified_gmt":"2026-01-01T00:00:00","total":"1",
            "currency":"EUR","line_items":
            [{"id":1,"product_id":2,"quantity":1,"total":"8.264463","total_tax":"1.735537"},
            {"id":2,"product_id":2,"quantity":1,"total":"0.003","total_tax":"0.003"},
            {"id":3,"product_id":2,"quantity":1.5,"total":"-1.00","total_tax":"-0.20"}]}
            """
        let lines = try #require(try decode("order.created", body).order?.lines)
        #expect(lines.map(\.total) == [1_000, 1, -120])
        #expect(lines.map(\.quantity) == [1, 1, 1])
    }

    @Test("only id, status, currency, total and one date are needed")
    func leastOrder() throws {
        let body =
            """
            {"id":"1","status":"on-hold","date_created_gmt":"2026-01-01T00:00:00","date_modified_gmt":null,
            "total":"5","currency":"EUR"}
            """
        let event = try #require(try decode("order.created", body).order)
        #expect(event.externalID == "1")
        #expect(event.version == event.placedAt)
        #expect(event.customer == nil)
        #expect(event.lines == nil)
        #expect(event.amounts?.tax == 0)
    }

    @Test("a deletion carries the id alone and no version")
    func deletions() throws {
        var order = OrderEvent(externalID: "727", version: nil)
        order.isDeleted = true
        #expect(try decode("order.deleted", "{\"id\":727}") == .order(order))
        var customer = CustomerEvent(externalID: "77", version: nil)
        customer.isDeleted = true
        #expect(try decode("customer.deleted", "{\"id\":77}") == .customer(customer))
    }

    @Test("a customer is read; the role is no group")
    func customer() throws {
        let body = """
            {"id":2,"date_created_gmt":"2026-11-22T02:15:49","date_modified_gmt":"2026-11-23T02:15:49",
            "email":"zoe+1@example.test","first_name":"Zo\\u00eb","last_name":"","role":"customer","username":"zoe",
            "billing":{"first_name":"X","country":"FR","email":"b@example.test"},"is_paying_customer":false,
            "meta_data":[]}
            """
        var expected = CustomerEvent(externalID: "2", version: try instant("2026-11-23T02:15:49Z"))
        expected.email = "zoe+1@example.test"
        expected.firstName = "Zoë"
        expected.lastName = ""
        expected.country = "FR"
        expected.registeredAt = try instant("2026-11-22T02:15:49Z")
        expected.isDeleted = false
        #expect(try decode("customer.created", body) == .customer(expected))
        expected.version = expected.registeredAt
        let unmodified = body.replacing(
            "\"date_modified_gmt\":\"2026-11-23T02:15:49\"", with: "\"date_modified_gmt\":null")
        #expect(try decode("customer.updated", unmodified) == .customer(expected))
    }

    @Test(
        "other topics are of no use and are not read",
        arguments: ["product.updated", "coupon.created", "action.x", "order.x"])
    func otherTopics(topic: String) throws { #expect(try decode(topic, "not JSON") == .unused(topic: topic)) }

    @Test("an error of WooCommerce in place of the order is told apart")
    func errorsInPlace() throws {
        let gone =
            "{\"code\":\"woocommerce_rest_shop_order_invalid_id\",\"message\":\"No.\",\"data\":{\"status\":404}}"
        #expect(try decode("order.updated", gone) == .unused(topic: "order.updated"))
        let denied = "{\"code\":\"woocommerce_rest_cannot_view\",\"message\":\"Sorry\",\"data\":{\"status\":401}}"
        #expect(
            problems(adapter, Sample.wooCommerce("order.updated", denied)) == [
                "/code: WooCommerce sent the error woocommerce_rest_cannot_view in place of the data: "
                    + "may the user who made the webhook still read orders and customers?"
            ])
    }

    @Test("a field of that name that a plug-in added to an order does no harm")
    func foreignCode() throws {
        #expect(try order("\"id\":727", "\"code\":[1],\"id\":727").externalID == "727")
        #expect(try order("\"id\":727", "\"code\":\"x_invalid_id\",\"id\":727").externalID == "727")
    }

    @Test(
        "every bad field is named",
        arguments: [
            ("\"id\":727", "\"id\":null", ["/id: is missing"]),
            ("\"id\":727", "\"id\":7.5", ["/id: must be a string or a whole number"]),
            ("\"id\":727", "\"id\":-1", ["/id: must be a string or a whole number"]),
            ("\"id\":727", "\"id\":\"a\\u0007\"", ["/id: must not contain control characters"]),
            ("\"status\":\"processing\"", "\"status\":\"\"", ["/status: must not be empty"]),
            (
                "\"currency\":\"EUR\"", "\"currency\":\"eur\"",
                ["/currency: is not a currency of ISO 4217 in capital letters"]
            ),
            ("\"total\":\"129.90\"", "\"total\":129.90", ["/total: must be a decimal number in a string"]),
            (
                "\"total\":\"129.90\"", "\"total\":\"129,90\"",
                ["/total: is not a decimal number that can be counted with"]
            ),
            ("\"total\":\"129.90\"", "\"total\":\"NaN\"", ["/total: is not a decimal number that can be counted with"]),
            ("\"total\":\"129.90\"", "\"total\":\"1e2\"", ["/total: is not a decimal number that can be counted with"]),
            ("\"total\":\"129.90\"", "\"total\":\"-129.90\"", ["/total: must not be negative"]),
            ("\"total\":\"129.90\"", "\"total\":\"99999999999999999\"", ["/total: is too large"]),
            (
                "\"total\":\"129.90\"", "\"total\":\"99999999999999999999\"",
                ["/total: is not a decimal number that can be counted with"]
            ),
            ("\"total_tax\":\"20.85\"", "\"total_tax\":[]", ["/total_tax: must be a decimal number in a string"]),
            ("\"total\":\"-39.78\"", "\"total\":\"39.78\"", ["/refunds/0/total: must not be positive"]),
            ("\"quantity\":2", "\"quantity\":\"2\"", ["/line_items/0/quantity: must be a whole number"]),
            (
                "\"quantity\":2", "\"quantity\":-2",
                ["/line_items/0/quantity: must be a whole number from 0 to 1000000000"]
            ),
            (
                "\"product_id\":94", "\"product_id\":true",
                ["/line_items/1/product_id: must be a string or a whole number"]
            ),
            ("\"sku\":\"CLUB-YEAR\"", "\"sku\":7", ["/line_items/0/sku: must be a string"]),
            ("\"email\":\"anna@example.test\"", "\"email\":7", ["/billing/email: must be a string"]),
            ("\"customer_id\":77", "\"customer_id\":{}", ["/customer_id: must be a string or a whole number"]),
            ("\"billing\":{\"first_name\"", "\"billing\":[],\"b\":{\"first_name\"", ["/billing: must be an object"]),
            (
                "2026-11-22T10:15:30", "2026-11-22T10:15:30Z",
                ["/date_modified_gmt: must be a date and time without zone such as 2026-11-22T10:15:30"]
            ),
            (
                "2026-11-22T10:15:29", "2026-02-30T10:15:29",
                ["/date_paid_gmt: must be a date and time without zone such as 2026-11-22T10:15:30"]
            ),
        ] as [(String, String, [String])])
    func badFields(old: String, new: String, expected: [String]) {
        #expect(Self.order.contains(old))
        #expect(
            problems(adapter, Sample.wooCommerce("order.updated", Self.order.replacing(old, with: new))) == expected)
    }

    @Test("several bad fields are named together, the missing ones last")
    func severalBadFields() {
        let body = "{\"currency\":7,\"line_items\":[{\"id\":1,\"quantity\":1},5],\"total_tax\":\"x\"}"
        #expect(
            problems(adapter, Sample.wooCommerce("order.created", body)) == [
                "/currency: must be a string", "/line_items/0/product_id: is missing",
                "/line_items/1: must be an object",
                "/line_items/1/id: is missing", "/line_items/1/product_id: is missing",
                "/line_items/1/quantity: is missing",
                "/total_tax: is not a decimal number that can be counted with", "/id: is missing",
                "/date_modified_gmt: is missing", "/status: is missing", "/total: is missing",
            ])
    }

    @Test("broken JSON is told with its place; a missing topic is told")
    func broken() {
        #expect(
            problems(adapter, Sample.wooCommerce("order.created", "{\"id\":1,}")) == [
                "the body is not valid JSON: a member's name in quotes was expected (line 1, column 9)"
            ])
        #expect(problems(adapter, Sample.wooCommerce("order.created", "[]")).first == "must be an object")
        #expect(
            problems(adapter, Sample.wooCommerce("order.created", "{\"id\":1,\"id\":2}")).first?.contains("twice")
                == true)
        #expect(problems(adapter, Sample.delivery([], "{}")) == ["the header X-WC-Webhook-Topic is missing"])
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
