public import Domain
internal import JSON
internal import Secrets

/// One WooCommerce shop by its REST API (version 3), WooCommerce 5.8 and newer.
///
/// Groups are kept in one of two places: the customer's own data under the key `echelon_groups`, a list that is ours
/// alone (`write` = `meta`), or the user's roles in WordPress (`write` = `roles`), which needs an application password.
///
/// Source: the REST API references of WooCommerce and WordPress, and WooCommerce's controllers
/// (`includes/rest-api/Controllers`), above all for how dates are filtered and what is silently ignored.
public final class WooCommerceConnection: ShopConnection {
    /// What `ShopAccount.values` holds.
    public static let fields: [AccountField] = [
        AccountField("consumer_key"), AccountField("consumer_secret", .secret),
        AccountField("write", .choice(["meta", "roles"]), isRequired: false),
        AccountField("user", isRequired: false), AccountField("application_password", .secret, isRequired: false),
    ]

    let api: WooCommerceAPI

    /// - Parameter means: its clock and its nonces sign requests over plain http.
    public init(_ account: ShopAccount, _ means: ConnectionMeans) {
        api = WooCommerceAPI(account: account, means: means)
    }

    var writesRoles: Bool { api.account.values["write"] == "roles" }

    // MARK: The shop

    public func check() async throws(ShopError) -> String {
        let newest = try await api.get("orders", [.init("per_page", "1")])
        let rows = try WooCommerceRow.all(of: newest)
        if writesRoles { try await checkUser() }
        let version = rows.first.flatMap { try? JSONValue(parsing: $0.bytes)["version"]?.string }
        return version.map { "WooCommerce (its latest order is of version \($0.prefix(20)))" } ?? "WooCommerce"
    }

    /// WooCommerce knows none: what stands in a customer's data, or in their roles, is not listed anywhere.
    public func groups() async throws(ShopError) -> [ShopGroup] { [] }

    /// Those of the presets that the shop uses, under its own names, then those that plug-ins have added.
    public func statuses() async throws(ShopError) -> [StatusReport] {
        let json = try WooCommerceAPI.json(try await api.get("reports/orders/totals"))
        guard let elements = json.array else { throw .malformed("a list of statuses was expected") }
        let names = elements.compactMap { element -> (code: String, label: String?)? in
            guard let code = element["slug"]?.string, (1...191).contains(code.utf8.count) else { return nil }
            return (code, element["name"]?.string)
        }
        let presets = WooCommerceAdapter().presets
        let known = presets.compactMap { preset -> StatusReport? in
            let name = names.first { $0.code == preset.code }
            // The bin is not counted by the shop, and orders are found in it all the same.
            guard name != nil || preset.code == "trash" else { return nil }
            return StatusReport(
                code: preset.code, label: name?.label ?? preset.label, isPaid: preset.isPaid, isVoid: preset.isVoid)
        }
        let others = names.filter { name in !presets.contains { $0.code == name.code } }
        return known + others.map { StatusReport(code: $0.code, label: $0.label) }
    }

    // MARK: Customers

    /// WooCommerce cannot tell which customers have changed: every query gives all.
    public func customers(_ query: ShopQuery, at cursor: String?) async throws(ShopError) -> ShopPage {
        var walk = try walk(at: cursor, WooCommerceWalk())
        let order = [
            WooCommerceQuery.Item("orderby", "id"), .init("order", "asc"), .init("role", "all"),
        ]
        let (answer, rows) = try await next("customers", order, &walk)
        let news = walk.news(of: rows)
        let roles = try await roles(of: news)
        var page = ShopPage()
        for row in news { page.add(customer(row, roles, readAt: answer.askedAt)) }
        page.total = Self.total(answer)
        let isEnd = walk.isEnd(rows, total: page.total)
        walk.advance(over: rows) { $0 }
        page.next = isEnd ? nil : walk.cursor
        return page
    }

    public func customer(_ id: String) async throws(ShopError) -> ShopRecord? {
        guard let (row, answer) = try await single("customers", id) else { return nil }
        return try customer(row, try await roles(of: [row]), readAt: answer.askedAt).record()
    }

    private func customer(
        _ row: WooCommerceRow, _ roles: [Int64: [String]], readAt: Timestamp
    ) -> WooCommerceReading {
        WooCommerceReading(row) { () throws(DecodeError) in
            var event = try WooCommercePayload(row.bytes, .customer).customer()
            event.readAt = readAt
            guard writesRoles else {
                event.groups = WooCommerceGroups(row.bytes).list
                return ShopRecord(.customer(event), digest: Digest.sha256(row.bytes))
            }
            event.groups = row.id.flatMap { roles[$0] }
            let words = (event.groups ?? []).joined(separator: "\n")
            return ShopRecord(.customer(event), digest: Digest.sha256(row.bytes + Array(words.utf8)))
        }
    }

    // MARK: Orders

    /// All orders by their ids, without the bin; or those changed since, by the time of their change, and then those
    /// in the bin that were changed since: they come with the status `trash`, as webhooks have them.
    public func orders(_ query: ShopQuery, at cursor: String?) async throws(ShopError) -> ShopPage {
        let since: Timestamp? =
            switch query {
            case .all: nil
            case .changed(let since): filter(since)
            }
        var walk = try walk(at: cursor, WooCommerceWalk(after: since))
        guard (walk.after == nil) == (since == nil) else { throw Self.foreignCursor }
        let isFirst = walk.part == .living && walk.last == nil
        let (answer, rows) = try await next("orders", [], &walk)
        var page = ShopPage()
        for row in walk.news(of: rows) { page.add(try await order(row, readAt: answer.askedAt)) }
        let total = Self.total(answer)
        page.total = since == nil || isFirst ? total : nil
        page.next = place(after: walk, rows, total: total, since: since)
        return page
    }

