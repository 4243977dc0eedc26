internal import Domain
internal import JSON

/// The fields of an order or a customer that are of use, as they were sent: by a webhook or in an answer of the API,
/// which write them alike.
///
/// Source: the REST API reference, pages Orders and Customers.
struct WooCommercePayload {
    enum Kind {
        case order, customer, deletion
    }

    enum Field: String, CaseIterable, Sendable {
        case id, code, status, currency, total, refunds, email, billing
        case totalTax = "total_tax"
        case shippingTotal = "shipping_total"
        case shippingTax = "shipping_tax"
        case customerID = "customer_id"
        case paymentMethod = "payment_method"
        case created = "date_created_gmt"
        case modified = "date_modified_gmt"
        case paid = "date_paid_gmt"
        case lines = "line_items"
        case firstName = "first_name"
        case lastName = "last_name"
    }

    enum BillingField: String, CaseIterable, Sendable {
        case email, country
        case firstName = "first_name"
        case lastName = "last_name"
    }

    enum RefundField: String, CaseIterable, Sendable {
        case total
    }

    enum LineField: String, CaseIterable, Sendable {
        case id, sku, quantity, total
        case productID = "product_id"
        case variationID = "variation_id"
        case totalTax = "total_tax"
    }

    struct Person {
        var email: String?
        var firstName: String?
        var lastName: String?
        var country: String?
    }

    struct Line {
        var id: String?
        var productID: String?
        var variationID: String?
        var sku: String?
        var quantity: Int64?
        var total: Decimal?
        var tax: Decimal?
    }

    private static let keys = JSONKeys(Field.self)
    private static let billingKeys = JSONKeys(BillingField.self)
    private static let refundKeys = JSONKeys(RefundField.self)
    private static let lineKeys = JSONKeys(LineField.self)

    /// Where there is no id: the error of its REST API that WooCommerce sent in place of the thing.
    private var errorCode: String?
    private var id: String?
    private var status: String?
    private var currency: Currency?
    private var total: Decimal?
    private var tax: Decimal?
    private var shipping: Decimal?
    private var shippingTax: Decimal?
    private var refunds: [Decimal]?
    private var customerID: String?
    private var paymentMethod: String?
    private var created: Timestamp?
    private var modified: Timestamp?
    private var paid: Timestamp?
    private var lines: [Line]?
    private var person = Person()
    private var billing = Person()
    private var problems: [DecodeError.Problem] = []

    init(_ body: [UInt8], _ kind: Kind) throws(DecodeError) {
        var reader = PayloadReader(body)
        do throws(JSONError) {
            try reader.object(Self.keys) { reader, field throws(JSONError) in try read(field, kind, &reader) }
            try reader.finish()
        } catch {
            throw DecodeError(error)
        }
        require(kind, &reader)
        problems = reader.problems
    }

    /// True where the REST API no longer knew the thing when the delivery was made.
    var isGone: Bool { id == nil && errorCode?.hasSuffix("invalid_id") ?? false }

    private mutating func read(_ field: Field, _ kind: Kind, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch (field, kind) {
        case (.id, _): id = try reader.id(name)
        case (.code, _): errorCode = try reader.textIfAny()
        case (_, .deletion): try reader.skip()
        case (.created, _): created = try reader.instantWithoutZone(name)
        case (.modified, _): modified = try reader.instantWithoutZone(name)
        case (.billing, _): billing = try Self.readBilling(&reader)
        case (_, .customer): try readCustomer(field, &reader)
        default: try readOrder(field, &reader)
        }
    }

    private mutating func readCustomer(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        switch field {
        case .email: person.email = try reader.filledText(field.rawValue)
        case .firstName: person.firstName = try reader.text(field.rawValue)
        case .lastName: person.lastName = try reader.text(field.rawValue)
        default: try reader.skip()
        }
    }

