public import Domain
internal import Mails
internal import Rules
internal import Store

/// A template of one store in one language as people see it.
public struct TemplateView: Sendable {
    public let name: String
    public let storeKey: String
    /// The language asked for.
    public let locale: String
    /// The language of the text in force: the one asked for, or what it falls back to.
    public let usedLocale: String
    /// Nil where the shipped text is in force.
    public let own: TemplateEdit?
    public let content: TemplateEdit.Content
    /// The shipped text in the same language, or what that falls back to.
    public let shipped: TemplateEdit.Content
    /// Of the last edit, also of one that took the shipped text again; 0 where there was none.
    public let revision: Int64
    public let variables: [MailCatalog.Variable]
    /// What each variable may look like.
    public let samples: [String: String]
}

/// All templates of a store, seen from one language.
public struct TemplateList: Sendable {
    public let locale: String
    /// Languages that are shipped, and those that the store has texts of its own in.
    public let locales: [String]
    public let shippedLocales: [String]
    public let items: [TemplateView]
    /// Languages in which the store has a text of its own, by template.
    public let ownLocales: [String: [String]]
}

/// A rendered mail, for a look at it.
public struct MailPreview: Sendable {
    public let subject: String
    /// A whole document.
    public let html: String
    public let text: String
}

/// Which template is meant.
public struct TemplateReference: Sendable {
    public var name: String
    /// Nil for the only store there is.
    public var store: String?
    /// BCP 47; nil for the store's language.
    public var locale: String?

    public init(name: String, store: String?, locale: String?) {
        self.name = name
        self.store = store
        self.locale = locale
    }
}

