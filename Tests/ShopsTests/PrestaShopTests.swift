import Domain
import Shops
import Testing

struct PrestaShopTests {
    let reader: PrestaShopReader
    let tables: PrestaShopTables

    init() throws {
        reader = PrestaShopReader(zone: try #require(Zone("Europe/Paris")))
        tables = PrestaShopTables(
            states: try reader.states(Array(Self.states.utf8)).rows,
            currencies: try reader.currencies(
                Array("{\"currencies\":[{\"id\":1,\"iso_code\":\"EUR\"},{\"id\":2,\"iso_code\":\"JPY\"}]}".utf8)
            ).rows,
            countries: try reader.countries(Array("{\"countries\":[{\"id\":8,\"iso_code\":\"FR\"}]}".utf8)).rows,
            languages: try reader.languages(
                Array("{\"languages\":[{\"id\":2,\"iso_code\":\"fr\",\"locale\":\"fr-FR\"}]}".utf8)
            ).rows)
    }

    private static let states = """
        {"order_states":[{"id":1,"paid":"0","logable":"0","deleted":"0","name":"Awaiting","template":"cheque"},
        {"id":"2","paid":"1","logable":"1","deleted":"0","name":[{"id":"1","value":"Paiement accept\\u00e9"}],
        "template":[{"id":"1","value":"payment"}]},
        {"id":6,"paid":0,"logable":0,"deleted":1,"name":[{"id":"1","value":""},{"id":"2","value":"No &amp; never"}],
        "template":[{"id":"1","value":"order_canceled"}]},
        {"id":40,"paid":"1","logable":"0","name":"Odd","template":"refund"},
        {"id":41,"paid":"0","logable":"1","name":"Odder","template":"refund"}]}
        """

    /// An order by hand after the traits of real ones: ids as numbers and strings, six decimals, zero dates.
    static let order = """
        {"orders":[{"id":7,"id_address_invoice":"5","id_currency":"1","id_lang":"2","id_customer":"77",
        "current_state":"2","module":"ps_wirepayment","invoice_date":"2026-11-22 11:15:00","valid":"1",
        "date_add":"2026-11-22 11:14:02","date_upd":"2026-11-22 11:15:30","id_shop":"3",
        "secure_key":{"never":"read"},"total_paid":"1.000000","total_paid_tax_incl":"129.900000",
        "total_paid_tax_excl":"109.050000","total_shipping_tax_incl":"10.000000",
        "total_shipping_tax_excl":"8.100000","conversion_rate":"1.085000","associations":{"order_rows":[
        {"id":"14","product_id":"93","product_attribute_id":"941","product_quantity":"2",
        "product_name":"Jahreskarte \\u00ab3\\u00bb","product_reference":"CLUB-YEAR",
        "unit_price_tax_incl":"59.950000","unit_price_tax_excl":"50.475000"},
        {"id":"15","product_id":"94","product_attribute_id":"0","product_quantity":1,"product_reference":"",
        "unit_price_tax_incl":"0.000000","unit_price_tax_excl":"0.000000"}]}}]}
        """

    private static let slip = """
        {"order_slips":[{"id":3,"id_customer":"77","id_order":"7","conversion_rate":"1.000000",
        "total_products_tax_excl":"50.475000","total_products_tax_incl":"59.950000",
        "total_shipping_tax_excl":"1.000000","total_shipping_tax_incl":"1.200000","amount":"50.475000",
        "shipping_cost":"1","shipping_cost_amount":"1.000000","partial":"0","date_add":"2026-11-23 09:00:00",
        "date_upd":"2026-11-23 09:00:01","order_slip_type":"0","associations":{"order_slip_details":[
        {"id":"3","id_order_detail":"14","product_quantity":"1","amount_tax_incl":"59.950000"}]}}]}
        """

    private static let customer = """
        {"customers":[{"id":77,"id_default_group":"3","id_lang":"2","secure_key":[1],"deleted":"0","passwd":7,
        "lastname":"O&#039;Brien &amp; Fils","firstname":"Zo\\u00eb","email":"zoe@example.test","is_guest":"0",
        "active":"1","id_shop":"3","date_add":"2024-05-01 10:00:00","date_upd":"2026-11-22 11:15:30",
        "associations":{"groups":[{"id":"3"},{"id":4}]}}]}
        """

    private func surroundings(slips: String? = nil, histories: String? = nil, customer: String = Self.customer) throws
        -> PrestaShopOrder.Surroundings
    {
        var surroundings = PrestaShopOrder.Surroundings()
        surroundings.slips = try slips.map { try reader.slips(Array($0.utf8)).rows } ?? []
        surroundings.histories = try histories.map { try reader.histories(Array($0.utf8)).rows } ?? []
        surroundings.customer = try reader.customers(Array(customer.utf8)).rows.first
        surroundings.address =
            try reader.addresses(Array("{\"addresses\":[{\"id\":5,\"id_customer\":\"77\",\"id_country\":\"8\"}]}".utf8))
            .rows.first
        return surroundings
    }

    func row(_ old: String = "\"id\":7,", _ new: String = "\"id\":7,") throws -> PrestaShopOrder {
        #expect(Self.order.contains(old))
        let page = try reader.orders(Array(Self.order.replacing(old, with: new).utf8))
        #expect(page.problems.isEmpty)
        return try #require(page.rows.first)
    }

    /// The order with one text replaced, as an event.
    private func event(
        _ old: String = "\"id\":7,", _ new: String = "\"id\":7,", slips: String? = nil, histories: String? = nil,
        customer: String = Self.customer
    ) throws -> OrderEvent {
        try row(old, new).event(
            tables, try surroundings(slips: slips, histories: histories, customer: customer), readAt: Sample.now)
    }

    // MARK: Orders

    @Test("an order is read whole")
    func wholeOrder() throws {
        let euro = try #require(tables.currencies["1"])
        var expected = OrderEvent(externalID: "7", version: try instant("2026-11-22T10:15:30Z"))
        expected.readAt = Sample.now
        expected.status = StatusReport(code: "2", label: "Paiement accepté", isPaid: true, isVoid: false)
        expected.paidAt = try instant("2026-11-22T10:15:00Z")
        expected.placedAt = try instant("2026-11-22T10:14:02Z")
        expected.isDeleted = false
        expected.amounts = OrderAmounts(
            currency: euro, conversionRate: Decimal("1.085000"), total: 12_990, tax: 2_085, shipping: 810,
            shippingTax: 190)
        expected.refunded = 0
        expected.paymentMethod = "ps_wirepayment"
        expected.country = "FR"
        var customer = CustomerEvent(externalID: "77", version: expected.version)
        customer.email = "zoe@example.test"
        customer.firstName = "Zoë"
        customer.lastName = "O'Brien & Fils"
        customer.locale = "fr-FR"
        customer.country = "FR"
        customer.registeredAt = try instant("2024-05-01T08:00:00Z")
        expected.customer = .registered(customer)
        expected.lines = [
            OrderLine(
                id: "14", productID: "93", variantID: "941", sku: "CLUB-YEAR", quantity: 2, total: 11_990, tax: 1_895),
            OrderLine(id: "15", productID: "94", quantity: 1, total: 0),
        ]
        #expect(try event() == expected)
        #expect(try row().shopID == "3")
    }

    @Test("one order that was asked for by its id is read the same")
    func singleOrder() throws {
        let single = Self.order.replacing("{\"orders\":[{", with: "{\"order\":{").replacing("}]}}]}", with: "}]}}}")
        let row = try #require(try reader.orders(Array(single.utf8)).rows.first)
        #expect(try row.event(tables, try surroundings(), readAt: Sample.now) == event())
    }

    @Test("numbers may be numbers, and amounts are taken digit by digit")
    func numbers() throws {
        #expect(try event("\"129.900000\"", "129.9").amounts?.total == 12_990)
        #expect(try event("\"id_customer\":\"77\"", "\"id_customer\":77") == event())
        #expect(try event("\"product_quantity\":\"2\"", "\"product_quantity\":2") == event())
        #expect(try event("\"id_currency\":\"1\"", "\"id_currency\":\"2\"").amounts?.total == 130)
    }

    @Test("rows that are left out say nothing, and empty ones say that there are none", arguments: ["\"\"", "[]"])
    func emptyRows(empty: String) throws {
        let start = try #require(Self.order.firstRange(of: "\"associations\":"))
        let head = String(Self.order[..<start.lowerBound])
        func lines(_ tail: String) throws -> [OrderLine]? {
            let row = try #require(try reader.orders(Array((head + tail).utf8)).rows.first)
            return try row.event(tables, .init(), readAt: Sample.now).lines
        }
        #expect(try lines("\"associations\":{\"order_rows\":\(empty)}}]}") == [])
        #expect(try lines("\"associations\":\(empty)}]}") == nil)
        #expect(try lines("\"x\":1}]}") == nil)
    }

    @Test("a tax that rounding made negative is none")
    func roundedTax() throws {
        let event = try event("\"unit_price_tax_excl\":\"0.000000\"", "\"unit_price_tax_excl\":\"0.004000\"")
        #expect(event.lines?.last?.tax == 0)
        #expect(try self.event("\"109.050000\"", "\"129.904000\"").amounts?.tax == 0)
    }

    // MARK: Payment and states

    @Test("paid-at is the first entry into a paid state, else the invoice's date, else nothing")
    func paidAt() throws {
        func history(_ rows: [(order: Int, state: Int, at: String)]) -> String {
            let list = rows.map {
                "{\"id\":1,\"id_order\":\"\($0.order)\",\"id_order_state\":\"\($0.state)\",\"date_add\":\"\($0.at)\"}"
            }
            return "{\"order_histories\":[\(list.joined(separator: ","))]}"
        }
        let entries = history([
            (7, 2, "2026-11-22 13:00:00"), (7, 40, "2026-11-22 12:00:00"), (7, 1, "2026-11-22 11:00:00"),
            (8, 2, "2026-11-22 10:00:00"), (7, 99, "2026-11-22 09:00:00"),
        ])
        #expect(try event(histories: entries).paidAt == instant("2026-11-22T11:00:00Z"))
        let unpaid = history([(7, 1, "2026-11-22 11:00:00")])
        #expect(try event(histories: unpaid).paidAt == instant("2026-11-22T10:15:00Z"))
        #expect(
            try event("2026-11-22 11:15:00", "0000-00-00 00:00:00", histories: unpaid).paidAt == nil)
    }

