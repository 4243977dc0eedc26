import Domain
import Shops
import Testing

struct ShopifyTests {
    private let adapter = ShopifyAdapter()

    /// An order by hand after the traits of real ones: offsets, prices of one unit, amounts in two currencies, line
    /// items again within refunds, fields that mean nothing to us.
    static let order = """
        {"id":450789469,"email":"anna@example.test","closed_at":null,"created_at":"2026-11-22T11:14:03+01:00",
        "updated_at":"2026-11-22T05:15:30-05:00","processed_at":"2026-11-22T11:14:02+01:00","cancelled_at":null,
        "test":false,"currency":"EUR","presentment_currency":"USD","financial_status":"partially_refunded",
        "total_price":"129.90","current_total_price":"95.00","total_tax":"20.85","taxes_included":true,
        "total_price_set":{"shop_money":{"amount":"129.90","currency_code":"EUR"},
        "presentment_money":{"amount":"150.00","currency_code":"USD"}},
        "total_shipping_price_set":{"shop_money":{"amount":"10.00","currency_code":"EUR"},
        "presentment_money":{"amount":"11.55","currency_code":"USD"}},
        "customer_locale":"de-DE","payment_gateway_names":["shopify_payments","gift_card"],
        "billing_address":{"first_name":"Anna","country":"Germany","country_code":"DE"},
        "shipping_address":{"country_code":"FR"},"note_attributes":[{"name":"total_price","value":"1"}],
        "customer":{"id":77,"email":"zoe@example.test","created_at":"2024-05-01T08:00:00Z",
        "updated_at":"2026-11-22T10:14:02Z","first_name":"Zo\\u00eb","last_name":null,"tags":"VIP, gold",
        "default_address":{"country_code":"AT"}},
        "line_items":[{"id":14,"title":"Jahreskarte \\u00ab3\\u00bb","product_id":93,"variant_id":941,"quantity":2,
        "current_quantity":1,"price":"64.95","sku":"CLUB-YEAR","total_discount":"0.00","gift_card":false,
        "discount_allocations":[{"amount":"10.00","discount_application_index":0}],
        "tax_lines":[{"title":"MwSt","price":"18.95","rate":0.19}]},
        {"id":15,"product_id":null,"variant_id":null,"quantity":1,"price":"0.00","sku":"","gift_card":true,
        "tax_lines":[]}],
        "shipping_lines":[{"id":1,"price":"10.00","tax_lines":[{"price":"1.90"}],"discount_allocations":[]}],
        "refunds":[{"id":23,"order_id":450789469,"refund_line_items":[{"id":1,"line_item_id":14,"quantity":1,
        "subtotal":50.45,"line_item":{"id":14,"quantity":2}}],"order_adjustments":[],
        "transactions":[{"id":1,"kind":"refund","status":"success","amount":"30.00","currency":"EUR"},
        {"id":2,"kind":"refund","status":"failure","amount":"5.00","currency":"EUR"},
        {"id":3,"kind":"void","status":"success","amount":"7.00","currency":"EUR"},
        {"id":4,"kind":"refund","status":"pending","amount":"9.00","currency":"EUR"}]}]}
        """

    private func decode(_ topic: String, _ body: String) throws -> ShopEvent {
        try adapter.decode(Sample.shopify(topic, body))
    }

    /// The order with one text replaced, which must occur.
    private func order(_ old: String, _ new: String) throws -> OrderEvent {
        #expect(Self.order.contains(old))
        return try #require(try decode("orders/updated", Self.order.replacing(old, with: new)).order)
    }

