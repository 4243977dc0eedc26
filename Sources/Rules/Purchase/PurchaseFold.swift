internal import Domain

/// The terms that a customer's live purchases add up to, in the order they were paid.
///
/// Always folded anew from the orders that stand, so that a refund of an earlier one shortens what later ones added.
struct PurchaseFold {
    /// One order's share: from its payment to the end that the chain reached with it.
    struct Term: Equatable {
        let order: ID<Order>
        var from: Timestamp
        /// The last local day; nil for no end.
        var lastDay: CalendarDay?
        /// The line that earned it, for the reason's words.
        let product: String
        let index: Int
    }

    /// An anchored sum of months and days. `lastDay` nil means without end.
    private struct Chain {
        var anchor: CalendarDay
        var months = 0
        var days = 0
        var isUnlimited = false

        var lastDay: CalendarDay? { isUnlimited ? nil : anchor.adding(months: months).adding(days: days) }
    }

    /// Qualifying units of one order that begin at one instant.
    private struct Item {
        let purchase: Purchase
        let index: Int
        let start: Timestamp
        let units: Int64
        let product: String
    }

    private let zone: Zone
    private var chain: Chain?
    private(set) var terms: [Term] = []

    init(_ purchases: [Purchase], zone: Zone) {
        self.zone = zone
        for item in Self.items(purchases) { add(item) }
    }

    private static func items(_ purchases: [Purchase]) -> [Item] {
        var items: [Item] = []
        for (index, purchase) in purchases.enumerated() where purchase.isLive {
            let lines = purchase.lines.filter { entry in
                purchase.terms.products.contains { $0.matches(entry.line) }
                    && entry.line.quantity > entry.line.refundedQuantity
            }
            for start in Set(lines.map(\.start)).sorted() {
                let together = lines.filter { $0.start == start }
                let units = together.reduce(Int64(0)) { $0 + $1.line.quantity - $1.line.refundedQuantity }
                let product = together.first.map { $0.line.sku ?? $0.line.productID } ?? ""
                items.append(Item(purchase: purchase, index: index, start: start, units: units, product: product))
            }
        }
        return items.sorted { ($0.start, $0.purchase.order) < ($1.start, $1.purchase.order) }
    }

    private mutating func add(_ item: Item) {
        let renewal = item.purchase.terms.renewal
        let startDay = zone.day(at: item.start)
        let covers = covers(item.start)
        guard renewal != .keep || !covers else { return }
        let present = renewal == .extend && covers ? chain : nil
        var next = present ?? Chain(anchor: startDay)
        let times = renewal == .extend && item.purchase.terms.isPerUnit ? Int(clamping: min(item.units, 100_000)) : 1
        switch item.purchase.terms.validity {
        case .unlimited: next.isUnlimited = true
        case .days(let count): next.days = min(next.days + count * times, 3_650_000)
        case .months(let count): next.months = min(next.months + count * times, 119_988)
        case .date(let day):
            guard zone.end(of: day) > item.start else { return }
            if let lastDay = present?.lastDay { next = Chain(anchor: max(lastDay, day)) }
            if present == nil { next = Chain(anchor: day) }
        }
        chain = next
        note(item, lastDay: next.lastDay)
    }

    /// Whether the present chain has not ended at `instant`: a purchase after its end starts a new one.
    private func covers(_ instant: Timestamp) -> Bool {
        guard let chain else { return false }
        guard let lastDay = chain.lastDay else { return true }
        return instant < zone.end(of: lastDay)
    }

    /// An order whose lines begin at different instants keeps one term: from the first to the furthest end.
    private mutating func note(_ item: Item, lastDay: CalendarDay?) {
        guard let index = terms.firstIndex(where: { $0.order == item.purchase.order }) else {
            terms.append(
                Term(
                    order: item.purchase.order, from: item.start, lastDay: lastDay, product: item.product,
                    index: item.index))
            return
        }
        if let present = terms[index].lastDay, let lastDay {
            terms[index].lastDay = max(present, lastDay)
        } else {
            terms[index].lastDay = nil
        }
    }
}
