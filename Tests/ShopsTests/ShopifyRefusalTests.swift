import Domain
import Shops
import Testing

struct ShopifyRefusalTests {
    private let adapter = ShopifyAdapter()

    @Test(
        "every bad field is named",
        arguments: [
            ("\"id\":450789469,\"email\"", "\"id\":null,\"email\"", ["/id: is missing"]),
            ("\"id\":450789469,\"email\"", "\"id\":1.5,\"email\"", ["/id: must be a string or a whole number"]),
            (
                "2026-11-22T05:15:30-05:00", "2026-11-22T05:15:30",
                ["/updated_at: must be a date and time with zone such as 2026-11-22T10:15:30Z"]
            ),
            (
                "\"processed_at\":\"2026-11-22T11:14:02+01:00\"", "\"processed_at\":1",
                ["/processed_at: must be a string"]
            ),
            ("\"partially_refunded\"", "null", ["/financial_status: is missing"]),
            ("\"partially_refunded\"", "\"\"", ["/financial_status: must not be empty"]),
            (
                "\"currency\":\"EUR\",\"presentment", "\"currency\":\"eur\",\"presentment",
                ["/currency: is not a currency of ISO 4217 in capital letters"]
            ),
            (
                "\"total_price\":\"129.90\"", "\"total_price\":129.90",
                ["/total_price: must be a decimal number in a string"]
            ),
            ("\"total_price\":\"129.90\"", "\"total_price\":\"-1\"", ["/total_price: must not be negative"]),
            ("\"total_price\":\"129.90\"", "\"total_price\":\"99999999999999999\"", ["/total_price: is too large"]),
            ("\"total_tax\":\"20.85\"", "\"total_tax\":\"-0.01\"", ["/total_tax: must not be negative"]),
            ("\"taxes_included\":true", "\"taxes_included\":\"1\"", ["/taxes_included: must be true or false"]),
            (
                "{\"shop_money\":{\"amount\":\"10.00\"", "{\"shop_money\":{\"amount\":\"1e1\"",
                ["/total_shipping_price_set/shop_money/amount: is not a decimal number that can be counted with"]
            ),
            (
                "\"quantity\":2,\n\"current", "\"quantity\":-2,\n\"current",
                ["/line_items/0/quantity: must be a whole number from 0 to 1000000000"]
            ),
            ("\"price\":\"64.95\"", "\"price\":null", ["/line_items/0/price: is missing"]),
            ("\"price\":\"64.95\"", "\"price\":\"9000000000000000000\"", ["/line_items/0/price: is too large"]),
            (
                "\"amount\":\"10.00\",\"discount_app", "\"amount\":10,\"discount_app",
                ["/line_items/0/discount_allocations/0/amount: must be a decimal number in a string"]
            ),
            (
                "\"tax_lines\":[{\"title\"", "\"tax_lines\":{},\"t\":[{\"title\"",
                ["/line_items/0/tax_lines: must be a list"]
            ),
            (
                "\"line_item_id\":14,\"quantity\":1", "\"quantity\":1",
                ["/refunds/0/refund_line_items/0/line_item_id: is missing"]
            ),
            (
                "\"amount\":\"30.00\"", "\"amount\":null",
                ["/refunds/0/transactions/0/amount: is missing"]
            ),
            ("\"amount\":\"30.00\"", "\"amount\":\"-30.00\"", ["/refunds: must not be negative"]),
            ("\"id\":77", "\"id\":{}", ["/customer/id: must be a string or a whole number"]),
            ("\"billing_address\":{", "\"billing_address\":7,\"b\":{", ["/billing_address: must be an object"]),
        ] as [(String, String, [String])])
    func badFields(old: String, new: String, expected: [String]) {
        #expect(ShopifyTests.order.contains(old))
        #expect(
            problems(adapter, Sample.shopify("orders/updated", ShopifyTests.order.replacing(old, with: new)))
                == expected)
    }

    @Test("several bad fields are named together, the missing ones last")
    func severalBadFields() {
        let body = "{\"currency\":7,\"line_items\":[{\"id\":1,\"price\":\"1\"},5],\"test\":\"no\"}"
        #expect(
            problems(adapter, Sample.shopify("orders/create", body)) == [
                "/currency: must be a string", "/line_items/0/quantity: is missing", "/line_items/1: must be an object",
                "/test: must be true or false", "/id: is missing", "/updated_at: is missing",
                "/financial_status: is missing", "/total_price: is missing",
            ])
        #expect(
            problems(adapter, Sample.shopify("refunds/create", "{\"transactions\":[{}]}")) == [
                "/transactions/0/kind: is missing", "/id: is missing", "/order_id: is missing",
            ])
        #expect(
            problems(adapter, Sample.shopify("customers/create", "{\"email\":7}")) == [
                "/email: must be a string", "/id: is missing", "/updated_at: is missing",
            ])
    }

    @Test("broken JSON is told with its place; a missing topic is told")
    func broken() {
        #expect(
            problems(adapter, Sample.shopify("orders/create", "{\"id\":1,}")) == [
                "the body is not valid JSON: a member's name in quotes was expected (line 1, column 9)"
            ])
        #expect(problems(adapter, Sample.shopify("orders/create", "{} {}")).count == 1)
        #expect(problems(adapter, Sample.delivery([], "{}")) == ["the header X-Shopify-Topic is missing"])
    }
}
