internal import Domain
internal import JSON

/// The order in a delivery of Shopify, as it was sent, and what it means.
///
/// Amounts are those in the shop's currency (`currency`, `…_set.shop_money`); what the buyer saw in another one
/// (`presentment_money`) is passed over.
struct ShopifyOrder {
    /// The status code of an order whose `cancelled_at` is set, whatever became of its money.
    static let cancelled = "cancelled"

    private enum Field: String, CaseIterable, Sendable {
        case id, email, currency, test, customer, refunds
        case created = "created_at"
        case updated = "updated_at"
        case processed = "processed_at"
        case cancelledAt = "cancelled_at"
        case financialStatus = "financial_status"
        case total = "total_price"
        case currentTotal = "current_total_price"
        case tax = "total_tax"
        case taxIncluded = "taxes_included"
        case shippingTotal = "total_shipping_price_set"
        case shippingLines = "shipping_lines"
        case lines = "line_items"
        case billing = "billing_address"
        case shipping = "shipping_address"
        case gateways = "payment_gateway_names"
        case gateway
        case contactEmail = "contact_email"
        case locale = "customer_locale"
    }

    private enum ShippingField: String, CaseIterable, Sendable {
        case price
        case discounts = "discount_allocations"
        case taxes = "tax_lines"
    }

    private static let keys = JSONKeys(Field.self)
    private static let shippingKeys = JSONKeys(ShippingField.self)

    private var id: String?
    private var created: Timestamp?
    private var updated: Timestamp?
    private var processed: Timestamp?
    private var isCancelled = false
    private var financialStatus: String?
    private var isTest: Bool?
    private var currency: Currency?
    private var total: Decimal?
    private var currentTotal: Decimal?
    private var tax: Decimal?
    private var taxIncluded = false
    private var shippingTotal: Decimal?
    private var shippingPrices: [Decimal?] = []
    private var shippingDiscounts: [Decimal] = []
    private var shippingTaxes: [Decimal] = []
    private var refunds: [ShopifyRefund]?
    private var lines: [ShopifyLine]?
    private var customer: ShopifyCustomer?
    private var email: String?
    private var contactEmail: String?
    private var locale: String?
    private var billingCountry: String?
    private var shippingCountry: String?
    private var gateway: String?
    private var gateways: [String] = []

    /// - Throws: the fields that are missing or bad, all of them.
    init(_ body: [UInt8]) throws(DecodeError) {
        let problems = try PayloadReader.whole(body) { reader throws(JSONError) in
            try reader.object(Self.keys) { reader, field throws(JSONError) in try read(field, &reader) }
            require(&reader)
        }
        guard problems.isEmpty else { throw DecodeError(problems) }
    }

    // MARK: Reading

