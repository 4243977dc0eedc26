public import Domain
internal import JSON
internal import Secrets

/// A row of `/api/orders`, as it was answered.
public struct PrestaShopOrder: Sendable, Equatable {
    /// The parts of the order's money; all in its own currency.
    enum Amount: String, CaseIterable, Sendable {
        case total = "total_paid_tax_incl"
        case totalNet = "total_paid_tax_excl"
        case shipping = "total_shipping_tax_incl"
        case shippingNet = "total_shipping_tax_excl"
    }

    public private(set) var id = ""
    /// Which shop of a multistore; the caller routes by it. Nil where the answer does not tell.
    public private(set) var shopID: String?
    /// Nil where nobody is named.
    public private(set) var customerID: String?
    /// The address of the invoice, for its country.
    public private(set) var addressID: String?
    /// The order's own `date_upd`; its slips may have changed later.
    public private(set) var updatedAt = Timestamp.zero
    /// JSON pointer of the row within the answer.
    public private(set) var place = ""
    private(set) var currencyID = ""
    private(set) var stateID = ""
    private(set) var module: String?
    private(set) var placedAt: Timestamp?
    private(set) var invoicedAt: Timestamp?
    private(set) var rate: Decimal?
    private(set) var amounts: [Amount: Decimal] = [:]
    private(set) var rows: [PrestaShopRow]?
    /// SHA-256 of the row as it was answered.
    private(set) var digest: [UInt8] = []

    /// What makes this state of the order the same as one that was read before, 1 … 191 characters: the order's id, its
    /// version, and a digest of the order and of its slips as they were answered.
    ///
    /// - Parameter slips: all slips of the order, in any order; those of others are passed over.
    public func identity(slips: [PrestaShopSlip]) -> String {
        let own = slips.filter { $0.orderID == id }.sorted { $0.id < $1.id }
        let content = Digest.sha256(digest + own.flatMap(\.digest))
        return "\(id.prefix(80)):\(version(slips: own).milliseconds):\(Base64.encode(content, .url))"
    }

    /// The later of the order's and its slips' `date_upd`.
    func version(slips: [PrestaShopSlip]) -> Timestamp { slips.map(\.version).reduce(updatedAt, max) }

    // MARK: Reading

    private enum Field: String, CaseIterable, Sendable {
        case id, module, associations
        case shop = "id_shop"
        case customer = "id_customer"
        case currency = "id_currency"
        case address = "id_address_invoice"
        case state = "current_state"
        case rate = "conversion_rate"
        case invoiced = "invoice_date"
        case created = "date_add"
        case updated = "date_upd"
        case total = "total_paid_tax_incl"
        case totalNet = "total_paid_tax_excl"
        case shipping = "total_shipping_tax_incl"
        case shippingNet = "total_shipping_tax_excl"
    }

    private enum AssociationField: String, CaseIterable, Sendable {
        case rows = "order_rows"
    }

    private static let keys = JSONKeys(Field.self)
    private static let associationKeys = JSONKeys(AssociationField.self)

    init?(_ reader: inout PayloadReader, _ zone: Zone) throws(JSONError) {
        let start = reader.position
        place = reader.place
        var (id, currency, state, updated) = (nil as String?, nil as String?, nil as String?, nil as Timestamp?)
        let isObject = try reader.object(Self.keys) { reader, field throws(JSONError) in
            let name = field.rawValue
            switch field {
            case .id: id = try reader.id(name)
            case .currency: currency = try reader.reference(name)
            case .state: state = try reader.reference(name)
            case .updated: updated = try reader.localInstant(name, zone)
            case .created: placedAt = try reader.localInstant(name, zone)
            case .invoiced: invoicedAt = try reader.localInstant(name, zone)
            default: try read(field, &reader)
            }
        }
        guard isObject else { return nil }
        reader.require(id, Field.id.rawValue)
        reader.require(updated ?? placedAt, Field.updated.rawValue)
        reader.require(state, Field.state.rawValue)
        reader.require(currency, Field.currency.rawValue)
        reader.require(amounts[.total], Field.total.rawValue)
        guard let id, let updated = updated ?? placedAt, let state, let currency else { return nil }
        (self.id, updatedAt, stateID, currencyID) = (id, updated, state, currency)
        digest = Digest.sha256(Array(reader.bytes(from: start)))
    }

    private mutating func read(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .shop: shopID = try reader.reference(name)
        case .customer: customerID = try reader.reference(name)
        case .address: addressID = try reader.reference(name)
        case .module: module = try reader.filledText(name)
        case .rate:
            rate = try reader.looseDecimal(name)
            if let rate, !rate.isPositive { reader.note(name, "must be greater than 0") }
        case .associations:
            try reader.associations(name, Self.associationKeys) { reader, field throws(JSONError) in
                rows = try reader.list(field.rawValue) { reader throws(JSONError) in try PrestaShopRow(&reader) }
            }
        default:
            guard let amount = Amount(rawValue: name) else { return try reader.skip() }
            amounts[amount] = try reader.looseDecimal(name)
        }
    }
}

/// A row of an order: `associations.order_rows`.
struct PrestaShopRow: Sendable, Equatable {
    private(set) var id = ""
    private(set) var productID = ""
    private(set) var combinationID: String?
    private(set) var reference: String?
    private(set) var quantity: Int64 = 0
    /// Of one unit, with and without tax, after the price rules of the product and before vouchers.
    private(set) var price: Decimal?
    private(set) var priceNet: Decimal?

    private enum Field: String, CaseIterable, Sendable {
        case id
        case product = "product_id"
        case combination = "product_attribute_id"
        case quantity = "product_quantity"
        case reference = "product_reference"
        case price = "unit_price_tax_incl"
        case priceNet = "unit_price_tax_excl"
    }

    private static let keys = JSONKeys(Field.self)

    init?(_ reader: inout PayloadReader) throws(JSONError) {
        var (id, product, quantity) = (nil as String?, nil as String?, nil as Int64?)
        let isObject = try reader.object(Self.keys) { reader, field throws(JSONError) in
            let name = field.rawValue
            switch field {
            case .id: id = try reader.id(name)
            case .product: product = try reader.id(name)
            case .combination: combinationID = try reader.reference(name)
            case .quantity: quantity = try reader.looseCount(name)
            case .reference: reference = try reader.filledText(name)
            case .price: price = try reader.looseDecimal(name)
            case .priceNet: priceNet = try reader.looseDecimal(name)
            }
        }
        guard isObject else { return nil }
        reader.require(id, Field.id.rawValue)
        reader.require(product, Field.product.rawValue)
        reader.require(quantity, Field.quantity.rawValue)
        guard let id, let product, let quantity else { return nil }
        (self.id, productID, self.quantity) = (id, product, quantity)
    }
}
