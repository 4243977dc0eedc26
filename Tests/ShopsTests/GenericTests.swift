import Domain
import Shops
import Testing

struct GenericTests {
    private let adapter = GenericAdapter()

    /// The example of the documentation, with one more line.
    private static let order = """
        {"type":"order","data":{"id":"1042","version":"2026-11-22T10:15:30Z","status":"paid",
        "placed_at":"2026-11-22T10:14:02Z","paid_at":"2026-11-22T11:15:30+01:00","test":false,"currency":"EUR",
        "conversion_rate":"1.0850","total":"129.90","tax":"20.85","shipping":"10.00","shipping_tax":"1.90",
        "refunded":"9.90","payment_method":"stripe","country":"de","customer":{"id":"77","is_guest":false,
        "email":"anna@example.test","first_name":"Anna","last_name":"Müller","locale":"de-DE","country":"DE",
        "registered_at":"2024-05-01T08:00:00Z","organization":{"id":"5","name":"Müller GmbH"},"groups":["3","4"],
        "default_group":"4"},"lines":[{"id":"1","product_id":"93","variant_id":"0","sku":"CLUB-YEAR",
        "categories":["memberships",7],"quantity":2,"refunded_quantity":1,"total":"119.90","tax":"18.95",
        "gift_card":false},{"id":2,"product_id":94,"variant_id":"xl","quantity":1,"gift_card":true,"new":[{}]}],
        "unknown":{"id":1}}}
        """

    private func decode(_ body: String) throws -> ShopEvent { try adapter.decode(try Sample.standard(body)) }

    private func order(_ old: String, _ new: String) throws -> OrderEvent {
        #expect(Self.order.contains(old))
        return try #require(try decode(Self.order.replacing(old, with: new)).order)
    }

    @Test("an order is read whole")
    func wholeOrder() throws {
        let euro = try #require(Currency("EUR"))
        var expected = OrderEvent(externalID: "1042", version: try instant("2026-11-22T10:15:30Z"))
        expected.status = StatusReport(code: "paid")
        expected.paidAt = try instant("2026-11-22T10:15:30Z")
        expected.placedAt = try instant("2026-11-22T10:14:02Z")
        expected.isTest = false
        expected.isDeleted = false
        expected.amounts = OrderAmounts(
            currency: euro, conversionRate: Decimal("1.0850"), total: 12_990, tax: 2_085, shipping: 810,
            shippingTax: 190)
        expected.refunded = 990
        expected.paymentMethod = "stripe"
        expected.country = "DE"
        var customer = CustomerEvent(externalID: "77", version: expected.version)
        customer.email = "anna@example.test"
        customer.firstName = "Anna"
        customer.lastName = "Müller"
        customer.locale = "de-DE"
        customer.country = "DE"
        customer.registeredAt = try instant("2024-05-01T08:00:00Z")
        customer.organization = .member(externalID: "5", name: "Müller GmbH")
        expected.customer = .registered(customer)
        expected.lines = [
            OrderLine(
                id: "1", productID: "93", sku: "CLUB-YEAR", categories: ["memberships", "7"], quantity: 2,
                refundedQuantity: 1, total: 11_990, tax: 1_895),
            OrderLine(id: "2", productID: "94", variantID: "xl", quantity: 1, total: 0, isGiftCard: true),
        ]
        #expect(try decode(Self.order) == .order(expected))
    }