    @Test("an order is read whole, whatever the topic")
    func wholeOrder() throws {
        let euro = try #require(Currency("EUR"))
        var expected = OrderEvent(externalID: "450789469", version: try instant("2026-11-22T10:15:30Z"))
        expected.status = StatusReport(code: "partially_refunded")
        expected.paidAt = try instant("2026-11-22T10:14:02Z")
        expected.paidAtIsProof = true
        expected.placedAt = expected.paidAt
        expected.isTest = false
        expected.isDeleted = false
        expected.amounts = OrderAmounts(currency: euro, total: 12_990, tax: 2_085, shipping: 810, shippingTax: 190)
        expected.refunded = 3_000
        expected.paymentMethod = "shopify_payments"
        expected.country = "DE"
        var customer = CustomerEvent(externalID: "77", version: expected.version)
        customer.email = "zoe@example.test"
        customer.firstName = "Zoë"
        customer.country = "AT"
        customer.locale = "de-DE"
        customer.registeredAt = try instant("2024-05-01T08:00:00Z")
        expected.customer = .registered(customer)
        expected.lines = [
            OrderLine(
                id: "14", productID: "93", variantID: "941", sku: "CLUB-YEAR", quantity: 2, refundedQuantity: 1,
                total: 11_990, tax: 1_895),
            OrderLine(id: "15", productID: "0", quantity: 1, total: 0, isGiftCard: true),
        ]
        for topic in ["orders/create", "orders/updated", "orders/paid", "orders/cancelled"] {
            #expect(try decode(topic, Self.order) == .order(expected))
        }
    }

    // MARK: Status and payment

    @Test(
        "the status is the financial one, and paid-at is told only where the money had come in",
        arguments: [
            ("pending", false), ("authorized", false), ("partially_paid", false), ("expired", false),
            ("voided", false), ("paid", true), ("partially_refunded", true), ("refunded", true), ("new_one", false),
        ] as [(String, Bool)])
    func status(code: String, isPaid: Bool) throws {
        let event = try order("\"partially_refunded\"", "\"\(code)\"")
        #expect(event.status == StatusReport(code: code))
        #expect((event.paidAt != nil) == isPaid)
        #expect(!event.paidNeedsInstant)
    }

    @Test("a cancelled order is cancelled whatever became of its money")
    func cancelled() throws {
        let event = try order("\"cancelled_at\":null", "\"cancelled_at\":\"2026-11-22T12:00:00+01:00\"")
        #expect(event.status == StatusReport(code: "cancelled"))
        #expect(event.paidAt == (try instant("2026-11-22T10:14:02Z")))
        let unpaid = try order(
            "\"cancelled_at\":null,", "\"cancelled_at\":\"2026-11-22T12:00:00+01:00\",\"x\":1,")
        #expect(unpaid.status?.code == "cancelled")
    }

    @Test("without processed_at nothing is said of payment, and the order was placed when it was created")
    func unprocessed() throws {
        let event = try order("\"processed_at\":\"2026-11-22T11:14:02+01:00\"", "\"processed_at\":null")
        #expect(event.paidAt == nil)
        #expect(event.placedAt == (try instant("2026-11-22T10:14:03Z")))
    }

    @Test("presets tell which statuses are paid and which are void")
    func presets() {
        #expect(adapter.presets.filter(\.isPaid).map(\.code) == ["paid", "partially_refunded"])
        #expect(adapter.presets.filter(\.isVoid).map(\.code) == ["voided", "refunded", "cancelled"])
    }

    // MARK: Amounts

    @Test("prices without tax get it added, and shipping stays as it is")
    func taxesBeside() throws {
        let event = try order("\"taxes_included\":true", "\"taxes_included\":false")
        #expect(event.amounts?.shipping == 1_000)
        #expect(event.amounts?.shippingTax == 190)
        #expect(event.amounts?.total == 12_990)
        #expect(event.lines?.map(\.total) == [13_885, 0])
    }

    @Test("a discount on shipping lessens it, to nothing at the least")
    func shippingDiscount() throws {
        let none = "\"discount_allocations\":[]}],\n\"refunds\""
        func shipping(_ amount: String) throws -> Int64? {
            try order(none, "\"discount_allocations\":[{\"amount\":\"\(amount)\"}]}],\"refunds\"").amounts?.shipping
        }
        #expect(try shipping("8.09") == 1)
        #expect(try shipping("8.10") == 0)
        #expect(try shipping("10.00") == 0)
    }

