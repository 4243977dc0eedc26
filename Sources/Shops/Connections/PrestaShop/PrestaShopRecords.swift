internal import Domain
internal import Secrets

/// Makes records of the rows of a page: fetches what belongs to them, and leaves out, with the reason, what cannot be
/// counted with.
struct PrestaShopRecords {
    let lookups: PrestaShopLookups

    // MARK: Orders

    /// Adds the orders to the page. An order whose credit slips or history cannot be read is left out as well: it would
    /// tell of too little refunded, or of another day of payment.
    func add(_ orders: PrestaShopList<PrestaShopOrder>, to page: inout ShopPage) async throws(ShopError) {
        page.problems += orders.bad.map { .init(id: $0.id, reason: $0.fault ?? "") }
        guard !orders.rows.isEmpty else { return }
        let ids = orders.rows.map(\.id)
        let slips = try await lookups.slips(ofOrders: ids)
        let histories = try await lookups.histories(ofOrders: ids)
        let customers = try await lookups.customers(orders.rows.compactMap(\.customerID))
        let addresses = try await lookups.addresses(orders.rows.compactMap(\.addressID))
        let tables = try await lookups.tables(for: orders.rows)
        let table = Surroundings(slips, histories, customers, addresses)
        page.problems += table.strays
        for order in orders.rows {
            do throws(DecodeError) {
                page.records.append(try record(of: order, table, tables, readAt: orders.askedAt))
            } catch {
                page.problems.append(.init(id: order.id, reason: Self.reason(error)))
            }
        }
    }

    private func record(
        of order: PrestaShopOrder, _ table: Surroundings, _ tables: PrestaShopTables, readAt: Timestamp
    ) throws(DecodeError) -> ShopRecord {
        if let fault = table.fault(of: order) { throw DecodeError("", fault) }
        let surroundings = table.surroundings(of: order)
        let event = try order.event(tables, surroundings, readAt: readAt)
        let digest = Digest.sha256(order.digest + surroundings.slips.flatMap(\.digest))
        return ShopRecord(.order(event), shop: order.shopID, digest: digest)
    }

    private static func reason(_ error: DecodeError) -> String { String(error.description.prefix(300)) }

    // MARK: Customers

    /// Adds the customers to the page. Guests are no customers, and no problem either.
    func add(_ customers: PrestaShopList<PrestaShopCustomer>, to page: inout ShopPage) async throws(ShopError) {
        page.problems += customers.bad.map { .init(id: $0.id, reason: $0.fault ?? "") }
        let registered = customers.rows.filter { !$0.isGuest }
        guard !registered.isEmpty else { return }
        let addresses = try await lookups.addresses(ofCustomers: registered.map(\.id))
        let tables = try await lookups.tables()
        let countries = Self.countries(addresses.rows, tables)
        let digests = customers.digests
        for customer in registered {
            guard
                var event = customer.report(tables, country: countries[customer.id], readAt: customers.askedAt)
            else { continue }
            event.groups = event.groups.map(Self.unique)
            page.records.append(
                ShopRecord(.customer(event), shop: customer.shopID, digest: digests[customer.id] ?? []))
        }
    }

    /// The country of each customer's first address.
    private static func countries(_ addresses: [PrestaShopAddress], _ tables: PrestaShopTables) -> [String: String] {
        var countries: [String: String] = [:]
        for address in addresses.sorted(by: { ($0.id.utf8.count, $0.id) < ($1.id.utf8.count, $1.id) }) {
            guard let customer = address.customerID, countries[customer] == nil else { continue }
            countries[customer] = address.countryID.flatMap { tables.countries[$0] }
        }
        return countries
    }

    /// A group that several shops of an installation share is answered once for each.
    static func unique(_ groups: [String]) -> [String] {
        var seen: Set<String> = []
        return groups.filter { seen.insert($0).inserted }
    }
}

/// What was fetched for the orders of a page, by order.
private struct Surroundings {
    private let slips: [String: [PrestaShopSlip]]
    private let histories: [String: [PrestaShopHistory]]
    private let customers: [String: PrestaShopCustomer]
    private let addresses: [String: PrestaShopAddress]
    private var orderFaults: [String: String] = [:]
    private var customerFaults: [String: String] = [:]
    private var addressFaults: [String: String] = [:]
    /// Bad rows that name no order.
    private(set) var strays: [ShopPage.Problem] = []

    init(
        _ slips: PrestaShopList<PrestaShopSlip>, _ histories: PrestaShopList<PrestaShopHistory>,
        _ customers: PrestaShopList<PrestaShopCustomer>, _ addresses: PrestaShopList<PrestaShopAddress>
    ) {
        self.slips = Dictionary(grouping: slips.rows.sorted { $0.id < $1.id }, by: \.orderID)
        self.histories = Dictionary(grouping: histories.rows, by: \.orderID)
        self.customers = Dictionary(customers.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.addresses = Dictionary(addresses.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        note(slips.bad.map { ($0.order, $0.fault) }, "a credit slip of it")
        note(histories.bad.map { ($0.order, $0.fault) }, "a row of its history")
        for trace in customers.bad {
            if let id = trace.id { customerFaults[id] = "its customer: \(trace.fault ?? "")" }
        }
        for trace in addresses.bad { if let id = trace.id { addressFaults[id] = "its address: \(trace.fault ?? "")" } }
    }

    private mutating func note(_ faults: [(order: String?, fault: String?)], _ what: String) {
        for (order, fault) in faults {
            let reason = "\(what): \(fault ?? "")"
            guard let order else {
                strays.append(.init(id: nil, reason: reason))
                continue
            }
            orderFaults[order] = orderFaults[order] ?? reason
        }
    }

    func fault(of order: PrestaShopOrder) -> String? {
        orderFaults[order.id] ?? order.customerID.flatMap { customerFaults[$0] }
            ?? order.addressID.flatMap { addressFaults[$0] }
    }

    func surroundings(of order: PrestaShopOrder) -> PrestaShopOrder.Surroundings {
        var surroundings = PrestaShopOrder.Surroundings()
        surroundings.slips = slips[order.id] ?? []
        surroundings.histories = histories[order.id] ?? []
        surroundings.customer = order.customerID.flatMap { customers[$0] }
        surroundings.address = order.addressID.flatMap { addresses[$0] }
        return surroundings
    }
}
