/// How a store's mails look, whom they come from, and when they may go out.
public struct StoreMail: Sendable, Equatable {
    /// Counts edits, from 0 for a store that nobody has set up.
    public var revision = 0

    // MARK: The sender

    /// Beside the address; nil for the store's name.
    public var senderName: String?
    /// Nil for the address of the mail server's settings.
    public var senderAddress: String?
    public var replyTo: String?

    // MARK: The look

    /// The shop's front page.
    public var shopURL: String?
    public var logoURL: String?
    /// Of the bar on top and of buttons, as `#1f4e79`.
    public var accent = StoreMail.usualAccent
    /// The shop's address and legal lines, with line breaks.
    public var footer: String?

    // MARK: Who gets mails, and when

    /// Whether only customers are written to who have agreed to it.
    public var requiresOptIn = false
    /// Nothing is sent in these hours of the store's day; they may span midnight. Nil for any time.
    public var quiet: QuietHours?
    /// No customer gets more; nil for any number.
    public var cap: Cap?

    public static let usualAccent = "#1f4e79"

    public struct Cap: Sendable, Equatable {
        /// Mails to one customer, 1 … 100.
        public var count: Int
        /// Within so many days of 24 hours, 1 … 365.
        public var days: Int

        public init(count: Int, days: Int) {
            self.count = count
            self.days = days
        }
    }

    public init() {}
}

/// Hours of the day in which nobody is to be disturbed.
public struct QuietHours: Sendable, Equatable {
    /// Minutes after midnight, 0 … 1439, of the first quiet minute.
    public var from: Int
    /// Of the first minute that is quiet no longer.
    public var until: Int

    /// Nil where the two are the same or outside of the day.
    public init?(from: Int, until: Int) {
        guard from != until, (0..<1_440).contains(from), (0..<1_440).contains(until) else { return nil }
        self.from = from
        self.until = until
    }

    public func contains(minute: Int) -> Bool {
        from < until ? (from..<until).contains(minute) : minute >= from || minute < until
    }
}
