internal import Domain
internal import Rules
internal import Store

extension Intake {
    /// Takes in one report about an order: its fields, its spend by difference, what rules make of it, and whatever
    /// then follows for its customer.
    func take(_ event: OrderEvent) throws -> ID<Order> { try takeNews(event).order }

    /// The same, and whether anything of it was new.
    func takeNews(_ event: OrderEvent) throws -> (order: ID<Order>, isNews: Bool) {
        let status = try event.status.map(status)
        let version = event.version ?? receivedAt
        let before = try transaction.order(store: store, externalID: event.externalID)
        var event = event
        // What is still reported of an order tells no more of whom it was of, once they were erased.
        if let owner = before?.order.customer, try transaction.isErased(owner) { event.customer = nil }
        var buyer = try resolve(event.customer, version: version)
        var order =
            before?.order ?? Order(id: ID(0), store: store, externalID: event.externalID, receivedAt: receivedAt)
        var merged = order.merge(
            event, status: status, customer: buyer.map(\.id), key: key(event, status), receivedAt: receivedAt)
        if event.isRestoration, try restore(&order) { merged.changedAnything = true }
        if try countRefunds(event, &order, before: before?.order) { merged.changedAnything = true }
        var booked = before
        if merged.changedAnything || before == nil {
            let spend = try spend(order)
            booked = try transaction.save(order, spend: spend, before: before)
            order.id = booked?.order.id ?? order.id
            try keepRefunds(event, of: order.id)
            try noteConversion(order, spend, before: before?.spend)
            let hasMoved = order.customer != before?.order.customer
            let isVoided = try isVoid(order) != (before.map { try isVoid($0.order) } ?? false)
            if try isVoided || isFact(hasMoved ? nil : before?.spend, spend)
                || hasMoved && isFact(before?.spend, nil)
            {
                for customer in Set([order.customer, before?.order.customer].compactMap { $0 }).sorted() {
                    try transaction.noteFact(customer, at: now)
                    if buyer?.id == customer { buyer?.customer?.lastFactAt = now }
                }
            }
        }
        try follow(order, before: before, booked: booked, merged, buyer)
        return (order.id, merged.changedAnything || before == nil)
    }

    /// Whether what the order counts for is new to some rule: by the statuses flagged paid, or by a rule's own list.
    private func isFact(_ before: Spend?, _ after: Spend?) throws -> Bool {
        guard before != after else { return false }
        let configuration = try configuration
        let paid = Set(configuration.statuses(of: store).filter(\.isPaid).map(\.id))
        let named = (configuration.rules[store] ?? []).compactMap { compiled -> Set<ID<OrderStatus>>? in
            guard let codes = compiled.statusesNamed else { return nil }
            return Set(codes.compactMap { configuration.status(store, code: $0)?.id })
        }
        return ([paid] + named).contains { counted in
            func figure(_ spend: Spend?) -> [Int64?]? {
                spend.flatMap { counted.contains($0.status) ? [Int64($0.day.rawValue), $0.amount] : nil }
            }
            return figure(before) != figure(after)
        }
    }

    /// Whether an order that was paid once is void now.
    private func isVoid(_ order: Order) throws -> Bool {
        guard order.paidAt != nil else { return false }
        return try order.isDeleted || order.status.flatMap { try configuration.statuses[$0]?.isVoid } ?? false
    }

    // MARK: Refunds told one by one

    /// An order is refunded by the greater of what its own reports say and what its single refunds come to. Whether there
    /// is anything to be written for it.
    private func countRefunds(_ event: OrderEvent, _ order: inout Order, before: Order?) throws -> Bool {
        let reported = order.refunded
        let entries = try newRefunds(event, of: before, in: order.amounts?.currency)
        // Only a report of less than was known can fall below what the single refunds come to.
        guard !entries.isEmpty || reported < before?.refunded ?? 0 else { return false }
        let known = try before.map { try transaction.refundSum($0.id) } ?? 0
        order.refunded = max(reported, entries.reduce(known) { $0 + $1.amount })
        return !entries.isEmpty || order.refunded != reported
    }

