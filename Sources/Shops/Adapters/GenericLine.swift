internal import Domain
internal import JSON

/// A line of an order in the generic format.
struct GenericLine {
    private enum Field: String, CaseIterable, Sendable {
        case id, sku, categories, quantity, total, tax
        case productID = "product_id"
        case variantID = "variant_id"
        case refundedQuantity = "refunded_quantity"
        case giftCard = "gift_card"
    }

    private static let keys = JSONKeys(Field.self)

    private var id: String?
    private var productID: String?
    private var variantID: String?
    private var sku: String?
    private var categories: [String]?
    private var quantity: Int64?
    private var refundedQuantity: Int64?
    private var total: Decimal?
    private var tax: Decimal?
    private var isGiftCard: Bool?

    /// All lines of an order; their ids must differ.
    static func readAll(_ name: String, _ reader: inout PayloadReader) throws(JSONError) -> [GenericLine]? {
        var ids: Set<String> = []
        return try reader.array(name) { reader throws(JSONError) in
            let line = try GenericLine(&reader)
            if let id = line?.id, !ids.insert(id).inserted {
                reader.note(Field.id.rawValue, "occurs twice in the order")
            }
            return line
        }
    }

    private init?(_ reader: inout PayloadReader) throws(JSONError) {
        let isObject = try reader.object(Self.keys) { reader, field throws(JSONError) in try read(field, &reader) }
        guard isObject else { return nil }
        reader.require(id, Field.id.rawValue)
        reader.require(productID, Field.productID.rawValue)
        reader.require(quantity, Field.quantity.rawValue)
        if let quantity, let refundedQuantity, refundedQuantity > quantity {
            reader.note(Field.refundedQuantity.rawValue, "must not be more than the quantity")
        }
    }

    private mutating func read(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .id: id = try reader.id(name)
        case .productID: productID = try reader.id(name)
        case .variantID: variantID = try reader.optionalID(name)
        case .sku: sku = try reader.filledText(name)
        case .categories: categories = try reader.array(name) { reader throws(JSONError) in try reader.id() }
        case .quantity: quantity = try reader.count(name)
        case .refundedQuantity: refundedQuantity = try reader.count(name)
        case .total: total = try reader.decimal(name)
        case .tax: tax = try reader.decimal(name)
        case .giftCard: isGiftCard = try reader.bool(name)
        }
    }

    /// Platforms without variants send `0` for none.
    func line(at index: Int, _ amounts: inout AmountReader) -> OrderLine {
        OrderLine(
            id: id ?? "", productID: productID ?? "", variantID: variantID == "0" ? nil : variantID, sku: sku,
            categories: categories ?? [], quantity: quantity ?? 0, refundedQuantity: refundedQuantity ?? 0,
            total: amounts.units(total, "/data/lines/\(index)/total"),
            tax: amounts.units(tax, "/data/lines/\(index)/tax"),
            isGiftCard: isGiftCard ?? false)
    }
}
