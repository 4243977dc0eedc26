public import Domain
internal import JSON
public import Secrets

/// Echelon's own webhook format, signed after Standard Webhooks: for shops without an adapter and for modules made
/// for Echelon.
///
/// `{"type": "order" | "order.status" | "order.deleted" | "customer" | "ping", "data": {…}}`. Required in the data are
/// `id` and `version`; for an order also `status`, `currency`, `total`, `customer` and `lines`, for a status `status`.
/// Unknown fields are ignored, other types taken and forgotten.
public struct GenericAdapter: ShopAdapter {
    public init() {}

    public var platform: Platform { .generic }

    public var presets: [StatusPreset] {
        [
            StatusPreset("pending", "Pending"),
            StatusPreset("paid", "Paid", isPaid: true),
            StatusPreset("processing", "Processing", isPaid: true),
            StatusPreset("shipped", "Shipped", isPaid: true),
            StatusPreset("delivered", "Delivered", isPaid: true),
            StatusPreset("completed", "Completed", isPaid: true),
            StatusPreset("cancelled", "Cancelled", isVoid: true),
            StatusPreset("refunded", "Refunded", isVoid: true),
            StatusPreset("failed", "Failed", isVoid: true),
        ]
    }

    public func signingKey(from secret: String) -> HMACKey? { StandardWebhooks.key(from: secret) }

    public func verify(_ delivery: WebhookDelivery, keys: [HMACKey], now: Timestamp) -> Verification {
        StandardWebhooks.verify(delivery, keys: keys, now: now)
    }

    /// `webhook-id`, which the sender keeps over its retries; its digest where it is too long to be stored.
    public func identity(of delivery: WebhookDelivery) -> String {
        let id = delivery.header("webhook-id") ?? ""
        return id.utf8.count <= 191 ? id : Base64.encode(Digest.sha256(Array(id.utf8)), .url)
    }

    public func decode(_ delivery: WebhookDelivery) throws(DecodeError) -> ShopEvent {
        var reader = PayloadReader(delivery.body)
        var envelope = Envelope()
        do throws(JSONError) { try envelope.read(&reader) } catch { throw DecodeError(error) }
        guard let type = envelope.type else { throw DecodeError(reader.problems) }
        switch Kind(rawValue: type) {
        case nil: return .unused(topic: type)
        case .ping: return .ping
        case .customer: return .customer(try envelope.data.customerEvent(reader.problems))
        case .order: return .order(try envelope.data.orderEvent(reader.problems))
        case .status: return .order(try envelope.data.statusEvent(reader.problems))
        case .deletion: return .order(try envelope.data.deletionEvent(reader.problems))
        }
    }

    fileprivate enum Kind: String {
        case order, customer, ping
        case status = "order.status"
        case deletion = "order.deleted"
    }
}

// MARK: - Envelope

/// `{"type": …, "data": {…}}`, in any order of the two.
private struct Envelope {
    enum Field: String, CaseIterable, Sendable {
        case type, data
    }

    private static let keys = JSONKeys(Field.self)

    var type: String?
    var data = GenericData()

    mutating func read(_ reader: inout PayloadReader) throws(JSONError) {
        var waiting: PayloadReader?
        var isDataRead = false
        let isObject = try reader.object(Self.keys) { reader, field throws(JSONError) in
            if field == .type {
                type = try reader.text(field.rawValue)
            } else if type != nil {
                try readData(&reader)
                isDataRead = true
            } else {
                // What the data mean is not known yet: come back when the type has been read.
                waiting = reader
                try reader.skip()
            }
        }
        try reader.finish()
        if isObject { reader.require(type, Field.type.rawValue) } else { reader.require(nil as String?, "type") }
        if var again = waiting, type != nil {
            try readData(&again)
            reader.add(again.problems)
        } else if !isDataRead, type != nil {
            data.require(kind, &reader)
        }
    }

    private var kind: GenericAdapter.Kind? { type.flatMap { GenericAdapter.Kind(rawValue: $0) } }

    private mutating func readData(_ reader: inout PayloadReader) throws(JSONError) {
        guard let kind, kind != .ping else { return try reader.skip() }
        try data.read(kind, &reader)
    }
}

// MARK: - Data

/// The fields of every type of report, as they were sent.
private struct GenericData {
    enum Field: String, CaseIterable, Sendable {
        case id, version, status, test, currency, total, tax, shipping, refunded, country, customer, lines
        case placedAt = "placed_at"
        case paidAt = "paid_at"
        case conversionRate = "conversion_rate"
        case shippingTax = "shipping_tax"
        case paymentMethod = "payment_method"
    }

    private static let keys = JSONKeys(Field.self)

    private var id: String?
    private var version: Timestamp?
    private var status: StatusReport?
    private var test: Bool?
    private var currency: Currency?
    private var conversionRate: Decimal?
    private var total: Decimal?
    private var tax: Decimal?
    private var shipping: Decimal?
    private var shippingTax: Decimal?
    private var refunded: Decimal?
    private var country: String?
    private var placedAt: Timestamp?
    private var paidAt: Timestamp?
    private var paymentMethod: String?
    private var customer: GenericCustomer?
    private var lines: [GenericLine]?

    mutating func read(_ kind: GenericAdapter.Kind, _ reader: inout PayloadReader) throws(JSONError) {
        let name = Envelope.Field.data.rawValue
        if kind == .customer {
            customer = try GenericCustomer(name, &reader, isReport: true)
            return reader.require(customer, name)
        }
        try reader.object(name, Self.keys) { reader, field throws(JSONError) in
            switch (field, kind) {
            case (.id, _): id = try reader.id(field.rawValue)
            case (.version, _): version = try reader.instant(field.rawValue)
            case (.status, .order), (.status, .status): status = try Self.readStatus(&reader)
            case (.paidAt, .order), (.paidAt, .status): paidAt = try reader.instant(field.rawValue)
            case (_, .order): try readOrder(field, &reader)
            default: try reader.skip()
            }
        }
        require(kind, &reader)
    }

