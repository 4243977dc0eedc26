public import Domain
internal import JSON
internal import Synchronization

/// A shop of Shopify, by its GraphQL Admin API: reads orders and customers, and writes customers' tags and discounts.
///
/// Shopify has no customer groups: a customer's tags stand for them.
/// Pages go by id: each asks anew for ids above the last one seen (filter `id:>=`, sort key `ID`). So a place stays good
/// for ever, nothing moves while it is walked, and no walk is too long for Shopify's limit of 25,000 objects.
public final class ShopifyConnection: ShopConnection {
    /// An app has either an `access_token`, or `client_id` and `client_secret`, with which tokens are fetched.
    /// `api_version` is from 2025-10 on, 2026-01 where none is given.
    public static let fields = [
        AccountField("client_id", isRequired: false), AccountField("client_secret", .secret, isRequired: false),
        AccountField("access_token", .secret, isRequired: false), AccountField("api_version", isRequired: false),
    ]

    /// Without these nothing can be read. Lines tell their products only with `read_products`.
    static let readingScopes = ["read_orders", "read_customers", "read_products"]

    private let endpoint: ShopifyEndpoint
    private let reader: ShopifyOrderReader
    /// How many orders and customers to ask for at once; fewer once the shop has said that it is too much.
    private let sizes: Mutex<(orders: Int64, customers: Int64)> = Mutex((50, 100))

    public init(_ account: ShopAccount, through caller: any HTTPCaller) {
        endpoint = ShopifyEndpoint(account: account, caller: caller)
        reader = ShopifyOrderReader(endpoint: endpoint)
    }

    // MARK: The shop

    /// - Returns: the shop's name, and what the app's scopes do not allow.
    /// - Throws: also where a scope that reading needs is missing.
    public func check() async throws(ShopError) -> String {
        let (data, _) = try await endpoint.data(ShopifyQueries.check)
        guard let name = data["shop"]?["name"]?.string,
            let scopes = data["currentAppInstallation"]?["accessScopes"]?.array
        else { throw .malformed("the answer names no shop or no scopes") }
        let granted = Set(scopes.compactMap { $0["handle"]?.string })
        // Who may write may read.
        let missing = Self.readingScopes.filter {
            !granted.contains($0) && !granted.contains($0.replacing("read_", with: "write_"))
        }
        guard missing.isEmpty else {
            throw .unauthorized("the app lacks the scopes \(missing.joined(separator: ", "))")
        }
        return "Shopify \(endpoint.version), \(endpoint.cut(name))" + Self.limits(granted).map { "; \($0)" }.joined()
    }

    private static func limits(_ granted: Set<String>) -> [String] {
        let limits = [
            ("read_all_orders", "without read_all_orders only orders of the last 60 days can be read"),
            ("write_customers", "without write_customers no tags can be written"),
            ("write_discounts", "without write_discounts no vouchers can be made"),
        ]
        return limits.filter { !granted.contains($0.0) }.map(\.1)
    }

    public func groups() async throws(ShopError) -> [ShopGroup] { [] }

    public func statuses() async throws(ShopError) -> [StatusReport] { [] }

    // MARK: Orders

    /// Where the shop cannot go on in the middle of a page, what was read of it is given, and the next page begins there.
    public func orders(_ query: ShopQuery, at cursor: String?) async throws(ShopError) -> ShopPage {
        let found = try await nodes(.orders, query, cursor)
        var page = ShopPage()
        var last: String?
        for node in found.nodes {
            let id = ShopifyGID.number(node["id"], "Order")
            do throws(ShopError) {
                try await add(node, id, found.at, to: &page)
            } catch {
                guard let last else { throw makeRoom(after: error) }
                page.next = last
                return page
            }
            last = id
        }
        page.next = found.next
        return page
    }

    public func order(_ id: String) async throws(ShopError) -> ShopRecord? {
        guard ShopifyGID.isNumber(id) else { return nil }
        return try await reader.whole(id)
    }

    /// Where a page leaves no points for even one order that has to be read by itself, the next one asks for less:
    /// else it would use up all that is saved meanwhile, again and again.
    ///
    /// - Returns: the error with some seconds more: the shop counts what the last request lacked, and not those before
    ///   it, which have to be made again.
    private func makeRoom(after error: ShopError) -> ShopError {
        guard case .throttled(let seconds) = error else { return error }
        sizes.withLock { $0.orders = max(1, $0.orders / 4) }
        return .throttled(seconds: seconds.map { $0 + 5 })
    }

    /// - Throws: what concerns more than this one order.
    private func add(
        _ node: JSONValue, _ id: String?, _ instant: Timestamp, to page: inout ShopPage
    ) async throws(ShopError) {
        do throws(ShopError) {
            guard let record = try await reader.record(node, id, at: instant) else { return }
            page.records.append(record)
        } catch .refused(let reason), .malformed(let reason) {
            page.problems.append(.init(id: id, reason: endpoint.cut(reason)))
        }
    }

