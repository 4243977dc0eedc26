internal import Domain
internal import JSON

/// A customer of the generic format: the data of a `customer` report, or who placed an order.
struct GenericCustomer {
    private enum Field: String, CaseIterable, Sendable {
        case id, version, email, locale, country, organization, groups, deleted
        case isGuest = "is_guest"
        case firstName = "first_name"
        case lastName = "last_name"
        case registeredAt = "registered_at"
        case defaultGroup = "default_group"
    }

    private static let keys = JSONKeys(Field.self)

    private var id: String?
    private var isGuest = false
    private var event = CustomerEvent(externalID: "", version: nil)

    /// Nil for another type than an object. An order's customer may be null: then nobody is known.
    init?(_ name: String, _ reader: inout PayloadReader, isReport: Bool) throws(JSONError) {
        if !isReport, try reader.isNextNull() {
            try reader.skip()
            isGuest = true
            return
        }
        let isObject = try reader.object(name, Self.keys) { reader, field throws(JSONError) in
            try read(field, &reader)
        }
        guard isObject else { return nil }
        if isReport || !isGuest { reader.require(id, "\(name)/\(Field.id.rawValue)") }
        if isReport { reader.require(event.version, "\(name)/\(Field.version.rawValue)") }
    }

    private mutating func read(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .id: id = try reader.optionalID(name)
        case .version: event.version = try reader.instant(name)
        case .isGuest: isGuest = try reader.bool(name) ?? false
        case .email: event.email = try reader.text(name)
        case .firstName: event.firstName = try reader.text(name)
        case .lastName: event.lastName = try reader.text(name)
        case .locale: event.locale = try reader.filledText(name)
        case .country: event.country = try reader.country(name)
        case .registeredAt: event.registeredAt = try reader.instant(name)
        case .organization: event.organization = try Self.readOrganization(&reader)
        case .groups: event.groups = try reader.array(name) { reader throws(JSONError) in try reader.id() }
        case .defaultGroup: event.defaultGroup = try reader.id(name)
        case .deleted: event.isDeleted = try reader.bool(name)
        }
    }

    private enum OrganizationField: String, CaseIterable, Sendable {
        case id, name
    }

    private static let organizationKeys = JSONKeys(OrganizationField.self)

    /// `{"id": "5", "name": "Müller GmbH"}`; null means that the customer belongs to none.
    private static func readOrganization(_ reader: inout PayloadReader) throws(JSONError) -> OrganizationReport? {
        if try reader.isNextNull() {
            try reader.skip()
            return OrganizationReport.none
        }
        let place = Field.organization.rawValue
        var id: String?
        var name: String?
        let isObject = try reader.object(place, organizationKeys) { reader, field throws(JSONError) in
            switch field {
            case .id: id = try reader.id(field.rawValue)
            case .name: name = try reader.filledText(field.rawValue)
            }
        }
        if isObject { reader.require(id, "\(place)/\(OrganizationField.id.rawValue)") }
        return id.map { .member(externalID: $0, name: name) }
    }

    /// The report about the customer; nil where its id is missing.
    var report: CustomerEvent? {
        guard let id else { return nil }
        var report = event
        report.externalID = id
        report.isDeleted = event.isDeleted ?? false
        return report
    }

    /// What an order says about its customer. Its groups are left out: an order tells those of some earlier time.
    func inOrder(version: Timestamp?) -> OrderCustomer {
        guard !isGuest, let id else { return .guest(email: event.email.flatMap { $0.isEmpty ? nil : $0 }) }
        var customer = event
        customer.externalID = id
        customer.version = version
        customer.groups = nil
        customer.defaultGroup = nil
        customer.isDeleted = nil
        return .registered(customer)
    }
}
