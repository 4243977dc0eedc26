public import Domain

// store_mail and template_edits: how mails look, and what they say where a store has words of its own.

private func readMail(_ row: Row) -> (ID<Store>, StoreMail) {
    var mail = StoreMail()
    mail.revision = row[1]
    (mail.senderName, mail.senderAddress, mail.replyTo) = (row[2], row[3], row[4])
    (mail.shopURL, mail.logoURL, mail.accent, mail.footer) = (row[5], row[6], row[7], row[8])
    mail.requiresOptIn = row[9]
    if let from = row[10] as Int?, let until = row[11] as Int? { mail.quiet = QuietHours(from: from, until: until) }
    if let count = row[12] as Int?, let days = row[13] as Int? { mail.cap = StoreMail.Cap(count: count, days: days) }
    return (row.id(0), mail)
}

private func readEdit(_ row: Row) -> TemplateEdit {
    var content: TemplateEdit.Content?
    if let html = row[4] as String?, let text = row[5] as String? {
        content = TemplateEdit.Content(html: html, text: text)
    }
    return TemplateEdit(
        revision: row.id(0), store: row.id(1), template: row[2], locale: row[3], content: content, at: row.instant(6),
        by: row[7])
}

extension Snapshot {
    /// Stores that nobody has set up are missing.
    public func storeMails() throws -> [ID<Store>: StoreMail] {
        let pairs = try rows(
            """
            SELECT store_id, revision, sender_name, sender_address, reply_to, shop_url, logo_url, accent, footer,
              requires_opt_in, quiet_from, quiet_until, cap_count, cap_days
            FROM store_mail
            """, [], readMail)
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The last edit of each template in each language, those that took the shipped text again too.
    public func templatesInForce() throws -> [TemplateEdit] {
        try rows(
            """
            SELECT revision, store_id, template, locale, html, text, at, by FROM template_edits
            WHERE revision IN (SELECT max(revision) FROM template_edits GROUP BY store_id, template, locale)
            ORDER BY revision
            """, [], readEdit)
    }

    /// All edits of one template in one language, newest first.
    public func edits(of template: String, locale: String, store: ID<Store>, limit: Int) throws -> [TemplateEdit] {
        try rows(
            """
            SELECT revision, store_id, template, locale, html, text, at, by FROM template_edits
            WHERE store_id = ? AND template = ? AND locale = ? ORDER BY revision DESC LIMIT ?
            """, [store, template, locale, limit], readEdit)
    }
}

extension Transaction {
    public func put(_ mail: StoreMail, of store: ID<Store>) throws {
        try run(
            """
            INSERT OR REPLACE INTO store_mail (store_id, revision, sender_name, sender_address, reply_to, shop_url,
              logo_url, accent, footer, requires_opt_in, quiet_from, quiet_until, cap_count, cap_days)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                store, mail.revision, mail.senderName, mail.senderAddress, mail.replyTo, mail.shopURL, mail.logoURL,
                mail.accent, mail.footer, mail.requiresOptIn, mail.quiet?.from, mail.quiet?.until, mail.cap?.count,
                mail.cap?.days,
            ])
    }

    public func insert(_ edit: TemplateEdit) throws -> ID<TemplateEdit> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO template_edits (store_id, template, locale, html, text, at, by) VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    edit.store, edit.template, edit.locale, edit.content?.html, edit.content?.text, edit.at, edit.by,
                ]))
    }
}
