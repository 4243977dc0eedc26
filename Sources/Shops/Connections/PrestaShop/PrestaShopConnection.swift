public import Domain

/// A PrestaShop installation through its webservice (1.7, 8 and 9): what `ShopConnection` asks, one request after the
/// other. The rows are read by `PrestaShopReader`, so that what is read is what is pushed.
///
/// An installation may hold several shops; everything is read of all of them, and `ShopRecord.shop` tells which.
public final class PrestaShopConnection: ShopConnection {
    /// What an account needs beside its address.
    public static let fields: [AccountField] = [AccountField("key", .secret)]

    /// Resources that are read; the names of the lists in their answers.
    static let resources: KeyValuePairs<String, String> = [
        "orders": "orders", "order_slip": "order_slips", "order_histories": "order_histories",
        "order_states": "order_states", "customers": "customers", "addresses": "addresses", "groups": "groups",
        "currencies": "currencies", "countries": "countries", "languages": "languages",
    ]

    /// What the key must be allowed, in words.
    static var rights: String {
        "GET for \(resources.map(\.key).joined(separator: ", ")); PATCH (in PrestaShop 1.7 PUT) for customers; "
            + "GET and POST for cart_rules where vouchers are made"
    }

    private let api: PrestaShopAPI
    private let lookups: PrestaShopLookups
    private let records: PrestaShopRecords
    private let pageSize: Int
    /// Changes written by a slower process of the shop may carry a time that has passed already.
    private static let overlapSeconds: Int64 = 60

    /// - Parameter pageSize: rows of one page, 1 … 100.
    public init(_ account: ShopAccount, through caller: any HTTPCaller, pageSize: Int = 100) {
        api = PrestaShopAPI(account, through: caller)
        lookups = PrestaShopLookups(api)
        records = PrestaShopRecords(lookups: lookups)
        self.pageSize = min(max(1, pageSize), 100)
    }

    // MARK: What the shop is

    public func check() async throws(ShopError) -> String {
        _ = try await api.get(PrestaShopRequest())
        var lacking: [String] = []
        for (resource, plural) in Self.resources {
            do throws(ShopError) {
                _ = try await api.count(PrestaShopRequest(resource, display: "[id]").limited(to: 1), plural)
            } catch {
                guard case .unauthorized = error else { throw error }
                lacking.append(resource)
            }
        }
        guard lacking.isEmpty else {
            throw .unauthorized("the key lacks GET for \(lacking.joined(separator: ", ")). It needs \(Self.rights)")
        }
        return api.version.map { "PrestaShop \($0)" } ?? "PrestaShop"
    }

    public func groups() async throws(ShopError) -> [ShopGroup] {
        let reader = api.reader
        let answer = try await api.get(PrestaShopRequest("groups"))
        let list = try PrestaShopList(answer, "groups") { body throws(DecodeError) in try reader.groups(body) }
        if let bad = list.bad.first {
            throw .malformed("the group \(bad.id ?? "without an id"): \(bad.fault ?? "")")
        }
        return list.rows.map { ShopGroup(id: $0.id, name: $0.name ?? $0.id) }
    }

    /// By id. Those that are no longer offered too: orders of the past are in them.
    public func statuses() async throws(ShopError) -> [StatusReport] { try await lookups.states().map(\.report) }

    // MARK: Pages

    public func customers(_ query: ShopQuery, at cursor: String?) async throws(ShopError) -> ShopPage {
        let reader = api.reader
        let walk = PrestaShopWalk<PrestaShopCustomer>(
            api: api, resource: "customers", plural: "customers", pageSize: pageSize
        ) { body throws(DecodeError) in try reader.customers(body) }
        let step = try await walk.step(from: try place(query, cursor))
        var page = ShopPage()
        try await records.add(step.list, to: &page)
        page.next = step.next?.text
        return page
    }

    /// Of changes first the orders that were changed, then those of credit slips that were: a slip leaves its order's
    /// own date as it is.
    public func orders(_ query: ShopQuery, at cursor: String?) async throws(ShopError) -> ShopPage {
        let place = try place(query, cursor)
        if case .change(.slips, _, _) = place { return try await orders(ofSlipsFrom: place) }
        let reader = api.reader
        let walk = PrestaShopWalk<PrestaShopOrder>(
            api: api, resource: "orders", plural: "orders", pageSize: pageSize
        ) { body throws(DecodeError) in try reader.orders(body) }
        let step = try await walk.step(from: place)
        var page = ShopPage()
        try await records.add(step.list, to: &page)
        page.next = (step.next ?? slips(after: query))?.text
        return page
    }

    private func orders(ofSlipsFrom place: PrestaShopCursor) async throws(ShopError) -> ShopPage {
        let reader = api.reader
        let walk = PrestaShopWalk<PrestaShopSlip>(
            api: api, resource: "order_slip", plural: "order_slips", pageSize: pageSize
        ) { body throws(DecodeError) in try reader.slips(body) }
        let step = try await walk.step(from: place)
        var page = ShopPage()
        let orders = try await lookups.orders(step.list.traces.compactMap(\.order))
        try await records.add(orders, to: &page)
        page.next = step.next?.text
        return page
    }

    private func place(_ query: ShopQuery, _ cursor: String?) throws(ShopError) -> PrestaShopCursor {
        if let cursor { return try PrestaShopCursor(cursor) }
        switch query {
        case .all: return .id("0")
        case .changed(let since): return .change(.rows, date: bound(since), id: "0")
        }
    }

