internal import Domain
internal import JSON

/// The objects of the GraphQL Admin API, made of what webhooks give of the same things. Whole: a request selects.
///
/// Source: Shopify's pages on the objects Order, LineItem, ShippingLine, Refund and Customer, version 2026-01.
enum FakeShopifyNodes {
    static func order(_ order: JSONValue, customer: JSONValue) -> JSONValue {
        let currency = order["currency"] ?? .null
        func bag(_ name: String) -> JSONValue { money(order[name], currency) }
        let gateways = order["payment_gateway_names"] ?? order["gateway"].map { .array([$0]) } ?? .array([])
        return [
            "id": gid("Order", order["id"]), "createdAt": time(order["created_at"]),
            "updatedAt": time(order["updated_at"]), "processedAt": time(order["processed_at"] ?? order["created_at"]),
            "cancelledAt": time(order["cancelled_at"]), "test": order["test"] ?? false,
            "email": order["email"] ?? .null, "customerLocale": order["customer_locale"] ?? .null,
            "currencyCode": currency, "taxesIncluded": order["taxes_included"] ?? false,
            "displayFinancialStatus": capitals(order["financial_status"]), "paymentGatewayNames": gateways,
            "totalPriceSet": bag("total_price"), "totalTaxSet": bag("total_tax"),
            "currentTotalPriceSet": money(order["current_total_price"] ?? order["total_price"], currency),
            "totalShippingPriceSet": money(shipping(order), currency),
            "billingAddress": address(order["billing_address"]),
            "shippingAddress": address(order["shipping_address"]), "customer": customer,
            "lineItems": .array(list(order, "line_items").enumerated().map { line($0.element, $0.offset, currency) }),
            "shippingLines": .array(list(order, "shipping_lines").map { shippingLine($0, currency) }),
            "refunds": .array(refunds(of: order)),
        ]
    }

    static func refunds(of order: JSONValue) -> [JSONValue] {
        list(order, "refunds").map { refund($0, order["currency"] ?? .null) }
    }

    static func customer(_ customer: JSONValue) -> JSONValue {
        let tags = customer["tags"]?.string?.split(separator: ", ").map { JSONValue.string(String($0)) }
        let email = customer["email"] ?? .null
        return [
            "id": gid("Customer", customer["id"]), "createdAt": time(customer["created_at"]),
            "updatedAt": time(customer["updated_at"]), "firstName": customer["first_name"] ?? .null,
            "lastName": customer["last_name"] ?? .null,
            "defaultEmailAddress": email.isNull ? .null : ["emailAddress": email],
            "defaultAddress": address(customer["default_address"]), "tags": .array(tags ?? []),
        ]
    }

    /// A global id; nil numbers give null.
    static func gid(_ type: String, _ id: JSONValue?) -> JSONValue {
        guard let number = id?.number ?? id?.string else { return .null }
        return .string("gid://shopify/\(type)/\(number)")
    }

    // MARK: Parts of an order

    /// Lines of very old orders have no id in webhooks; the API gives every line one.
    private static func line(_ line: JSONValue, _ index: Int, _ currency: JSONValue) -> JSONValue {
        let (product, variant) = (gid("Product", line["product_id"]), gid("ProductVariant", line["variant_id"]))
        return [
            "id": line["id"] == nil ? .string("gid://shopify/LineItem/\(index + 1)") : gid("LineItem", line["id"]),
            "quantity": line["quantity"] ?? 0,
            "currentQuantity": line["current_quantity"] ?? line["quantity"] ?? 0, "sku": line["sku"] ?? .null,
            "isGiftCard": line["gift_card"] ?? false, "product": product.isNull ? .null : ["id": product],
            "variant": variant.isNull ? .null : ["id": variant],
            "originalUnitPriceSet": money(line["price"], currency),
            "totalDiscountSet": money(line["total_discount"] ?? "0.00", currency),
            "discountAllocations": discounts(line, currency), "taxLines": taxes(line, currency),
        ]
    }

    private static func shippingLine(_ line: JSONValue, _ currency: JSONValue) -> JSONValue {
        [
            "originalPriceSet": money(line["price"], currency), "isRemoved": line["is_removed"] ?? false,
            "discountAllocations": discounts(line, currency), "taxLines": taxes(line, currency),
        ]
    }

    private static func discounts(_ line: JSONValue, _ currency: JSONValue) -> JSONValue {
        .array(list(line, "discount_allocations").map { ["allocatedAmountSet": money($0["amount"], currency)] })
    }

    private static func taxes(_ line: JSONValue, _ currency: JSONValue) -> JSONValue {
        .array(list(line, "tax_lines").map { ["priceSet": money($0["price"], currency)] })
    }

    private static func shipping(_ order: JSONValue) -> JSONValue {
        order["total_shipping_price_set"]?["shop_money"]?["amount"] ?? list(order, "shipping_lines").first?["price"]
            ?? "0.00"
    }

    // MARK: Refunds

    private static func refund(_ refund: JSONValue, _ currency: JSONValue) -> JSONValue {
        func shop(_ set: JSONValue?) -> JSONValue { money(set?["shop_money"]?["amount"], currency) }
        let lines: [JSONValue] = list(refund, "refund_line_items").map { line in
            [
                "lineItem": ["id": gid("LineItem", line["line_item_id"])], "quantity": line["quantity"] ?? 0,
                "subtotalSet": shop(line["subtotal_set"]), "totalTaxSet": shop(line["total_tax_set"]),
            ]
        }
        let payments: [JSONValue] = list(refund, "transactions").map { payment in
            [
                "kind": capitals(payment["kind"]), "status": capitals(payment["status"]),
                "amountSet": [
                    "presentmentMoney": [
                        "amount": short(payment["amount"]), "currencyCode": payment["currency"] ?? .null,
                    ],
                    "shopMoney": ["amount": "0.01", "currencyCode": currency],
                ],
            ]
        }
        let adjustments: [JSONValue] = list(refund, "order_adjustments").map {
            ["amountSet": shop($0["amount_set"]), "taxAmountSet": shop($0["tax_amount_set"])]
        }
        return [
            "id": gid("Refund", refund["id"]), "refundLineItems": .array(lines), "transactions": .array(payments),
            "orderAdjustments": .array(adjustments),
        ]
    }

    // MARK: Values

    private static func list(_ object: JSONValue, _ name: String) -> [JSONValue] { object[name]?.array ?? [] }

    private static func capitals(_ word: JSONValue?) -> JSONValue {
        word?.string.map { .string($0.uppercased()) } ?? .null
    }

    private static func time(_ text: JSONValue?) -> JSONValue {
        text?.string.flatMap { Timestamp(rfc3339: $0) }.map { .string($0.description) } ?? .null
    }

    private static func address(_ address: JSONValue?) -> JSONValue {
        guard let address, !address.isNull else { return .null }
        return ["countryCodeV2": address["country_code"] ?? .null]
    }

    private static func money(_ amount: JSONValue?, _ currency: JSONValue) -> JSONValue {
        guard let amount, !amount.isNull else { return .null }
        return [
            "shopMoney": ["amount": short(amount), "currencyCode": currency],
            "presentmentMoney": ["amount": "999.99", "currencyCode": "USD"],
        ]
    }

    /// GraphQL writes `10.0` where REST writes `10.00`.
    private static func short(_ amount: JSONValue?) -> JSONValue {
        guard var text = amount?.string, text.contains(".") else { return amount ?? .null }
        while text.hasSuffix("0"), !text.hasSuffix(".0") { text.removeLast() }
        return .string(text)
    }
}
