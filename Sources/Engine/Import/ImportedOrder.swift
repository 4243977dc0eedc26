internal import Domain
internal import Store

/// One order of a file: its lines together.
struct ImportedOrder: ImportItem {
    let id: String
    var customer: String?
    var fillIn: CustomerEvent?
    var email: String?
    var currency: Currency
    var status: String?
    var paidAt: Timestamp?
    var placedAt: Timestamp?
    var shipping: Int64 = 0
    var paymentMethod: String?
    var country: String?
    var lines: [OrderLine] = []
    var places: [RawRecord.Place] = []

    /// What the order is known by among those of the file.
    var key: Int64 { Int64(bitPattern: BodyHash.of(Array(id.utf8))) }

    /// The report that this order amounts to. An import is a reading of the shop, so a later one wins over an earlier.
    private func event(readAt: Timestamp) -> OrderEvent {
        var event = OrderEvent(externalID: id, version: paidAt ?? placedAt ?? readAt)
        event.readAt = readAt
        event.status = StatusReport(
            code: status ?? (paidAt == nil ? "pending" : "paid"), isPaid: status == nil ? paidAt != nil : nil,
            isVoid: status == nil ? false : nil)
        event.paidAt = paidAt
        event.placedAt = placedAt ?? paidAt
        event.isTest = false
        event.isDeleted = false
        event.amounts = OrderAmounts(
            currency: currency, total: lines.reduce(shipping) { $0 + $1.total }, shipping: shipping)
        event.refunded = 0
        event.paymentMethod = paymentMethod
        event.country = country
        event.customer = fillIn.map(OrderCustomer.registered) ?? .guest(email: email)
        event.lines = lines
        return event
    }

    private var hash: UInt64 {
        let text = lines.map { "\($0.id)/\($0.productID)/\($0.quantity)/\($0.total)" }.joined(separator: ";")
        return BodyHash.of(Array("\(id);\(text)".utf8))
    }

    func apply(_ taking: Taking) throws { _ = try taking.intake(hash).take(event(readAt: taking.readAt)) }

    // MARK: What it would do

    func judge(_ taking: Taking) throws -> ImportOutcome {
        let snapshot = taking.transaction
        let event = event(readAt: taking.readAt)
        guard let before = try snapshot.order(store: taking.store.id, externalID: id)?.order else { return .created }
        guard let report = event.status,
            let status = try taking.configuration.status(taking.store.id, code: report.code)
        else { return .updated }
        let (found, isFilledIn) = try customer(event, snapshot, taking)
        if isFilledIn { return .updated }
        var after = before
        let isPaid = status.isPaid && (!event.paidNeedsInstant || event.paidAt != nil)
        let key = EventKey(
            version: event.version ?? taking.readAt, readAt: event.readAt, isVoid: status.isVoid, isPaid: isPaid,
            statusRank: status.rank, bodyHash: hash)
        _ = after.merge(event, status: status, customer: .some(found), key: key, receivedAt: taking.readAt)
        return Content(before) == Content(after) ? .unchanged : .updated
    }

    /// Whose the order is, and whether the file tells something of the customer that nobody knew.
    private func customer(
        _ event: OrderEvent, _ snapshot: Snapshot, _ taking: Taking
    ) throws -> (ID<Customer>?, isFilledIn: Bool) {
        guard let fillIn else {
            guard taking.store.matchesGuests, let email else { return (nil, false) }
            return (try snapshot.onlyCustomer(store: taking.store.id, email: email), false)
        }
        guard let found = try snapshot.customer(store: taking.store.id, externalID: fillIn.externalID) else {
            return (nil, true)
        }
        let known = try found.mergedInto == nil ? found : snapshot.survivor(of: found)
        guard found.mergedInto == nil else { return (known.id, false) }
        var customer = known
        _ = customer.merge(
            fillIn, key: EventKey(origin: .fillIn, version: event.version ?? taking.readAt, bodyHash: hash))
        customer.provenance = known.provenance
        return (known.id, customer != known)
    }

    /// What an order says, without where and when it was heard.
    private struct Content: Equatable {
        let status: ID<OrderStatus>?
        let customer: ID<Customer>?
        let texts: [String?]
        let instants: [Timestamp?]
        let amounts: OrderAmounts?
        let refunded: Int64
        let flags: [Bool]
        let lines: [OrderLine]

        init(_ order: Order) {
            (status, customer) = (order.status, order.customer)
            texts = [order.guestEmail, order.paymentMethod, order.country]
            instants = [order.paidAt, order.placedAt]
            (amounts, refunded) = (order.amounts, order.refunded)
            flags = [order.isTest, order.isDeleted]
            lines = order.presentLines.map(\.line)
        }
    }
}
