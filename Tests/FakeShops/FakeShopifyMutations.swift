internal import Domain
internal import JSON

/// What the fake shop lets itself be told: tags of customers, and discount codes.
///
/// Source: Shopify's pages on `tagsAdd`, `tagsRemove`, `discountCodeBasicCreate` and `codeDiscountNodeByCode`.
extension FakeShopify {
    private typealias Fault = FakeShopifyExecution.Fault

    func change(
        _ field: String, _ arguments: [String: JSONValue], _ state: inout State
    ) throws(FakeShopifyExecution.Fault) -> JSONValue {
        switch field {
        case "tagsAdd", "tagsRemove": return try changeTags(arguments, isAdding: field == "tagsAdd", &state)
        case "codeDiscountNodeByCode":
            let code = arguments["code"]?.string?.lowercased()
            let index = state.discounts.firstIndex { $0.code.lowercased() == code }
            return index.map { ["id": .string("gid://shopify/DiscountCodeNode/\($0 + 1)")] } ?? .null
        case "discountCodeBasicCreate": return try makeDiscount(arguments["basicCodeDiscount"] ?? .null, &state)
        default: throw Fault(message: "Field '\(field)' doesn't exist", code: "undefinedField")
        }
    }

    private static func refusal(_ object: String, _ field: [String], _ code: String?, _ words: String) -> JSONValue {
        let path = JSONValue.array(field.map { .string($0) })
        let error: JSONValue = [
            "field": path, "code": code.map { .string($0) } ?? .null, "message": .string(words),
        ]
        return .object([.init(object, .null), .init("userErrors", [error])])
    }

    // MARK: Tags

    /// A comma makes several tags of one text, blanks at the ends fall away, and case makes no other tag.
    private func changeTags(
        _ arguments: [String: JSONValue], isAdding: Bool, _ state: inout State
    ) throws(Fault) -> JSONValue {
        let number = try Self.number(arguments["id"], "Customer")
        guard var customer = state.customers[number] else {
            return Self.refusal("node", ["id"], nil, "Customer does not exist")
        }
        let texts = arguments["tags"]?.array?.compactMap(\.string) ?? []
        guard (1...250).contains(texts.count) else { throw Fault(message: "tags must hold 1 to 250 texts") }
        for tag in texts.flatMap({ $0.split(separator: ",") }).map({ $0.trimmingBlanks }) where !tag.isEmpty {
            let isThere = customer.tags.contains { $0.lowercased() == tag.lowercased() }
            if isAdding, !isThere { customer.tags.append(tag) }
            if !isAdding { customer.tags.removeAll { $0.lowercased() == tag.lowercased() } }
        }
        if customer != state.customers[number] { customer.updatedAt = clock.now }
        state.customers[number] = customer
        return ["node": node(customer), "userErrors": []]
    }

    // MARK: Discounts

    private static let discountFields: Set<String> = [
        "title", "code", "startsAt", "endsAt", "usageLimit", "appliesOncePerCustomer", "context", "customerGets",
    ]

    private func makeDiscount(_ input: JSONValue, _ state: inout State) throws(Fault) -> JSONValue {
        if let name = input.members?.first(where: { !Self.discountFields.contains($0.name) })?.name {
            throw Fault(message: "Field is not defined on DiscountCodeBasicInput: \(name)", code: "INVALID_VARIABLE")
        }
        func refusal(_ field: String, _ code: String, _ words: String) -> JSONValue {
            Self.refusal("codeDiscountNode", ["basicCodeDiscount", field], code, words)
        }
        guard let discount = Self.discount(input) else {
            throw Fault(message: "Variable $discount was provided invalid value", code: "INVALID_VARIABLE")
        }
        if let percentage = discount.percentage.flatMap({ Decimal($0)?.units(decimals: 4, excess: .refused) }),
            percentage <= 0 || percentage > 10_000
        {
            return refusal("customerGets", "INVALID", "Value must be between 0.0 and 1.0")
        }
        for customer in discount.customers where state.customers[try Self.number(.string(customer), "Customer")] == nil
        {
            return refusal("context", "INVALID", "Customer is invalid")
        }
        guard !state.discounts.contains(where: { $0.code.lowercased() == discount.code.lowercased() }) else {
            return refusal("code", "TAKEN", "Code must be unique. Please try a different code.")
        }
        state.discounts.append(discount)
        let id = "gid://shopify/DiscountCodeNode/\(state.discounts.count)"
        return ["codeDiscountNode": ["id": .string(id)], "userErrors": []]
    }

    private static func discount(_ input: JSONValue) -> FakeShopifyDiscount? {
        let (value, items) = (input["customerGets"]?["value"], input["customerGets"]?["items"])
        let (percentage, amount) = (value?["percentage"]?.number, value?["discountAmount"]?["amount"]?.string)
        guard let title = input["title"]?.string, let code = input["code"]?.string, !code.isEmpty,
            let start = input["startsAt"]?.string, Timestamp(rfc3339: start) != nil,
            let added = input["context"]?["customers"]?["add"]?.array, items?["all"]?.bool == true,
            (percentage == nil) != (amount == nil)
        else { return nil }
        return FakeShopifyDiscount(
            code: code, title: title, percentage: percentage, amount: amount, startsAt: start,
            endsAt: input["endsAt"]?.string, customers: added.compactMap(\.string),
            usageLimit: input["usageLimit"]?.integer,
            isOncePerCustomer: input["appliesOncePerCustomer"]?.bool ?? false)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
