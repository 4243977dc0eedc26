internal import Domain
internal import JSON

/// What the fake shop answers to a GraphQL request: the bucket of points, and the fields of the root.
extension FakeShopify {
    private typealias Fault = FakeShopifyExecution.Fault

    /// The scope that a field needs. Who may write may read.
    private static let scopes = [
        "orders": "read_orders", "order": "read_orders", "refund": "read_orders", "customers": "read_customers",
        "customer": "read_customers", "product": "read_products", "variant": "read_products",
        "tagsAdd": "write_customers", "tagsRemove": "write_customers", "codeDiscountNodeByCode": "read_discounts",
        "discountCodeBasicCreate": "write_discounts",
    ]

    func graph(_ text: String, _ variables: JSONValue, _ state: inout State) -> JSONValue {
        let document: FakeShopifyDocument
        do throws(FakeShopifyDocument.Fault) {
            document = try FakeShopifyDocument(text)
        } catch {
            return Self.errors(Fault(message: error.message))
        }
        do throws(FakeShopifyExecution.Fault) {
            return try answer(document, variables, &state)
        } catch {
            return Self.errors(error)
        }
    }

    private func answer(
        _ document: FakeShopifyDocument, _ variables: JSONValue, _ state: inout State
    ) throws(Fault) -> JSONValue {
        var execution = try FakeShopifyExecution(
            document, variables, objectCost: state.limits.object, scopes: (Self.scopes, state.scopes))
        let cost = try execution.cost()
        guard cost <= state.limits.singleQuery else {
            throw Fault(
                message: "Query cost is \(cost), which exceeds the single query max cost limit",
                code: "MAX_COST_EXCEEDED",
                more: [.init("cost", .integer(cost)), .init("maxCost", .integer(state.limits.singleQuery))])
        }
        restore(&state)
        guard cost <= state.points else {
            var body = Self.errors(Fault(message: "Throttled", code: "THROTTLED")).members ?? []
            body.append(.init("extensions", Self.cost(cost, nil, state)))
            return .object(body)
        }
        var next = state
        let data = try execution.answer { field, arguments throws(Fault) in try root(field, arguments, &next) }
        state = next
        state.points -= min(cost, execution.given)
        return ["data": data, "extensions": Self.cost(cost, execution.given, state)]
    }

    private func restore(_ state: inout State) {
        let seconds = (clock.now.milliseconds - state.restoredAt.milliseconds) / 1_000
        guard seconds > 0 else { return }
        state.points = min(state.limits.bucket, state.points + seconds * state.limits.restoreRate)
        state.restoredAt = state.restoredAt.adding(seconds: seconds)
    }

    private static func cost(_ requested: Int64, _ actual: Int64?, _ state: State) -> JSONValue {
        [
            "cost": [
                "requestedQueryCost": .integer(requested), "actualQueryCost": actual.map { .integer($0) } ?? .null,
                "throttleStatus": [
                    "maximumAvailable": .number("\(state.limits.bucket).0"),
                    "currentlyAvailable": .integer(state.points),
                    "restoreRate": .number("\(state.limits.restoreRate).0"),
                ],
            ]
        ]
    }

    private static func errors(_ fault: Fault) -> JSONValue {
        let code = fault.code.map { [JSONValue.Member("code", .string($0))] } ?? []
        return ["errors": [["message": .string(fault.message), "extensions": .object(code + fault.more)]]]
    }

    // MARK: The root

    private func root(
        _ field: String, _ arguments: [String: JSONValue], _ state: inout State
    ) throws(Fault) -> JSONValue {
        switch field {
        case "shop": return ["name": "Fake shop", "currencyCode": .string(state.currency)]
        case "currentAppInstallation":
            return ["accessScopes": .array(state.scopes.sorted().map { ["handle": .string($0)] })]
        case "orders": return .array(try orders(arguments, state))
        case "order": return order(try Self.number(arguments["id"], "Order"), state)
        case "refund": return refund(arguments["id"], state)
        case "customers": return .array(try customers(arguments, state))
        case "customer":
            let customer = state.customers[try Self.number(arguments["id"], "Customer")]
            return customer.map { node($0) } ?? .null
        default: return try change(field, arguments, &state)
        }
    }

