internal import Domain
internal import Shops
internal import Store

/// Takes in what was read from a shop, by the same intake as what the shop pushes.
struct ShopReading {
    let engine: Engine
    let transaction: Transaction
    let connector: ConfiguredConnector
    let cause: Cause
    let now: Timestamp

    /// What a record was to us.
    enum Finding {
        /// Nothing that was not known.
        case known
        /// Something was new or other: webhooks had missed it.
        case missed
        /// It belongs to a shop of the installation that no store stands for.
        case elsewhere
    }

    /// - Parameter isHistory: it tells of what is long past.
    func take(_ record: ShopRecord, isHistory: Bool = false) throws -> Finding {
        guard let store = connector.store(ofShop: record.shop) else { return .elsewhere }
        let cause = isHistory ? Cause(actor: .import, by: cause.by, mails: false) : cause
        let intake = Intake(
            engine: engine, transaction: transaction, store: store, cause: cause, bodyHash: Self.rank(record.digest),
            receivedAt: now, now: now)
        switch record.event {
        case .order(let event): return try take(event, record, intake)
        case .customer(let event): return try take(event, record, intake)
        case .merge, .unused, .ping: return .known
        }
    }

    private func take(_ event: OrderEvent, _ record: ShopRecord, _ intake: Intake) throws -> Finding {
        let before = try transaction.order(store: intake.store, externalID: event.externalID)?.order
        _ = try intake.take(record.event)
        let after = try transaction.order(store: intake.store, externalID: event.externalID)?.order
        return before.map(Content.init) == after.map(Content.init) ? .known : .missed
    }

    private func take(_ event: CustomerEvent, _ record: ShopRecord, _ intake: Intake) throws -> Finding {
        let before = try transaction.customer(store: intake.store, externalID: event.externalID)
        _ = try intake.take(record.event)
        guard let after = try transaction.customer(store: intake.store, externalID: event.externalID) else {
            return .known
        }
        if let groups = event.groups, let readAt = event.readAt {
            try Drift(transaction: transaction, connector: connector, configuration: intake.configuration)
                .judge(after.id, store: intake.store, groups: Set(groups), readAt: readAt)
        }
        return before.map(Person.init) == Person(after) ? .known : .missed
    }

    private static func rank(_ digest: [UInt8]) -> UInt64 { digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }

    /// What an order says, without where and when it was heard.
    private struct Content: Equatable {
        let status: ID<OrderStatus>?
        let customer: ID<Customer>?
        let guestEmail: String?
        let paidAt: Timestamp?
        let amounts: OrderAmounts?
        let refunded: Int64
        let flags: [Bool]
        let lines: [OrderLine]

        init(_ order: Order) {
            (status, customer, guestEmail) = (order.status, order.customer, order.guestEmail)
            (paidAt, amounts, refunded) = (order.paidAt, order.amounts, order.refunded)
            flags = [order.isTest, order.isDeleted]
            lines = order.presentLines.map(\.line)
        }
    }

    /// What a customer's record says, without where it was heard.
    private struct Person: Equatable {
        let texts: [String?]
        let registeredAt: Timestamp?
        let isDeleted: Bool

        init(_ customer: Customer) {
            texts = [customer.email, customer.firstName, customer.lastName, customer.locale, customer.country]
            registeredAt = customer.registeredAt
            isDeleted = customer.isDeleted
        }
    }
}
