internal import Domain
internal import JSON

/// `{"email_domain": {"in": ["example.edu"]}}`: what follows the @ of the customer's address. A domain stands for itself
/// and everything below it (`cs.example.edu`); capitals mean nothing. Domains beyond ASCII are compared as written.
struct EmailDomainLeaf: ObjectLeaf {
    static let name = "email_domain"
    let domains: [String]

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        domains = reader.listed("must be a domain without @, such as example.edu") { text in
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            let isPlain = !text.contains { $0 == "@" || $0 == "*" || $0 == "/" || $0.isWhitespace }
            return isPlain && labels.allSatisfy { !$0.isEmpty } ? text.lowercased() : nil
        }
    }

    var value: JSONValue { .listed(domains) }

    func holds(in facts: ConditionFacts) -> Bool {
        guard let email = facts.customer.email, let at = email.lastIndex(of: "@") else { return false }
        let domain = email[email.index(after: at)...].lowercased()
        return domains.contains { domain == $0 || domain.hasSuffix(".\($0)") }
    }

    var words: Sentence { .listed("condition.email_domain", domains) }
}