extension Engine {
    /// - Throws: `Refusal.notFound`; `Refusal.invalid` for a language that is none.
    public func templates(store: String?, locale: String?) async throws -> TemplateList {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let desk = try self.desk(
                TemplateReference(name: MailCatalog.templates[0], store: store, locale: locale), snapshot, configuration
            )
            let own = configuration.mail.templates(of: desk.store.id)
            let shipped = desk.library.locales.map(\.description)
            return TemplateList(
                locale: desk.locale.description,
                locales: Set(shipped + own.map(\.locale.description) + [desk.locale.description]).sorted(),
                shippedLocales: shipped, items: try MailCatalog.templates.map { try desk.with($0).view() },
                ownLocales: Dictionary(grouping: own, by: \.name).mapValues { $0.map(\.locale.description).sorted() })
        }
    }

    /// - Throws: `Refusal.notFound`; `Refusal.invalid`.
    public func template(_ reference: TemplateReference) async throws -> TemplateView {
        try await database.read { try self.desk(reference, $0, self.configuration($0)).view() }
    }

    /// Newest first.
    public func templateEdits(_ reference: TemplateReference) async throws -> [TemplateEdit] {
        try await database.read { snapshot in
            let desk = try self.desk(reference, snapshot, self.configuration(snapshot))
            return try snapshot.edits(
                of: desk.name, locale: desk.locale.description, store: desk.store.id, limit: 200)
        }
    }

    /// Saves a text of the store's own, or takes the shipped one again.
    ///
    /// - Parameters:
    ///   - content: nil for the shipped text.
    ///   - revision: what the person has seen; nil for any.
    /// - Throws: `Refusal.notFound`; `Refusal.stale`; `Refusal.invalid` with each fault's line and column.
    public func putTemplate(
        _ reference: TemplateReference, _ content: TemplateEdit.Content?, expecting revision: Int64?, by: String
    ) async throws -> TemplateView {
        let now = clock.now()
        return try await database.write { transaction in
            let desk = try self.desk(reference, transaction, self.configuration(transaction))
            let present = try desk.revision()
            guard revision == nil || revision == present else {
                throw Refusal.stale("The template is at revision \(present) now.")
            }
            let edit = TemplateEdit(
                revision: ID(0), store: desk.store.id, template: desk.name, locale: desk.locale.description,
                content: content, at: now, by: by)
            if let content { _ = try desk.checked(edit, content) }
            _ = try transaction.insert(edit)
            try transaction.audit(
                by: by, action: content == nil ? "template.reset" : "template.edit",
                subject: "template \(desk.name) in \(desk.locale)", detail: desk.store.key, at: now)
            try transaction.stampConfiguration()
            return try self.desk(reference, transaction, self.configuration(transaction)).view()
        }
    }

    /// What a mail by this template looks like.
    ///
    /// - Parameters:
    ///   - draft: a text that is not saved; nil for the one in force.
    ///   - customer: whose facts are taken where there are any; nil for made-up ones.
    /// - Throws: `Refusal.notFound`; `Refusal.invalid` with each fault's line and column.
    public func previewTemplate(
        _ reference: TemplateReference, draft: TemplateEdit.Content?, customer: CustomerReference?
    ) async throws -> MailPreview {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let written = try self.desk(reference, snapshot, configuration).written(
                draft, customer: customer, baseURL: self.means.baseURL, now: now)
            return MailPreview(subject: written.subject, html: written.html, text: written.text)
        }
    }

    /// Sends what the preview shows to an address.
    ///
    /// - Throws: as the preview; `Refusal.conflict` where there is no mail server, or this process sends nothing.
    public func testTemplate(
        _ reference: TemplateReference, draft: TemplateEdit.Content?, customer: CustomerReference?,
        to text: String, by: String
    ) async throws -> TestMailResult {
        let now = clock.now()
        let address = try MailAccountForm.address(text, at: "/to")
        let (written, account, look) = try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let desk = try self.desk(reference, snapshot, configuration)
            return (
                try desk.written(draft, customer: customer, baseURL: self.means.baseURL, now: now),
                self.account(configuration), configuration.mail.look(of: desk.store.id)
            )
        }
        guard let account else { throw Refusal.conflict("No mail server is set up yet.") }
        let envelope = Envelope(account: account, look: look, store: written.storeName)
        // Whoever tries it out must not end a customer's mails by it.
        var shown = written
        shown.unsubscribeURL = nil
        var reader = MailReader(sampleIn: written.locale.description)
        reader.name = nil
        let message = envelope.message(
            shown, to: reader, at: address,
            messageID: MailMeans.messageID(account), date: now)
        try await note("template.test", "template \(reference.name)", by: by)
        return try await means.send(message, to: address, from: account)
    }

    private func desk(
        _ reference: TemplateReference, _ snapshot: Snapshot, _ configuration: Configuration
    ) throws -> TemplateDesk {
        guard let library = means.library else { throw Refusal.conflict("This process has no mail templates.") }
        return try TemplateDesk(reference, library, snapshot, configuration, now: clock.now())
    }
}

/// One template of one store in one language, and all that is known of it.
private struct TemplateDesk {
    var name: String
    let store: Domain.Store
    let locale: MailLocale
    let library: MailLibrary
    let snapshot: Snapshot
    let configuration: Configuration
    let now: Timestamp

    init(
        _ reference: TemplateReference, _ library: MailLibrary, _ snapshot: Snapshot, _ configuration: Configuration,
        now: Timestamp
    ) throws {
        guard MailCatalog.templates.contains(reference.name) else {
            throw Refusal.notFound("template '\(reference.name)'")
        }
        store = try configuration.store(keyOrOnly: reference.store)
        guard let locale = MailLocale(reference.locale ?? store.locale) else {
            throw Refusal.invalid("?locale", "must be a language, such as de or pt-BR")
        }
        self.locale = locale
        name = reference.name
        (self.library, self.snapshot, self.configuration, self.now) = (library, snapshot, configuration, now)
    }

    func with(_ name: String) -> TemplateDesk {
        var copy = self
        copy.name = name
        return copy
    }

    private var chain: [MailLocale] { locale.fallbacks(storeDefault: MailLocale(store.locale) ?? .english) }