    private mutating func readOrder(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .test: test = try reader.bool(name)
        case .currency: currency = try reader.currency(name)
        case .conversionRate: conversionRate = try Self.readRate(name, &reader)
        case .total: total = try reader.decimal(name)
        case .tax: tax = try reader.decimal(name)
        case .shipping: shipping = try reader.decimal(name)
        case .shippingTax: shippingTax = try reader.decimal(name)
        case .refunded: refunded = try reader.decimal(name)
        case .country: country = try reader.country(name)
        case .placedAt: placedAt = try reader.instant(name)
        case .paymentMethod: paymentMethod = try reader.filledText(name)
        case .customer: customer = try GenericCustomer(name, &reader, isReport: false)
        case .lines: lines = try GenericLine.readAll(name, &reader)
        default: try reader.skip()
        }
    }

    private static func readRate(_ name: String, _ reader: inout PayloadReader) throws(JSONError) -> Decimal? {
        guard let rate = try reader.decimal(name) else { return nil }
        guard rate.isPositive else {
            reader.note(name, "must be greater than 0")
            return nil
        }
        return rate
    }

    /// `"paid"`, or `{"code": "2", "label": "Payment accepted", "paid": true, "void": false}`.
    private static func readStatus(_ reader: inout PayloadReader) throws(JSONError) -> StatusReport? {
        let name = Field.status.rawValue
        guard try reader.isNextObject() else { return try reader.code(name).map { StatusReport(code: $0) } }
        var report = StatusReport(code: "")
        var code: String?
        try reader.object(name, statusKeys) { reader, field throws(JSONError) in
            switch field {
            case .code: code = try reader.code(field.rawValue)
            case .label: report.label = try reader.filledText(field.rawValue)
            case .paid: report.isPaid = try reader.bool(field.rawValue)
            case .void: report.isVoid = try reader.bool(field.rawValue)
            }
        }
        reader.require(code, "\(name)/\(StatusField.code.rawValue)")
        guard let code else { return nil }
        report.code = code
        return report
    }

    private enum StatusField: String, CaseIterable, Sendable {
        case code, label, paid, void
    }

    private static let statusKeys = JSONKeys(StatusField.self)

    /// Notes which required fields are missing. They are named from the top, as the object has been left.
    func require(_ kind: GenericAdapter.Kind?, _ reader: inout PayloadReader) {
        func require(_ value: (some Any)?, _ field: Field) { reader.require(value, "data/\(field.rawValue)") }
        guard let kind, kind != .ping else { return }
        guard kind != .customer else { return reader.require(customer, "data") }
        require(id, .id)
        require(version, .version)
        if kind == .order || kind == .status { require(status, .status) }
        guard kind == .order else { return }
        require(currency, .currency)
        require(total, .total)
        require(customer, .customer)
        require(lines, .lines)
    }
}

// MARK: - Events

extension GenericData {
    func customerEvent(_ problems: [DecodeError.Problem]) throws(DecodeError) -> CustomerEvent {
        guard problems.isEmpty, let event = customer?.report else { throw DecodeError(problems) }
        return event
    }

    func deletionEvent(_ problems: [DecodeError.Problem]) throws(DecodeError) -> OrderEvent {
        guard problems.isEmpty, let id else { throw DecodeError(problems) }
        var event = OrderEvent(externalID: id, version: version)
        event.isDeleted = true
        return event
    }

    func statusEvent(_ problems: [DecodeError.Problem]) throws(DecodeError) -> OrderEvent {
        guard problems.isEmpty, let id else { throw DecodeError(problems) }
        var event = OrderEvent(externalID: id, version: version)
        event.status = status
        event.paidAt = paidAt
        return event
    }

    func orderEvent(_ problems: [DecodeError.Problem]) throws(DecodeError) -> OrderEvent {
        var event = try statusEvent(problems)
        guard let currency else { throw DecodeError(problems) }
        var amounts = AmountReader(currency: currency)
        let shippingTax = amounts.units(shippingTax, "/data/shipping_tax")
        // The format gives shipping with its tax, as it does all amounts.
        let shipping = amounts.units(shipping, "/data/shipping")
        if amounts.problems.isEmpty, shippingTax > shipping {
            amounts.note("/data/shipping_tax", "must not be more than the shipping")
        }
        let read = OrderAmounts(
            currency: currency, conversionRate: conversionRate, total: amounts.units(total, "/data/total"),
            tax: amounts.units(tax, "/data/tax"), shipping: shipping - shippingTax, shippingTax: shippingTax)
        event.amounts = read
        event.refunded = refunded.map { amounts.units($0, "/data/refunded") }
        if read.tax > read.total { amounts.note("/data/tax", "must not be more than the total") }
        if event.refunded ?? 0 > read.total { amounts.note("/data/refunded", "must not be more than the total") }
        event.placedAt = placedAt
        event.isTest = test
        event.isDeleted = false
        event.paymentMethod = paymentMethod
        event.country = country
        event.customer = customer?.inOrder(version: version)
        event.lines = lines?.enumerated().map { $0.element.line(at: $0.offset, &amounts) }
        guard amounts.problems.isEmpty else { throw DecodeError(amounts.problems) }
        return event
    }
}
