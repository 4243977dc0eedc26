internal import JSON

/// Answers one GraphQL request over whole objects: gives of them exactly what the request selects, cuts lists into
/// pages, checks variables, and counts what it costs.
///
/// Source: Shopify's pages on its GraphQL Admin API: pagination, rate limits.
struct FakeShopifyExecution {
    struct Fault: Error {
        var message: String
        var code: String?
        var more: [JSONValue.Member] = []
    }

    /// Gives the whole object behind a field of the root; lists are arrays, whatever the request makes of them.
    typealias Root = (_ field: String, _ arguments: [String: JSONValue]) throws(Fault) -> JSONValue

    let document: FakeShopifyDocument
    let variables: JSONValue
    /// Points for each object that is no element of a list; Shopify's documentation says 1, its practice is milder.
    let objectCost: Int64
    /// The scopes that a field needs, by its name, and those that the app has.
    let scopes: (needed: [String: String], granted: Set<String>)
    /// Objects that were given.
    private(set) var given: Int64 = 0

    init(
        _ document: FakeShopifyDocument, _ variables: JSONValue, objectCost: Int64,
        scopes: (needed: [String: String], granted: Set<String>)
    ) throws(Fault) {
        (self.document, self.variables, self.objectCost, self.scopes) = (document, variables, objectCost, scopes)
        for (name, type) in document.variables { try Self.check(variables[name], type, name) }
    }

    // MARK: Variables

    private static func check(_ value: JSONValue?, _ type: String, _ name: String) throws(Fault) {
        let isRequired = type.hasSuffix("!")
        let type = isRequired ? String(type.dropLast()) : type
        guard let value, !value.isNull else {
            guard isRequired else { return }
            throw Fault(
                message: "Variable $\(name) of type \(type)! was provided invalid value", code: "INVALID_VARIABLE")
        }
        guard fits(value, type) else {
            throw Fault(
                message: "Variable $\(name) of type \(type) was provided invalid value", code: "INVALID_VARIABLE")
        }
    }

    private static func fits(_ value: JSONValue, _ type: String) -> Bool {
        switch type {
        case "Int": value.integer.map { $0 >= Int64(Int32.min) && $0 <= Int64(Int32.max) } ?? false
        case "String": value.string != nil
        case "ID": value.string?.hasPrefix("gid://shopify/") == true || value.integer != nil
        case "[String!]": value.array?.allSatisfy { $0.string != nil } ?? false
        case "DiscountCodeBasicInput": value.members != nil
        default: false
        }
    }

