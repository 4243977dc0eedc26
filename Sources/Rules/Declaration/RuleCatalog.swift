public import Domain
public import JSON

/// All kinds of rules. Adding one is one line here.
public enum RuleCatalog {
    public static let kinds: [any RuleKind.Type] = [
        PurchaseRule.self,
        InactivityRule.self,
        TurnoverRule.self,
        TiersRule.self,
        ConditionsRule.self,
    ]

    public static func kind(named name: String) -> (any RuleKind.Type)? {
        kinds.first { $0.declaration.kind == name }
    }

    /// A rule's terms, read from the stored or sent document.
    ///
    /// - Parameters:
    ///   - kind: the rule's kind.
    ///   - document: an object with the common parameters and `params`.
    ///   - shop: what names in the rule are checked against.
    ///   - alsoAllowed: members of the document that the caller reads itself.
    public static func terms(
        kind: String, document: JSONValue, shop: KnownShop, alsoAllowed: [String] = []
    ) throws(RuleError) -> RuleTerms {
        guard let type = self.kind(named: kind) else {
            let known = kinds.map { $0.declaration.kind }.joined(separator: ", ")
            throw RuleError([FieldError("/kind", "must be one of \(known)")])
        }
        var reader = FieldReader(document)
        for name in alsoAllowed { _ = reader.has(name) }
        let terms = read(type, &reader, shop)
        guard reader.errors.isEmpty else { throw RuleError(reader.errors) }
        return terms
    }

    private static func read<Kind: RuleKind>(
        _ type: Kind.Type, _ reader: inout FieldReader, _ shop: KnownShop
    ) -> RuleTerms {
        let common = CommonTerms(reading: &reader, kind: Kind.declaration, shop: shop)
        let params = reader.required("params")
        var inner = FieldReader(params ?? .object([]), at: "/params")
        let rule = Kind(reading: &inner, shop: shop)
        if params != nil {
            inner.finish()
            reader.take(inner.errors)
            reader.take(rule.faults(common: common))
        }
        reader.finish()
        return RuleTerms(common: common, kind: rule)
    }
}

/// What a rule says, read and checked.
public struct RuleTerms: Sendable {
    public let common: CommonTerms
    public let kind: any RuleKind

    public init(common: CommonTerms, kind: any RuleKind) {
        self.common = common
        self.kind = kind
    }

    public var declaration: KindDeclaration { type(of: kind).declaration }

    /// The common parameters and `params`, as on the wire, every default filled in.
    public var document: [JSONValue.Member] {
        common.members(kind: declaration) + [.init("params", .object(kind.parameters))]
    }

    /// The groups the rule names in any place.
    public var namedGroups: [String] { common.sourceGroups + common.excludedGroups + kind.groupsNamed }

    public var summary: [Sentence] { kind.summary(common: common) }
}
