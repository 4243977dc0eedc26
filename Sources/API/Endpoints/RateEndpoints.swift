internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

enum RateEndpoints {
    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let currency = query.text("currency", limit: 3)
        let keys = query.cursor("rates", keys: 2)
        try query.finish()
        let after = keys.flatMap { keys in
            CalendarDay(rawValue: Int32(clamping: keys[1])).map { (currency: letters(keys[0]), day: $0) }
        }
        let rates = try await call.engine.rates(
            store: try call.store(), currency: currency, after: after, limit: limit + 1)
        return call.page(rates, limit: limit, cursor: cursor) { w, rate in w.rate(rate) }
    }

    static func put(_ call: Call) async throws -> Response {
        let (store, rate) = try call.read { reader in (reader.text("store", limit: 64), reader.rate("rate")) }
        let (currency, day) = try place(call)
        guard let rate else { throw Problem.invalid([]) }
        let (view, isNew) = try await call.engine.putRate(
            store: try call.store(named: store ?? call.query.text("store")), currency: currency, day: day, rate: rate,
            by: call.by)
        return call.json(isNew ? .created : .ok) { $0.rate(view, tellsRebooked: true) }
    }

    static func delete(_ call: Call) async throws -> Response {
        let (currency, day) = try place(call)
        try await call.engine.deleteRate(store: try call.store(), currency: currency, day: day, by: call.by)
        return call.noContent
    }

    /// The currency and the day in the path.
    private static func place(_ call: Call) throws -> (Currency, CalendarDay) {
        let (code, text) = (try call.parameter("currency"), try call.parameter("day"))
        var errors: [FieldError] = []
        let currency = Currency(code)
        if currency == nil { errors.append(FieldError("/currency", "must be an ISO 4217 currency, such as PLN")) }
        let day = CalendarDay(text: text)
        if day == nil { errors.append(FieldError("/day", "must be an existing date as YYYY-MM-DD")) }
        guard let currency, let day else { throw Refusal.invalid(errors) }
        return (currency, day)
    }

    // MARK: Cursors

    private static func cursor(_ view: RateView) -> Cursor {
        let number = view.currency.code.utf8.reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return Cursor("rates", number, Int64(view.day.rawValue))
    }

    private static func letters(_ number: Int64) -> String {
        String(decoding: [16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }, as: UTF8.self)
    }
}

extension FieldReader {
    /// A decimal number as text above 0, with at most ten decimals.
    fileprivate mutating func rate(_ name: String) -> Decimal? {
        guard let text = text(name, limit: 24, isRequired: true) else { return nil }
        guard let rate = Decimal(text), rate.isPositive, rate.scale <= 10,
            rate.units(decimals: 0, excess: .rounded).map({ $0 <= 100_000_000 }) ?? false
        else {
            fail(name, "must be a decimal number as text above 0, with at most 10 decimals, such as 4.2500")
            return nil
        }
        return rate
    }
}

extension JSONWriter {
    fileprivate mutating func rate(_ view: RateView, tellsRebooked: Bool = false) {
        object { w in
            w.field("store", view.storeKey)
            w.field("currency", view.currency.code)
            w.field("day", view.day.description)
            w.field("rate", view.rate.description)
            if tellsRebooked { w.field("rebooked", view.rebooked) }
        }
    }
}
