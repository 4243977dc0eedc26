internal import Domain
internal import JSON

/// A voucher as Shopify's `DiscountCodeBasicInput`: for one customer, once.
enum ShopifyDiscount {
    /// - Parameter customer: its global id.
    static func input(_ voucher: ShopVoucher, customer: String) -> JSONValue {
        [
            "title": .string(voucher.name), "code": .string(voucher.code),
            "startsAt": .string(voucher.from.description), "endsAt": .string(voucher.until.description),
            "usageLimit": 1, "appliesOncePerCustomer": true,
            "context": ["customers": ["add": [.string(customer)]]],
            "customerGets": ["items": ["all": true], "value": value(voucher.discount)],
        ]
    }

    /// A percentage is a number from 0.00 to 1.00; an amount is in the shop's currency and taken off the order once.
    private static func value(_ discount: ShopVoucher.Discount) -> JSONValue {
        switch discount {
        case .percent(let percent):
            ["percentage": .number(Decimal(mantissa: Int64(percent), scale: 2).description)]
        case .amount(let money):
            ["discountAmount": ["amount": .string(money.amount), "appliesOnEachItem": false]]
        }
    }
}
