internal import Domain
internal import JSON

/// An amount in the shop's own currency, out of a `…_set` that gives it in the buyer's (`presentment_money`) as well.
struct ShopifyMoney {
    private enum Field: String, CaseIterable, Sendable {
        case shop = "shop_money"
    }

    private enum MoneyField: String, CaseIterable, Sendable {
        case amount
        case currency = "currency_code"
    }

    private static let keys = JSONKeys(Field.self)
    private static let moneyKeys = JSONKeys(MoneyField.self)

    private(set) var amount: Decimal?
    private(set) var currency: Currency?

    /// Nil where the set is null.
    init?(_ name: String, _ reader: inout PayloadReader) throws(JSONError) {
        let isObject = try reader.object(name, Self.keys) { reader, field throws(JSONError) in
            try reader.object(field.rawValue, Self.moneyKeys) { reader, field throws(JSONError) in
                switch field {
                case .amount: amount = try reader.looseDecimal(field.rawValue)
                case .currency: currency = try reader.currency(field.rawValue)
                }
            }
        }
        if !isObject { return nil }
    }
}

/// Lists of objects of which one amount each counts: `tax_lines[].price`, `discount_allocations[].amount`.
enum ShopifyParts {
    private enum TaxField: String, CaseIterable, Sendable {
        case price
    }

    private enum DiscountField: String, CaseIterable, Sendable {
        case amount
    }

    private static let taxKeys = JSONKeys(TaxField.self)
    private static let discountKeys = JSONKeys(DiscountField.self)

    static func taxes(_ name: String, _ reader: inout PayloadReader) throws(JSONError) -> [Decimal]? {
        try read(name, taxKeys, &reader)
    }

    static func discounts(_ name: String, _ reader: inout PayloadReader) throws(JSONError) -> [Decimal]? {
        try read(name, discountKeys, &reader)
    }

    private static func read<Field: RawRepresentable<String>>(
        _ name: String, _ keys: JSONKeys<Field>, _ reader: inout PayloadReader
    ) throws(JSONError) -> [Decimal]? {
        try reader.array(name) { reader throws(JSONError) in
            var amount: Decimal?
            try reader.object(keys) { reader, field throws(JSONError) in
                amount = try reader.decimal(field.rawValue)
            }
            return amount
        }
    }
}