    private func arguments(_ field: FakeShopifyDocument.Field) throws(Fault) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for (name, argument) in field.arguments {
            switch argument {
            case .literal(let value): values[name] = value
            case .variable(let variable):
                guard document.variables[variable] != nil else {
                    throw Fault(message: "Variable $\(variable) is used by \(document.name) but not declared")
                }
                values[name] = variables[variable] ?? .null
            }
        }
        return values
    }

    // MARK: Cost

    /// Points asked for: each element that a list may give, 10 for a mutation.
    func cost() throws(Fault) -> Int64 {
        var sum: Int64 = document.isMutation ? 10 : 0
        for field in document.fields { sum += max(1, try cost(field)) }
        return sum
    }

    private func cost(_ field: FakeShopifyDocument.Field) throws(Fault) -> Int64 {
        guard !field.fields.isEmpty else { return 0 }
        var inner: Int64 = 0
        for field in field.fields { inner += try cost(field) }
        guard field.arguments["first"] != nil else {
            return inner + (["nodes", "pageInfo"].contains(field.name) ? 0 : objectCost)
        }
        return try first(of: arguments(field)) * (1 + inner)
    }

    private func first(of arguments: [String: JSONValue]) throws(Fault) -> Int64 {
        guard let first = arguments["first"]?.integer, (1...250).contains(first) else {
            throw Fault(message: "first must be between 1 and 250")
        }
        return first
    }

    // MARK: Answering

    mutating func answer(_ root: Root) throws(Fault) -> JSONValue {
        var members: [JSONValue.Member] = []
        for field in document.fields {
            try require(field)
            let arguments = try arguments(field)
            members.append(.init(field.name, try select(field, arguments, from: try root(field.name, arguments))))
        }
        return .object(members)
    }

    private func require(_ field: FakeShopifyDocument.Field) throws(Fault) {
        guard let scope = scopes.needed[field.name] else { return }
        let writing = scope.replacing("read_", with: "write_")
        guard !scopes.granted.contains(scope), !scopes.granted.contains(writing) else { return }
        throw Fault(
            message: "Access denied for \(field.name) field. Required access: `\(scope)` access scope.",
            code: "ACCESS_DENIED", more: [.init("requiredAccess", .string("`\(scope)` access scope."))])
    }

    private mutating func select(
        _ field: FakeShopifyDocument.Field, _ arguments: [String: JSONValue], from value: JSONValue
    ) throws(Fault) -> JSONValue {
        switch value {
        case .array(var elements):
            if field.name == "shippingLines", arguments["includeRemovals"]?.bool != true {
                elements.removeAll { $0["isRemoved"]?.bool == true }
            }
            if field.fields.contains(where: { $0.name == "nodes" }) {
                return try page(field, arguments, of: elements)
            }
            let count = arguments["first"] == nil ? elements.count : Int(try first(of: arguments))
            return .array(try each(elements.prefix(count), field.fields))
        case .object: return try object(value, field.fields)
        default:
            guard value.isNull || field.fields.isEmpty else {
                throw Fault(message: "Selections can't be made on scalars (field '\(field.name)')")
            }
            return value
        }
    }

    private mutating func each(
        _ elements: some Sequence<JSONValue>, _ fields: [FakeShopifyDocument.Field]
    ) throws(Fault) -> [JSONValue] {
        var values: [JSONValue] = []
        for element in elements {
            guard element.members != nil else {
                values.append(element)
                continue
            }
            values.append(try object(element, fields))
        }
        return values
    }

    private mutating func object(
        _ value: JSONValue, _ fields: [FakeShopifyDocument.Field]
    ) throws(Fault) -> JSONValue {
        guard !fields.isEmpty else { throw Fault(message: "Field must have selections", code: "selectionMismatch") }
        given += 1
        var members: [JSONValue.Member] = []
        for field in fields {
            guard let member = value[field.name] else {
                throw Fault(message: "Field '\(field.name)' doesn't exist", code: "undefinedField")
            }
            try require(field)
            members.append(.init(field.name, try select(field, try arguments(field), from: member)))
        }
        return .object(members)
    }

    /// A connection: `nodes` and `pageInfo`. Cursors are opaque to whoever asks.
    private mutating func page(
        _ field: FakeShopifyDocument.Field, _ arguments: [String: JSONValue], of elements: [JSONValue]
    ) throws(Fault) -> JSONValue {
        var start = 0
        if let after = arguments["after"]?.string {
            guard after.hasPrefix("after-"), let place = Int(after.dropFirst(6)), place >= 0 else {
                throw Fault(message: "Invalid cursor for current pagination sort.")
            }
            start = place
        }
        let end = min(start + Int(try first(of: arguments)), elements.count)
        let nodes = start < end ? Array(elements[start..<end]) : []
        let info: JSONValue = [
            "hasNextPage": .bool(end < elements.count), "endCursor": nodes.isEmpty ? .null : .string("after-\(end)"),
        ]
        var members: [JSONValue.Member] = []
        for part in field.fields {
            switch part.name {
            case "nodes": members.append(.init("nodes", .array(try each(nodes, part.fields))))
            case "pageInfo": members.append(.init("pageInfo", try object(info, part.fields)))
            default: throw Fault(message: "Field '\(part.name)' doesn't exist", code: "undefinedField")
            }
        }
        return .object(members)
    }
}
