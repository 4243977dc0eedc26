import Domain
import FakeShops
import Shops
import Testing

/// What a PrestaShop may look like, and what may be wrong with single rows.
struct PrestaShopShapeTests {
    // MARK: Tables

    @Test("groups have the name of the first language, or their only one")
    func groups() async throws {
        let bench = try PrestaShopBench()
        let expected = [
            ShopGroup(id: "1", name: "Visitor"), ShopGroup(id: "2", name: "Guest"),
            ShopGroup(id: "3", name: "Customer"),
        ]
        #expect(try await bench.connection.groups() == expected)
        bench.shop.edit { $0.languages.removeLast() }
        #expect(try await bench.connection.groups() == expected)
        bench.shop.edit { $0.groups.append(FakePrestaShop.Group(id: 4, name: "")) }
        #expect(try await bench.connection.groups().last == ShopGroup(id: "4", name: "4"))
    }

    @Test("statuses have the shop's own flags, those no longer offered too")
    func statuses() async throws {
        let bench = try PrestaShopBench()
        bench.shop.edit { $0.states[3].isDeleted = true }
        bench.shop.edit { $0.states.reverse() }
        let statuses = try await bench.connection.statuses()
        #expect(statuses.map(\.code) == (1...13).map(String.init))
        #expect(statuses.filter { $0.isPaid == true }.map(\.code) == ["2", "3", "4", "5", "9", "11"])
        #expect(statuses.filter { $0.isVoid == true }.map(\.code) == ["6", "7", "8"])
        #expect(statuses.first?.label == "Awaiting check payment")
    }

    @Test("a state that the shop made meanwhile is looked up again")
    func newState() async throws {
        let bench = try PrestaShopBench()
        bench.place([1])
        #expect(try await bench.connection.order("1")?.event.order?.status?.isPaid == false)
        bench.shop.edit { $0.states.append(FakePrestaShop.State(20, "Paid in advance", "payment", paid: true)) }
        bench.shop.setState(20, order: 1)
        let order = try await bench.connection.order("1")?.event.order
        #expect(order?.status == StatusReport(code: "20", label: "Paid in advance", isPaid: true, isVoid: false))
        #expect(order?.paidAt == bench.clock.now)
    }

    // MARK: Customers

    @Test("guests are left out and are no problem; who was deleted is told so")
    func guests() async throws {
        let bench = try PrestaShopBench(pageSize: 1)
        bench.shop.register(FakePrestaShop.Customer(id: 1, email: "a@example.test", isGuest: true))
        bench.shop.register(FakePrestaShop.Customer(id: 2, email: "b@example.test"))
        bench.shop.change(customer: 2) { $0.fields["deleted"] = "1" }
        let pages = try await bench.allCustomers()
        #expect(pages.customers == ["2"] && pages.problems.isEmpty)
        #expect(pages.flatMap(\.records).first?.event.customer?.isDeleted == true)
        #expect(try await bench.connection.customer("1") == nil)
        #expect(try await bench.connection.membership(of: "1") == nil)
        bench.shop.delete(customer: 2)
        #expect(try await bench.connection.customer("2") == nil)
    }

    @Test("a guest's order is a guest's, and nobody's order nobody's")
    func guestOrders() async throws {
        let bench = try PrestaShopBench()
        bench.shop.register(FakePrestaShop.Customer(id: 1, email: "a@example.test", isGuest: true))
        bench.shop.place(FakePrestaShop.Order(id: 1, customer: 1, total: "1.000000", totalNet: "1.000000"))
        bench.shop.place(FakePrestaShop.Order(id: 2, customer: 0, total: "1.000000", totalNet: "1.000000"))
        bench.shop.place(FakePrestaShop.Order(id: 3, customer: 9, total: "1.000000", totalNet: "1.000000"))
        let customers = try await bench.allOrders().flatMap(\.records).map { $0.event.order?.customer }
        #expect(customers == [.guest(email: "a@example.test"), .guest(email: nil), nil])
    }

    @Test("customers that changed are read as those that are all read")
    func changedCustomers() async throws {
        let bench = try PrestaShopBench(pageSize: 2)
        for id in 1...5 { bench.shop.register(FakePrestaShop.Customer(id: id, email: "\(id)@example.test")) }
        bench.clock.advance(seconds: 3_600)
        let since = bench.clock.now
        bench.shop.move(customer: 4, to: [2, 3], defaultGroup: 2)
        bench.shop.move(customer: 2, to: [3], defaultGroup: 3)
        let pages = try await bench.allCustomers(.changed(since: since))
        #expect(pages.customers == ["2", "4"])
        #expect(pages.flatMap(\.records).last?.event.customer?.groups == ["2", "3"])
        let alone = try await bench.connection.customer("4")
        #expect(pages.flatMap(\.records).last == alone)
    }

