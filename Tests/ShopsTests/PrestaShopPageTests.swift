import Domain
import Shops
import Testing

struct PrestaShopPageTests {
    private let sample: PrestaShopTests

    init() throws { sample = try PrestaShopTests() }

    /// What is wrong with the order once one text is replaced.
    private func problems(_ old: String, _ new: String) throws -> [String] {
        #expect(PrestaShopTests.order.contains(old))
        return try sample.reader.orders(Array(PrestaShopTests.order.replacing(old, with: new).utf8)).problems.map(
            \.description)
    }

    @Test("a page without rows is empty", arguments: ["[]", "{\"orders\":[]}", "{\"orders\":\"\"}", " [ ] "])
    func emptyPages(body: String) throws {
        let page = try sample.reader.orders(Array(body.utf8))
        #expect(page.rows.isEmpty && page.problems.isEmpty)
    }

    @Test(
        "what is no such page is refused with its reason",
        arguments: [
            ("{}", "/orders: is missing"), ("{\"customers\":[]}", "/orders: is missing"), ("[1]", "must be an object"),
            ("7", "must be an object"), ("{\"orders\":7}", "/orders: must be a list"),
            (
                "{\"errors\":[{\"code\":26,\"message\":\"No permission\"},{\"code\":1}]}",
                "/errors: PrestaShop answered with an error: No permission"
            ),
            (
                "{\"orders\":[],}",
                "the body is not valid JSON: a member's name in quotes was expected (line 1, column 14)"
            ),
        ])
    func badPages(body: String, expected: String) {
        #expect(throws: DecodeError.self) { try sample.reader.orders(Array(body.utf8)) }
        do throws(DecodeError) {
            _ = try sample.reader.orders(Array(body.utf8))
        } catch {
            #expect(error.problems.map(\.description) == [expected])
        }
    }

    @Test("a bad row is left out and named, and the others are kept")
    func badRows() throws {
        let good = PrestaShopTests.order.dropFirst("{\"orders\":[".count).dropLast(2)
        let page = try sample.reader.orders(Array("{\"orders\":[{\"id\":1,\"module\":7},\(good),5]}".utf8))
        #expect(page.rows.map(\.id) == ["7"] && page.rows.first?.place == "/orders/1")
        #expect(
            page.problems.map(\.description) == [
                "/orders/0/module: must be a string", "/orders/0/date_upd: is missing",
                "/orders/0/current_state: is missing", "/orders/0/id_currency: is missing",
                "/orders/0/total_paid_tax_incl: is missing", "/orders/2: must be an object",
            ])
    }

    @Test(
        "every bad field of an order is named",
        arguments: [
            ("\"id\":7,", "\"id\":[],", "/orders/0/id: must be a string or a whole number"),
            (
                "2026-11-22 11:15:30", "2026-02-30 11:15:30",
                "/orders/0/date_upd: must be a date and time without zone such as 2026-11-22 10:15:30"
            ),
            (
                "\"129.900000\"", "\"129,90\"",
                "/orders/0/total_paid_tax_incl: is not a decimal number that can be counted with"
            ),
            (
                "\"129.900000\"", "1e2",
                "/orders/0/total_paid_tax_incl: is not a decimal number that can be counted with"
            ),
            ("\"1.085000\"", "\"0.000000\"", "/orders/0/conversion_rate: must be greater than 0"),
            (
                "\"product_quantity\":\"2\"", "\"product_quantity\":\"-2\"",
                "/orders/0/associations/order_rows/0/product_quantity: must be a whole number from 0 to 1000000000"
            ),
            (
                "\"product_id\":\"93\",", "",
                "/orders/0/associations/order_rows/0/product_id: is missing"
            ),
            ("{\"order_rows\":[", "[{\"x\":1}],\"y\":{\"order_rows\":[", "/orders/0/associations: must be an object"),
        ])
    func badFields(old: String, new: String, expected: String) throws {
        #expect(try problems(old, new) == [expected])
    }

    @Test("what cannot be counted with is named by its place when the event is made")
    func badEvents() throws {
        func problems(_ old: String, _ new: String) throws -> [String] {
            let order = try sample.row(old, new)
            do throws(DecodeError) {
                _ = try order.event(sample.tables, .init(), readAt: Sample.now)
                return []
            } catch {
                return error.problems.map(\.description)
            }
        }
        #expect(
            try problems("\"id_currency\":\"1\"", "\"id_currency\":\"9\"") == [
                "/orders/0/id_currency: names the currency 9, which is not known"
            ])
        #expect(
            try problems("\"129.900000\"", "\"-0.010000\"") == ["/orders/0/total_paid_tax_incl: must not be negative"])
        #expect(
            try problems("\"59.950000\"", "\"9000000000000.000000\"") == [
                "/orders/0/associations/order_rows/0/unit_price_tax_incl: is too large",
                "/orders/0/associations/order_rows/0/unit_price_tax_excl: is too large",
            ])
    }

    @Test("bad slips, histories and states are named too")
    func otherBadRows() throws {
        let slip = try sample.reader.slips(
            Array("{\"order_slips\":[{\"id\":1,\"amount\":\"-1\",\"id_order\":\"0\"}]}".utf8))
        #expect(
            slip.problems.map(\.description) == [
                "/order_slips/0/amount: must not be negative", "/order_slips/0/id_order: is missing",
                "/order_slips/0/date_upd: is missing",
            ])
        #expect(slip.rows.isEmpty)
        let history = try sample.reader.histories(Array("{\"order_histories\":[{\"id\":1}]}".utf8))
        #expect(
            history.problems.map(\.description) == [
                "/order_histories/0/id_order: is missing", "/order_histories/0/id_order_state: is missing",
                "/order_histories/0/date_add: is missing",
            ])
        let state = try sample.reader.states(Array("{\"order_states\":[{\"id\":1,\"paid\":\"yes\"}]}".utf8))
        #expect(state.problems.map(\.description) == ["/order_states/0/paid: must be 0 or 1"])
    }
}