    private func lastEdit() throws -> TemplateEdit? {
        try snapshot.edits(of: name, locale: locale.description, store: store.id, limit: 1).first
    }

    func revision() throws -> Int64 { try lastEdit()?.revision.rawValue ?? 0 }

    func view() throws -> TemplateView {
        let shipped = chain.lazy.compactMap { library.entry(name, $0) }.first
        let shippedContent = TemplateEdit.Content(html: shipped?.htmlFile ?? "", text: shipped?.textFile ?? "")
        let used = chain.first {
            configuration.mail.template(name, $0, of: store.id) != nil || library.entry(name, $0) != nil
        }
        let own = used.flatMap { configuration.mail.template(name, $0, of: store.id) }?.edit
        let content = own?.content ?? shippedContent
        return TemplateView(
            name: name, storeKey: store.key, locale: locale.description, usedLocale: (used ?? .english).description,
            own: own, content: content, shipped: shippedContent, revision: try revision(),
            variables: MailCatalog.variables(of: name) ?? [], samples: samples())
    }

    /// - Throws: `Refusal.invalid` with each fault's place.
    func checked(_ edit: TemplateEdit, _ content: TemplateEdit.Content) throws -> OwnTemplate {
        do throws(TemplateFaults) { return try OwnTemplate(edit, locale, content) } catch {
            throw Refusal.invalid(
                error.html.map { FieldError("/html", $0.description) }
                    + error.text.map { FieldError("/text", $0.description) })
        }
    }

    // MARK: Samples

    private var sample: SampleFacts { SampleFacts(store: store, configuration: configuration, now: now) }

    private func samples() -> [String: String] {
        let format = MailFormat(locale)
        let values = MailValues(
            format: format, configuration: configuration, store: store, words: library.words(chain + [.english]))
        let (facts, reason) = sample.facts(of: name)
        var samples = values.values(facts, reason: reason).compactMapValues { value -> String? in
            switch value {
            case .text(let text): text
            case .flag, .absent: nil
            }
        }
        let look = configuration.mail.look(of: store.id)
        samples.merge([
            "firstname": "Anna", "customer_name": "Anna Lindqvist", "shop_name": store.name, "accent": look.accent,
            "accent_text": Contrast.writing(on: look.accent), "lang": locale.description,
            "shop_url": look.shopURL ?? "",
        ]) { $1 }
        return samples
    }

    // MARK: Writing

    func written(
        _ draft: TemplateEdit.Content?, customer reference: CustomerReference?, baseURL: String?, now: Timestamp
    ) throws -> WrittenLetter {
        let customer = try reference?.find(snapshot, configuration)
        if let customer, customer.store != store.id { throw Refusal.notFound("customer \(customer.id)") }
        var reader = customer.flatMap(MailReader.init) ?? MailReader(sampleIn: locale.description)
        reader.language = locale.description
        if name == MailCatalog.runReport { reader.isCustomer = false }
        let own = try draft.map { content in
            try checked(
                TemplateEdit(
                    revision: ID(0), store: store.id, template: name, locale: locale.description, content: content,
                    at: now, by: ""), content)
        }
        let writer = LetterWriter(
            library: library, configuration: configuration, store: store, reader: reader, baseURL: baseURL)
        guard let written = writer.write([try notification(for: customer)], draft: own) else {
            throw Refusal.notFound("template '\(name)'")
        }
        return written
    }

    /// The last one that the customer got of the kind, else a made-up one.
    private func notification(for customer: Customer?) throws -> Notification {
        if let customer {
            var filter = NotificationFilter()
            (filter.customer, filter.template) = (customer.id, name)
            if let last = try snapshot.notifications(filter, before: nil, limit: 1).first { return last }
        }
        let (facts, reason) = sample.facts(of: name)
        return Notification(
            store: store.id, recipient: customer.map { .customer($0.id) } ?? .user(0), rule: ID(0), template: name,
            periodKey: "", reason: reason, facts: facts, createdAt: now)
    }
}
