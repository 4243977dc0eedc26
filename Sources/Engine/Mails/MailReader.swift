internal import Domain
internal import Mails
internal import Store

/// Whoever reads a mail: a customer, or a user of the panel.
struct MailReader: Sendable {
    /// As known; not necessarily one that mail can go to.
    var address: String
    var name: String?
    var firstName: String?
    /// BCP 47; nil where nothing is known.
    var language: String?
    /// Nil for a user of the panel, and for nobody in particular.
    var customer: ID<Customer>?
    /// Whether it stands for a customer, who is told why there is a mail at all.
    var isCustomer = true

    init?(_ customer: Customer) {
        guard let email = customer.email, !email.isEmpty else { return nil }
        address = email
        let names = [customer.firstName, customer.lastName].compactMap { $0 }.filter { !$0.isEmpty }
        name = names.isEmpty ? nil : names.joined(separator: " ")
        firstName = customer.firstName
        language = customer.locale
        self.customer = customer.id
    }

    init(_ user: User) {
        address = user.email
        name = user.name
        language = user.language
        isCustomer = false
    }

    /// For looking at a template without a customer.
    init(sampleIn language: String) {
        address = "anna@example.com"
        name = "Anna Lindqvist"
        firstName = "Anna"
        self.language = language
    }

    /// What a text is looked for in, the best first.
    func locales(of store: Domain.Store) -> [MailLocale] {
        let own = MailLocale(store.locale) ?? .english
        return (language.flatMap { MailLocale($0) } ?? own).fallbacks(storeDefault: own)
    }
}
