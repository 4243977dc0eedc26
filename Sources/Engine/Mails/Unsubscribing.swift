internal import Domain
internal import Mails
internal import Secrets
internal import Store

/// The page on which a customer ends mails, in words.
public struct UnsubscribePage: Sendable {
    /// BCP 47, of the words.
    public let language: String
    public let shop: String
    public let title: String
    /// A question, or what was done.
    public let message: String
    /// What the button does next; nil for a link that is not valid.
    public let button: (label: String, subscribes: Bool)?
}

extension Engine {
    /// What the page behind a link shows before anything is done.
    public func unsubscribePage(token: String) async throws -> UnsubscribePage {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            guard let customer = try self.customer(token, snapshot, configuration) else {
                return try self.badLinkPage(configuration)
            }
            let isRefused = customer.mailConsent == .refused
            return try self.page(
                customer, configuration, isRefused ? "unsubscribe_done" : "unsubscribe_question", subscribes: isRefused)
        }
    }

    /// Stores that the customer wants no mails, or wants them again. What waits is then not sent.
    ///
    /// - Returns: nil for a link that is not valid.
    public func setConsent(token: String, to wanted: Bool) async throws -> UnsubscribePage? {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            guard var customer = try self.customer(token, transaction, configuration) else { return nil }
            let consent: Customer.MailConsent = wanted ? .given : .refused
            if customer.mailConsent != consent {
                customer.mailConsent = consent
                try transaction.update(customer)
                try transaction.audit(
                    by: "customer", action: wanted ? "mails.subscribe" : "mails.unsubscribe",
                    subject: "customer \(customer.id)", at: now)
            }
            return try self.page(
                customer, configuration, wanted ? "resubscribe_done" : "unsubscribe_done", subscribes: !wanted)
        }
    }

    /// The page for a link that was not made by this server.
    public func badUnsubscribePage() async throws -> UnsubscribePage {
        try await badLinkPage(latestConfiguration())
    }

    private func customer(
        _ token: String, _ snapshot: Snapshot, _ configuration: Configuration
    ) throws -> Customer? {
        guard let key = configuration.mail.unsubscribeKey, let id = UnsubscribeToken.read(token, key),
            let customer = try snapshot.customer(id)
        else { return nil }
        // Whoever was merged reads the mails of who is left.
        guard let other = customer.mergedInto else { return customer.isDeleted ? nil : customer }
        return try snapshot.customer(other)
    }

    private func page(
        _ customer: Customer, _ configuration: Configuration, _ message: String, subscribes: Bool
    ) throws -> UnsubscribePage {
        let store = try configuration.store(customer.store)
        let chain = (customer.locale.flatMap { MailLocale($0) } ?? MailLocale(store.locale) ?? .english)
            .fallbacks(storeDefault: MailLocale(store.locale) ?? .english)
        return page(chain, store, configuration, message, subscribes ? "resubscribe_button" : "unsubscribe_button")
    }

    private func badLinkPage(_ configuration: Configuration) throws -> UnsubscribePage {
        let store = configuration.stores.count == 1 ? configuration.stores.first : nil
        let locale = store.flatMap { MailLocale($0.locale) } ?? .english
        return page(locale.fallbacks(storeDefault: .english), store, configuration, "unsubscribe_bad_link", nil)
    }

    private func page(
        _ chain: [MailLocale], _ store: Domain.Store?, _ configuration: Configuration, _ message: String,
        _ button: String?
    ) -> UnsubscribePage {
        let words = means.library?.words(chain) ?? [:]
        func word(_ name: String) -> String { words[name]?.render([:]).subject ?? name }
        return UnsubscribePage(
            language: (chain.first { means.library?.entry(MailCatalog.templates[0], $0) != nil } ?? .english)
                .description,
            shop: store?.name ?? "", title: word("unsubscribe_title"), message: word(message),
            button: button.map { (word($0), $0 == "resubscribe_button") })
    }

    /// The configuration with a key for links, made where there is none yet.
    func configurationWithUnsubscribing(_ transaction: Transaction) throws -> Configuration {
        let configuration = try configuration(transaction)
        guard configuration.mail.unsubscribeKey == nil else { return configuration }
        let place = ConfiguredMail.Setting.unsubscribeKey
        try transaction.setSetting(place, box.seal(SecureRandom.bytes(32), for: place), at: clock.now())
        try transaction.stampConfiguration()
        return try self.configuration(transaction)
    }
}
