internal import Domain
internal import Synchronization

/// What a connection looks up beside the rows it was asked for: the tables that rows refer to, once, and the rows that
/// belong to those of a page, in as few requests as possible.
final class PrestaShopLookups: Sendable {
    private let api: PrestaShopAPI
    private let kept = Mutex<PrestaShopTables?>(nil)
    /// Ids in one request: the address stays well below the 2,000 characters that every server takes.
    private static let idsPerRequest = 100

    init(_ api: PrestaShopAPI) { self.api = api }

    // MARK: Tables

    /// The tables, asked for again where they were kept from before and do not hold what the orders name.
    func tables(for orders: [PrestaShopOrder] = []) async throws(ShopError) -> PrestaShopTables {
        if let tables = kept.withLock({ $0 }), orders.allSatisfy({ tables.holds($0) }) { return tables }
        let tables = try await readTables()
        kept.withLock { $0 = tables }
        return tables
    }

    private func readTables() async throws(ShopError) -> PrestaShopTables {
        let reader = api.reader
        let codes = "[id,iso_code]"
        return PrestaShopTables(
            states: try await states(),
            currencies: try await list("currencies", display: codes) { body throws(DecodeError) in
                try reader.currencies(body)
            }.rows,
            countries: try await list("countries", display: codes) { body throws(DecodeError) in
                try reader.countries(body)
            }.rows,
            languages: try await list("languages") { body throws(DecodeError) in try reader.languages(body) }.rows)
    }

    /// By id, which is the order they were made in.
    /// - Throws: `.malformed` where one cannot be read: orders in it would not count.
    func states() async throws(ShopError) -> [PrestaShopState] {
        let reader = api.reader
        let states = try await list("order_states") { body throws(DecodeError) in try reader.states(body) }
        if let bad = states.bad.first {
            throw .malformed("the order state \(bad.id ?? "without an id"): \(bad.fault ?? "")")
        }
        return states.rows.sorted { ($0.id.utf8.count, $0.id) < ($1.id.utf8.count, $1.id) }
    }

    private func list<Row>(
        _ resource: String, display: String = "full",
        _ read: @Sendable ([UInt8]) throws(DecodeError) -> PrestaShopPage<Row>
    ) async throws(ShopError) -> PrestaShopList<Row> {
        try PrestaShopList(try await api.get(PrestaShopRequest(resource, display: display)), resource, read)
    }

    // MARK: Rows by what they belong to

    func slips(ofOrders ids: [String]) async throws(ShopError) -> PrestaShopList<PrestaShopSlip> {
        let reader = api.reader
        return try await rows("order_slip", "order_slips", "id_order", ids) { body throws(DecodeError) in
            try reader.slips(body)
        }
    }

    func histories(ofOrders ids: [String]) async throws(ShopError) -> PrestaShopList<PrestaShopHistory> {
        let reader = api.reader
        return try await rows("order_histories", "order_histories", "id_order", ids) { body throws(DecodeError) in
            try reader.histories(body)
        }
    }

    func orders(_ ids: [String]) async throws(ShopError) -> PrestaShopList<PrestaShopOrder> {
        let reader = api.reader
        return try await rows("orders", "orders", "id", ids) { body throws(DecodeError) in try reader.orders(body) }
    }

    func customers(_ ids: [String]) async throws(ShopError) -> PrestaShopList<PrestaShopCustomer> {
        let reader = api.reader
        return try await rows("customers", "customers", "id", ids) { body throws(DecodeError) in
            try reader.customers(body)
        }
    }

    func addresses(_ ids: [String]) async throws(ShopError) -> PrestaShopList<PrestaShopAddress> {
        let reader = api.reader
        return try await rows("addresses", "addresses", "id", ids) { body throws(DecodeError) in
            try reader.addresses(body)
        }
    }

    /// Those that were not deleted.
    func addresses(ofCustomers ids: [String]) async throws(ShopError) -> PrestaShopList<PrestaShopAddress> {
        let reader = api.reader
        return try await rows("addresses", "addresses", "id_customer", ids, isKept: true) { body throws(DecodeError) in
            try reader.addresses(body)
        }
    }

    private func rows<Row>(
        _ resource: String, _ plural: String, _ field: String, _ ids: [String], isKept: Bool = false,
        _ read: @Sendable ([UInt8]) throws(DecodeError) -> PrestaShopPage<Row>
    ) async throws(ShopError) -> PrestaShopList<Row> {
        let ids = Set(ids.filter { PrestaShopID.isValid($0) }).sorted()
        var list: PrestaShopList<Row>?
        for start in stride(from: 0, to: ids.count, by: Self.idsPerRequest) {
            let chunk = Array(ids[start..<min(start + Self.idsPerRequest, ids.count)])
            var request = PrestaShopRequest(resource).filtered(field, .anyOf(chunk))
            if isKept { request = request.filtered("deleted", .equals("0")) }
            let part = try PrestaShopList(try await api.get(request), plural, read)
            list = list.map { $0.appending(part) } ?? part
        }
        return list ?? PrestaShopList(askedAt: .zero)
    }
}

extension PrestaShopList {
    fileprivate func appending(_ other: Self) -> Self {
        var list = self
        list.append(other)
        return list
    }
}

extension PrestaShopTables {
    /// Whether the order's state and currency are known.
    fileprivate func holds(_ order: PrestaShopOrder) -> Bool {
        states[order.stateID] != nil && currencies[order.currencyID] != nil
    }
}
