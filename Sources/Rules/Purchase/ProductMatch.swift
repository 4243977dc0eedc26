public import Domain
internal import JSON

/// Which order lines a rule is about.
public enum ProductMatch: Sendable, Equatable {
    case product(String, variant: String?)
    case sku(String)
    case category(String)

    public func matches(_ line: OrderLine) -> Bool {
        switch self {
        case .product(let product, let variant):
            line.productID == product && (variant == nil || line.variantID == variant)
        case .sku(let sku): line.sku == sku
        case .category(let category): line.categories.contains(category)
        }
    }

    init?(reading value: JSONValue, at pointer: String, errors: inout [FieldError]) {
        var reader = FieldReader(value, at: pointer)
        let product = Self.id("product_id", &reader)
        let variant = Self.id("variant_id", &reader)
        let sku = reader.text("sku")
        let category = reader.text("category")
        reader.finish()
        let named = [product, sku, category].compactMap { $0 }.count
        if reader.errors.isEmpty {
            if named != 1 { errors.append(FieldError(pointer, "must name exactly one of product_id, sku, category")) }
            if variant != nil, product == nil { reader.fail("variant_id", "needs a product_id") }
        }
        errors += reader.errors
        guard reader.errors.isEmpty, named == 1 else { return nil }
        if let product {
            self = .product(product, variant: variant)
        } else if let sku {
            self = .sku(sku)
        } else if let category {
            self = .category(category)
        } else {
            return nil
        }
    }

    /// Ids may be sent as numbers; they are kept as text.
    private static func id(_ name: String, _ reader: inout FieldReader) -> String? {
        if let number = reader.value(name)?.integer { return String(number) }
        return reader.text(name)
    }

    /// As on the wire.
    var value: JSONValue {
        switch self {
        case .product(let product, nil): ["product_id": .string(product)]
        case .product(let product, let variant?): ["product_id": .string(product), "variant_id": .string(variant)]
        case .sku(let sku): ["sku": .string(sku)]
        case .category(let category): ["category": .string(category)]
        }
    }

    /// How a person would name it.
    var name: String {
        switch self {
        case .product(let product, nil): product
        case .product(let product, let variant?): "\(product)/\(variant)"
        case .sku(let sku): sku
        case .category(let category): category
        }
    }
}
