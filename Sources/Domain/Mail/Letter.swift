/// One mail, from the first try to send it on: it tells one reader of one or several notifications.
public struct Letter: Sendable, Equatable {
    public var id: ID<Letter>
    public var store: ID<Store>
    public var recipient: Notification.Recipient
    /// Without its angle brackets; the same with each try, so that a server or a reader can see that it is the same mail.
    public var messageID: String
    public var createdAt: Timestamp

    public var state = State.queued
    public var attempts = 0
    /// When it is tried again.
    public var nextAt: Timestamp
    /// Who is sending it holds it until then.
    public var leasedUntil: Timestamp?
    /// Whether a try ended so that nobody knows whether the mail server has taken the mail.
    public var isUncertain = false

    /// As it was last written: the address, the language, the subject and the plain text.
    public var address: String?
    public var locale: String?
    public var subject: String?
    public var text: String?

    /// Why the last try failed, in words.
    public var error: String?
    /// What the mail server said to the last try.
    public var reply: String?
    public var sentAt: Timestamp?

    public enum State: String, Sendable, CaseIterable {
        case queued, sent, failed
        /// All that it was to tell was cancelled.
        case dropped
    }

    public init(
        id: ID<Letter>, store: ID<Store>, recipient: Notification.Recipient, messageID: String, createdAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.recipient = recipient
        self.messageID = messageID
        self.createdAt = createdAt
        nextAt = createdAt
    }
}
