public import Domain

// rates: what a currency was worth to a store on a day, and the orders that rely on it.

/// So many units of a currency per unit of the store's, from a day on until the next rate.
public struct Rate: Sendable, Equatable {
    public var store: ID<Store>
    public var currency: Currency
    public var day: CalendarDay
    public var rate: Decimal

    public init(store: ID<Store>, currency: Currency, day: CalendarDay, rate: Decimal) {
        self.store = store
        self.currency = currency
        self.day = day
        self.rate = rate
    }
}

extension Snapshot {
    /// By currency, the newest first.
    ///
    /// - Parameters:
    ///   - currency: the beginning of its code; nil for all.
    ///   - after: the currency and the day that the page before ended with.
    public func rates(
        store: ID<Store>, currency: String?, after: (currency: String, day: CalendarDay)?, limit: Int
    ) throws -> [Rate] {
        var sql = "SELECT currency, day, rate FROM rates WHERE store_id = ?"
        var arguments: [any Bindable] = [store]
        if let currency {
            sql += " AND currency BETWEEN ? AND ?"
            arguments += [currency, currency + "ZZZ"]
        }
        if let after {
            sql += " AND (currency > ? OR (currency = ? AND day < ?))"
            arguments += [after.currency, after.currency, after.day]
        }
        return try rows(sql + " ORDER BY currency, day DESC LIMIT ?", arguments + [limit]) { row in
            guard let currency = Currency(row[0] as String), let day = CalendarDay(rawValue: row[1]),
                let rate = Decimal(row[2] as String)
            else { throw DatabaseProblem.corrupt("rates") }
            return Rate(store: store, currency: currency, day: day, rate: rate)
        }
    }

    /// The rate of exactly that day.
    public func rate(of currency: Currency, on day: CalendarDay, store: ID<Store>) throws -> Decimal? {
        try first(
            "SELECT rate FROM rates WHERE store_id = ? AND currency = ? AND day = ?", [store, currency.code, day]
        ) { Decimal($0[0] as String) } ?? nil
    }

    /// The day of the next rate after `day`.
    public func nextRateDay(of currency: Currency, after day: CalendarDay, store: ID<Store>) throws -> CalendarDay? {
        try first(
            "SELECT min(day) FROM rates WHERE store_id = ? AND currency = ? AND day > ?", [store, currency.code, day]
        ) { ($0[0] as Int32?).flatMap { CalendarDay(rawValue: $0) } } ?? nil
    }

    /// Orders in a currency that came without a rate of their own: those paid in a span of time, and all that were never
    /// paid.
    public func ordersWithoutRate(
        store: ID<Store>, currency: Currency, from: Timestamp, to: Timestamp
    ) throws -> [ID<Order>] {
        let paid = try rows(
            """
            SELECT id FROM orders
            WHERE store_id = ? AND paid_at >= ? AND paid_at < ? AND currency = ? AND conversion_rate IS NULL
            """, [store, from, to, currency.code]
        ) { $0.id(0) as ID<Order> }
        let unpaid = try rows(
            """
            SELECT id FROM orders
            WHERE store_id = ? AND paid_at IS NULL AND currency = ? AND conversion_rate IS NULL
            """, [store, currency.code]
        ) { $0.id(0) as ID<Order> }
        return (paid + unpaid).sorted()
    }
}

extension Transaction {
    public func put(_ rate: Rate) throws {
        try run(
            """
            INSERT INTO rates (store_id, currency, day, rate) VALUES (?, ?, ?, ?)
            ON CONFLICT (store_id, currency, day) DO UPDATE SET rate = excluded.rate
            """, [rate.store, rate.currency.code, rate.day, rate.rate.description])
    }

    /// False where there was none.
    public func removeRate(of currency: Currency, on day: CalendarDay, store: ID<Store>) throws -> Bool {
        try run("DELETE FROM rates WHERE store_id = ? AND currency = ? AND day = ?", [store, currency.code, day])
        return changes > 0
    }
}
