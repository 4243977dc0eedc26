internal import Domain
internal import Store

/// Matches cancelled units to the lines they take back: the latest earlier line of the same customer, product and unit
/// price that has quantity left, then the next earlier.
struct Cancelling {
    let taking: Taking

    private var transaction: Transaction { taking.transaction }

    /// What became of a cancellation.
    struct Outcome: Sendable {
        var refunded: Int64 = 0
        /// Units for which no line had any left.
        var unmatched: Int64 = 0
    }

    func cancel(_ cancellation: ImportCancellation) throws -> Outcome {
        let known = try cancellation.customer.flatMap {
            try transaction.customer(store: taking.store.id, externalID: $0)
        }
        guard let known else { return Outcome(unmatched: cancellation.units) }
        let customer = try known.mergedInto == nil ? known.id : transaction.survivor(of: known).id
        // Taken in before: nothing is left to do.
        if try transaction.hasRefund(customer: customer, externalID: cancellation.name) { return Outcome() }
        var left = cancellation.units
        let lines = try transaction.refundableLines(
            customer: customer, product: cancellation.product, unitPrice: cancellation.unitPrice,
            before: cancellation.at)
        for found in lines where left > 0 {
            let units = min(left, found.left)
            if try refund(units, of: found.line, order: found.order, cancellation) { left -= units }
        }
        return Outcome(refunded: cancellation.units - left, unmatched: left)
    }

    private func refund(
        _ units: Int64, of line: String, order id: ID<Order>, _ cancellation: ImportCancellation
    ) throws -> Bool {
        guard let order = try transaction.order(id)?.order, let version = order.version else { return false }
        var event = OrderEvent(
            externalID: order.externalID, version: max(version.adding(milliseconds: 1), cancellation.at))
        event.readAt = taking.readAt
        event.lines = order.presentLines.map(\.line).map { present in
            guard present.id == line else { return present }
            var refunded = present
            refunded.refundedQuantity += units
            return refunded
        }
        let amount = units * cancellation.unitPrice
        event.refunded = order.refunded + amount
        let hash = BodyHash.of(Array("\(cancellation.name)/\(order.externalID)/\(line)".utf8))
        _ = try taking.intake(hash).take(event)
        try transaction.insertRefund(order: id, externalID: cancellation.name, amount: amount, at: cancellation.at)
        return true
    }
}
