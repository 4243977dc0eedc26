public import Domain
public import JSON

/// A tree of conditions on a customer, and on a paid order where one is in question: what `conditions` rules and
/// segments are made of.
///
/// On the wire `{"all": […]}`, `{"any": […]}`, `{"not": {…}}`, or exactly one leaf of `ConditionCatalog`. At most 10
/// levels deep and 200 nodes large.
public struct Condition: Sendable, Equatable {
    /// One node of the tree.
    indirect enum Node: Sendable {
        case all([Node])
        case any([Node])
        case not(Node)
        case leaf(any ConditionLeaf)
    }

    let root: Node

    init(root: Node) { self.root = root }

    /// Reads a tree; nil where it is faulty, with every fault named.
    ///
    /// - Parameters:
    ///   - pointer: where it stands in the document.
    ///   - hasOrder: whether an order is in question when it is asked. Without one, the conditions on an order speak of
    ///     any paid order of the customer's, and those that make no sense then are refused.
    public init?(
        reading value: JSONValue, at pointer: String, shop: KnownShop, hasOrder: Bool, errors: inout [FieldError]
    ) {
        var reader = ConditionReader(shop: shop, hasOrder: hasOrder)
        let root = reader.read(value, at: pointer, depth: 1)
        errors += reader.errors
        guard let root, reader.errors.isEmpty else { return nil }
        self.root = root
    }

    /// Reads the tree of a segment.
    public static func segment(
        reading document: JSONValue, at pointer: String = "/when", shop: KnownShop
    ) throws(RuleError) -> Condition {
        var errors: [FieldError] = []
        guard
            let condition = Condition(
                reading: document, at: pointer, shop: shop, hasOrder: false, errors: &errors)
        else { throw RuleError(errors) }
        return condition
    }

    /// As on the wire, with every default filled in.
    public var value: JSONValue { root.value }

    /// Whether it holds.
    public func holds(in facts: ConditionFacts) -> Bool { root.holds(in: facts) }

    /// Which facts it reads.
    public var needs: FactNeeds {
        root.leaves.reduce(into: FactNeeds()) { $0.formUnion($1.needs) }
    }

    /// The local days after today on which time alone may change the answer, from 00:00; ascending. Groups that begin or
    /// end are not among them: see `groupsNamed`.
    public func boundaries(in facts: ConditionFacts) -> [CalendarDay] {
        let days = Set(root.leaves.flatMap { $0.boundaries(in: facts) })
        return days.filter { $0 > facts.day }.sorted()
    }

    /// The codes of the groups that it asks about.
    public var groupsNamed: [String] {
        Set(root.leaves.flatMap(\.groupsNamed)).sorted()
    }

    /// Codes of groups, in one of which whoever it holds for is; nil where it may hold for anyone.
    public var groupsRequired: [String]? {
        switch root {
        case .leaf(let leaf as GroupLeaf): return leaf.codes
        case .all(let nodes):
            for case .leaf(let leaf as GroupLeaf) in nodes { return leaf.codes }
            return nil
        default: return nil
        }
    }

    /// Whether anything in it is about an order.
    var asksAboutOrder: Bool { root.leaves.contains { type(of: $0).isAboutOrder } }

    public static func == (left: Condition, right: Condition) -> Bool { left.value == right.value }
}

extension Condition.Node {
    var value: JSONValue {
        switch self {
        case .all(let nodes): ["all": .array(nodes.map(\.value))]
        case .any(let nodes): ["any": .array(nodes.map(\.value))]
        case .not(let node): ["not": node.value]
        case .leaf(let leaf): .object([.init(type(of: leaf).name, leaf.value)])
        }
    }

    func holds(in facts: ConditionFacts) -> Bool {
        switch self {
        case .all(let nodes): nodes.allSatisfy { $0.holds(in: facts) }
        case .any(let nodes): nodes.contains { $0.holds(in: facts) }
        case .not(let node): !node.holds(in: facts)
        case .leaf(let leaf): leaf.holds(in: facts)
        }
    }

    var leaves: [any ConditionLeaf] {
        switch self {
        case .all(let nodes), .any(let nodes): nodes.flatMap(\.leaves)
        case .not(let node): node.leaves
        case .leaf(let leaf): [leaf]
        }
    }
}

extension FactNeeds {
    /// Widens it to what `other` reads too.
    mutating func formUnion(_ other: FactNeeds) {
        purchases = purchases || other.purchases
        history = history || other.history
        orders = orders || other.orders
        byOrganization = byOrganization || other.byOrganization
        spendDays = [spendDays, other.spendDays].compactMap { $0 }.max()
    }
}