    @Test("states tell their flags; one that is paid or counted as a sale never is void")
    func flags() {
        let reports = tables.states.mapValues(\.report)
        #expect(reports["1"] == StatusReport(code: "1", label: "Awaiting", isPaid: false, isVoid: false))
        #expect(reports["6"] == StatusReport(code: "6", label: "No & never", isPaid: false, isVoid: true))
        #expect(reports["40"] == StatusReport(code: "40", label: "Odd", isPaid: true, isVoid: false))
        #expect(reports["41"] == StatusReport(code: "41", label: "Odder", isPaid: false, isVoid: false))
        #expect(tables.states["6"]?.isDeleted == true && tables.states["40"]?.isDeleted == false)
    }

    @Test("a state that is not known is told by its id alone")
    func unknownState() throws {
        #expect(
            try event("\"current_state\":\"2\"", "\"current_state\":\"99\"").status == StatusReport(code: "99"))
    }

    // MARK: Slips

    @Test("slips give the refund with tax, the units and the version")
    func slips() throws {
        let event = try event(slips: Self.slip)
        #expect(event.refunded == 6_115)
        #expect(event.lines?.map(\.refundedQuantity) == [1, 0])
        #expect(event.version == (try instant("2026-11-23T08:00:01Z")))
        let foreign = Self.slip.replacing("\"id_order\":\"7\"", with: "\"id_order\":\"8\"")
        #expect(try self.event(slips: foreign) == self.event())
        let earlier = Self.slip.replacing("2026-11-23 09:00:01", with: "2026-11-20 09:00:01")
        #expect(try self.event(slips: earlier).version == instant("2026-11-22T10:15:30Z"))
    }

    @Test(
        "a slip counts by its totals, or by the amount that was entered in their place",
        arguments: [
            ("0", "50.475000", "59.950000", 6_115), ("2", "50.475000", "59.950000", 6_115),
            ("2", "59.95", "59.950000", 6_115), ("2", "20.000000", "59.950000", 2_120),
            ("0", "20.000000", "59.950000", 6_115), ("0", "20.000000", "0.000000", 2_120),
            ("0", "0.000000", "0.000000", 120),
        ] as [(String, String, String, Int64)])
    func slipAmounts(kind: String, amount: String, products: String, refunded: Int64) throws {
        let slip = Self.slip.replacing("\"order_slip_type\":\"0\"", with: "\"order_slip_type\":\"\(kind)\"")
            .replacing("\"amount\":\"50.475000\"", with: "\"amount\":\"\(amount)\"")
            .replacing("\"total_products_tax_incl\":\"59.950000\"", with: "\"total_products_tax_incl\":\"\(products)\"")
        #expect(try event(slips: slip).refunded == refunded)
    }

    @Test("no more units come back than were bought")
    func refundedUnits() throws {
        let three = Self.slip.replacing("\"product_quantity\":\"1\"", with: "\"product_quantity\":\"3\"")
        #expect(try event(slips: three).lines?.first?.refundedQuantity == 2)
        let none = Self.slip.replacing("\"order_slip_details\":[", with: "\"order_slip_details\":\"\",\"x\":[")
        #expect(try event(slips: none).lines?.first?.refundedQuantity == 0)
    }

    @Test("the same rows are the same delivery, and a change of the order or of a slip makes another")
    func identity() throws {
        let slips = try reader.slips(Array(Self.slip.utf8)).rows
        let other = try reader.slips(Array(Self.slip.replacing("\"partial\":\"0\"", with: "\"partial\":\"1\"").utf8))
            .rows
        let known = try row().identity(slips: slips)
        #expect(known.hasPrefix("7:") && (1...191).contains(known.count))
        #expect(try row().identity(slips: slips) == known)
        #expect(try row().identity(slips: []) != known)
        #expect(try row().identity(slips: other) != known)
        #expect(try row("\"valid\":\"1\"", "\"valid\":\"0\"").identity(slips: slips) != known)
    }

    // MARK: Customers

    @Test("a customer is read whole, with groups, and is told nothing of when it is a guest")
    func customers() throws {
        let row = try #require(try reader.customers(Array(Self.customer.utf8)).rows.first)
        var expected = CustomerEvent(externalID: "77", version: try instant("2026-11-22T10:15:30Z"))
        expected.readAt = Sample.now
        expected.email = "zoe@example.test"
        expected.firstName = "Zoë"
        expected.lastName = "O'Brien & Fils"
        expected.locale = "fr-FR"
        expected.country = "FR"
        expected.registeredAt = try instant("2024-05-01T08:00:00Z")
        expected.groups = ["3", "4"]
        expected.defaultGroup = "3"
        expected.isDeleted = false
        #expect(row.report(tables, country: "FR", readAt: Sample.now) == expected)
        #expect(row.shopID == "3")
        let guest = Self.customer.replacing("\"is_guest\":\"0\"", with: "\"is_guest\":\"1\"")
        #expect(
            try reader.customers(Array(guest.utf8)).rows.first?.report(tables, readAt: Sample.now) == nil)
        #expect(try event(customer: guest).customer == .guest(email: "zoe@example.test"))
    }

    @Test(
        "groups that are not told are nothing, and an empty list is one",
        arguments: [
            ("\"associations\":{\"groups\":\"\"}", []), ("\"associations\":{\"groups\":[]}", []),
            ("\"associations\":\"\"", nil), ("\"x\":{}", nil),
        ] as [(String, [String]?)])
    func groupLists(associations: String, expected: [String]?) throws {
        let body = Self.customer.replacing(
            "\"associations\":{\"groups\":[{\"id\":\"3\"},{\"id\":4}]}", with: associations)
        let row = try #require(try reader.customers(Array(body.utf8)).rows.first)
        #expect(row.report(tables, readAt: Sample.now)?.groups == expected)
    }

    @Test("an order of nobody is a guest's, and of a customer who was not read nothing is said")
    func nobody() throws {
        #expect(try event("\"id_customer\":\"77\"", "\"id_customer\":\"0\"").customer == .guest(email: nil))
        #expect(try event("\"id_customer\":\"77\"", "\"id_customer\":\"78\"").customer == nil)
    }

    @Test("a deleted customer is told as one")
    func deletedCustomer() throws {
        let body = Self.customer.replacing("\"deleted\":\"0\"", with: "\"deleted\":\"1\"")
        #expect(
            try reader.customers(Array(body.utf8)).rows.first?.report(tables, readAt: Sample.now)?.isDeleted == true)
    }

    @Test(
        "HTML's escapes are resolved once, and what is none stays",
        arguments: [
            ("M&amp;M", "M&M"), ("&amp;lt;", "&lt;"), ("&lt;b&gt; &quot;x&quot; &apos;", "<b> \"x\" '"),
            ("O&#039;B &#x27;", "O'B '"), ("Zo&#235;", "Zoë"),
            ("a & b; &; &#; &#x; &nbsp;", "a & b; &; &#; &#x; &nbsp;"),
            ("&#0;&#31;&#127;&#xD800;&#1114112;", "&#0;&#31;&#127;&#xD800;&#1114112;"),
            ("&#32;&#x10FFFD;", " \u{10FFFD}"),
            ("&", "&"), ("李 & Łukasz", "李 & Łukasz"),
        ])
    func escapes(text: String, expected: String) throws {
        let body = "{\"groups\":[{\"id\":1,\"name\":\"\(text.replacing("\"", with: "\\\""))\"}]}"
        #expect(try reader.groups(Array(body.utf8)).rows.map(\.name) == [expected])
    }

    // MARK: Dates

    @Test(
        "dates are the shop's local time",
        arguments: [
            ("2026-07-01 00:00:00", "2026-06-30T22:00:00Z"), ("2026-12-01 00:00:00", "2026-11-30T23:00:00Z"),
            // The hour that is there twice: the first time. The hour that is skipped: the change.
            ("2026-10-25 02:30:00", "2026-10-25T00:30:00Z"), ("2026-03-29 02:30:00", "2026-03-29T01:00:00Z"),
        ])
    func dates(local: String, expected: String) throws {
        #expect(try event("2026-11-22 11:15:30", local).version == instant(expected))
    }

    @Test("a date of zeros or none is none", arguments: ["0000-00-00 00:00:00", "0000-00-00", ""])
    func zeroDates(text: String) throws {
        #expect(try event("2026-11-22 11:15:00", text).paidAt == nil)
        #expect(try event("2026-11-22 11:15:30", text).version == instant("2026-11-22T10:14:02Z"))
    }

    // MARK: The module's deliveries

    @Test("a delivery of our module is read in the generic format, with the state's flags")
    func module() throws {
        let body = """
            {"type":"order","data":{"id":"1042","version":"2026-11-22T10:15:30Z","status":{"code":"2",
            "label":"Payment accepted","paid":true,"void":false},"placed_at":"2026-11-22T10:14:02Z",
            "paid_at":"2026-11-22T10:15:30Z","test":false,"currency":"EUR","conversion_rate":"1.000000",
            "total":"129.90","tax":"20.85","shipping":"10.00","shipping_tax":"1.90","refunded":"0.00",
            "payment_method":"ps_wirepayment","country":"DE","customer":{"id":"77","is_guest":false,
            "email":"anna@example.test","groups":["3","4"],"default_group":"4"},
            "lines":[{"id":"1","product_id":"93","variant_id":"0","sku":"CLUB-YEAR","categories":["2"],"quantity":2,
            "refunded_quantity":1,"total":"119.90","tax":"18.95","gift_card":false}]}}
            """
        let (adapter, delivery) = (PrestaShopAdapter(), try Sample.standard(body))
        let key = try #require(adapter.signingKey(from: Sample.secret))
        #expect(adapter.verify(delivery, keys: [key], now: Sample.now) == .valid)
        var forged = delivery
        forged.body[0] ^= 1
        #expect(adapter.verify(forged, keys: [key], now: Sample.now) == .wrong)
        #expect(adapter.identity(of: delivery) == "msg_1")
        let event = try #require(try adapter.decode(delivery).order)
        #expect(event.status == StatusReport(code: "2", label: "Payment accepted", isPaid: true, isVoid: false))
        #expect(try adapter.decode(delivery) == GenericAdapter().decode(delivery))
        #expect(adapter.signingKey(from: "no secret") == nil)
    }
}
