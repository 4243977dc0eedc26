internal import Domain
internal import JSON

/// `{"country": {"in": ["PL"]}}`: the customer's country, by its two letters of ISO 3166. Whether a country of that code
/// exists is not asked, as new ones come. A customer without one is in none.
struct CountryLeaf: ObjectLeaf {
    static let name = "country"
    let codes: [String]

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        codes = reader.listed("must be a country's two letters, such as PL") { code in
            let letters = code.utf8.map { $0 | 0x20 }
            return letters.count == 2 && letters.allSatisfy { $0 >= 0x61 && $0 <= 0x7A } ? code.uppercased() : nil
        }
    }

    var value: JSONValue { .listed(codes) }

    func holds(in facts: ConditionFacts) -> Bool {
        facts.customer.country.map { codes.contains($0.uppercased()) } ?? false
    }

    var words: Sentence { .listed("condition.country", codes) }
}
