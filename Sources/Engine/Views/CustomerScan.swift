internal import Domain
internal import Store

/// A page of customers that only looking at each can find. It looks at so many and no more; where the page is not full by
/// then, the next one goes on from there, so that no request takes longer the rarer its customers are.
struct CustomerScan {
    static let batch = 1_000
    static let mostPerPage = 20_000

    /// - Parameters:
    ///   - ids: the next customers after one, ascending, at most so many.
    ///   - look: what is wanted of each; those left out do not belong on the page.
    /// - Returns: the page, and the customer to go on after; nil at the end.
    static func page<Item>(
        after start: ID<Customer>, limit: Int, ids: (ID<Customer>, Int) throws -> [ID<Customer>],
        look: ([ID<Customer>]) throws -> [(customer: ID<Customer>, item: Item)]
    ) throws -> (items: [Item], next: ID<Customer>?) {
        var found: [(customer: ID<Customer>, item: Item)] = []
        var (last, looked) = (start, 0)
        while looked < mostPerPage {
            let batch = try ids(last, Self.batch)
            guard let end = batch.last else { return (found.map(\.item), nil) }
            found += try look(batch)
            if found.count > limit {
                let shown = found.prefix(limit)
                return (shown.map(\.item), shown.last?.customer)
            }
            last = end
            looked += batch.count
            if batch.count < Self.batch { return (found.map(\.item), nil) }
        }
        return (found.map(\.item), last)
    }

    /// Looks at all of them.
    static func all(
        ids: (ID<Customer>, Int) throws -> [ID<Customer>], look: ([ID<Customer>]) throws -> Void
    ) throws {
        var last = ID<Customer>(0)
        while let batch = try Optional(ids(last, Self.batch)), let end = batch.last {
            try look(batch)
            last = end
        }
    }
}
