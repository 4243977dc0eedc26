public import Domain
internal import JSON

/// What orders and customers refer to by id: laid out once per run from the webservice's answers.
public struct PrestaShopTables: Sendable {
    /// States by id.
    public var states: [String: PrestaShopState] = [:]
    /// Currencies by id.
    public var currencies: [String: Currency] = [:]
    /// ISO 3166-1 codes by country id.
    public var countries: [String: String] = [:]
    /// Language tags by id.
    public var languages: [String: String] = [:]

    /// Codes that are no currency or no country are left out: what refers to them is then named when it is read.
    public init(
        states: [PrestaShopState] = [], currencies: [PrestaShopCode] = [], countries: [PrestaShopCode] = [],
        languages: [PrestaShopCode] = []
    ) {
        for state in states { self.states[state.id] = state }
        for row in currencies { self.currencies[row.id] = row.isoCode.flatMap { Currency($0.uppercased()) } }
        for row in countries { self.countries[row.id] = CountryCode.lenient(row.isoCode) }
        for row in languages { self.languages[row.id] = row.languageTag }
    }
}

/// One state of the shop's orders. Ids differ from shop to shop; what a state means is in its flags.
public struct PrestaShopState: Sendable, Equatable {
    public let id: String
    public let label: String?
    /// The order counts as paid in it.
    public let isPaid: Bool
    /// The order counts in the shop's own sales figures.
    public let isLogable: Bool
    /// No longer offered, but orders of the past may be in it.
    public let isDeleted: Bool
    /// The mail that the state sends tells what it is: no flag marks cancelled, refunded and failed.
    private let template: String?

    private static let voidTemplates: Set<String> = ["order_canceled", "refund", "payment_error"]

    /// Nothing of an order in it counts. A state flagged paid or logable never is void.
    public var isVoid: Bool {
        guard !isPaid, !isLogable, let template else { return false }
        return Self.voidTemplates.contains(template)
    }

    /// The state as an order reports it.
    public var report: StatusReport { StatusReport(code: id, label: label, isPaid: isPaid, isVoid: isVoid) }

    private enum Field: String, CaseIterable, Sendable {
        case id, name, paid, logable, deleted, template
    }

    private static let keys = JSONKeys(Field.self)

    init?(_ reader: inout PayloadReader) throws(JSONError) {
        var (id, label, template) = (nil as String?, nil as String?, nil as String?)
        var (isPaid, isLogable, isDeleted) = (nil as Bool?, nil as Bool?, nil as Bool?)
        try reader.object(Self.keys) { reader, field throws(JSONError) in
            let name = field.rawValue
            switch field {
            case .id: id = try reader.id(name)
            case .name: label = try PrestaShopText.read(name, &reader)
            case .template: template = try PrestaShopText.read(name, &reader)
            case .paid: isPaid = try reader.looseBool(name)
            case .logable: isLogable = try reader.looseBool(name)
            case .deleted: isDeleted = try reader.looseBool(name)
            }
        }
        reader.require(id, Field.id.rawValue)
        reader.require(isPaid, Field.paid.rawValue)
        guard let id, let isPaid else { return nil }
        (self.id, self.label, self.template) = (id, label, template)
        (self.isPaid, self.isLogable, self.isDeleted) = (isPaid, isLogable ?? false, isDeleted ?? false)
    }
}

/// A customer group.
public struct PrestaShopGroup: Sendable, Equatable {
    public let id: String
    public let name: String?

    private enum Field: String, CaseIterable, Sendable {
        case id, name
    }

    private static let keys = JSONKeys(Field.self)

    init?(_ reader: inout PayloadReader) throws(JSONError) {
        var (id, text) = (nil as String?, nil as String?)
        try reader.object(Self.keys) { reader, field throws(JSONError) in
            switch field {
            case .id: id = try reader.id(field.rawValue)
            case .name: text = try PrestaShopText.read(field.rawValue, &reader)
            }
        }
        reader.require(id, Field.id.rawValue)
        guard let id else { return nil }
        (self.id, name) = (id, text)
    }
}

/// An address: whose, and in which country.
public struct PrestaShopAddress: Sendable, Equatable {
    public let id: String
    /// Nil for an address of the shop's own.
    public let customerID: String?
    public let countryID: String?

    private enum Field: String, CaseIterable, Sendable {
        case id
        case customer = "id_customer"
        case country = "id_country"
    }

    private static let keys = JSONKeys(Field.self)

    init?(_ reader: inout PayloadReader) throws(JSONError) {
        var (id, customer, country) = (nil as String?, nil as String?, nil as String?)
        try reader.object(Self.keys) { reader, field throws(JSONError) in
            switch field {
            case .id: id = try reader.id(field.rawValue)
            case .customer: customer = try reader.reference(field.rawValue)
            case .country: country = try reader.reference(field.rawValue)
            }
        }
        reader.require(id, Field.id.rawValue)
        guard let id else { return nil }
        (self.id, customerID, countryID) = (id, customer, country)
    }
}

/// A country, currency or language: its id and its codes.
public struct PrestaShopCode: Sendable, Equatable {
    public let id: String
    /// `FR`, `EUR`, `fr`.
    public let isoCode: String?
    /// BCP 47; of a language only.
    public let languageTag: String?

    private enum Field: String, CaseIterable, Sendable {
        case id, locale
        case isoCode = "iso_code"
        case languageCode = "language_code"
    }

    private static let keys = JSONKeys(Field.self)

    init?(_ reader: inout PayloadReader) throws(JSONError) {
        var (id, isoCode) = (nil as String?, nil as String?)
        var (locale, languageCode) = (nil as String?, nil as String?)
        try reader.object(Self.keys) { reader, field throws(JSONError) in
            switch field {
            case .id: id = try reader.id(field.rawValue)
            case .isoCode: isoCode = try reader.filledText(field.rawValue)
            case .locale: locale = try reader.filledText(field.rawValue)
            case .languageCode: languageCode = try reader.filledText(field.rawValue)
            }
        }
        reader.require(id, Field.id.rawValue)
        guard let id else { return nil }
        (self.id, self.isoCode) = (id, isoCode)
        languageTag = locale ?? languageCode ?? isoCode
    }
}