    static func number(_ gid: JSONValue?, _ type: String) throws(FakeShopifyExecution.Fault) -> UInt64 {
        let prefix = "gid://shopify/\(type)/"
        guard let text = gid?.string, text.hasPrefix(prefix), let number = UInt64(text.dropFirst(prefix.count)) else {
            throw Fault(message: "Invalid global id '\(gid?.string ?? "")'", code: "argumentLiteralsIncompatible")
        }
        return number
    }

    // MARK: Orders and customers

    private func orders(_ arguments: [String: JSONValue], _ state: State) throws(Fault) -> [JSONValue] {
        try Self.found(Array(state.orders.keys), arguments, otherwise: "processedAt") { order($0, state) }
    }

    private func customers(_ arguments: [String: JSONValue], _ state: State) throws(Fault) -> [JSONValue] {
        try Self.found(Array(state.customers.keys), arguments, otherwise: "id") { id in
            state.customers[id].map { node($0) } ?? .null
        }
    }

    /// Without `read_all_orders` orders of more than 60 days ago are as if they were not there.
    private func order(_ number: UInt64, _ state: State) -> JSONValue {
        guard let stored = state.orders[number] else { return .null }
        let payload = payload(stored, state)
        let created = payload["created_at"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? clock.now
        let isRecent = created >= clock.now.adding(seconds: -60 * 86_400)
        guard isRecent || state.scopes.contains("read_all_orders") else { return .null }
        guard let customer = payload["customer"], customer["id"] != nil else {
            return FakeShopifyNodes.order(payload, customer: .null)
        }
        return FakeShopifyNodes.order(payload, customer: FakeShopifyNodes.customer(customer))
    }

    private func refund(_ gid: JSONValue?, _ state: State) -> JSONValue {
        for order in state.orders.values {
            let refunds = FakeShopifyNodes.refunds(of: payload(order, state))
            if let refund = refunds.first(where: { $0["id"] == gid }) { return refund }
        }
        return .null
    }

    func node(_ customer: FakeShopifyCustomer) -> JSONValue { FakeShopifyNodes.customer(customer.payload) }

    // MARK: Searching

    /// Filters by `query` and sorts by `sortKey`; where that is equal, by id. By id no more is looked at than is asked
    /// for and one: enough to tell whether there is more.
    private static func found(
        _ ids: [UInt64], _ arguments: [String: JSONValue], otherwise key: String, _ node: (UInt64) -> JSONValue
    ) throws(Fault) -> [JSONValue] {
        let keys = ["ID": "id", "UPDATED_AT": "updatedAt", "CREATED_AT": "createdAt"]
        let sortKey = arguments["sortKey"]?.string
        guard let key = sortKey.map({ keys[$0] }) ?? key else {
            throw Fault(message: "Argument 'sortKey' has an invalid value (\(sortKey ?? ""))")
        }
        let terms = (arguments["query"]?.string ?? "").split(separator: " AND ").map(String.init)
        let isOpen = key != "id" || arguments["after"]?.string != nil
        let most = isOpen ? Int.max : Int(arguments["first"]?.integer ?? 250) + 1
        var found: [(id: UInt64, node: JSONValue)] = []
        for id in ids.sorted() where terms.allSatisfy({ admits($0, id) }) {
            let node = node(id)
            if !node.isNull, terms.allSatisfy({ matches(node, $0) }) { found.append((id, node)) }
            if found.count >= most { break }
        }
        guard key != "id" else { return found.map(\.node) }
        return found.sorted { left, right in
            let (first, second) = (left.node[key]?.string ?? "", right.node[key]?.string ?? "")
            return first == second ? left.id < right.id : first < second
        }.map(\.node)
    }

    /// What a term like `id:>=5` says of an id.
    private static func admits(_ term: String, _ id: UInt64) -> Bool {
        guard term.hasPrefix("id:>="), let least = UInt64(term.dropFirst(5)) else { return true }
        return id >= least
    }

    /// One term of the search syntax. As with Shopify, one that is not understood restricts nothing.
    private static func matches(_ node: JSONValue, _ term: String) -> Bool {
        let prefix = "updated_at:>="
        guard term.hasPrefix(prefix), let since = Timestamp(rfc3339: term.dropFirst(prefix.count).filter { $0 != "'" })
        else { return true }
        return node["updatedAt"]?.string.flatMap { Timestamp(rfc3339: $0) }.map { $0 >= since } ?? false
    }
}