    private func newRefunds(
        _ event: OrderEvent, of order: Order?, in currency: Currency?
    ) throws -> [RefundEntry] {
        try (event.refundEntries ?? []).filter { entry in
            guard entry.currency == nil || currency == nil || entry.currency == currency else { return false }
            return try order.map { try !transaction.hasRefund(order: $0.id, externalID: entry.id) } ?? true
        }
    }

    private func keepRefunds(_ event: OrderEvent, of order: ID<Order>) throws {
        for entry in event.refundEntries ?? [] where try !transaction.hasRefund(order: order, externalID: entry.id) {
            try transaction.insertRefund(order: order, externalID: entry.id, amount: entry.amount, at: receivedAt)
        }
    }

    /// Ends a deletion that carried no version: of two such reports the one that came later holds.
    private func restore(_ order: inout Order) throws -> Bool {
        var restoration = OrderEvent(externalID: order.externalID, version: nil)
        restoration.isDeleted = false
        let merged = order.merge(
            restoration, status: nil, customer: nil, key: key(restoration, nil), receivedAt: receivedAt)
        return merged.changedAnything
    }

    private func key(_ event: OrderEvent, _ status: OrderStatus?) -> EventKey {
        // A deletion that carries no version outranks every pushed report until the order is restored or read again.
        guard let version = event.version else {
            var key = EventKey(version: Timestamp(milliseconds: .max), bodyHash: bodyHash)
            key.readAt = receivedAt
            return key
        }
        let isPaid = (status?.isPaid ?? false) && (!event.paidNeedsInstant || event.paidAt != nil)
        return EventKey(
            version: version, readAt: event.readAt, refunded: event.refunded ?? 0, isVoid: status?.isVoid ?? false,
            isPaid: isPaid, statusRank: status?.rank ?? 0, bodyHash: bodyHash)
    }

    /// Whom a report says an order is of.
    private struct Buyer {
        /// Nil for a guest whom nobody knows.
        var id: ID<Customer>?
        /// As the database has them, where they were read.
        var customer: Customer?
        var isNew = false
    }

    private func resolve(_ customer: OrderCustomer?, version: Timestamp) throws -> Buyer? {
        switch customer {
        case nil: return nil
        case .registered(let event):
            let found = try fillIn(event, version: version)
            return Buyer(id: found.customer.id, customer: found.customer, isNew: found.isNew)
        case .guest(let email):
            guard try configuration.store(store).matchesGuests, let email else { return Buyer() }
            return Buyer(id: try transaction.onlyCustomer(store: store, email: email))
        }
    }

    // MARK: Money

    func spend(_ order: Order) throws -> Spend? {
        let configuration = try configuration
        let store = try configuration.store(store)
        let status = order.status.flatMap { configuration.statuses[$0] }
        var rate: Decimal?
        if let amounts = order.amounts, amounts.currency != store.currency, amounts.conversionRate == nil,
            let instant = order.paidAt ?? order.placedAt ?? order.version
        {
            let day = store.zone.day(at: instant)
            rate = try transaction.rate(store: store.id, currency: amounts.currency, day: day)
        }
        return order.spend(in: store, status: status) { _ in rate }
    }

    private func noteConversion(_ order: Order, _ spend: Spend?, before: Spend?) throws {
        let isUnconverted = spend != nil && spend?.amount == nil
        if isUnconverted, let currency = order.amounts?.currency {
            try note(
                .unconvertedCurrency, "order", order.id.rawValue, order.externalID,
                [.init("order", .text(order.externalID)), .init("currency", .text(currency.code))])
        } else if before != nil, before?.amount == nil {
            try transaction.resolve(
                .unconvertedCurrency, store: store, subjectType: "order", subjectID: order.id.rawValue, at: now)
        }
    }

    // MARK: Rules

