public import Domain

extension MailMessage {
    /// A mail that only says that mails arrive.
    public static func test(from: Mailbox, to: Mailbox, messageID: String, date: Timestamp) -> MailMessage {
        let words = "If you can read this, Echelon can send mails by this server."
        return MailMessage(
            from: from, to: to, subject: "A test of Echelon’s mails", text: "\(words)\n", html: "<p>\(words)</p>\n",
            messageID: messageID, date: date, zone: .utc)
    }
}
