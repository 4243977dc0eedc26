import Domain
import FakeShops
import Shops
import Testing

/// A fake PrestaShop in Paris with a connection to it. The clock stands at 11:00 there.
struct PrestaShopBench {
    static let start = "2026-11-22T10:00:00Z"

    let clock: FakeClock
    let shop: FakePrestaShop
    let zone: Zone
    let connection: PrestaShopConnection

    init(pageSize: Int = 100, key: String? = nil, _ contents: FakePrestaShop.Contents = .init()) throws {
        clock = FakeClock(try instant(Self.start))
        zone = try #require(Zone("Europe/Paris"))
        shop = FakePrestaShop(clock, zone: zone, contents)
        let account = ShopAccount(
            url: "https://shop.example", values: ["key": key ?? contents.key], zone: zone)
        connection = PrestaShopConnection(account, through: shop, pageSize: pageSize)
    }

    /// Customer 77 and, from an address in France, an order 7 of two lines that was paid at once.
    func fill() {
        shop.edit { $0.addresses.append(FakePrestaShop.Address(id: 5, customer: 77, country: 8)) }
        shop.register(
            FakePrestaShop.Customer(
                id: 77, email: "zoe@example.test", firstName: "Zoë", lastName: "O'Brien", groups: [3, 2], language: 2))
        var order = FakePrestaShop.Order(
            id: 7, customer: 77, address: 5, state: 10, total: "129.900000", totalNet: "109.050000")
        (order.shipping, order.shippingNet) = ("10.000000", "8.100000")
        order.lines = [
            FakePrestaShop.Line(
                id: 14, product: 93, combination: 941, reference: "CLUB-YEAR", quantity: 2, price: "59.950000",
                priceNet: "50.475000")
        ]
        shop.place(order)
        clock.advance(seconds: 60)
        shop.setState(2, order: 7)
    }

    /// Plain orders with these ids, all of nobody.
    func place(_ ids: some Sequence<Int>) {
        for id in ids {
            shop.place(FakePrestaShop.Order(id: id, customer: 0, total: "\(id).000000", totalNet: "\(id).000000"))
        }
    }

    /// All pages. `between` runs after each.
    func allOrders(_ query: ShopQuery = .all, between: (Int) -> Void = { _ in }) async throws -> [ShopPage] {
        var pages: [ShopPage] = []
        var cursor: String?
        repeat {
            let page = try await connection.orders(query, at: cursor)
            pages.append(page)
            between(pages.count)
            cursor = page.next
            try #require(pages.count < 100)
        } while cursor != nil
        return pages
    }

    func allCustomers(_ query: ShopQuery = .all) async throws -> [ShopPage] {
        var pages: [ShopPage] = []
        var cursor: String?
        repeat {
            let page = try await connection.customers(query, at: cursor)
            pages.append(page)
            cursor = page.next
            try #require(pages.count < 100)
        } while cursor != nil
        return pages
    }

    /// What a request failed with; nil where it did not.
    static func failure(_ ask: () async throws(ShopError) -> Void) async -> ShopError? {
        do throws(ShopError) {
            try await ask()
            return nil
        } catch {
            return error
        }
    }
}

extension [ShopPage] {
    var orders: [String] { flatMap(\.records).compactMap { $0.event.order?.externalID } }
    var customers: [String] { flatMap(\.records).compactMap { $0.event.customer?.externalID } }
    var problems: [ShopPage.Problem] { flatMap(\.problems) }
}