    // MARK: Customers

    public func customers(_ query: ShopQuery, at cursor: String?) async throws(ShopError) -> ShopPage {
        let found = try await nodes(.customers, query, cursor)
        var page = ShopPage()
        page.next = found.next
        for node in found.nodes {
            do throws(DecodeError) {
                page.records.append(try ShopifyNode.record(customer: node, at: found.at))
            } catch {
                let id = ShopifyGID.number(node["id"], "Customer")
                page.problems.append(.init(id: id, reason: endpoint.cut(error.description)))
            }
        }
        return page
    }

    public func customer(_ id: String) async throws(ShopError) -> ShopRecord? {
        guard let (node, instant) = try await customer(id, ShopifyQueries.customer) else { return nil }
        do throws(DecodeError) {
            return try ShopifyNode.record(customer: node, at: instant)
        } catch {
            throw .malformed(endpoint.cut(error.description))
        }
    }

    public func membership(of customer: String) async throws(ShopError) -> ShopMembership? {
        guard let (node, instant) = try await self.customer(customer, ShopifyQueries.tags) else { return nil }
        guard let tags = ShopifyNode.tags(node) else { throw .malformed("the customer's tags are no list of texts") }
        return ShopMembership(groups: tags, readAt: instant)
    }

    private func customer(_ id: String, _ query: String) async throws(ShopError) -> (JSONValue, at: Timestamp)? {
        guard let gid = ShopifyGID.text("Customer", id) else { return nil }
        let (data, instant) = try await endpoint.data(query, ["id": .string(gid)])
        guard let node = data["customer"] else { throw .malformed("the answer has no customer") }
        return node.isNull ? nil : (node, instant)
    }

    // MARK: Writing

    /// Adds and removes single tags; those that are not named stay whatever happened to them meanwhile.
    public func write(_ write: MembershipWrite, of customer: String) async throws(ShopError) {
        guard let gid = ShopifyGID.text("Customer", customer) else { throw .refused("no customer has such an id") }
        let (added, removed) = (write.added, write.removed)
        if let fault = added.lazy.compactMap(Self.fault).first { throw .refused(fault) }
        let add = Change(query: ShopifyQueries.addTags, name: "tagsAdd", tags: added)
        let remove = Change(query: ShopifyQueries.removeTags, name: "tagsRemove", tags: removed)
        // Tags that differ in case alone are the same to Shopify: the old one has to go first.
        let old = Set(removed.map { $0.lowercased() })
        let isRenaming = added.contains { old.contains($0.lowercased()) }
        for change in isRenaming ? [remove, add] : [add, remove] { try await make(change, gid) }
    }

    private struct Change {
        var query: String
        var name: String
        var tags: [String]
    }

    private func make(_ change: Change, _ customer: String) async throws(ShopError) {
        guard !change.tags.isEmpty else { return }
        let tags = JSONValue.array(change.tags.map { .string($0) })
        let (data, _) = try await endpoint.data(change.query, ["id": .string(customer), "tags": tags])
        let errors = try errors(of: change.name, in: data)
        guard errors.isEmpty else { throw .refused(words(errors)) }
    }

    /// A comma would make two tags of one, and Shopify cuts blanks off the ends.
    private static func fault(inTag tag: String) -> String? {
        guard (1...255).contains(tag.count) else { return "a tag has 1 … 255 characters" }
        if tag.contains(",") { return "a tag cannot hold a comma" }
        if tag.first?.isWhitespace == true || tag.last?.isWhitespace == true {
            return "a tag has no blanks at its ends"
        }
        return nil
    }

    /// A code that is there already is left as it is, also where it came in between looking and making.
    public func make(_ voucher: ShopVoucher) async throws(ShopError) {
        guard let customer = ShopifyGID.text("Customer", voucher.customer) else {
            throw .refused("no customer has such an id")
        }
        guard try await !has(voucher) else { return }
        let input = ShopifyDiscount.input(voucher, customer: customer)
        let (data, _) = try await endpoint.data(ShopifyQueries.makeDiscount, ["discount": input])
        let errors = try errors(of: "discountCodeBasicCreate", in: data)
        guard !errors.isEmpty else { return }
        if errors.contains(where: { $0["code"]?.string == "TAKEN" }), try await has(voucher) { return }
        throw .refused(words(errors))
    }