    private mutating func read(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .id: id = try reader.id(name)
        case .created: created = try reader.instant(name)
        case .updated: updated = try reader.instant(name)
        case .processed: processed = try reader.instant(name)
        case .cancelledAt: isCancelled = try reader.instant(name) != nil
        case .financialStatus: financialStatus = try reader.code(name)
        case .test: isTest = try reader.bool(name)
        case .lines: lines = try ShopifyLine.readAll(name, &reader)
        case .gateways: gateways = try reader.array(name) { reader throws(JSONError) in try reader.filledText() } ?? []
        case .gateway: gateway = try reader.filledText(name)
        case .currency, .total, .currentTotal, .tax, .taxIncluded, .shippingTotal, .shippingLines, .refunds:
            try readMoney(field, &reader)
        case .customer, .email, .contactEmail, .locale, .billing, .shipping: try readPerson(field, &reader)
        }
    }

    private mutating func readMoney(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .currency: currency = try reader.currency(name)
        case .total: total = try reader.decimal(name)
        case .currentTotal: currentTotal = try reader.decimal(name)
        case .tax: tax = try reader.decimal(name)
        case .taxIncluded: taxIncluded = try reader.bool(name) ?? false
        case .shippingTotal: shippingTotal = try ShopifyMoney(name, &reader)?.amount
        case .shippingLines: try readShippingLines(name, &reader)
        default: refunds = try reader.array(name) { reader throws(JSONError) in try ShopifyRefund(&reader) }
        }
    }

    private mutating func readShippingLines(_ name: String, _ reader: inout PayloadReader) throws(JSONError) {
        _ = try reader.array(name) { reader throws(JSONError) -> Bool? in
            try reader.object(Self.shippingKeys) { reader, field throws(JSONError) in
                switch field {
                case .price: shippingPrices.append(try reader.decimal(field.rawValue))
                case .discounts: shippingDiscounts += try ShopifyParts.discounts(field.rawValue, &reader) ?? []
                case .taxes: shippingTaxes += try ShopifyParts.taxes(field.rawValue, &reader) ?? []
                }
            }
        }
    }

    private mutating func readPerson(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .customer: customer = try ShopifyCustomer(name, &reader)
        case .email: email = try reader.filledText(name)
        case .contactEmail: contactEmail = try reader.filledText(name)
        case .locale: locale = try reader.filledText(name)
        case .billing: billingCountry = try ShopifyAddress.country(name, &reader)
        default: shippingCountry = try ShopifyAddress.country(name, &reader)
        }
    }

    private func require(_ reader: inout PayloadReader) {
        reader.require(id, Field.id.rawValue)
        reader.require(updated ?? created, Field.updated.rawValue)
        if !isCancelled { reader.require(financialStatus, Field.financialStatus.rawValue) }
        reader.require(currency, Field.currency.rawValue)
        reader.require(total, Field.total.rawValue)
    }

    // MARK: Meaning

    /// The whole state of the order. A delivery that was retried tells an older one, by its `updated_at`.
    func event() throws(DecodeError) -> OrderEvent {
        guard let id, let currency else { throw DecodeError("", "must be an object") }
        var event = OrderEvent(externalID: id, version: updated ?? created)
        var amounts = AmountReader(currency: currency)
        event.status = StatusReport(code: isCancelled ? Self.cancelled : financialStatus ?? "")
        event.paidAt = wasPaid ? processed : nil
        event.paidAtIsProof = wasPaid
        // Orders that were brought in from elsewhere are created later than they were placed.
        event.placedAt = processed ?? created
        event.isTest = isTest
        event.isDeleted = false
        event.amounts = read(&amounts)
        event.refunded = refunded(&amounts)
        event.paymentMethod = gateways.first ?? gateway
        event.country = billingCountry ?? shippingCountry
        event.customer = orderCustomer
        let units = refundedUnits
        event.lines = lines?.enumerated().map {
            $0.element.line(at: $0.offset, taxIncluded: taxIncluded, refunded: units, &amounts)
        }
        guard amounts.problems.isEmpty else { throw DecodeError(amounts.problems) }
        return event
    }

    /// Whether the money had come in at some time: of a refunded order too.
    private var wasPaid: Bool {
        switch financialStatus {
        case "paid", "partially_refunded", "refunded": true
        default: false
        }
    }

    private func read(_ amounts: inout AmountReader) -> OrderAmounts {
        // `total_shipping_price_set` is before discounts; with `taxes_included` it contains the tax.
        let prices = shippingTotal.map { [$0] } ?? shippingPrices
        let taken = shippingDiscounts.map(\.negated) + (taxIncluded ? shippingTaxes.map(\.negated) : [])
        let shipping = amounts.units(sum: prices + taken, "/\(Field.shippingTotal.rawValue)", canBeNegative: true)
        return OrderAmounts(
            currency: amounts.currency, total: amounts.units(total, "/\(Field.total.rawValue)"),
            tax: amounts.units(tax, "/\(Field.tax.rawValue)"),
            // Tax that was reckoned before a discount may be more than what was left to pay.
            shipping: max(0, shipping),
            shippingTax: amounts.units(sum: shippingTaxes, "/\(Field.shippingLines.rawValue)"))
    }

    /// What was given back: the sum of the successful refund transactions.
    ///
    /// Where refunds are not told, or one of them has no transactions that tell (an item was taken out of the order, or
    /// goods came back whose money is still to come), the fall from `total_price` to `current_total_price` stands if it
    /// is more. It is not used otherwise: it also holds what was kept back on purpose.
    private func refunded(_ amounts: inout AmountReader) -> Int64? {
        let given = refunds.map { $0.map { $0.given(in: amounts.currency) } }
        let paid = given.map { amounts.units(sum: $0.flatMap { $0 ?? [] }, "/\(Field.refunds.rawValue)") }
        guard given?.contains(where: { $0 == nil }) ?? true, let currentTotal else { return paid }
        let fall = amounts.units(
            sum: [total, currentTotal.negated], "/\(Field.currentTotal.rawValue)", canBeNegative: true)
        return max(paid ?? 0, fall, 0)
    }

    /// Units given back, by line id.
    private var refundedUnits: [String: Int64] {
        (refunds ?? []).flatMap(\.lines).reduce(into: [:]) { units, line in units[line.id, default: 0] += line.quantity
        }
    }

    /// Nobody with an account is a guest: `customer` is null, left out, or without an id.
    private var orderCustomer: OrderCustomer {
        guard let customer, customer.id != nil else { return .guest(email: email ?? contactEmail ?? customer?.email) }
        var event = customer.event(version: updated ?? created)
        event.email = event.email ?? email
        event.country = event.country ?? billingCountry
        event.locale = locale
        return .registered(event)
    }
}
