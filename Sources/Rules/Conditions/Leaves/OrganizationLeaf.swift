internal import Domain
internal import JSON

/// `{"organization": {"in": ["acme"]}}`, by external ids, or `{"organization": {"any": true}}` for whoever is in one.
struct OrganizationLeaf: ObjectLeaf {
    static let name = "organization"
    /// Nil for any.
    let ids: [String]?

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        let any = reader.value("any")
        guard reader.value("in") != nil else {
            ids = nil
            if any == nil { reader.take([FieldError(pointer, "give either in or any")]) }
            if let any, any.bool != true { reader.fail("any", "must be true; put not around it for customers in none") }
            return
        }
        ids = reader.listed()
        if any != nil { reader.take([FieldError(pointer, "give either in or any")]) }
    }

    var value: JSONValue { ids.map(JSONValue.listed) ?? ["any": true] }

    func holds(in facts: ConditionFacts) -> Bool {
        guard let organization = facts.customer.organization else { return false }
        return ids?.contains(organization) ?? true
    }

    var words: Sentence { ids.map { .listed("condition.organization", $0) } ?? Sentence("condition.organization.any") }
}
