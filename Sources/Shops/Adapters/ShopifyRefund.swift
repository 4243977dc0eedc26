internal import Domain
internal import JSON

/// A refund of Shopify: the body of `refunds/create`, or one of an order's `refunds`.
///
/// Money and goods come apart: `refund_line_items` say which units came back, `transactions` what was paid back. A
/// refund without transactions is an item that was taken out of the order, or goods whose money is still to come.
struct ShopifyRefund {
    private enum Field: String, CaseIterable, Sendable {
        case id, transactions
        case orderID = "order_id"
        case lines = "refund_line_items"
        case adjustments = "order_adjustments"
        case duties = "total_duties_set"
    }

    private enum LineField: String, CaseIterable, Sendable {
        case quantity
        case lineID = "line_item_id"
        case subtotal = "subtotal_set"
        case tax = "total_tax_set"
    }

    private enum AdjustmentField: String, CaseIterable, Sendable {
        case amount = "amount_set"
        case tax = "tax_amount_set"
    }

    private enum TransactionField: String, CaseIterable, Sendable {
        case kind, status, amount, currency
    }

    private struct Payment {
        var kind: String?
        var status: String?
        var amount: Decimal?
        var currency: Currency?

        /// Money that has really gone back.
        var isDone: Bool { kind == "refund" && status == "success" }
    }

    private static let keys = JSONKeys(Field.self)
    private static let lineKeys = JSONKeys(LineField.self)
    private static let adjustmentKeys = JSONKeys(AdjustmentField.self)
    private static let transactionKeys = JSONKeys(TransactionField.self)

    private var id: String?
    private var orderID: String?
    private(set) var lines: [RefundEntry.Line] = []
    private var payments: [Payment] = []
    /// The shop's currency, where some amount of the refund names it.
    private var currency: Currency?
    /// What lines and adjustments come to, in the shop's currency; nil where one of them does not say.
    private var worth: Decimal? = Decimal(mantissa: 0, scale: 0)

    /// The refund of a delivery of its own. It carries no version of the order.
    static func event(_ body: [UInt8]) throws(DecodeError) -> OrderEvent {
        var refund = ShopifyRefund()
        let problems = try PayloadReader.whole(body) { reader throws(JSONError) in
            try reader.object(keys) { reader, field throws(JSONError) in try refund.read(field, &reader) }
            reader.require(refund.id, Field.id.rawValue)
            reader.require(refund.orderID, Field.orderID.rawValue)
        }
        guard problems.isEmpty, let id = refund.id, let order = refund.orderID else { throw DecodeError(problems) }
        var event = OrderEvent(externalID: order, version: nil)
        event.refundEntries = [try refund.entry(id)]
        return event
    }

    private init() {}

    /// One of an order's refunds.
    init?(_ reader: inout PayloadReader) throws(JSONError) {
        let isObject = try reader.object(Self.keys) { reader, field throws(JSONError) in try read(field, &reader) }
        if !isObject { return nil }
    }

    // MARK: Reading

    private mutating func read(_ field: Field, _ reader: inout PayloadReader) throws(JSONError) {
        let name = field.rawValue
        switch field {
        case .id: id = try reader.id(name)
        case .orderID: orderID = try reader.id(name)
        case .lines: try readLines(name, &reader)
        case .adjustments: try readAdjustments(name, &reader)
        case .duties: currency = try ShopifyMoney(name, &reader)?.currency ?? currency
        case .transactions: payments = try reader.array(name, Self.readPayment) ?? []
        }
    }

    private mutating func readLines(_ name: String, _ reader: inout PayloadReader) throws(JSONError) {
        lines =
            try reader.array(name) { reader throws(JSONError) in
                var (id, quantity) = (nil as String?, nil as Int64?)
                try reader.object(Self.lineKeys) { reader, field throws(JSONError) in
                    let name = field.rawValue
                    switch field {
                    case .lineID: id = try reader.id(name)
                    case .quantity: quantity = try reader.count(name)
                    case .subtotal, .tax: count(try ShopifyMoney(name, &reader), sign: 1)
                    }
                }
                reader.require(id, LineField.lineID.rawValue)
                reader.require(quantity, LineField.quantity.rawValue)
                guard let id, let quantity else { return nil }
                return RefundEntry.Line(id: id, quantity: quantity)
            } ?? []
    }

    /// An adjustment is what was paid back beside the lines with a minus sign (shipping), and what was held back of
    /// them without one.
    private mutating func readAdjustments(_ name: String, _ reader: inout PayloadReader) throws(JSONError) {
        _ = try reader.array(name) { reader throws(JSONError) -> Bool? in
            try reader.object(Self.adjustmentKeys) { reader, field throws(JSONError) in
                count(try ShopifyMoney(field.rawValue, &reader), sign: -1)
            }
        }
    }

    private mutating func count(_ money: ShopifyMoney?, sign: Int) {
        currency = currency ?? money?.currency
        guard let sum = worth, let amount = money?.amount else {
            worth = nil
            return
        }
        worth = sum.adding(sign < 0 ? amount.negated : amount)
    }

    private static func readPayment(_ reader: inout PayloadReader) throws(JSONError) -> Payment? {
        var payment = Payment()
        try reader.object(transactionKeys) { reader, field throws(JSONError) in
            let name = field.rawValue
            switch field {
            case .kind: payment.kind = try reader.filledText(name)
            case .status: payment.status = try reader.filledText(name)
            case .amount: payment.amount = try reader.decimal(name)
            case .currency: payment.currency = try reader.currency(name)
            }
        }
        reader.require(payment.kind, TransactionField.kind.rawValue)
        if payment.isDone { reader.require(payment.amount, TransactionField.amount.rawValue) }
        return payment
    }

    // MARK: Meaning

    /// What was paid back, in the shop's currency: the successful transactions of kind `refund`. Where the buyer paid in
    /// another currency they are in that one, and the worth of lines and adjustments stands for them.
    /// Nil where transactions do not tell: there are none, or only such foreign ones without that worth.
    func given(in currency: Currency) -> [Decimal]? {
        guard !payments.isEmpty else { return nil }
        let done = payments.filter(\.isDone)
        guard done.contains(where: { $0.currency ?? currency != currency }) else { return done.compactMap(\.amount) }
        return worth.flatMap { $0.isPositive ? [$0] : nil }
    }

    private func entry(_ id: String) throws(DecodeError) -> RefundEntry {
        let currency = currency ?? payments.lazy.compactMap(\.currency).first
        var entry = RefundEntry(id: id, currency: currency, amount: 0, lines: lines)
        guard let currency, let given = given(in: currency) else { return entry }
        var amounts = AmountReader(currency: currency)
        entry.amount = amounts.units(sum: given, "/transactions")
        guard amounts.problems.isEmpty else { throw DecodeError(amounts.problems) }
        return entry
    }
}