    private mutating func readOrder(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .status: status = try reader.code(name)
        case .currency: currency = try reader.currency(name)
        case .total: total = try reader.decimal(name)
        case .totalTax: tax = try reader.decimal(name)
        case .shippingTotal: shipping = try reader.decimal(name)
        case .shippingTax: shippingTax = try reader.decimal(name)
        case .refunds: refunds = try reader.array(name, Self.readRefund)
        case .customerID: customerID = try reader.id(name)
        case .paymentMethod: paymentMethod = try reader.filledText(name)
        case .paid: paid = try reader.instantWithoutZone(name)
        case .lines: lines = try reader.array(name, Self.readLine)
        default: try reader.skip()
        }
    }

    private static func readBilling(_ reader: inout PayloadReader) throws(JSONError) -> Person {
        var person = Person()
        try reader.object(Field.billing.rawValue, billingKeys) { reader, field throws(JSONError) in
            switch field {
            case .email: person.email = try reader.filledText(field.rawValue)
            case .country: person.country = CountryCode.lenient(try reader.text(field.rawValue))
            case .firstName: person.firstName = try reader.filledText(field.rawValue)
            case .lastName: person.lastName = try reader.filledText(field.rawValue)
            }
        }
        return person
    }

    /// What one refund gave back: `total` is written with a minus sign.
    private static func readRefund(_ reader: inout PayloadReader) throws(JSONError) -> Decimal? {
        var total: Decimal?
        try reader.object(refundKeys) { reader, field throws(JSONError) in
            total = try reader.decimal(field.rawValue)
            if total?.isPositive ?? false { reader.note(field.rawValue, "must not be positive") }
        }
        reader.require(total, RefundField.total.rawValue)
        return total?.negated
    }

    private static func readLine(_ reader: inout PayloadReader) throws(JSONError) -> Line? {
        var line = Line()
        try reader.object(lineKeys) { reader, field throws(JSONError) in
            let name = field.rawValue
            switch field {
            case .id: line.id = try reader.id(name)
            case .productID: line.productID = try reader.id(name)
            case .variationID: line.variationID = try reader.id(name)
            case .sku: line.sku = try reader.filledText(name)
            // Add-ons that sell by weight make it a fraction; a rule counts whole units.
            case .quantity: line.quantity = try reader.count(name, fractions: true)
            case .total: line.total = try reader.decimal(name)
            case .totalTax: line.tax = try reader.decimal(name)
            }
        }
        reader.require(line.id, LineField.id.rawValue)
        reader.require(line.productID, LineField.productID.rawValue)
        reader.require(line.quantity, LineField.quantity.rawValue)
        return line
    }

    private func require(_ kind: Kind, _ reader: inout PayloadReader) {
        if id == nil, let errorCode {
            reader.note(
                Field.code.rawValue,
                "WooCommerce sent the error \(errorCode) in place of the data: "
                    + "may the user who made the webhook still read orders and customers?")
            return
        }
        reader.require(id, Field.id.rawValue)
        guard kind != .deletion else { return }
        reader.require(modified ?? created, Field.modified.rawValue)
        guard kind == .order else { return }
        reader.require(status, Field.status.rawValue)
        reader.require(currency, Field.currency.rawValue)
        reader.require(total, Field.total.rawValue)
    }
}

// MARK: - Events

extension WooCommercePayload {
    func orderDeletion() throws(DecodeError) -> OrderEvent {
        var event = OrderEvent(externalID: try checked(id), version: nil)
        event.isDeleted = true
        return event
    }

    func customerDeletion() throws(DecodeError) -> CustomerEvent {
        var event = CustomerEvent(externalID: try checked(id), version: nil)
        event.isDeleted = true
        return event
    }

    func customer() throws(DecodeError) -> CustomerEvent {
        var event = CustomerEvent(externalID: try checked(id), version: modified ?? created)
        event.email = person.email
        event.firstName = person.firstName
        event.lastName = person.lastName
        event.country = billing.country
        event.registeredAt = created
        event.isDeleted = false
        return event
    }

    func order(isRestoration: Bool) throws(DecodeError) -> OrderEvent {
        var event = OrderEvent(externalID: try checked(id), version: modified ?? created)
        var amounts = AmountReader(currency: try checked(currency))
        event.status = StatusReport(code: try checked(status))
        event.paidAt = paid
        event.paidNeedsInstant = true
        event.placedAt = created
        event.isDeleted = false
        event.isRestoration = isRestoration
        event.amounts = OrderAmounts(
            currency: amounts.currency, total: amounts.units(total, "/total"), tax: amounts.units(tax, "/total_tax"),
            shipping: amounts.units(shipping, "/shipping_total"),
            shippingTax: amounts.units(shippingTax, "/shipping_tax"))
        event.refunded = refunds.map { amounts.units(sum: $0, "/refunds") }
        event.paymentMethod = paymentMethod
        event.country = billing.country
        event.customer = orderCustomer
        event.lines = lines?.enumerated().map { Self.line($0.element, at: $0.offset, &amounts) }
        event.linesTellRefunds = false
        guard amounts.problems.isEmpty else { throw DecodeError(amounts.problems) }
        return event
    }

    /// Customer 0 is a guest.
    private var orderCustomer: OrderCustomer? {
        guard let customerID else { return nil }
        guard customerID != "0" else { return .guest(email: billing.email) }
        var event = CustomerEvent(externalID: customerID, version: modified ?? created)
        event.email = billing.email
        event.firstName = billing.firstName
        event.lastName = billing.lastName
        event.country = billing.country
        return .registered(event)
    }

    /// A line's `total` is without tax; ours is with it.
    private static func line(_ line: Line, at index: Int, _ amounts: inout AmountReader) -> OrderLine {
        OrderLine(
            id: line.id ?? "", productID: line.productID ?? "",
            variantID: line.variationID == "0" ? nil : line.variationID, sku: line.sku, quantity: line.quantity ?? 0,
            total: amounts.units(sum: [line.total, line.tax], "/line_items/\(index)/total", canBeNegative: true),
            tax: amounts.units(line.tax, "/line_items/\(index)/total_tax", canBeNegative: true))
    }

    /// The value of a required field. Reading has noted every one that is missing, so this throws whenever a problem
    /// was noted at all.
    private func checked<Value>(_ value: Value?) throws(DecodeError) -> Value {
        guard let value, problems.isEmpty else { throw DecodeError(problems) }
        return value
    }
}
