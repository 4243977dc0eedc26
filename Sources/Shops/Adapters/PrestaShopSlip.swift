public import Domain
internal import JSON
internal import Secrets

/// A row of `/api/order_slip`: a credit slip. Partial refunds are told by nothing else.
public struct PrestaShopSlip: Sendable, Equatable {
    public let id: String
    public let orderID: String
    public let version: Timestamp
    /// What the slip gives back, with tax, in the order's currency.
    let parts: [Decimal]
    /// Units given back, by the id of the order's row.
    let units: [String: Int64]
    /// SHA-256 of the row as it was answered.
    let digest: [UInt8]

    private enum Field: String, CaseIterable, Sendable {
        case id, amount, associations
        case order = "id_order"
        case products = "total_products_tax_incl"
        case productsNet = "total_products_tax_excl"
        case shipping = "total_shipping_tax_incl"
        case shippingAmount = "shipping_cost_amount"
        case kind = "order_slip_type"
        case created = "date_add"
        case updated = "date_upd"
    }

    private enum AssociationField: String, CaseIterable, Sendable {
        case details = "order_slip_details"
    }

    private enum DetailField: String, CaseIterable, Sendable {
        case row = "id_order_detail"
        case quantity = "product_quantity"
    }

    private static let keys = JSONKeys(Field.self)
    private static let associationKeys = JSONKeys(AssociationField.self)
    private static let detailKeys = JSONKeys(DetailField.self)

    init?(_ reader: inout PayloadReader, _ zone: Zone) throws(JSONError) {
        let start = reader.position
        var (id, order, created, updated) = (nil as String?, nil as String?, nil as Timestamp?, nil as Timestamp?)
        var money: [Field: Decimal] = [:]
        var units: [String: Int64] = [:]
        var kind: String?
        try reader.object(Self.keys) { reader, field throws(JSONError) in
            let name = field.rawValue
            switch field {
            case .id: id = try reader.id(name)
            case .order: order = try reader.reference(name)
            case .products, .productsNet, .shipping, .shippingAmount, .amount:
                money[field] = try reader.looseDecimal(name)
                if let amount = money[field], amount.mantissa < 0 { reader.note(name, "must not be negative") }
            case .kind: kind = try reader.optionalID(name)
            case .created: created = try reader.localInstant(name, zone)
            case .updated: updated = try reader.localInstant(name, zone)
            case .associations: units = try Self.readUnits(name, &reader)
            }
        }
        reader.require(id, Field.id.rawValue)
        reader.require(order, Field.order.rawValue)
        reader.require(updated ?? created, Field.updated.rawValue)
        reader.require(money[.products] ?? money[.amount], Field.products.rawValue)
        guard let id, let order, let version = updated ?? created else { return nil }
        (self.id, orderID, self.version, self.units) = (id, order, version, units)
        parts = [Self.products(money, kind), Self.shipping(money)].compactMap(\.self)
        digest = Digest.sha256(Array(reader.bytes(from: start)))
    }

    private static func readUnits(_ name: String, _ reader: inout PayloadReader) throws(JSONError) -> [String: Int64] {
        var units: [String: Int64] = [:]
        try reader.associations(name, associationKeys) { reader, field throws(JSONError) in
            _ = try reader.list(field.rawValue) { reader throws(JSONError) -> Bool? in
                var (row, quantity) = (nil as String?, nil as Int64?)
                try reader.object(detailKeys) { reader, field throws(JSONError) in
                    switch field {
                    case .row: row = try reader.id(field.rawValue)
                    case .quantity: quantity = try reader.looseCount(field.rawValue)
                    }
                }
                reader.require(row, DetailField.row.rawValue)
                if let row { units[row, default: 0] += quantity ?? 0 }
                return true
            }
        }
        return units
    }

    /// The goods' total with tax. Where someone entered another amount (`order_slip_type` 2), that one: `amount` of an
    /// ordinary slip is the total without tax. Slips of PrestaShop 1.5 have nothing but `amount`.
    private static func products(_ money: [Field: Decimal], _ kind: String?) -> Decimal? {
        guard let amount = money[.amount], amount.isPositive else { return money[.products] }
        guard let products = money[.products], products.isPositive else { return amount }
        let isEntered =
            kind == "2" && !amount.isEqual(to: products)
            && !(money[.productsNet].map { amount.isEqual(to: $0) } ?? false)
        return isEntered ? amount : products
    }

    private static func shipping(_ money: [Field: Decimal]) -> Decimal? {
        guard let shipping = money[.shipping], shipping.isPositive else { return money[.shippingAmount] }
        return shipping
    }
}

/// A row of `/api/order_histories`: an order entered a state.
public struct PrestaShopHistory: Sendable, Equatable {
    public let orderID: String
    public let stateID: String
    public let enteredAt: Timestamp

    private enum Field: String, CaseIterable, Sendable {
        case order = "id_order"
        case state = "id_order_state"
        case created = "date_add"
    }

    private static let keys = JSONKeys(Field.self)

    init?(_ reader: inout PayloadReader, _ zone: Zone) throws(JSONError) {
        var (order, state, created) = (nil as String?, nil as String?, nil as Timestamp?)
        try reader.object(Self.keys) { reader, field throws(JSONError) in
            switch field {
            case .order: order = try reader.id(field.rawValue)
            case .state: state = try reader.id(field.rawValue)
            case .created: created = try reader.localInstant(field.rawValue, zone)
            }
        }
        reader.require(order, Field.order.rawValue)
        reader.require(state, Field.state.rawValue)
        reader.require(created, Field.created.rawValue)
        guard let order, let state, let created else { return nil }
        (orderID, stateID, enteredAt) = (order, state, created)
    }
}