    /// - Throws: also where its amount is not in the shop's currency, which the shop would not notice.
    private func has(_ voucher: ShopVoucher) async throws(ShopError) -> Bool {
        let (data, _) = try await endpoint.data(ShopifyQueries.discount, ["code": .string(voucher.code)])
        guard let node = data["codeDiscountNodeByCode"], let currency = data["shop"]?["currencyCode"]?.string else {
            throw .malformed("the answer tells neither discount nor currency")
        }
        if !node.isNull { return true }
        if case .amount(let money) = voucher.discount, money.currency.code != currency {
            throw .refused("the voucher is in \(money.currency), the shop's currency is \(endpoint.cut(currency))")
        }
        return false
    }

    private func errors(of mutation: String, in data: JSONValue) throws(ShopError) -> [JSONValue] {
        guard let errors = data[mutation]?["userErrors"]?.array else {
            throw .malformed("the answer does not tell what became of \(mutation)")
        }
        return errors
    }

    private func words(_ errors: [JSONValue]) -> String {
        endpoint.cut(errors.compactMap { $0["message"]?.string }.joined(separator: "; "))
    }
}

// MARK: - Pages

extension ShopifyConnection {
    fileprivate enum Kind: String {
        case orders, customers

        var type: String { self == .orders ? "Order" : "Customer" }
    }

    fileprivate func nodes(
        _ kind: Kind, _ query: ShopQuery, _ cursor: String?
    ) async throws(ShopError) -> (nodes: [JSONValue], next: String?, at: Timestamp) {
        let filter = try Self.filter(query, cursor)
        while true {
            let size = sizes.withLock { kind == .orders ? $0.orders : $0.customers }
            switch try await endpoint.ask(text(of: kind), variables(kind, size, filter)) {
            case .data(let data, let instant):
                let (nodes, next) = try page(data[kind.rawValue], kind, after: cursor)
                return (nodes, next, instant)
            case .tooCostly(let cost, let most):
                guard size > 1 else { throw .refused("one of \(kind.rawValue) costs more points than the shop allows") }
                shrink(kind, to: Self.smaller(size, cost, most))
            }
        }
    }

    private func text(of kind: Kind) -> String {
        kind == .orders ? ShopifyQueries.orders : ShopifyQueries.customers
    }

    private func variables(_ kind: Kind, _ size: Int64, _ filter: JSONValue) -> JSONValue {
        let base: [JSONValue.Member] = [.init("first", .integer(size)), .init("query", filter)]
        guard kind == .orders else { return .object(base) }
        return .object(base + [.init("lines", 5), .init("shipping", 2)])
    }

    private func shrink(_ kind: Kind, to size: Int64) {
        sizes.withLock { sizes in
            switch kind {
            case .orders: sizes.orders = min(sizes.orders, size)
            case .customers: sizes.customers = min(sizes.customers, size)
            }
        }
    }

    /// As many as the shop's own reckoning allows; half of them where it does not say.
    private static func smaller(_ size: Int64, _ cost: Int64?, _ most: Int64?) -> Int64 {
        guard let cost, let most, most > 0, cost > most, cost < 1_000_000 else { return size / 2 }
        return max(1, min(size - 1, size * min(most, cost) / cost))
    }

    /// Shopify's search syntax. `updated_at` has whole seconds.
    private static func filter(_ query: ShopQuery, _ cursor: String?) throws(ShopError) -> JSONValue {
        var terms: [String] = []
        if let cursor {
            guard let last = UInt64(cursor), ShopifyGID.isNumber(cursor), last < .max else {
                throw .refused("there is no page at such a place")
            }
            terms.append("id:>=\(last + 1)")
        }
        if case .changed(let since) = query {
            let (seconds, rest) = since.milliseconds.quotientAndRemainder(dividingBy: 1_000)
            terms.append("updated_at:>='\(Timestamp(seconds: rest < 0 ? seconds - 1 : seconds))'")
        }
        return terms.isEmpty ? .null : .string(terms.joined(separator: " AND "))
    }

    /// - Throws: also where the shop does not go on behind `cursor`: a walk would never end.
    private func page(
        _ connection: JSONValue?, _ kind: Kind, after cursor: String?
    ) throws(ShopError) -> (nodes: [JSONValue], next: String?) {
        guard let nodes = connection?["nodes"]?.array, let goesOn = connection?["pageInfo"]?["hasNextPage"]?.bool else {
            throw .malformed("the answer has no page of \(kind.rawValue)")
        }
        let numbers = nodes.compactMap { ShopifyGID.number($0["id"], kind.type).flatMap { UInt64($0) } }
        let places = [cursor.flatMap { UInt64($0) } ?? 0] + numbers
        guard zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .malformed("the \(kind.rawValue) are not in the order of their ids")
        }
        guard goesOn else { return (nodes, nil) }
        guard let last = ShopifyGID.number(nodes.last?["id"], kind.type) else {
            throw .malformed("the last of the \(kind.rawValue) has no id")
        }
        return (nodes, last)
    }
}
