internal import Domain
internal import Mails
internal import Secrets

/// Puts a written mail into a message: whom it comes from, whom it goes to, and how it may be ended.
struct Envelope {
    let account: MailAccount
    let look: StoreMail
    let store: String

    /// A store's own sender goes before that of the mail account.
    var from: Mailbox {
        let own = look.senderAddress.flatMap { try? MailAddress(parsing: $0) }
        return Mailbox(own ?? account.from, name: Self.line(look.senderName ?? account.fromName ?? store))
    }

    private var replyTo: Mailbox? {
        let own = look.replyTo.flatMap { try? MailAddress(parsing: $0) }
        return (own ?? account.replyTo).map { Mailbox($0) }
    }

    func message(
        _ written: WrittenLetter, to reader: MailReader, at address: MailAddress, messageID: String, date: Timestamp
    ) -> MailMessage {
        var message = MailMessage(
            from: from, to: Mailbox(address, name: reader.name.map(Self.line)), subject: written.subject,
            text: written.text,
            html: written.html, messageID: messageID, date: date, zone: written.zone)
        message.replyTo = replyTo
        // The one click of RFC 8058 is for https only; the link in the mail works by http too.
        message.unsubscribeURL = written.unsubscribeURL.flatMap { $0.hasPrefix("https://") ? $0 : nil }
        return message
    }

    /// A name without control characters, which no header field takes.
    private static func line(_ name: String) -> String {
        String(
            String.UnicodeScalarView(name.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    /// One that occurs in no text: `=_` stands in no quoted-printable line.
    static func boundary() -> String {
        "=_" + Base64.encode(SecureRandom.bytes(18), .url).filter { $0 != "-" && $0 != "_" }
    }
}
