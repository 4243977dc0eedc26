internal import Domain
internal import JSON

/// `{"language": {"in": ["pl"]}}`: the customer's language, by its tag of BCP 47. `pl` stands for `pl-PL` too, as in basic
/// filtering (RFC 4647 section 3.3.1), `pl-PL` only for itself and what is narrower. Shops that write `pl_PL` are understood.
struct LanguageLeaf: ObjectLeaf {
    static let name = "language"
    let tags: [String]

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        tags = reader.listed("must be a language such as pl or pt-BR") { text in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let isForm = parts.allSatisfy { part in
                (1...8).contains(part.utf8.count) && part.utf8.allSatisfy(Self.isLetterOrDigit)
            }
            return isForm && (2...8).contains(parts.first?.utf8.count ?? 0) ? text : nil
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    var value: JSONValue { .listed(tags) }

    func holds(in facts: ConditionFacts) -> Bool {
        guard let language = facts.customer.language else { return false }
        let parts = Self.parts(language)
        return tags.contains { parts.starts(with: Self.parts($0)) }
    }

    private static func parts(_ tag: String) -> [String] {
        tag.lowercased().split { $0 == "-" || $0 == "_" }.map(String.init)
    }

    var words: Sentence { .listed("condition.language", tags) }
}