    private func follow(
        _ order: Order, before: StoredOrder?, booked: StoredOrder?, _ merged: Order.Merged, _ buyer: Buyer?
    ) throws {
        let known = buyer?.id == order.customer ? buyer?.customer : nil
        var judged = try before == nil ? [] : transaction.entitlements(order: order.id).map(\.rule)
        if let customer = order.customer {
            judged += try Acceptance(intake: self, order: order).judge(known: Set(judged), buyer: known)
            if !judged.isEmpty, let before, before.order.customer != customer {
                try transaction.moveEntitlements(order: order.id, to: customer)
            }
        }
        if !judged.isEmpty { try noteRefund(order) }
        guard buyer?.isNew ?? false || merged.changedAnything else { return }
        // Guests' orders that were matched by e-mail are history: they count as spend, but fire nothing.
        let fires = order.guestEmail == nil
        let becamePaid = try isPaid(order) && !(before.map { try isPaid($0.order) } ?? false)
        let moment = fires ? Moment.order(order.id, becamePaid: becamePaid) : .other
        if let id = order.customer, let customer = try known ?? transaction.customer(id) {
            let isSame = before?.order.customer == id
            try reassess(
                customer, order: order.id, moment: moment,
                spendChange: Self.change(from: isSame ? before?.spend : nil, to: booked?.spend))
        }
        if let former = before?.order.customer, former != order.customer {
            try reassess(
                former, order: order.id, moment: .order(order.id, becamePaid: false),
                spendChange: Self.change(from: before?.spend, to: nil))
        }
        try followOrganizations(booked, before, moment)
    }

    private static func change(from before: Spend?, to after: Spend?) -> [SpendDay] {
        func day(_ spend: Spend?, _ sign: Int64) -> SpendDay? {
            guard let spend, let amount = spend.amount else { return nil }
            return SpendDay(day: spend.day, status: spend.status, amount: sign * amount, orders: Int(sign))
        }
        return [day(before, -1), day(after, 1)].compactMap { $0 }
    }

    /// Whether an order is known in full and stands as paid now.
    private func isPaid(_ order: Order) throws -> Bool {
        guard order.paidAt != nil, order.isComplete, !order.isDeleted, !order.isTest else { return false }
        return try order.status.flatMap { try configuration.statuses[$0]?.isPaid } ?? false
    }

    /// Ladders that count by organization look at those whose spend has moved.
    private func followOrganizations(_ booked: StoredOrder?, _ before: StoredOrder?, _ moment: Moment) throws {
        let ladders = try (configuration.rules[store] ?? []).filter(\.countsByOrganization)
        let touched = Set([booked?.organization, before?.organization].compactMap { $0 }).sorted()
        guard !ladders.isEmpty, !touched.isEmpty else { return }
        let climbing = OrganizationLadders(
            transaction: transaction, configuration: try configuration, cause: cause, now: now)
        for organization in touched {
            let change = Self.change(
                from: before?.organization == organization ? before?.spend : nil,
                to: booked?.organization == organization ? booked?.spend : nil)
            try climbing.look(organization, ladders, moment: moment, change: change, isNewFact: true)
        }
    }

    /// WooCommerce's webhooks never say which lines were given back; its API does. The look that is due now asks it.
    private func lookAtLines() throws {
        guard cause.delivery != nil else { return }
        for connector in try configuration.connectors
        where connector.source.platform == .woocommerce && connector.stores.contains(store) {
            try transaction.note(connector.record.id) { $0.lookDueAt = now }
        }
    }

    /// A part given back without saying which lines: nobody can tell what it means for a membership.
    private func noteRefund(_ order: Order) throws {
        let total = order.amounts?.total ?? 0
        let isPartial = order.refunded > 0 && order.refunded < total
        let namesLines = order.presentLines.contains { $0.line.refundedQuantity > 0 }
        let isVoid = try order.status.flatMap { try configuration.statuses[$0]?.isVoid } ?? false
        if isPartial, !namesLines, !isVoid {
            try note(
                .refundWithoutLines, "order", order.id.rawValue, order.externalID,
                [.init("order", .text(order.externalID))])
            try lookAtLines()
        } else if order.refunded > 0 {
            try transaction.resolve(
                .refundWithoutLines, store: store, subjectType: "order", subjectID: order.id.rawValue, at: now)
        }
    }
}
