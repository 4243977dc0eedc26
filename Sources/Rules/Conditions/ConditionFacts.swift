public import Domain

/// What a tree of conditions is asked about.
public struct ConditionFacts: Sendable {
    public var customer: CustomerFacts
    /// The paid order in question; nil where there is none.
    public var order: OrderFacts?
    public var shop: ShopFacts
    public var at: Timestamp

    public init(customer: CustomerFacts, order: OrderFacts? = nil, shop: ShopFacts, at: Timestamp) {
        self.customer = customer
        self.order = order
        self.shop = shop
        self.at = at
    }

    /// The local day asked about.
    var day: CalendarDay { shop.zone.day(at: at) }

    /// The orders that conditions on an order speak of: the one in question, else any paid one.
    var orders: [OrderFacts] { order.map { [$0] } ?? customer.orders }

    /// Days with orders in a status flagged paid, ascending; those after today too.
    var paidDays: [SpendDay] {
        let paid = shop.counted(nil)
        return customer.spend.filter { paid.contains($0.status) && $0.orders > 0 }
    }

    /// The local day of registration, or of the first mention where the shop never said.
    var registeredOn: CalendarDay { shop.zone.day(at: customer.registeredAt ?? customer.firstKnownAt) }
}
