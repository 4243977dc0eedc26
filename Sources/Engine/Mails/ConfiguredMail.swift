internal import Domain
internal import JSON
internal import Mails
internal import Secrets
internal import Store

/// How mails are sent and what they look like: the mail part of the configuration.
struct ConfiguredMail: Sendable {
    /// The mail server that administrators have set up in the panel.
    let account: MailAccount?
    /// Nothing is sent until a person says so.
    let isPaused: Bool
    /// Signs the links by which customers end their mails. Nil until the first is needed.
    let unsubscribeKey: HMACKey?
    private let looks: [ID<Domain.Store>: StoreMail]
    private let own: [OwnTemplate]

    /// Names of settings.
    enum Setting {
        static let account = "mail_account"
        static let paused = "mail_paused"
        static let unsubscribeKey = "unsubscribe_key"
    }

    init(_ snapshot: Snapshot, box: SecretBox) throws {
        account = try snapshot.setting(Setting.account).map { try MailAccount(stored: $0, box: box) }
        isPaused = try snapshot.setting(Setting.paused) != nil
        unsubscribeKey = try snapshot.setting(Setting.unsubscribeKey).map {
            HMACKey(try box.open($0, for: Setting.unsubscribeKey))
        }
        looks = try snapshot.storeMails()
        own = try snapshot.templatesInForce().compactMap(OwnTemplate.init)
    }

    func look(of store: ID<Domain.Store>) -> StoreMail { looks[store] ?? StoreMail() }

    /// A store's own text; nil where the shipped one is in force.
    func template(_ name: String, _ locale: MailLocale, of store: ID<Domain.Store>) -> OwnTemplate? {
        own.first { $0.edit.store == store && $0.name == name && $0.locale == locale }
    }

    func templates(of store: ID<Domain.Store>) -> [OwnTemplate] { own.filter { $0.edit.store == store } }

    /// Stores whose customers are not to be disturbed at an instant.
    func quietStores(_ stores: [Domain.Store], at instant: Timestamp) -> [ID<Domain.Store>] {
        stores.filter { store in
            guard let quiet = looks[store.id]?.quiet else { return false }
            return quiet.contains(minute: store.zone.minuteOfDay(at: instant))
        }.map(\.id)
    }
}

/// A store's own text of a template, ready for use.
struct OwnTemplate: Sendable {
    let edit: TemplateEdit
    let locale: MailLocale
    let html: Template
    let text: Template

    var name: String { edit.template }

    /// Nil for an edit that took the shipped text again, and for one that this version no longer understands: then the
    /// shipped text is in force too.
    init?(_ edit: TemplateEdit) {
        guard let content = edit.content, let locale = MailLocale(edit.locale),
            let own = try? OwnTemplate(edit, locale, content)
        else { return nil }
        self = own
    }

    /// - Throws: `TemplateFaults` with what is wrong in either form.
    init(_ edit: TemplateEdit, _ locale: MailLocale, _ content: TemplateEdit.Content) throws(TemplateFaults) {
        let known = Set((MailCatalog.variables(of: edit.template) ?? []).map(\.name))
        var faults = TemplateFaults()
        let html = Self.parse(content.html, .html, known, &faults.html)
        let text = Self.parse(content.text, .text, known, &faults.text)
        guard let html, let text else { throw faults }
        self.edit = edit
        self.locale = locale
        self.html = html
        self.text = text
    }

    private static func parse(
        _ file: String, _ kind: Template.Kind, _ known: Set<String>, _ faults: inout [TemplateProblem]
    ) -> Template? {
        do throws(TemplateError) { return try Template(parsing: file, kind: kind, known: known) } catch {
            faults = error.problems
            return nil
        }
    }
}

/// What is wrong with a template that somebody wants to save.
struct TemplateFaults: Error {
    var html: [TemplateProblem] = []
    var text: [TemplateProblem] = []
}