    @Test("older payloads give shipping by its lines, discounts by the line, and the gateway alone")
    func older() throws {
        #expect(try order("\"total_shipping_price_set\"", "\"x\"").amounts?.shipping == 810)
        let event = try order(
            "\"discount_allocations\":[{\"amount\":\"10.00\",\"discount_application_index\":0}]",
            "\"discount_allocations\":[]")
        #expect(event.lines?.first?.total == 12_990)
        #expect(
            try order(
                "\"total_discount\":\"0.00\",\"gift_card\":false,\n"
                    + "\"discount_allocations\":[{\"amount\":\"10.00\",\"discount_application_index\":0}]",
                "\"total_discount\":\"9.00\""
            ).lines?.first?.total == 12_090)
        #expect(
            try order("\"payment_gateway_names\":[\"shopify_payments\",\"gift_card\"]", "\"gateway\":\"bogus\"")
                .paymentMethod == "bogus")
    }

    @Test(
        "a line is rounded once, to the currency's decimals",
        arguments: [
            ("EUR", "0.005", 3, 2), ("EUR", "0.0049", 1, 0), ("JPY", "100.50", 1, 101), ("JPY", "33.3", 3, 100),
        ]
            as [(String, String, Int, Int64)])
    func rounding(currency: String, price: String, quantity: Int, units: Int64) throws {
        let body = """
            {"id":1,"financial_status":"pending","updated_at":"2026-01-01T00:00:00Z","total_price":"1",
            "currency":"\(currency)","line_items":[{"id":1,"quantity":\(quantity),"price":"\(price)"}]}
            """
        #expect(try decode("orders/create", body).order?.lines?.map(\.total) == [units])
    }

    // MARK: Refunds

    private func refunds(_ list: String, current: String = "129.90") throws -> Int64? {
        let body = """
            {"id":1,"financial_status":"paid","updated_at":"2026-01-01T00:00:00Z","total_price":"129.90",
            "current_total_price":"\(current)","currency":"EUR","refunds":\(list)}
            """
        return try decode("orders/updated", body).order?.refunded
    }

    @Test("refunded is what went back in money; what was held back on purpose stays spent")
    func refunded() throws {
        let ten = "{\"transactions\":[{\"kind\":\"refund\",\"status\":\"success\",\"amount\":\"10.00\"}]}"
        #expect(try refunds("[]") == 0)
        #expect(try refunds("[\(ten)]") == 1_000)
        #expect(try refunds("[\(ten),\(ten)]", current: "99.90") == 2_000)
        let pending = "{\"transactions\":[{\"kind\":\"refund\",\"status\":\"pending\",\"amount\":\"10.00\"}]}"
        #expect(try refunds("[\(pending)]", current: "119.90") == 0)
    }

    @Test("an item taken out of the order lessens it by the fall of its price, and is not counted twice")
    func removed() throws {
        let removal = "{\"refund_line_items\":[],\"transactions\":[]}"
        let ten = "{\"transactions\":[{\"kind\":\"refund\",\"status\":\"success\",\"amount\":\"10.00\"}]}"
        #expect(try refunds("[\(removal)]", current: "119.90") == 1_000)
        #expect(try refunds("[\(removal),\(ten)]", current: "119.90") == 1_000)
        #expect(try refunds("[\(removal),\(ten)]", current: "120.00") == 1_000)
        #expect(try refunds("[\(removal),\(ten)]", current: "109.90") == 2_000)
        #expect(try refunds("[\(removal)]", current: "140.00") == 0)
        #expect(try refunds("null", current: "119.90") == 1_000)
        #expect(try order("\"refunds\"", "\"refunds_\"").refunded == 3_490)
    }

    @Test("a refund in the buyer's currency counts by the worth of lines and adjustments in the shop's")
    func foreignRefund() throws {
        func set(_ amount: String) -> String {
            "{\"shop_money\":{\"amount\":\(amount),\"currency_code\":\"EUR\"},"
                + "\"presentment_money\":{\"amount\":\"99\",\"currency_code\":\"USD\"}}"
        }
        let transaction = "{\"kind\":\"refund\",\"status\":\"success\",\"amount\":\"15.00\",\"currency\":\"USD\"}"
        let line =
            "{\"line_item_id\":1,\"quantity\":1,\"subtotal_set\":\(set("\"10.00\"")),\"total_tax_set\":\(set("1.9"))}"
        let shipping = "{\"amount_set\":\(set("\"-2.00\"")),\"tax_amount_set\":\(set("\"-0.10\""))}"
        let refund =
            "{\"refund_line_items\":[\(line)],\"order_adjustments\":[\(shipping)],\"transactions\":[\(transaction)]}"
        #expect(try refunds("[\(refund)]") == 1_400)
        // Without that worth the fall of the order's price is all that is known.
        #expect(try refunds("[{\"transactions\":[\(transaction)]}]", current: "119.00") == 1_090)
    }

    @Test("units given back are summed by line, and never more than were bought")
    func refundedUnits() throws {
        func units(_ current: String, _ given: [Int]) throws -> [Int64]? {
            let lines = given.map { "{\"line_item_id\":14,\"quantity\":\($0)}" }.joined(separator: ",")
            let body = """
                {"id":1,"financial_status":"paid","updated_at":"2026-01-01T00:00:00Z","total_price":"1",
                "currency":"EUR","line_items":[{"id":14,"quantity":3,"price":"1"\(current)}],
                "refunds":[{"refund_line_items":[\(lines)]}]}
                """
            return try decode("orders/updated", body).order?.lines?.map(\.refundedQuantity)
        }
        #expect(try units("", []) == [0])
        #expect(try units("", [1, 1]) == [2])
        #expect(try units("", [2, 2]) == [3])
        #expect(try units(",\"current_quantity\":1", [1]) == [2])
        #expect(try units(",\"current_quantity\":3", [1]) == [1])
    }

    static let refund = """
        {"id":890088186047892319,"order_id":820982911946154508,"created_at":"2026-11-22T10:15:30Z","note":"",
        "total_duties_set":{"shop_money":{"amount":"0.00","currency_code":"EUR"}},
        "refund_line_items":[{"id":1,"line_item_id":14,"quantity":1},{"id":2,"line_item_id":15,"quantity":2}],
        "order_adjustments":[],
        "transactions":[{"kind":"refund","status":"success","amount":"39.785","currency":"EUR"},
        {"kind":"refund","status":"success","amount":"0.21","currency":"EUR"},
        {"kind":"refund","status":"error","amount":"5.00","currency":"EUR"}]}
        """

    @Test("a refund of its own is one entry by its id, without a version of the order")
    func refundEntry() throws {
        let event = try #require(try decode("refunds/create", Self.refund).order)
        var expected = OrderEvent(externalID: "820982911946154508", version: nil)
        expected.refundEntries = [
            RefundEntry(
                id: "890088186047892319", currency: Currency("EUR"), amount: 4_000,
                lines: [.init(id: "14", quantity: 1), .init(id: "15", quantity: 2)])
        ]
        #expect(event == expected)
    }

    @Test("a refund of its own without money says which units came back, and no amount")
    func refundWithoutMoney() throws {
        let body = "{\"id\":1,\"order_id\":2,\"refund_line_items\":[{\"line_item_id\":14,\"quantity\":1}]}"
        #expect(
            try decode("refunds/create", body).order?.refundEntries == [
                RefundEntry(id: "1", currency: nil, amount: 0, lines: [.init(id: "14", quantity: 1)])
            ])
        let yen = "{\"id\":1,\"order_id\":2,\"transactions\":[{\"kind\":\"refund\",\"status\":\"success\","
        let entry = try decode("refunds/create", yen + "\"amount\":\"500\",\"currency\":\"JPY\"}]}").order?
            .refundEntries?.first
        #expect(entry == RefundEntry(id: "1", currency: Currency("JPY"), amount: 500))
    }

    // MARK: People

    @Test(
        "who has no account is a guest",
        arguments: [
            ("\"customer\":null", "anna@example.test"), ("\"customer_\":1", "anna@example.test"),
            ("\"customer\":{\"id\":null,\"email\":\"x@example.test\"}", "anna@example.test"),
        ])
    func guests(customer: String, email: String) throws {
        let start = try #require(Self.order.firstRange(of: "\"customer\":{"))
        let end = try #require(Self.order.firstRange(of: "\"country_code\":\"AT\"}}"))
        let body = String(Self.order[..<start.lowerBound]) + customer + String(Self.order[end.upperBound...])
        #expect(try decode("orders/create", body).order?.customer == .guest(email: email))
        let other = body.replacing("\"email\":\"anna@example.test\"", with: "\"contact_email\":\"c@example.test\"")
        #expect(try decode("orders/create", other).order?.customer == .guest(email: "c@example.test"))
    }

    @Test(
        "an order fills in its customer's missing address and e-mail, and takes the delivery's country without a bill")
    func fillIn() throws {
        let event = try order("\"email\":\"zoe@example.test\"", "\"email\":null")
        guard case .registered(let person) = event.customer else { throw Missing() }
        #expect(person.email == "anna@example.test")
        guard case .registered(let other) = try order("\"default_address\"", "\"x\"").customer else { throw Missing() }
        #expect(other.country == "DE")
        #expect(try order("\"billing_address\"", "\"x\"").country == "FR")
    }

    @Test("a test order is told as one, and one that does not say so says nothing")
    func testOrders() throws {
        #expect(try order("\"test\":false", "\"test\":true").isTest == true)
        #expect(try order("\"test\":false", "\"test\":null").isTest == nil)
    }

    static let customer = """
        {"id":706405506930370084,"email":"zoe@example.test","accepts_marketing":true,
        "created_at":"2024-05-01T10:00:00+02:00","updated_at":"2026-11-22T10:15:30Z","first_name":"Zo\\u00eb",
        "last_name":null,"orders_count":0,"state":"disabled","total_spent":"0.00","tags":"VIP, gold","phone":null,
        "addresses":[],"default_address":{"id":1,"country_code":"fr","country":"France"},
        "admin_graphql_api_id":"gid://shopify/Customer/706405506930370084"}
        """

    @Test("a customer is read whole, without groups: tags are not all groups")
    func customer() throws {
        var expected = CustomerEvent(externalID: "706405506930370084", version: try instant("2026-11-22T10:15:30Z"))
        expected.email = "zoe@example.test"
        expected.firstName = "Zoë"
        expected.country = "FR"
        expected.registeredAt = try instant("2024-05-01T08:00:00Z")
        expected.isDeleted = false
        for topic in ["customers/create", "customers/update"] {
            #expect(try decode(topic, Self.customer) == .customer(expected))
        }
        expected.version = expected.registeredAt
        let unmodified = Self.customer.replacing("\"updated_at\"", with: "\"x\"")
        #expect(try decode("customers/update", unmodified) == .customer(expected))
    }

    // MARK: Deletions and other topics

    @Test("a deletion carries the id alone, and outranks by having no version")
    func deletions() throws {
        let order = try #require(try decode("orders/delete", "{\"id\":820982911946154508}").order)
        #expect(order.externalID == "820982911946154508" && order.version == nil && order.isDeleted == true)
        let customer = try #require(
            try decode("customers/delete", "{\"id\":7,\"phone\":null,\"addresses\":[]}").customer)
        #expect(customer.externalID == "7" && customer.version == nil && customer.isDeleted == true)
        #expect(problems(adapter, Sample.shopify("orders/delete", "{}")) == ["/id: is missing"])
        #expect(
            problems(adapter, Sample.shopify("customers/delete", "[]")) == ["must be an object", "/id: is missing"])
    }

    @Test(
        "other topics are of no use and are not read",
        arguments: ["products/update", "orders/fulfilled", "orders/", "app/uninstalled"])
    func otherTopics(topic: String) throws { #expect(try decode(topic, "not JSON") == .unused(topic: topic)) }

    private struct Missing: Error {}
}
