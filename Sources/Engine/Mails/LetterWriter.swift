internal import Domain
internal import Mails
internal import Store

/// A mail as its reader gets it, before it is put into bytes.
struct WrittenLetter: Sendable {
    var locale: MailLocale
    var storeName: String
    var zone: Zone
    var subject: String
    var html: String
    var text: String
    /// Nil for mails to users of the panel.
    var unsubscribeURL: String?
}

/// Puts notifications into one mail: finds the templates in the reader's language, fills them in, and lays them out.
struct LetterWriter {
    let library: MailLibrary
    let configuration: Configuration
    let store: Domain.Store
    let reader: MailReader
    /// The address by which the server is reached from outside; nil where nobody has said it.
    let baseURL: String?

    /// - Parameter draft: takes the place of the template in force, for a look at it.
    /// - Returns: nil where a template is unknown.
    func write(_ notifications: [Notification], draft: OwnTemplate? = nil) -> WrittenLetter? {
        let names = notifications.map(\.template)
        let chain = draft.map { [$0.locale] + reader.locales(of: store) } ?? reader.locales(of: store)
        guard !names.isEmpty, let (locale, templates) = find(names, chain, draft) else { return nil }
        let values = values(locale, chain)
        let common = common(values)
        var parts: [(html: RenderedPart, text: RenderedPart)] = []
        for (notification, template) in zip(notifications, templates) {
            var own = common.merging(values.values(notification.facts, reason: notification.reason)) { $1 }
            if !parts.isEmpty { own["firstname"] = .absent }
            if let run = notification.run, let baseURL { own["panel_url"] = .text("\(baseURL)/#/runs/\(run)") }
            parts.append((template.html.render(own), template.text.render(own)))
        }
        let subject = parts.count == 1 ? parts[0].text.subject : values.word("combined_subject")
        return lay(out: parts, subject.isEmpty ? store.name : subject, locale, common, values)
    }

    /// The first language that has all of the templates.
    private func find(
        _ names: [String], _ chain: [MailLocale], _ draft: OwnTemplate?
    ) -> (MailLocale, [(html: Template, text: Template)])? {
        for locale in chain {
            let found = names.compactMap { name -> (html: Template, text: Template)? in
                if let draft, draft.name == name, draft.locale == locale { return (draft.html, draft.text) }
                if let own = configuration.mail.template(name, locale, of: store.id) { return (own.html, own.text) }
                return library.entry(name, locale).map { ($0.html, $0.text) }
            }
            if found.count == names.count { return (locale, found) }
        }
        return nil
    }

    /// Figures are written as in the reader's own country where the mail is in the reader's language.
    private func values(_ locale: MailLocale, _ chain: [MailLocale]) -> MailValues {
        let closest = chain.first { $0.language == locale.language } ?? locale
        return MailValues(
            format: MailFormat(closest), configuration: configuration, store: store,
            words: library.words([locale] + chain + [.english]))
    }

    // MARK: What every mail has

    private func common(_ values: MailValues) -> [String: TemplateValue] {
        let look = configuration.mail.look(of: store.id)
        var common: [String: TemplateValue] = [
            "shop_name": .text(store.name), "customer_name": .text(reader.name ?? reader.address),
            "accent": .text(look.accent), "accent_text": .text(Contrast.writing(on: look.accent)),
        ]
        common["firstname"] = reader.firstName.map(TemplateValue.text)
        common["shop_url"] = look.shopURL.map(TemplateValue.text)
        common["unsubscribe_url"] = unsubscribeURL.map(TemplateValue.text)
        return common.mapValues(\.withoutPlace)
    }

    private var unsubscribeURL: String? {
        guard let customer = reader.customer, let baseURL, let key = configuration.mail.unsubscribeKey else {
            return nil
        }
        return "\(baseURL)/unsubscribe/\(UnsubscribeToken.make(customer, key))"
    }

    // MARK: Layout

    private func lay(
        out parts: [(html: RenderedPart, text: RenderedPart)], _ subject: String, _ locale: MailLocale,
        _ common: [String: TemplateValue], _ values: MailValues
    ) -> WrittenLetter {
        let look = configuration.mail.look(of: store.id)
        var around = common
        around["lang"] = .text(locale.description)
        around["subject"] = .text(subject)
        around["content"] = .text(MailValues.place)
        around["footer"] = look.footer.map { TemplateValue.text($0).withoutPlace }
        around["logo_url"] = look.logoURL.map(TemplateValue.text)
        around["no_logo"] = .flag(look.logoURL == nil)
        around["unsubscribe_text"] = .text(values.word("unsubscribe_text"))
        if reader.isCustomer { around["footer_note"] = .text(values.word("footer_note")) }
        let html = library.layout.html.render(around).body
        let text = library.layout.text.render(around).body
        return WrittenLetter(
            locale: locale, storeName: store.name, zone: store.zone, subject: subject,
            html: html.filling(parts.map(\.html.body).joined(separator: "\n")),
            text: text.filling(parts.map { $0.text.body.withoutEndingBlanks }.joined(separator: "\n\n")),
            unsubscribeURL: unsubscribeURL)
    }
}

extension String {
    fileprivate func filling(_ content: String) -> String {
        guard let place = range(of: MailValues.place) else { return self }
        return self[..<place.lowerBound] + content + self[place.upperBound...]
    }

    private func range(of mark: String) -> Range<Index>? {
        guard let start = firstIndex(where: { String($0) == mark }) else { return nil }
        return start..<index(after: start)
    }

    fileprivate var withoutEndingBlanks: Substring {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