    /// Where the credit slips of a query begin; nil where all orders are read anyway.
    private func slips(after query: ShopQuery) -> PrestaShopCursor? {
        guard case .changed(let since) = query else { return nil }
        return .change(.slips, date: bound(since), id: "0")
    }

    private func bound(_ since: Timestamp) -> String {
        PrestaShopDate.lowerBound(of: since.adding(seconds: -Self.overlapSeconds), zone: api.zone)
    }

    // MARK: One

    public func order(_ id: String) async throws(ShopError) -> ShopRecord? {
        let orders = try await lookups.orders([try PrestaShopID.checked(id, "order")])
        var page = ShopPage()
        try await records.add(orders, to: &page)
        return try Self.only(page)
    }

    /// Nil for a guest too.
    public func customer(_ id: String) async throws(ShopError) -> ShopRecord? {
        let customers = try await lookups.customers([try PrestaShopID.checked(id, "customer")])
        var page = ShopPage()
        try await records.add(customers, to: &page)
        return try Self.only(page)
    }

    private static func only(_ page: ShopPage) throws(ShopError) -> ShopRecord? {
        if let problem = page.problems.first { throw .malformed(problem.reason) }
        return page.records.first
    }

    // MARK: Groups of a customer

    /// Nil for a guest too.
    ///
    /// - Throws: `.malformed` where the answer carries no list of groups: an absent list says nothing.
    public func membership(of customer: String) async throws(ShopError) -> ShopMembership? {
        let list = try await lookups.customers([try PrestaShopID.checked(customer, "customer")])
        if let bad = list.bad.first { throw .malformed(bad.fault ?? "") }
        guard let report = list.rows.first?.report(PrestaShopTables(), readAt: list.askedAt) else { return nil }
        guard let groups = report.groups else { throw .malformed("the answer names no groups of the customer") }
        return ShopMembership(
            groups: PrestaShopRecords.unique(groups), defaultGroup: report.defaultGroup, readAt: list.askedAt)
    }

    /// The default group is among the customer's groups afterwards in any case: PrestaShop counts on it.
    public func write(_ write: MembershipWrite, of customer: String) async throws(ShopError) {
        let id = try PrestaShopID.checked(customer, "customer")
        let main = write.defaultGroup ?? write.before.defaultGroup
        let groups = PrestaShopRecords.unique(write.groups + [main].compactMap(\.self))
        guard !groups.isEmpty else { throw .refused("a customer of PrestaShop is in one group at least") }
        for group in groups { _ = try PrestaShopID.checked(group, "group") }
        guard api.lacksPatch else {
            let xml = PrestaShopCustomerXML.patch(id: id, groups: groups, defaultGroup: write.defaultGroup)
            let answer = try await api.send(.patch, PrestaShopRequest(writing: "customers", id: id), xml: xml)
            let refusal = PrestaShopRefusal(answer, to: .patch, of: "customers")
            if answer.status == 200 { return }
            guard refusal.isUnknownMethod else { throw refusal.error }
            return try await put(id, groups, write.defaultGroup)
        }
        try await put(id, groups, write.defaultGroup)
    }

    /// What someone changes in the shop between the two requests is lost: PrestaShop 1.7 knows no other way.
    private func put(_ id: String, _ groups: [String], _ main: String?) async throws(ShopError) {
        let answered = try await api.get(PrestaShopRequest(xmlOf: "customers", id: id)).body
        let xml = try PrestaShopCustomerXML.put(answered, id: id, groups: groups, defaultGroup: main)
        let answer = try await api.send(.put, PrestaShopRequest(writing: "customers", id: id), xml: xml)
        guard answer.status == 200 else { throw PrestaShopRefusal(answer, to: .put, of: "customers").error }
    }

    // MARK: Vouchers

    public func make(_ voucher: ShopVoucher) async throws(ShopError) {
        _ = try PrestaShopID.checked(voucher.customer, "customer")
        guard try await !isThere(voucher.code) else { return }
        let languages = try await lookups.tables().languages.keys.sorted()
        guard !languages.isEmpty else { throw .malformed("the shop tells of no language") }
        let xml = PrestaShopVoucherXML(
            voucher: voucher, languages: languages, currency: try await currency(voucher.discount), zone: api.zone)
        let answer = try await api.send(.post, PrestaShopRequest(writing: "cart_rules"), xml: xml.bytes)
        guard answer.status == 201 || answer.status == 200 else {
            throw PrestaShopRefusal(answer, to: .post, of: "cart_rules").error
        }
    }

    /// A code may hold nothing that a filter would read as its own.
    private func isThere(_ code: String) async throws(ShopError) -> Bool {
        let isPlain = code.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, (1...254).contains(code.utf8.count) else {
            throw .refused("a voucher's code is made of letters, digits, - and _")
        }
        let request = PrestaShopRequest("cart_rules", display: "[id]").filtered("code", .equals(code)).limited(to: 1)
        return try await api.count(request, "cart_rules") > 0
    }

    /// The id of the discount's currency; nil for a percentage.
    private func currency(_ discount: ShopVoucher.Discount) async throws(ShopError) -> String? {
        guard case .amount(let money) = discount else { return nil }
        let reader = api.reader
        let request = PrestaShopRequest("currencies").filtered("iso_code", .equals(money.currency.code))
            .filtered("deleted", .equals("0"))
        let list = try PrestaShopList(try await api.get(request), "currencies") { body throws(DecodeError) in
            try reader.currencies(body)
        }
        guard let currency = list.rows.first else { throw .refused("the shop has no currency \(money.currency)") }
        return currency.id
    }
}
