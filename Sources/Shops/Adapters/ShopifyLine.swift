internal import Domain
internal import JSON

/// A line of an order of Shopify.
struct ShopifyLine {
    private enum Field: String, CaseIterable, Sendable {
        case id, sku, quantity, price
        case productID = "product_id"
        case variantID = "variant_id"
        case currentQuantity = "current_quantity"
        case discount = "total_discount"
        case discounts = "discount_allocations"
        case taxes = "tax_lines"
        case giftCard = "gift_card"
    }

    private static let keys = JSONKeys(Field.self)

    private var id: String?
    private var productID: String?
    private var variantID: String?
    private var sku: String?
    private var quantity: Int64?
    private var currentQuantity: Int64?
    private var price: Decimal?
    private var discount: Decimal?
    private var discounts: [Decimal] = []
    private var taxes: [Decimal] = []
    private var isGiftCard: Bool?

    /// All lines of an order.
    static func readAll(_ name: String, _ reader: inout PayloadReader) throws(JSONError) -> [ShopifyLine]? {
        try reader.array(name) { reader throws(JSONError) in try ShopifyLine(&reader) }
    }

    private init?(_ reader: inout PayloadReader) throws(JSONError) {
        let isObject = try reader.object(Self.keys) { reader, field throws(JSONError) in try read(field, &reader) }
        guard isObject else { return nil }
        reader.require(quantity, Field.quantity.rawValue)
        reader.require(price, Field.price.rawValue)
    }

    private mutating func read(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .id: id = try reader.id(name)
        case .productID: productID = try reader.id(name)
        case .variantID: variantID = try reader.id(name)
        case .sku: sku = try reader.filledText(name)
        case .quantity: quantity = try reader.count(name)
        case .currentQuantity: currentQuantity = try reader.count(name)
        case .price: price = try reader.decimal(name)
        case .discount: discount = try reader.decimal(name)
        case .discounts: discounts = try ShopifyParts.discounts(name, &reader) ?? []
        case .taxes: taxes = try ShopifyParts.taxes(name, &reader) ?? []
        case .giftCard: isGiftCard = try reader.bool(name)
        }
    }

    /// The line as we count it.
    ///
    /// - Parameters:
    ///   - index: its place in the order, which names it where the payload gives no id.
    ///   - taxIncluded: whether prices contain tax (`taxes_included`).
    ///   - refunded: units given back, by line id.
    func line(
        at index: Int, taxIncluded: Bool, refunded: [String: Int64], _ amounts: inout AmountReader
    ) -> OrderLine {
        let (quantity, place) = (quantity ?? 0, "/line_items/\(index)")
        let gross = price?.multiplied(by: quantity)
        if price != nil, gross == nil { amounts.note("\(place)/price", "is too large") }
        // `total_discount` holds only what apps and drafts set; the allocations hold every discount.
        let less = (discounts.isEmpty ? [discount].compactMap(\.self) : discounts).map(\.negated)
        let id = id ?? "\(index + 1)"
        return OrderLine(
            id: id, productID: productID ?? Self.noProduct, variantID: variantID, sku: sku, quantity: quantity,
            refundedQuantity: min(quantity, max(refunded[id] ?? 0, quantity - (currentQuantity ?? quantity))),
            total: amounts.units(
                sum: [gross] + less + (taxIncluded ? [] : taxes), "\(place)/price", canBeNegative: true),
            tax: amounts.units(sum: taxes, "\(place)/tax_lines", canBeNegative: true), isGiftCard: isGiftCard ?? false)
    }

    /// Items typed in by hand and products that were deleted have no id.
    private static let noProduct = "0"
}
