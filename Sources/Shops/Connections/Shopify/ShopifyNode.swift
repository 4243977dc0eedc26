internal import Domain
internal import JSON
internal import Secrets

/// Turns what Shopify's GraphQL Admin API gives into the shape of its webhooks, which the adapter reads.
///
/// An order read here and the same order pushed by a webhook so go through the same reckoning, and tell the same.
/// Lists of nodes must be whole already: plain arrays in the place of connections.
/// A member that is missing or of another kind becomes null; the adapter says whether it can do without.
enum ShopifyNode {
    /// - Throws: what is wrong with it, in the names of the webhook's fields.
    static func record(
        order node: JSONValue, refunds: [JSONValue], at instant: Timestamp
    ) throws(DecodeError) -> ShopRecord {
        let bytes = order(node, refunds).bytes
        var event = try ShopifyOrder(bytes).event()
        event.readAt = instant
        return ShopRecord(.order(event), digest: Digest.sha256(bytes))
    }

    /// A customer's tags are the groups: all of them, as the node tells them.
    ///
    /// - Throws: what is wrong with it, in the names of the webhook's fields.
    static func record(customer node: JSONValue, at instant: Timestamp) throws(DecodeError) -> ShopRecord {
        let bytes = customer(node).bytes
        var event = try ShopifyCustomer.event(bytes)
        guard let tags = tags(node) else { throw DecodeError("/tags", "must be a list of texts") }
        event.groups = tags
        event.readAt = instant
        let tagged = bytes + JSONValue.array(tags.map { .string($0) }).bytes
        return ShopRecord(.customer(event), digest: Digest.sha256(tagged))
    }

    /// A customer's tags; nil unless each of them is a text.
    static func tags(_ node: JSONValue) -> [String]? {
        guard let values = node["tags"]?.array else { return nil }
        let tags = values.compactMap(\.string)
        return tags.count == values.count ? tags : nil
    }

    // MARK: Orders

    private static func order(_ node: JSONValue, _ refunds: [JSONValue]) -> JSONValue {
        [
            "id": number(node["id"], "Order"),
            "created_at": node.member("createdAt"), "updated_at": node.member("updatedAt"),
            "processed_at": node.member("processedAt"), "cancelled_at": node.member("cancelledAt"),
            "financial_status": lowercased(node["displayFinancialStatus"]),
            "test": node.member("test"), "email": node.member("email"),
            "customer_locale": node.member("customerLocale"), "currency": node.member("currencyCode"),
            "taxes_included": node.member("taxesIncluded"),
            "payment_gateway_names": node.member("paymentGatewayNames"),
            "total_price": amount(node["totalPriceSet"]),
            "current_total_price": amount(node["currentTotalPriceSet"]),
            "total_tax": amount(node["totalTaxSet"]),
            "total_shipping_price_set": set(node["totalShippingPriceSet"]),
            "billing_address": address(node["billingAddress"]), "shipping_address": address(node["shippingAddress"]),
            "customer": buyer(node["customer"]),
            "line_items": each(node["lineItems"], line), "shipping_lines": each(node["shippingLines"], shippingLine),
            "refunds": .array(refunds.map(refund)),
        ]
    }

    private static func line(_ node: JSONValue) -> JSONValue {
        [
            "id": number(node["id"], "LineItem"), "product_id": number(node["product"]?["id"], "Product"),
            "variant_id": number(node["variant"]?["id"], "ProductVariant"), "sku": node.member("sku"),
            "quantity": node.member("quantity"), "current_quantity": node.member("currentQuantity"),
            "price": amount(node["originalUnitPriceSet"]), "total_discount": amount(node["totalDiscountSet"]),
            "gift_card": node.member("isGiftCard"),
            "discount_allocations": discounts(node), "tax_lines": taxes(node),
        ]
    }

    private static func shippingLine(_ node: JSONValue) -> JSONValue {
        [
            "price": amount(node["originalPriceSet"]), "discount_allocations": discounts(node),
            "tax_lines": taxes(node),
        ]
    }

    private static func discounts(_ node: JSONValue) -> JSONValue {
        each(node["discountAllocations"]) { ["amount": amount($0["allocatedAmountSet"])] }
    }

    private static func taxes(_ node: JSONValue) -> JSONValue {
        each(node["taxLines"]) { ["price": amount($0["priceSet"])] }
    }

    private static func address(_ node: JSONValue?) -> JSONValue {
        guard let node, !node.isNull else { return .null }
        return ["country_code": node.member("countryCodeV2")]
    }

    // MARK: Refunds

    /// Webhooks give a transaction's amount in the currency that the buyer paid in.
    private static func refund(_ node: JSONValue) -> JSONValue {
        [
            "id": number(node["id"], "Refund"),
            "refund_line_items": each(node["refundLineItems"]) { line in
                [
                    "line_item_id": number(line["lineItem"]?["id"], "LineItem"), "quantity": line.member("quantity"),
                    "subtotal_set": set(line["subtotalSet"]), "total_tax_set": set(line["totalTaxSet"]),
                ]
            },
            "order_adjustments": each(node["orderAdjustments"]) { adjustment in
                ["amount_set": set(adjustment["amountSet"]), "tax_amount_set": set(adjustment["taxAmountSet"])]
            },
            "transactions": each(node["transactions"]) { payment in
                let money = payment["amountSet"]?["presentmentMoney"]
                return [
                    "kind": lowercased(payment["kind"]), "status": lowercased(payment["status"]),
                    "amount": money?["amount"] ?? .null, "currency": money?["currencyCode"] ?? .null,
                ]
            },
        ]
    }

    // MARK: Customers

    private static func buyer(_ node: JSONValue?) -> JSONValue {
        guard let node, !node.isNull else { return .null }
        return customer(node)
    }

    private static func customer(_ node: JSONValue) -> JSONValue {
        [
            "id": number(node["id"], "Customer"), "email": node["defaultEmailAddress"]?["emailAddress"] ?? .null,
            "first_name": node.member("firstName"), "last_name": node.member("lastName"),
            "created_at": node.member("createdAt"), "updated_at": node.member("updatedAt"),
            "default_address": address(node["defaultAddress"]),
        ]
    }

    // MARK: Parts

    private static func number(_ gid: JSONValue?, _ type: String) -> JSONValue {
        ShopifyGID.number(gid, type).map { .string($0) } ?? .null
    }

    /// GraphQL writes enumerations in capitals, webhooks in small letters; the words are the same.
    private static func lowercased(_ word: JSONValue?) -> JSONValue {
        word?.string.map { .string($0.lowercased()) } ?? .null
    }

    /// The amount of a `MoneyBag` in the shop's own currency.
    private static func amount(_ bag: JSONValue?) -> JSONValue { bag?["shopMoney"]?["amount"] ?? .null }

    private static func set(_ bag: JSONValue?) -> JSONValue {
        guard let money = bag?["shopMoney"], !money.isNull else { return .null }
        return ["shop_money": ["amount": money.member("amount"), "currency_code": money.member("currencyCode")]]
    }

    private static func each(_ list: JSONValue?, _ turn: (JSONValue) -> JSONValue) -> JSONValue {
        list?.array.map { .array($0.map(turn)) } ?? .null
    }
}

extension JSONValue {
    /// The member of that name; null where there is none.
    fileprivate func member(_ name: String) -> JSONValue { self[name] ?? .null }
}