    @Test("a customer's country is that of the first address that was not deleted")
    func country() async throws {
        let bench = try PrestaShopBench()
        bench.shop.register(FakePrestaShop.Customer(id: 1, email: "a@example.test"))
        var deleted = FakePrestaShop.Address(id: 8, customer: 1, country: 1)
        deleted.isDeleted = true
        let addresses = [
            deleted, FakePrestaShop.Address(id: 10, customer: 1, country: 21),
            FakePrestaShop.Address(id: 9, customer: 1, country: 8),
            FakePrestaShop.Address(id: 7, customer: 2, country: 1),
        ]
        bench.shop.edit { $0.addresses = addresses }
        #expect(try await bench.connection.customer("1")?.event.customer?.country == "FR")
    }

    // MARK: Several shops

    @Test("all shops of an installation are read, each record with its own, and a group of several once")
    func multistore() async throws {
        var contents = FakePrestaShop.Contents()
        contents.shops = [1, 2]
        contents.groups.append(FakePrestaShop.Group(id: 4, name: "Second shop's", shops: [2]))
        let bench = try PrestaShopBench(contents)
        bench.shop.register(FakePrestaShop.Customer(id: 1, email: "a@example.test", groups: [3, 4], shop: 2))
        var order = FakePrestaShop.Order(id: 1, customer: 1, total: "1.000000", totalNet: "1.000000")
        order.shop = 2
        bench.shop.place(order)
        bench.place([2])
        #expect(try await bench.allOrders().flatMap(\.records).map(\.shop) == ["2", "1"])
        let customer = try #require(try await bench.allCustomers().flatMap(\.records).first)
        #expect(customer.shop == "2" && customer.event.customer?.groups == ["3", "4"])
        #expect(try await bench.connection.membership(of: "1")?.groups == ["3", "4"])
        #expect(try await bench.connection.groups().map(\.id) == ["1", "2", "3", "4"])
    }

    // MARK: Bad rows

    @Test("a bad order among good ones is named, the good ones are read, and the walk goes on", arguments: [1, 2, 3])
    func badOrder(bad: Int) async throws {
        let bench = try PrestaShopBench(pageSize: 3)
        bench.place(1...4)
        bench.shop.change(order: bad) { $0.total = "1e2" }
        let pages = try await bench.allOrders()
        #expect(pages.orders == (1...4).filter { $0 != bad }.map(String.init))
        #expect(
            pages.problems == [
                .init(id: "\(bad)", reason: "total_paid_tax_incl: is not a decimal number that can be counted with")
            ])
    }

    @Test("what cannot be counted with is named: an unknown currency, a bad credit slip, a bad history")
    func uncountable() async throws {
        let bench = try PrestaShopBench()
        bench.place(1...4)
        bench.shop.change(order: 1) { $0.currency = 9 }
        bench.shop.refund(FakePrestaShop.Slip(id: 1, order: 2, products: "-1.000000", productsNet: "1.000000"))
        bench.shop.edit { $0.histories[2].created = "yesterday 1" }
        let pages = try await bench.allOrders()
        #expect(pages.orders == ["4"])
        #expect(
            pages.problems == [
                .init(id: "1", reason: "/orders/0/id_currency: names the currency 9, which is not known"),
                .init(id: "2", reason: "a credit slip of it: total_products_tax_incl: must not be negative"),
                .init(
                    id: "3",
                    reason: "a row of its history: date_add: must be a date and time without zone such as "
                        + "2026-11-22 10:15:30"),
            ])
        let failure = await PrestaShopBench.failure { () throws(ShopError) in _ = try await bench.connection.order("2")
        }
        #expect(failure == .malformed("a credit slip of it: total_products_tax_incl: must not be negative"))
    }

    @Test("a bad customer among good ones is named, and the orders of it too")
    func badCustomer() async throws {
        let bench = try PrestaShopBench(pageSize: 2)
        for id in 1...3 { bench.shop.register(FakePrestaShop.Customer(id: id, email: "\(id)@example.test")) }
        bench.shop.place(FakePrestaShop.Order(id: 1, customer: 2, total: "1.000000", totalNet: "1.000000"))
        bench.shop.change(customer: 2) { $0.fields["is_guest"] = "perhaps" }
        let pages = try await bench.allCustomers()
        #expect(pages.customers == ["1", "3"])
        #expect(pages.problems == [.init(id: "2", reason: "is_guest: must be 0 or 1")])
        let orders = try await bench.allOrders()
        #expect(orders.orders.isEmpty)
        #expect(orders.problems == [.init(id: "1", reason: "its customer: is_guest: must be 0 or 1")])
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            _ = try await bench.connection.membership(of: "2")
        }
        #expect(failure == .malformed("is_guest: must be 0 or 1"))
    }
}
