public import Domain
internal import JSON

/// A row of `/api/customers`. Its `passwd`, `secure_key` and the like are never read.
public struct PrestaShopCustomer: Sendable, Equatable {
    public let id: String
    /// The shop that the customer registered in; nil where the answer does not tell.
    public let shopID: String?
    /// Who orders without an account has a row all the same.
    public let isGuest: Bool
    public let email: String?
    private let languageID: String?
    private let event: CustomerEvent

    /// What the row says of a registered customer; nil for a guest.
    ///
    /// - Parameters:
    ///   - tables: for the language.
    ///   - country: ISO code of an address of the customer's, where it is known.
    ///   - readAt: when the shop answered, by our clock.
    public func report(_ tables: PrestaShopTables, country: String? = nil, readAt: Timestamp) -> CustomerEvent? {
        guard !isGuest else { return nil }
        var report = fillIn(tables, country: country)
        report.readAt = readAt
        report.groups = event.groups
        report.defaultGroup = event.defaultGroup
        report.isDeleted = event.isDeleted ?? false
        return report
    }

    /// What may be filled in from the row beside an order.
    func fillIn(_ tables: PrestaShopTables, country: String?) -> CustomerEvent {
        var customer = event
        customer.locale = languageID.flatMap { tables.languages[$0] }
        customer.country = country
        customer.groups = nil
        customer.defaultGroup = nil
        customer.isDeleted = nil
        return customer
    }

    // MARK: Reading

    private enum Field: String, CaseIterable, Sendable {
        case id, email, firstname, lastname, deleted, associations
        case shop = "id_shop"
        case language = "id_lang"
        case defaultGroup = "id_default_group"
        case isGuest = "is_guest"
        case created = "date_add"
        case updated = "date_upd"
    }

    private enum AssociationField: String, CaseIterable, Sendable {
        case groups
    }

    private enum GroupField: String, CaseIterable, Sendable {
        case id
    }

    private static let keys = JSONKeys(Field.self)
    private static let associationKeys = JSONKeys(AssociationField.self)
    private static let groupKeys = JSONKeys(GroupField.self)

    init?(_ reader: inout PayloadReader, _ zone: Zone) throws(JSONError) {
        var (id, shop, language, isGuest) = (nil as String?, nil as String?, nil as String?, nil as Bool?)
        var event = CustomerEvent(externalID: "", version: nil)
        try reader.object(Self.keys) { reader, field throws(JSONError) in
            let name = field.rawValue
            switch field {
            case .id: id = try reader.id(name)
            case .shop: shop = try reader.reference(name)
            case .language: language = try reader.reference(name)
            case .isGuest: isGuest = try reader.looseBool(name)
            case .email: event.email = try reader.filledText(name)
            case .firstname: event.firstName = try reader.text(name).map(PrestaShopText.unescaped)
            case .lastname: event.lastName = try reader.text(name).map(PrestaShopText.unescaped)
            case .deleted: event.isDeleted = try reader.looseBool(name)
            case .defaultGroup: event.defaultGroup = try reader.reference(name)
            case .associations: event.groups = try Self.readGroups(name, &reader)
            case .created: event.registeredAt = try reader.localInstant(name, zone)
            case .updated: event.version = try reader.localInstant(name, zone)
            }
        }
        event.version = event.version ?? event.registeredAt
        reader.require(id, Field.id.rawValue)
        reader.require(event.version, Field.updated.rawValue)
        guard let id else { return nil }
        event.externalID = id
        (self.id, self.shopID, self.isGuest, email) = (id, shop, isGuest ?? false, event.email)
        (self.languageID, self.event) = (language, event)
    }

    /// Nil where the answer does not carry the list; empty where it carries one without elements.
    private static func readGroups(_ name: String, _ reader: inout PayloadReader) throws(JSONError) -> [String]? {
        var groups: [String]?
        try reader.associations(name, associationKeys) { reader, field throws(JSONError) in
            groups = try reader.list(field.rawValue) { reader throws(JSONError) in
                var id: String?
                try reader.object(groupKeys) { reader, field throws(JSONError) in id = try reader.id(field.rawValue) }
                reader.require(id, GroupField.id.rawValue)
                return id
            }
        }
        return groups
    }
}
