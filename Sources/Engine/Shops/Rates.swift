public import Domain
internal import Rules
internal import Store

/// A rate as people see it, and how many orders were booked anew with it.
public struct RateView: Sendable {
    public let storeKey: String
    public let currency: Currency
    public let day: CalendarDay
    /// Units of the currency per unit of the store's.
    public let rate: Decimal
    public var rebooked = 0

    init(_ rate: Rate, storeKey: String, rebooked: Int = 0) {
        self.storeKey = storeKey
        currency = rate.currency
        day = rate.day
        self.rate = rate.rate
        self.rebooked = rebooked
    }
}

extension Engine {
    /// By currency, the newest first.
    ///
    /// - Parameters:
    ///   - currency: its code or the beginning of it; nil for all.
    ///   - after: the currency and the day that the page before ended with.
    public func rates(
        store key: String?, currency: String?, after: (currency: String, day: CalendarDay)?, limit: Int
    ) async throws -> [RateView] {
        try await database.read { snapshot in
            let store = try self.configuration(snapshot).store(keyOrOnly: key)
            return try snapshot.rates(store: store.id, currency: currency, after: after, limit: limit)
                .map { RateView($0, storeKey: store.key) }
        }
    }

    /// Sets the rate of a day. It holds until the next one; orders of these days that came without a rate of their own
    /// are booked anew, and the rules of their customers look again at the next run.
    ///
    /// - Parameter rate: units of the currency per unit of the store's.
    /// - Throws: `Refusal.invalid` for the store's own currency.
    public func putRate(
        store key: String?, currency: Currency, day: CalendarDay, rate: Decimal, by: String
    ) async throws -> (view: RateView, isNew: Bool) {
        let now = clock.now()
        let (store, orders, isNew) = try await database.write { transaction in
            let store = try self.configuration(transaction).store(keyOrOnly: key, at: "/store")
            guard currency != store.currency else {
                throw Refusal.invalid("/currency", "is the store's own, and needs no rate")
            }
            let known = try transaction.rate(of: currency, on: day, store: store.id)
            if known != rate {
                try transaction.put(Rate(store: store.id, currency: currency, day: day, rate: rate))
                try transaction.audit(
                    by: by, action: "rate.put", subject: "rate \(currency) \(day)",
                    detail: store.key,
                    changes: [AuditChange("rate", known.map { "\($0)" }, "\(rate)")], at: now)
            }
            return (store, try Self.reliant(on: currency, day, store, transaction), known == nil)
        }
        let rebooked = try await rebook(orders, store, at: now)
        let stored = Rate(store: store.id, currency: currency, day: day, rate: rate)
        return (RateView(stored, storeKey: store.key, rebooked: rebooked), isNew)
    }

    /// Takes the rate of a day away. Orders that relied on it count by the one before, or for nothing where there is none.
    ///
    /// - Throws: `Refusal.notFound`.
    public func deleteRate(store key: String?, currency: Currency, day: CalendarDay, by: String) async throws {
        let now = clock.now()
        let (store, orders) = try await database.write { transaction in
            let store = try self.configuration(transaction).store(keyOrOnly: key)
            let orders = try Self.reliant(on: currency, day, store, transaction)
            guard try transaction.removeRate(of: currency, on: day, store: store.id) else {
                throw Refusal.notFound("rate of \(currency) on \(day)")
            }
            try transaction.audit(
                by: by, action: "rate.delete", subject: "rate \(currency) \(day)", detail: store.key, at: now)
            return (store, orders)
        }
        _ = try await rebook(orders, store, at: now)
    }

    /// The orders that the rate of a day decides about: those from it on until the next rate.
    private static func reliant(
        on currency: Currency, _ day: CalendarDay, _ store: Domain.Store, _ snapshot: Snapshot
    ) throws -> [ID<Order>] {
        let next = try snapshot.nextRateDay(of: currency, after: day, store: store.id)
        return try snapshot.ordersWithoutRate(
            store: store.id, currency: currency, from: store.zone.start(of: day),
            to: next.map(store.zone.start(of:)) ?? Timestamp(milliseconds: .max))
    }

    /// In batches, so that webhooks get in between. Where the process ends meanwhile, putting the same rate again, or
    /// `echelon check --spend --rebuild`, does the rest. How many orders count for something else now.
    private func rebook(_ orders: [ID<Order>], _ store: Domain.Store, at now: Timestamp) async throws -> Int {
        var rebooked = 0
        for start in stride(from: 0, to: orders.count, by: 500) {
            let batch = Array(orders[start..<min(start + 500, orders.count)])
            rebooked += try await database.write { transaction in
                let respending = Respending(
                    transaction: transaction, configuration: try self.configuration(transaction), now: now)
                let moved = try batch.compactMap { try respending.respend($0, store) }
                try respending.lookAgain(
                    customers: Set(moved.compactMap(\.customer)),
                    organizations: Set(moved.compactMap(\.organization)), store)
                return moved.count
            }
        }
        return rebooked
    }
}