    @Test("the data may come before the type")
    func dataFirst() throws {
        let data = try #require(Self.order.firstRange(of: "{\"id\":\"1042\""))
        let text = "{\"data\":" + Self.order[data.lowerBound...].dropLast() + ",\"type\":\"order\"}"
        #expect(try decode(text) == decode(Self.order))
        #expect(
            problems(adapter, try Sample.standard(text.replacing("\"id\":\"1042\"", with: "\"id\":[]"))) == [
                "/data/id: must be a string or a whole number"
            ])
    }

    @Test("a status may be an object with its flags")
    func statusObject() throws {
        let event = try order(
            "\"status\":\"paid\"",
            "\"status\":{\"code\":2,\"label\":\"Payment accepted\",\"paid\":true,\"void\":false,\"x\":1}")
        #expect(event.status == StatusReport(code: "2", label: "Payment accepted", isPaid: true, isVoid: false))
        #expect(try order("\"status\":\"paid\"", "\"status\":{\"code\":\"2\"}").status == StatusReport(code: "2"))
        #expect(try order("\"status\":\"paid\"", "\"status\":7").status == StatusReport(code: "7"))
    }

    @Test("a guest needs no id, and an order's customer may be unknown")
    func guests() throws {
        #expect(try order("\"is_guest\":false", "\"is_guest\":true").customer == .guest(email: "anna@example.test"))
        #expect(
            try order("\"id\":\"77\",\"is_guest\":false", "\"is_guest\":true").customer
                == .guest(email: "anna@example.test"))
        let nobody =
            """
            {"type":"order","data":{"id":1,"version":"2026-11-22T10:15:30Z","status":"paid",
            "currency":"JPY","total":"5","customer":null,"lines":[]}}
            """
        let event = try #require(try decode(nobody).order)
        #expect(event.customer == .guest(email: nil))
        #expect(event.lines == [])
        #expect(event.refunded == nil)
        #expect(event.isTest == nil)
        #expect(event.paidAt == nil)
        #expect(event.amounts?.total == 5)
    }

    @Test("a status report carries status and payment only")
    func statusReport() throws {
        let body =
            """
            {"type":"order.status","data":{"id":1042,"version":"2026-11-22T10:15:30Z","status":"refunded",
            "paid_at":null,"total":7}}
            """
        var expected = OrderEvent(externalID: "1042", version: try instant("2026-11-22T10:15:30Z"))
        expected.status = StatusReport(code: "refunded")
        #expect(try decode(body) == .order(expected))
        expected.paidAt = try instant("2026-11-22T10:00:00Z")
        #expect(try decode(body.replacing("null", with: "\"2026-11-22T10:00:00Z\"")) == .order(expected))
    }

    @Test("a deletion has a version")
    func deletion() throws {
        var expected = OrderEvent(externalID: "1042", version: try instant("2026-11-22T10:15:30Z"))
        expected.isDeleted = true
        #expect(
            try decode("{\"type\":\"order.deleted\",\"data\":{\"id\":\"1042\",\"version\":\"2026-11-22T10:15:30Z\"}}")
                == .order(expected))
        #expect(
            problems(adapter, try Sample.standard("{\"type\":\"order.deleted\",\"data\":{\"id\":\"1042\"}}"))
                == ["/data/version: is missing"])
    }

    @Test("a customer is read with organization and groups")
    func customer() throws {
        let body =
            """
            {"type":"customer","data":{"id":77,"version":"2026-11-22T10:15:30Z","email":"",
            "organization":null,"groups":[3,"4"],"default_group":4,"locale":"","country":""}}
            """
        var expected = CustomerEvent(externalID: "77", version: try instant("2026-11-22T10:15:30Z"))
        expected.email = ""
        expected.organization = OrganizationReport.none
        expected.groups = ["3", "4"]
        expected.defaultGroup = "4"
        expected.isDeleted = false
        #expect(try decode(body) == .customer(expected))
        expected.isDeleted = true
        expected.groups = nil
        expected.organization = nil
        let deleted = body.replacing("\"groups\":[3,\"4\"]", with: "\"groups\":null,\"deleted\":true")
            .replacing("\"organization\":null,", with: "")
        #expect(try decode(deleted) == .customer(expected))
    }

    @Test(
        "a ping is a ping, and other types are of no use",
        arguments: [
            ("{\"type\":\"ping\"}", ShopEvent.ping), ("{\"type\":\"ping\",\"data\":7}", .ping),
            ("{\"data\":{\"id\":[]},\"type\":\"ping\"}", .ping),
            ("{\"type\":\"product\",\"data\":{\"id\":[]}}", .unused(topic: "product")),
            ("{\"type\":\"order.shipped\"}", .unused(topic: "order.shipped")),
        ])
    func others(body: String, event: ShopEvent) throws { #expect(try decode(body) == event) }

    @Test(
        "every bad field is named",
        arguments: [
            ("\"id\":\"1042\"", "\"id\":\"\"", ["/data/id: must not be empty"]),
            (
                "\"id\":\"1042\"", "\"id\":\"\(String(repeating: "x", count: 192))\"",
                ["/data/id: must have at most 191 characters"]
            ),
            ("\"id\":\"1042\"", "\"id\":\"a\\nb\"", ["/data/id: must not contain control characters"]),
            ("\"id\":\"1042\",", "", ["/data/id: is missing"]),
            (
                "\"version\":\"2026-11-22T10:15:30Z\"", "\"version\":\"2026-11-22T10:15:30\"",
                ["/data/version: must be a date and time with zone such as 2026-11-22T10:15:30Z"]
            ),
            ("\"version\":\"2026-11-22T10:15:30Z\"", "\"version\":1795342530", ["/data/version: must be a string"]),
            ("\"status\":\"paid\"", "\"status\":null", ["/data/status: is missing"]),
            ("\"status\":\"paid\"", "\"status\":{\"paid\":true}", ["/data/status/code: is missing"]),
            (
                "\"status\":\"paid\"", "\"status\":{\"code\":\"x\",\"paid\":1}",
                ["/data/status/paid: must be true or false"]
            ),
            ("\"test\":false", "\"test\":\"no\"", ["/data/test: must be true or false"]),
            (
                "\"currency\":\"EUR\"", "\"currency\":\"XBT\"",
                ["/data/currency: is not a currency of ISO 4217 in capital letters"]
            ),
            (
                "\"conversion_rate\":\"1.0850\"", "\"conversion_rate\":\"0\"",
                ["/data/conversion_rate: must be greater than 0"]
            ),
            (
                "\"conversion_rate\":\"1.0850\"", "\"conversion_rate\":1.085",
                ["/data/conversion_rate: must be a decimal number in a string"]
            ),
            ("\"total\":\"129.90\"", "\"total\":129.90", ["/data/total: must be a decimal number in a string"]),
            (
                "\"total\":\"129.90\"", "\"total\":\"-0.01\"",
                [
                    "/data/total: must not be negative", "/data/tax: must not be more than the total",
                    "/data/refunded: must not be more than the total",
                ]
            ),
            ("\"total\":\"129.90\",", "", ["/data/total: is missing"]),
            ("\"tax\":\"20.85\"", "\"tax\":\"129.91\"", ["/data/tax: must not be more than the total"]),
            ("\"shipping\":\"10.00\"", "\"shipping\":\"-1\"", ["/data/shipping: must not be negative"]),
            ("\"refunded\":\"9.90\"", "\"refunded\":\"129.91\"", ["/data/refunded: must not be more than the total"]),
            ("\"refunded\":\"9.90\"", "\"refunded\":\"-9.90\"", ["/data/refunded: must not be negative"]),
            (
                "\"country\":\"de\"", "\"country\":\"Germany\"",
                ["/data/country: must be a country code of two letters (ISO 3166-1 alpha-2)"]
            ),
            ("\"customer\":{", "\"customer\":7,\"c\":{", ["/data/customer: must be an object"]),
            ("\"id\":\"77\",", "", ["/data/customer/id: is missing"]),
            (
                "\"groups\":[\"3\",\"4\"]", "\"groups\":[\"3\",{}]",
                ["/data/customer/groups/1: must be a string or a whole number"]
            ),
            ("\"organization\":{\"id\":\"5\",", "\"organization\":{", ["/data/customer/organization/id: is missing"]),
            (
                "\"organization\":{\"id\":\"5\",\"name\":\"Müller GmbH\"}", "\"organization\":\"5\"",
                ["/data/customer/organization: must be an object"]
            ),
            ("\"lines\":[", "\"lines\":null,\"l\":[", ["/data/lines: is missing"]),
            ("\"id\":2,", "\"id\":\"1\",", ["/data/lines/1/id: occurs twice in the order"]),
            (
                "\"refunded_quantity\":1", "\"refunded_quantity\":3",
                ["/data/lines/0/refunded_quantity: must not be more than the quantity"]
            ),
            (
                "\"quantity\":2", "\"quantity\":2.5",
                ["/data/lines/0/quantity: must be a whole number from 0 to 1000000000"]
            ),
            (
                "\"quantity\":2", "\"quantity\":1e3",
                ["/data/lines/0/quantity: must be a whole number from 0 to 1000000000"]
            ),
            ("\"product_id\":94,", "", ["/data/lines/1/product_id: is missing"]),
            ("\"total\":\"119.90\"", "\"total\":\"-119.90\"", ["/data/lines/0/total: must not be negative"]),
            ("\"type\":\"order\"", "\"type\":7", ["/type: must be a string"]),
            ("\"type\":\"order\",", "", ["/type: is missing"]),
        ] as [(String, String, [String])])
    func badFields(old: String, new: String, expected: [String]) throws {
        #expect(Self.order.contains(old))
        #expect(problems(adapter, try Sample.standard(Self.order.replacing(old, with: new))) == expected)
    }

    @Test(
        "a body without data names what is missing",
        arguments: [
            (
                "{\"type\":\"order\"}",
                [
                    "/data/id", "/data/version", "/data/status", "/data/currency", "/data/total", "/data/customer",
                    "/data/lines",
                ]
            ),
            (
                "{\"type\":\"order\",\"data\":null}",
                [
                    "/data/id", "/data/version", "/data/status", "/data/currency", "/data/total", "/data/customer",
                    "/data/lines",
                ]
            ),
            ("{\"type\":\"order.status\"}", ["/data/id", "/data/version", "/data/status"]),
            ("{\"type\":\"customer\"}", ["/data"]), ("{\"type\":\"customer\",\"data\":null}", ["/data"]),
            ("{\"type\":\"customer\",\"data\":{}}", ["/data/id", "/data/version"]), ("{}", ["/type"]),
            ("null", ["/type"]),
        ])
    func missing(body: String, pointers: [String]) throws {
        #expect(problems(adapter, try Sample.standard(body)) == pointers.map { "\($0): is missing" })
    }

    @Test(
        "a body that is no object or no JSON is told",
        arguments: [
            ("[]", "must be an object"), ("7", "must be an object"),
            ("", "the body is not valid JSON: the text ends too early (line 1, column 1)"),
            ("{\"type\":\"ping\"}}", "the body is not valid JSON: something follows the value (line 1, column 16)"),
        ])
    func broken(body: String, expected: String) throws {
        #expect(problems(adapter, try Sample.standard(body)).first == expected)
    }

    @Test("ids of 191 characters are taken, whatever their bytes")
    func longIDs() throws {
        let id = String(repeating: "ü", count: 191)
        #expect(try order("\"id\":\"1042\"", "\"id\":\"\(id)\"").externalID == id)
    }
}
