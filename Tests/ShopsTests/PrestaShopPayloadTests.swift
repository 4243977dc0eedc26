import Domain
import Shops
import Testing

@Suite(
    .enabled(if: RecordedPayloads.folder("prestashop") != nil, "skipped: the folder of recorded payloads is not here"))
struct PrestaShopPayloadTests {
    private let reader: PrestaShopReader

    init() throws { reader = PrestaShopReader(zone: try #require(Zone("Europe/Paris"))) }

    private func page<Row>(
        _ name: String, _ read: (PrestaShopReader) -> ([UInt8]) throws -> PrestaShopPage<Row>
    ) throws -> [Row] {
        let page = try read(reader)(try RecordedPayloads.read("prestashop", name))
        #expect(page.problems.isEmpty, "\(name)")
        return page.rows
    }

    @Test("a fresh shop's states are paid and void where the shop says so")
    func states() throws {
        let states = try page("order_states.json") { $0.states }
        #expect(states.count == 13)
        #expect(states.filter(\.isPaid).map(\.id) == ["2", "3", "4", "5", "9", "11"])
        #expect(states.filter(\.isLogable).map(\.id) == ["2", "3", "4", "5", "11"])
        #expect(states.filter(\.isVoid).map(\.id) == ["6", "7", "8"])
        #expect(states.allSatisfy { $0.label?.isEmpty == false && !$0.isDeleted })
    }

    @Test("its groups, addresses and customers are read")
    func people() throws {
        #expect(try page("groups.json") { $0.groups }.map(\.name) == ["Visitor", "Guest", "Customer"])
        let addresses = try page("addresses.json") { $0.addresses }
        #expect(addresses.first { $0.id == "5" }?.countryID == "21")
        #expect(addresses.first { $0.id == "3" }?.customerID == nil)
        let customers = try page("customers.json") { $0.customers }
        #expect(customers.map(\.id) == ["1", "2"])
        let john = try #require(customers.last?.report(PrestaShopTables(), readAt: Sample.now))
        #expect(john.email == "pub@prestashop.com" && john.firstName == "John" && john.lastName == "DOE")
        #expect(john.groups == ["3"] && john.defaultGroup == "3" && john.isDeleted == false)
        // 03:20:58 by the clocks of Paris in winter.
        #expect(john.version == (try instant("2026-11-22T02:20:58Z")) && john.registeredAt == john.version)
    }

    @Test("its orders become events")
    func orders() throws {
        let tables = PrestaShopTables(
            states: try page("order_states.json") { $0.states },
            currencies: try reader.currencies(Array("{\"currencies\":[{\"id\":1,\"iso_code\":\"EUR\"}]}".utf8)).rows,
            countries: try reader.countries(Array("{\"countries\":[{\"id\":21,\"iso_code\":\"US\"}]}".utf8)).rows)
        let orders = try page("orders.json") { $0.orders }
        #expect(orders.map(\.id) == ["1", "2", "3", "4", "5"] && orders.allSatisfy { $0.shopID == "1" })
        var surroundings = PrestaShopOrder.Surroundings()
        surroundings.histories = try page("order_histories.json") { $0.histories }
        surroundings.customer = try page("customers.json") { $0.customers }.last
        surroundings.address = try page("addresses.json") { $0.addresses }.first { $0.id == "5" }
        let events = try orders.map { try $0.event(tables, surroundings, readAt: Sample.now) }
        #expect(events.map { $0.status?.code } == ["6", "1", "8", "1", "10"])
        #expect(events.map { $0.status?.isVoid } == [true, false, true, false, false])
        #expect(events.allSatisfy { $0.paidAt == nil && $0.country == "US" && $0.refunded == 0 })
        #expect(events.map { $0.amounts?.total } == [6_820, 16_990, 2_130, 2_130, 2_730])
        let first = try #require(events.first)
        #expect(first.amounts?.tax == 140 && first.amounts?.shipping == 700 && first.amounts?.shippingTax == 140)
        #expect(first.amounts?.conversionRate == Decimal("1.000000"))
        #expect(first.paymentMethod == "ps_checkpayment")
        #expect(first.lines?.map(\.total) == [2_390, 3_590] && first.lines?.map(\.sku) == ["demo_1", "demo_3"])
        #expect(events[1].lines?.map(\.variantID) == ["18", nil] && events[1].lines?.map(\.quantity) == [2, 1])
        #expect(Set(orders.map { $0.identity(slips: []) }).count == orders.count)
    }
}
