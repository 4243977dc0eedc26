public import Domain
internal import JSON
internal import Secrets

/// Reads what PrestaShop's webservice answers (`output_format=JSON`), page by page, for whoever fetches it.
///
/// Nothing is fetched here. The order of use: `states`, `currencies`, `countries` and `languages` into
/// `PrestaShopTables`; then pages of `orders` with their `slips`, `histories`, `customers` and `addresses`; then
/// `PrestaShopOrder.event`. Of the answers only the fields named in this folder are read: `passwd`, `secure_key` and
/// the like are skipped where they stand.
///
/// What such answers are like: ids and amounts are strings or numbers; a list without elements may be `""`; a page
/// without rows is `[]`; dates are local and have no zone; texts may be HTML-escaped.
public struct PrestaShopReader: Sendable {
    /// The zone that the shop's dates are written in.
    public let zone: Zone

    public init(zone: Zone) { self.zone = zone }

    // MARK: Pages of things that change

    /// `/api/orders`, with `display=full`.
    public func orders(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopOrder> {
        try Self.page(body, "orders", "order") { reader throws(JSONError) in try PrestaShopOrder(&reader, zone) }
    }

    /// `/api/order_slip`: what was given back.
    public func slips(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopSlip> {
        try Self.page(body, "order_slips", "order_slip") { reader throws(JSONError) in
            try PrestaShopSlip(&reader, zone)
        }
    }

    /// `/api/order_histories`: which state an order entered when.
    public func histories(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopHistory> {
        try Self.page(body, "order_histories", "order_history") { reader throws(JSONError) in
            try PrestaShopHistory(&reader, zone)
        }
    }

    /// `/api/customers`, with `display=full`.
    public func customers(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopCustomer> {
        try Self.page(body, "customers", "customer") { reader throws(JSONError) in
            try PrestaShopCustomer(&reader, zone)
        }
    }

    // MARK: Pages of things that are referred to

    /// `/api/order_states`: the shop's own states with their flags.
    public func states(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopState> {
        try Self.page(body, "order_states", "order_state") { reader throws(JSONError) in try PrestaShopState(&reader) }
    }

    /// `/api/groups`: the customer groups, which all shops of an installation share.
    public func groups(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopGroup> {
        try Self.page(body, "groups", "group") { reader throws(JSONError) in try PrestaShopGroup(&reader) }
    }

    /// `/api/addresses`: the country of each.
    public func addresses(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopAddress> {
        try Self.page(body, "addresses", "address") { reader throws(JSONError) in try PrestaShopAddress(&reader) }
    }

    /// `/api/countries`: ids and ISO codes.
    public func countries(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopCode> {
        try Self.page(body, "countries", "country") { reader throws(JSONError) in try PrestaShopCode(&reader) }
    }

    /// `/api/currencies`: ids and ISO codes.
    public func currencies(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopCode> {
        try Self.page(body, "currencies", "currency") { reader throws(JSONError) in try PrestaShopCode(&reader) }
    }

    /// `/api/languages`: ids and language tags.
    public func languages(_ body: [UInt8]) throws(DecodeError) -> PrestaShopPage<PrestaShopCode> {
        try Self.page(body, "languages", "language") { reader throws(JSONError) in try PrestaShopCode(&reader) }
    }

    // MARK: Reading

    private enum Field: Sendable {
        case rows, row, errors
    }

    private enum ErrorField: String, CaseIterable, Sendable {
        case message
    }

    private static let errorKeys = JSONKeys(ErrorField.self)

    /// `{"orders": […]}`, `{"order": {…}}` for one that was asked for by its id, or `[]` for none.
    /// - Throws: for broken JSON, for something else than such an answer, and for the webservice's own errors.
    private static func page<Row>(
        _ body: [UInt8], _ plural: String, _ singular: String,
        _ read: (inout PayloadReader) throws(JSONError) -> Row?
    ) throws(DecodeError) -> PrestaShopPage<Row> {
        var page = PrestaShopPage<Row>()
        var reader = PayloadReader(body)
        do throws(JSONError) {
            try readPage(&page, &reader, JSONKeys([plural: .rows, singular: .row, "errors": .errors]), plural, read)
            try reader.finish()
        } catch {
            throw DecodeError(error)
        }
        guard page.isAnswer else {
            throw DecodeError(reader.problems.isEmpty ? [.init("/\(plural)", "is missing")] : reader.problems)
        }
        page.problems = reader.problems
        return page
    }

    private static func readPage<Row>(
        _ page: inout PrestaShopPage<Row>, _ reader: inout PayloadReader, _ keys: JSONKeys<Field>, _ plural: String,
        _ read: (inout PayloadReader) throws(JSONError) -> Row?
    ) throws(JSONError) {
        if try reader.isNextArray() {
            let rows = try reader.array("") { reader throws(JSONError) -> Bool? in
                try reader.skip()
                return true
            }
            page.isAnswer = rows?.isEmpty ?? false
            if !page.isAnswer { reader.note("", "must be an object") }
            return
        }
        var failure: [String]?
        try reader.object(keys) { reader, field throws(JSONError) in
            switch field {
            case .errors: failure = try readErrors(&reader)
            case .row:
                page.rows = [try readRow(&reader, read)].compactMap(\.self)
                page.isAnswer = true
            case .rows:
                let rows = try reader.list(plural) { reader throws(JSONError) in try readRow(&reader, read) }
                page.rows = rows ?? []
                page.isAnswer = rows != nil
            }
        }
        guard let failure else { return }
        page.isAnswer = false
        reader.note("errors", "PrestaShop answered with an error: \(failure.joined(separator: "; "))")
    }

    /// A row with a bad field is left out, so that it does not keep the others back.
    private static func readRow<Row>(
        _ reader: inout PayloadReader, _ read: (inout PayloadReader) throws(JSONError) -> Row?
    ) throws(JSONError) -> Row? {
        let known = reader.problems.count
        let row = try read(&reader)
        return reader.problems.count == known ? row : nil
    }

    private static func readErrors(_ reader: inout PayloadReader) throws(JSONError) -> [String] {
        try reader.list("errors") { reader throws(JSONError) in
            var message: String?
            try reader.object(errorKeys) { reader, _ throws(JSONError) in message = try reader.textIfAny() }
            return message
        } ?? []
    }
}

/// One answer of the webservice: the rows that could be read, and what was wrong with the others.
public struct PrestaShopPage<Row: Sendable>: Sendable {
    public fileprivate(set) var rows: [Row] = []
    /// The bad fields of rows that were left out, as JSON pointers into the body. Empty where all could be read.
    public fileprivate(set) var problems: [DecodeError.Problem] = []
    fileprivate var isAnswer = false
}
