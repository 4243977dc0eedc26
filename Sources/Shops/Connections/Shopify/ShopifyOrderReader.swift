internal import Domain
internal import JSON

/// Reads single orders of Shopify whole: however many lines, refunds and transactions they have.
struct ShopifyOrderReader: Sendable {
    let endpoint: ShopifyEndpoint

    /// What was read of an order that has many pages, or of one of its refunds.
    private enum Reading {
        case whole(JSONValue, at: Timestamp)
        case gone
        /// The order changed between two of its pages.
        case changed
    }

    /// A list within an object that is read page by page, and the variable for its cursor.
    private struct List {
        var name: String
        var cursor: String
    }

    private static let orderLists = [
        List(name: "lineItems", cursor: "linesAfter"), List(name: "shippingLines", cursor: "shippingAfter"),
    ]
    private static let refundLists = [
        List(name: "refundLineItems", cursor: "linesAfter"), List(name: "transactions", cursor: "paymentsAfter"),
        List(name: "orderAdjustments", cursor: "adjustmentsAfter"),
    ]

    /// An order out of a page, read anew where the page does not hold all of it. Nil where it is gone by then.
    ///
    /// - Throws: `malformed` for an order that cannot be read.
    func record(_ node: JSONValue, _ id: String?, at instant: Timestamp) async throws(ShopError) -> ShopRecord? {
        var isWhole = true
        for list in Self.orderLists where try Self.page(of: list, in: node).goesOn { isWhole = false }
        guard let refunds = node["refunds"]?.array else { throw .malformed("/refunds: is missing") }
        if isWhole, refunds.isEmpty {
            return try record(Self.flat(node, Self.orderLists), refunds: [], at: instant)
        }
        guard let id else { throw .malformed("/id: is missing") }
        return try await whole(id)
    }

    /// One order as it stands now; nil where the shop has none of that number.
    func whole(_ id: String) async throws(ShopError) -> ShopRecord? {
        guard let gid = ShopifyGID.text("Order", id) else { return nil }
        for _ in 1...3 {
            let sizes: [JSONValue.Member] = [.init("lines", 50), .init("shipping", 20)]
            switch try await read(ShopifyQueries.order, "order", gid, sizes, Self.orderLists) {
            case .gone: return nil
            case .changed: continue
            case .whole(let node, let instant):
                guard let refunds = try await refunds(of: node) else { continue }
                return try record(node, refunds: refunds, at: instant)
            }
        }
        throw .failing("the order \(id) changes faster than it can be read")
    }

    /// Nil where one of them is gone by now.
    private func refunds(of order: JSONValue) async throws(ShopError) -> [JSONValue]? {
        guard let list = order["refunds"]?.array else { throw .malformed("/refunds: is missing") }
        var refunds: [JSONValue] = []
        for entry in list {
            guard let gid = entry["id"], ShopifyGID.number(gid, "Refund") != nil, let text = gid.string else {
                throw .malformed("/refunds: one of them has no id")
            }
            let sizes: [JSONValue.Member] = [.init("lines", 50), .init("others", 50)]
            let reading = try await read(ShopifyQueries.refund, "refund", text, sizes, Self.refundLists)
            guard case .whole(let refund, _) = reading else { return nil }
            refunds.append(refund)
        }
        return refunds
    }

    private func record(
        _ node: JSONValue, refunds: [JSONValue], at instant: Timestamp
    ) throws(ShopError) -> ShopRecord {
        do throws(DecodeError) {
            return try ShopifyNode.record(order: node, refunds: refunds, at: instant)
        } catch {
            throw .malformed(endpoint.cut(error.description))
        }
    }

    // MARK: Lists

    /// Asks for one object until its lists are there to the end, and puts them into it as plain arrays.
    private func read(
        _ query: String, _ name: String, _ gid: String, _ sizes: [JSONValue.Member], _ lists: [List]
    ) async throws(ShopError) -> Reading {
        var first: (node: JSONValue, at: Timestamp)?
        var collected = [[JSONValue]](repeating: [], count: lists.count)
        var cursors = [JSONValue](repeating: .null, count: lists.count)
        var goesOn = true
        while goesOn {
            let places = zip(lists, cursors).map { JSONValue.Member($0.cursor, $1) }
            let variables = JSONValue.object([.init("id", .string(gid))] + sizes + places)
            let (data, instant) = try await endpoint.data(query, variables)
            guard let node = data[name] else { throw .malformed("the answer has no \(name)") }
            if node.isNull { return .gone }
            if let first, first.node["updatedAt"] != node["updatedAt"] { return .changed }
            first = first ?? (node, instant)
            goesOn = try Self.collect(node, lists, &collected, &cursors)
        }
        guard let first else { return .gone }
        let whole = zip(lists, collected).reduce(first.node) { $0.with($1.0.name, .array($1.1)) }
        return .whole(whole, at: first.at)
    }

    /// - Returns: whether some list goes on.
    private static func collect(
        _ node: JSONValue, _ lists: [List], _ collected: inout [[JSONValue]], _ cursors: inout [JSONValue]
    ) throws(ShopError) -> Bool {
        var goesOn = false
        for (index, list) in lists.enumerated() {
            let page = try page(of: list, in: node)
            collected[index] += page.nodes
            // The end of a list that is empty from here on is where it was before.
            if page.end.string != nil { cursors[index] = page.end }
            guard page.goesOn else { continue }
            guard !page.nodes.isEmpty, page.end.string != nil else { throw .malformed("/\(list.name): does not go on") }
            goesOn = true
        }
        return goesOn
    }

    /// `end` is the cursor of the last node; null where there is none.
    private static func page(
        of list: List, in node: JSONValue
    ) throws(ShopError) -> (nodes: [JSONValue], goesOn: Bool, end: JSONValue) {
        let (page, info) = (node[list.name], node[list.name]?["pageInfo"])
        guard let nodes = page?["nodes"]?.array, let goesOn = info?["hasNextPage"]?.bool else {
            throw .malformed("/\(list.name): must be a list with its end")
        }
        return (nodes, goesOn, info?["endCursor"] ?? .null)
    }

    private static func flat(_ node: JSONValue, _ lists: [List]) -> JSONValue {
        lists.reduce(node) { $0.with($1.name, $0[$1.name]?["nodes"] ?? .null) }
    }
}

extension JSONValue {
    /// The same object with another value for one of its members.
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
        .object((members ?? []).map { $0.name == name ? Member(name, value) : $0 })
    }
}