    public func order(_ id: String) async throws(ShopError) -> ShopRecord? {
        guard let (row, answer) = try await single("orders", id) else { return nil }
        return try await order(row, readAt: answer.askedAt).record()
    }

    private func order(_ row: WooCommerceRow, readAt: Timestamp) async throws(ShopError) -> WooCommerceReading {
        let refunds = try await refunds(of: row)
        return WooCommerceReading(row) { () throws(DecodeError) in
            var event = try WooCommercePayload(row.bytes, .order).order(isRestoration: false)
            event.readAt = readAt
            event.linesTellRefunds = true
            let units = try WooCommerceRefunds.units(in: refunds)
            event.lines = event.lines?.map { line in
                var line = line
                line.refundedQuantity = min(line.quantity, units[line.id] ?? 0)
                return line
            }
            return ShopRecord(
                .order(event), digest: Digest.sha256(refunds.reduce(row.bytes) { $0 + $1.bytes }))
        }
    }

    /// The refunds that the order names, with the lines that it does not name.
    private func refunds(of row: WooCommerceRow) async throws(ShopError) -> [WooCommerceRow] {
        guard !row.refunds.isEmpty, let id = row.id else { return [] }
        var walk = WooCommerceWalk()
        var refunds: [WooCommerceRow] = []
        while true {
            let (answer, rows) = try await next("orders/\(id)/refunds", Self.byID, &walk)
            refunds += walk.news(of: rows)
            guard !walk.isEnd(rows, total: Self.total(answer)) else { break }
            walk.advance(over: rows) { $0 }
        }
        // One that came since is not in the amounts that were read.
        return refunds.filter { refund in refund.id.map { row.refunds.contains(String($0)) } ?? true }
    }

    // MARK: Pages

    private static let byID = [WooCommerceQuery.Item("orderby", "id"), .init("order", "asc")]
    private static let foreignCursor = ShopError.refused("the cursor is not one of this connection's")

    private func walk(at cursor: String?, _ start: WooCommerceWalk) throws(ShopError) -> WooCommerceWalk {
        guard let cursor else { return start }
        guard let walk = WooCommerceWalk(cursor: cursor) else { throw Self.foreignCursor }
        return walk
    }

    /// The rows at the walk's place, or from further back where some have gone meanwhile.
    private func next(
        _ path: String, _ order: [WooCommerceQuery.Item], _ walk: inout WooCommerceWalk
    ) async throws(ShopError) -> (HTTPAnswer, [WooCommerceRow]) {
        var ahead: (walk: WooCommerceWalk, answer: HTTPAnswer, rows: [WooCommerceRow])?
        while true {
            let query =
                (order.isEmpty ? Self.query(of: walk) : order) + [
                    .init("per_page", String(WooCommerceWalk.pageSize)), .init("offset", String(walk.offset)),
                ]
            let answer = try await api.get(path, query)
            let rows = try WooCommerceRow.all(of: answer)
            if walk.isUnbroken(rows, total: Self.total(answer)) {
                guard let ahead, !walk.leadsOn(rows) else { return (answer, rows) }
                walk = ahead.walk
                return (ahead.answer, ahead.rows)
            }
            ahead = (walk, answer, rows)
            walk.goBack()
        }
    }

    /// `modified_after` leaves out its own second. It is written without a zone: WordPress would turn one with a zone
    /// into local time and then compare it with UTC.
    private static func query(of walk: WooCommerceWalk) -> [WooCommerceQuery.Item] {
        let status = WooCommerceQuery.Item("status", walk.part.rawValue)
        guard let after = walk.after else { return byID + [status] }
        return [
            .init("orderby", "modified"), .init("order", "asc"), status, .init("dates_are_gmt", "true"),
            .init("modified_after", String(after.description.dropLast())),
        ]
    }

    /// The `modified_after` that gives all orders changed at or after an instant. WordPress puts a time that the clocks
    /// of its zone skip in spring one hour later, though it is meant as UTC; so that hour is asked for whole.
    private func filter(_ since: Timestamp) -> Timestamp {
        let before = Timestamp(seconds: max(0, since.milliseconds / 1_000 - 1))
        let zone = api.account.zone
        guard let shown = Timestamp(local: before.description.dropLast(), zone: zone),
            shown.milliseconds + zone.offset(at: shown) != before.milliseconds
        else { return before }
        return before.adding(seconds: -3_600)
    }

    private func place(
        after walk: WooCommerceWalk, _ rows: [WooCommerceRow], total: Int?, since: Timestamp?
    ) -> String? {
        var walk = walk
        if !walk.isEnd(rows, total: total) {
            walk.advance(over: rows, filter: filter)
            return walk.cursor
        }
        guard let since, walk.part == .living else { return nil }
        return WooCommerceWalk(.bin, after: since).cursor
    }

    private static func total(_ answer: HTTPAnswer) -> Int? { answer.field("X-WP-Total").flatMap { Int($0) } }

    // MARK: Single things

    /// Nil also for what cannot be an id of WooCommerce: a whole number from 1, in plain digits.
    private func single(
        _ path: String, _ id: String
    ) async throws(ShopError) -> (row: WooCommerceRow, answer: HTTPAnswer)? {
        guard let number = Self.number(id), let answer = try await api.find("\(path)/\(number)") else { return nil }
        _ = try WooCommerceAPI.json(answer)
        let row = WooCommerceRow(answer.body)
        guard row.id == number else { throw .malformed("it gave something else than \(path)/\(number)") }
        return (row, answer)
    }

    static func number(_ id: String) -> Int64? {
        guard let number = Int64(id), number > 0, String(number) == id else { return nil }
        return number
    }
}
