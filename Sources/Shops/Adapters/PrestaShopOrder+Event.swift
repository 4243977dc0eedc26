public import Domain

extension PrestaShopOrder {
    /// What belongs to one order beside its own row.
    public struct Surroundings: Sendable {
        /// Slips and history rows; those of other orders are passed over.
        public var slips: [PrestaShopSlip] = []
        public var histories: [PrestaShopHistory] = []
        /// The row of `customerID`; nil where it was not read: then nothing is said of the customer.
        public var customer: PrestaShopCustomer?
        /// The row of `addressID`.
        public var address: PrestaShopAddress?

        public init() {}
    }

    /// The order's whole state as one event. A repeat of the same rows gives the same event, but for `readAt`.
    ///
    /// - Parameters:
    ///   - tables: states, currencies, countries and languages by id.
    ///   - readAt: when the shop answered, by our clock.
    /// - Throws: what cannot be counted with, by its place in the answer that the order came from.
    public func event(
        _ tables: PrestaShopTables, _ surroundings: Surroundings, readAt: Timestamp
    ) throws(DecodeError) -> OrderEvent {
        guard let currency = tables.currencies[currencyID] else {
            throw DecodeError("\(place)/id_currency", "names the currency \(currencyID), which is not known")
        }
        let slips = surroundings.slips.filter { $0.orderID == id }
        var event = OrderEvent(externalID: id, version: version(slips: slips))
        var reader = AmountReader(currency: currency)
        let country = surroundings.address?.countryID.flatMap { tables.countries[$0] }
        event.readAt = readAt
        event.status = tables.states[stateID]?.report ?? StatusReport(code: stateID)
        let paidAt = enteredPaid(tables, surroundings.histories)
        event.paidAt = paidAt ?? invoicedAt
        event.paidAtIsProof = paidAt != nil
        event.placedAt = placedAt
        event.isDeleted = false
        event.amounts = read(&reader)
        event.refunded = reader.units(sum: slips.flatMap(\.parts), "\(place)/order_slips")
        event.paymentMethod = module
        event.country = country
        event.customer = orderCustomer(surroundings.customer, tables, country, version: event.version)
        event.lines = rows?.enumerated().map { line($0.element, at: $0.offset, slips, &reader) }
        guard reader.problems.isEmpty else { throw DecodeError(reader.problems) }
        return event
    }

    /// The first entry into a state flagged paid; nil where the history has none, and the date of the invoice has to do.
    private func enteredPaid(_ tables: PrestaShopTables, _ histories: [PrestaShopHistory]) -> Timestamp? {
        let entries = histories.filter { $0.orderID == id && tables.states[$0.stateID]?.isPaid ?? false }
        return entries.map(\.enteredAt).min()
    }

    private func read(_ reader: inout AmountReader) -> OrderAmounts {
        func pointer(_ amount: Amount) -> String { "\(place)/\(amount.rawValue)" }
        func tax(_ gross: Amount, _ net: Amount) -> Int64 {
            Self.tax(amounts[gross], amounts[net], pointer(net), &reader)
        }
        return OrderAmounts(
            currency: reader.currency, conversionRate: rate, total: reader.units(amounts[.total], pointer(.total)),
            tax: tax(.total, .totalNet),
            shipping: reader.units(amounts[.shippingNet] ?? amounts[.shipping], pointer(.shippingNet)),
            shippingTax: tax(.shipping, .shippingNet))
    }

    /// `id_customer` 0 is nobody; a row flagged `is_guest` is a guest with an e-mail.
    private func orderCustomer(
        _ customer: PrestaShopCustomer?, _ tables: PrestaShopTables, _ country: String?, version: Timestamp?
    ) -> OrderCustomer? {
        guard let customerID else { return .guest(email: nil) }
        guard let customer, customer.id == customerID else { return nil }
        guard !customer.isGuest else { return .guest(email: customer.email) }
        var event = customer.fillIn(tables, country: country)
        event.version = version
        return .registered(event)
    }

    private func line(
        _ row: PrestaShopRow, at index: Int, _ slips: [PrestaShopSlip], _ reader: inout AmountReader
    ) -> OrderLine {
        let pointer = "\(place)/associations/order_rows/\(index)"
        let gross = row.price?.multiplied(by: row.quantity)
        let net = row.priceNet?.multiplied(by: row.quantity)
        if row.price != nil, gross == nil { reader.note("\(pointer)/unit_price_tax_incl", "is too large") }
        return OrderLine(
            id: row.id, productID: row.productID, variantID: row.combinationID, sku: row.reference,
            quantity: row.quantity,
            refundedQuantity: min(row.quantity, slips.reduce(0) { $0 + ($1.units[row.id] ?? 0) }),
            total: reader.units(gross, "\(pointer)/unit_price_tax_incl"),
            tax: Self.tax(gross, net, "\(pointer)/unit_price_tax_excl", &reader))
    }

    /// The difference of the two. Nothing where one is not told, or where they are rounded differently and the amount
    /// without tax is the greater.
    private static func tax(
        _ gross: Decimal?, _ net: Decimal?, _ pointer: String, _ reader: inout AmountReader
    ) -> Int64 {
        guard let gross, let net else { return 0 }
        return max(0, reader.units(sum: [gross, net.negated], pointer, canBeNegative: true))
    }
}
