internal import Domain
internal import JSON

/// Reads a tree of conditions, naming every fault by its place.
struct ConditionReader {
    private static let deepest = 10
    private static let largest = 200

    let shop: KnownShop
    let hasOrder: Bool
    private(set) var errors: [FieldError] = []
    private var nodes = 0

    init(shop: KnownShop, hasOrder: Bool) {
        self.shop = shop
        self.hasOrder = hasOrder
    }

    /// - Parameter depth: 1 for the root.
    mutating func read(_ value: JSONValue, at pointer: String, depth: Int) -> Condition.Node? {
        nodes += 1
        guard nodes <= Self.largest else {
            return nodes == Self.largest + 1 ? fail(pointer, "is one too many: \(Self.largest) at most") : nil
        }
        guard depth <= Self.deepest else { return fail(pointer, "lies deeper than \(Self.deepest) levels") }
        guard let members = value.members, members.count == 1, let member = members.first else {
            return fail(pointer, "must be an object with exactly one condition")
        }
        let place = "\(pointer)/\(FieldReader.escape(member.name))"
        switch member.name {
        case "all": return readAll(member.value, at: place, depth: depth).map(Condition.Node.all)
        case "any": return readAll(member.value, at: place, depth: depth).map(Condition.Node.any)
        case "not": return read(member.value, at: place, depth: depth + 1).map(Condition.Node.not)
        default: return readLeaf(member, at: place).map(Condition.Node.leaf)
        }
    }

    private mutating func readAll(_ value: JSONValue, at pointer: String, depth: Int) -> [Condition.Node]? {
        guard let array = value.array, !array.isEmpty else {
            return fail(pointer, "must list at least one condition")
        }
        var read: [Condition.Node] = []
        for (index, element) in array.enumerated() where nodes <= Self.largest {
            if let node = self.read(element, at: "\(pointer)/\(index)", depth: depth + 1) { read.append(node) }
        }
        return read
    }

    private mutating func readLeaf(_ member: JSONValue.Member, at pointer: String) -> (any ConditionLeaf)? {
        guard let type = ConditionCatalog.leaves.first(where: { $0.name == member.name }) else {
            return fail(pointer, "is no condition; there are \(ConditionCatalog.names.joined(separator: ", "))")
        }
        guard hasOrder || !type.needsOrder else {
            return fail(pointer, "needs an order in question, which there is only where the trigger is order_paid")
        }
        return type.init(reading: member.value, at: pointer, shop: shop, errors: &errors)
    }

    private mutating func fail<Value>(_ pointer: String, _ reason: String) -> Value? {
        errors.append(FieldError(pointer, reason))
        return nil
    }
}
