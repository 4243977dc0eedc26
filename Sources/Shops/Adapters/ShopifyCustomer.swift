internal import Domain
internal import JSON

/// A customer of Shopify: the body of a `customers/…` delivery, or who placed an order.
struct ShopifyCustomer {
    private enum Field: String, CaseIterable, Sendable {
        case id, email
        case firstName = "first_name"
        case lastName = "last_name"
        case created = "created_at"
        case updated = "updated_at"
        case address = "default_address"
    }

    private static let keys = JSONKeys(Field.self)

    /// Nil where an order names nobody who has an account.
    private(set) var id: String?
    private(set) var email: String?
    private var firstName: String?
    private var lastName: String?
    private var created: Timestamp?
    private var updated: Timestamp?
    private var country: String?

    /// The customer of a delivery of its own.
    static func event(_ body: [UInt8]) throws(DecodeError) -> CustomerEvent {
        var customer = ShopifyCustomer()
        let problems = try PayloadReader.whole(body) { reader throws(JSONError) in
            try reader.object(keys) { reader, field throws(JSONError) in try customer.read(field, &reader) }
            reader.require(customer.id, Field.id.rawValue)
            reader.require(customer.updated ?? customer.created, Field.updated.rawValue)
        }
        guard problems.isEmpty else { throw DecodeError(problems) }
        var event = customer.event(version: customer.updated ?? customer.created)
        event.isDeleted = false
        return event
    }

    private init() {}

    /// The `customer` of an order; nil where it is null.
    init?(_ name: String, _ reader: inout PayloadReader) throws(JSONError) {
        let isObject = try reader.object(name, Self.keys) { reader, field throws(JSONError) in
            try read(field, &reader)
        }
        if !isObject { return nil }
    }

    private mutating func read(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .id: id = try reader.id(name)
        case .email: email = try reader.filledText(name)
        case .firstName: firstName = try reader.text(name)
        case .lastName: lastName = try reader.text(name)
        case .created: created = try reader.instant(name)
        case .updated: updated = try reader.instant(name)
        case .address: country = try ShopifyAddress.country(name, &reader)
        }
    }

    /// What is known of the customer, as of `version`.
    func event(version: Timestamp?) -> CustomerEvent {
        var event = CustomerEvent(externalID: id ?? "", version: version)
        event.email = email
        event.firstName = firstName
        event.lastName = lastName
        event.country = country
        event.registeredAt = created
        return event
    }
}

/// An address of Shopify, of which the country counts.
enum ShopifyAddress {
    private enum Field: String, CaseIterable, Sendable {
        case country = "country_code"
    }

    private static let keys = JSONKeys(Field.self)

    static func country(_ name: String, _ reader: inout PayloadReader) throws(JSONError) -> String? {
        var country: String?
        try reader.object(name, keys) { reader, field throws(JSONError) in
            country = CountryCode.lenient(try reader.text(field.rawValue))
        }
        return country
    }
}
