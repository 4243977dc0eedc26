/// A reward for reaching a rung of a ladder: a percentage or an amount off, once per customer and rung.
public struct Voucher: Sendable, Equatable {
    public var store: ID<Store>
    public var customer: ID<Customer>
    public var rule: ID<Rule>
    /// The rung's group.
    public var rung: String
    /// What the customer types; unique in the store.
    public var code: String
    /// 1 … 100; nil for an amount.
    public var percent: Int?
    /// Minor units of the store's currency; nil for a percentage.
    public var amount: Int64?
    public var lastDay: CalendarDay
    public var createdAt: Timestamp

    public init(
        store: ID<Store>, customer: ID<Customer>, rule: ID<Rule>, rung: String, code: String, lastDay: CalendarDay,
        createdAt: Timestamp
    ) {
        self.store = store
        self.customer = customer
        self.rule = rule
        self.rung = rung
        self.code = code
        self.lastDay = lastDay
        self.createdAt = createdAt
    }
}
