public import Mails

/// What the process has for sending mails.
public struct MailMeans: Sendable {
    /// The mails as they are shipped. Without them nothing is written.
    public var library: MailLibrary?
    /// What carries mails to a mail server; without it nothing is sent.
    public var carrier: (any MailCarrier)?
    /// The mail server that the process was started with. It goes before one that was set up in the panel.
    public var account: MailAccount?
    /// What this machine calls itself when it speaks to a mail server.
    public var clientName = "localhost"
    /// The address by which customers reach this server, without a slash at the end.
    public var baseURL: String?

    public init() {}
}

/// Carries mails to a mail server, many in one conversation.
public protocol MailCarrier: Sendable {
    /// Asks for mails until there are none, and tells what became of each before it asks for the next.
    ///
    /// - Parameters:
    ///   - next: nil ends the conversation in order.
    ///   - finished: called once for each mail that `next` gave.
    /// - Returns: why the conversation ended before its time, in words; nil where it did not.
    /// - Throws: `NotCarried` where there was no conversation: then no mail was asked for.
    func carry(
        to server: MailServer, next: @escaping @Sendable () async -> SMTPMail?,
        finished: @escaping @Sendable (MailOutcome) async -> Void
    ) async throws(NotCarried) -> String?
}

/// Why there was no conversation with the mail server.
public struct NotCarried: Error, Sendable {
    /// In words, for the person who set the mail server up.
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}
