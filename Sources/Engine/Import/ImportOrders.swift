internal import Domain
internal import Store

/// How orders are imported.
public struct OrderImportOptions: Sendable {
    public var store: String?
    public var mapping: ColumnMapping
    /// Order ids beginning so are cancellations of earlier lines; nil for none.
    public var cancellationPrefix: String?
    public var isDry: Bool

    public init(
        store: String? = nil, mapping: ColumnMapping = ColumnMapping(), cancellationPrefix: String? = nil,
        isDry: Bool = false
    ) {
        self.store = store
        self.mapping = mapping
        self.cancellationPrefix = cancellationPrefix
        self.isDry = isDry
    }

    public static let fields = [
        "order_id", "customer_id", "product_id", "variant_id", "sku", "category", "quantity", "unit_price", "paid_at",
        "placed_at", "status", "currency", "shipping", "payment_method", "email", "first_name", "last_name", "country",
    ]

    static let required = ["order_id", "customer_id", "product_id", "quantity", "unit_price"]
}

extension Engine {
    /// Imports orders, one line of the file per order line, the order's id repeated on each. History: nobody is
    /// mailed. Taking the same file in twice changes nothing more.
    ///
    /// A line with a negative quantity whose order id begins with the cancellation prefix refunds the latest earlier
    /// line of the same customer, product and unit price that has quantity left, then the next earlier; what finds
    /// none is counted as unmatched.
    ///
    /// - Parameter read: the next bytes of the file; nil at its end.
    /// - Throws: `Refusal.invalid` or `CSVError` where the file as a whole cannot be read. Bad lines are refused one by
    ///   one and named in the report.
    public func importOrders(
        _ options: OrderImportOptions, read: @escaping () throws -> [UInt8]?
    ) async throws -> ImportReport {
        let configuration = try await database.read { try self.configuration($0) }
        let store = try configuration.store(keyOrOnly: options.store)
        let table = try CSVTable(
            mapping: options.mapping, known: OrderImportOptions.fields, required: OrderImportOptions.required,
            read: read)
        var importing = OrderImport(table: table, store: store, options: options)
        var batch: [ImportedOrder] = []
        while let order = try importing.next() {
            batch.append(order)
            if batch.count == 200 {
                try await take(batch, store: store.id, isDry: options.isDry)
                batch = []
            }
        }
        try await take(batch, store: store.id, isDry: options.isDry)
        var report = importing.report
        report.isDry = options.isDry
        let cancellations = importing.cancellations.sorted { ($0.at, $0.line) < ($1.at, $1.line) }
        for start in stride(from: 0, to: cancellations.count, by: 200) where !options.isDry {
            let part = Array(cancellations[start..<min(start + 200, cancellations.count)])
            let outcome = try await cancel(part, store: store.id)
            for (cancellation, unmatched) in zip(part, outcome) {
                report.refundedUnits += cancellation.units - unmatched
                report.leaveUnmatched(unmatched, line: cancellation.line)
            }
        }
        return report
    }

    private func take(_ orders: [ImportedOrder], store: ID<Store>, isDry: Bool) async throws {
        guard !isDry, !orders.isEmpty else { return }
        let now = clock.now()
        try await database.write { transaction in
            for order in orders {
                let intake = Intake(
                    engine: self, transaction: transaction, store: store, cause: Cause(mails: false),
                    bodyHash: order.hash, receivedAt: now, now: now)
                _ = try intake.take(try order.event(readAt: now, known: transaction, store: store))
            }
        }
    }

    /// For each cancellation the units that found no line.
    private func cancel(_ cancellations: [Cancellation], store: ID<Store>) async throws -> [Int64] {
        let now = clock.now()
        return try await database.write { transaction in
            try cancellations.map { cancellation in
                try Cancelling(engine: self, transaction: transaction, store: store, now: now).cancel(cancellation)
            }
        }
    }
}

/// Matches cancelled units to the lines they take back.
private struct Cancelling {
    let engine: Engine
    let transaction: Transaction
    let store: ID<Store>
    let now: Timestamp

    func cancel(_ cancellation: Cancellation) throws -> Int64 {
        guard let customer = try transaction.customer(store: store, externalID: cancellation.customer)?.id else {
            return cancellation.units
        }
        // Taken in before: nothing is left to do.
        if try transaction.hasRefund(customer: customer, externalID: cancellation.name) { return 0 }
        var left = cancellation.units
        let lines = try transaction.refundableLines(
            customer: customer, product: cancellation.product, unitPrice: cancellation.unitPrice,
            before: cancellation.at)
        for found in lines where left > 0 {
            let units = min(left, found.left)
            try refund(units, of: found.line, order: found.order, cancellation)
            left -= units
        }
        return left
    }

    private func refund(
        _ units: Int64, of line: String, order id: ID<Order>, _ cancellation: Cancellation
    ) throws {
        guard let order = try transaction.order(id)?.order, let version = order.version else { return }
        var event = OrderEvent(
            externalID: order.externalID, version: max(version.adding(milliseconds: 1), cancellation.at))
        event.readAt = now
        event.lines = order.presentLines.map(\.line).map { present in
            guard present.id == line else { return present }
            var refunded = present
            refunded.refundedQuantity += units
            return refunded
        }
        let amount = units * cancellation.unitPrice
        event.refunded = order.refunded + amount
        let hash = BodyHash.of(Array("\(cancellation.name)/\(order.externalID)/\(line)".utf8))
        let intake = Intake(
            engine: engine, transaction: transaction, store: store, cause: Cause(mails: false), bodyHash: hash,
            receivedAt: now, now: now)
        _ = try intake.take(event)
        try transaction.insertRefund(order: id, externalID: cancellation.name, amount: amount, at: cancellation.at)
    }
}
