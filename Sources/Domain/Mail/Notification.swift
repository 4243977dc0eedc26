/// One thing that somebody is to be told by mail. Unique by rule × customer × template × period key, so nobody is told the
/// same thing twice.
///
/// Kept as facts, and put into words when it is sent: in the language the customer has then.
public struct Notification: Sendable, Equatable {
    public var id: ID<Notification>
    public var store: ID<Store>
    /// Whom it is for: a customer, or a user of the panel.
    public var recipient: Recipient
    public var rule: ID<Rule>
    /// The template's name, e.g. `membership_granted`.
    public var template: String
    /// What it is about within the rule: the order, the spell, the period.
    public var periodKey: String
    public var reason: Sentence
    /// What the template's variables are made of, beyond those that every mail has.
    public var facts: [Sentence.Fact]
    public var change: ID<Change>?
    /// The run that it comes from; nothing of a run is sent before the run is over.
    public var run: ID<Run>?
    public var createdAt: Timestamp

    public var state = State.queued
    public var sendAfter: Timestamp
    /// The mail that tells of it, from the first try on.
    public var letter: ID<Letter>?
    /// Why it is not sent.
    public var outcome: Outcome?
    public var sentAt: Timestamp?

    public enum Recipient: Sendable, Hashable {
        case customer(ID<Customer>)
        case user(Int64)

        public var customer: ID<Customer>? { if case .customer(let id) = self { id } else { nil } }
        public var user: Int64? { if case .user(let id) = self { id } else { nil } }
    }

    public enum State: String, Sendable, CaseIterable {
        case queued, sent, failed, cancelled
    }

    /// Why a notification was cancelled.
    public enum Outcome: String, Sendable, CaseIterable {
        case noAddress = "no_address"
        case badAddress = "bad_address"
        /// The customer does not want mails.
        case refused
        /// The store writes only to those who have agreed.
        case notOptedIn = "not_opted_in"
        /// A reminder, and the customer has bought since.
        case bought
        case noLongerTrue = "no_longer_true"
        case byHand = "by_hand"
        /// The customer was deleted.
        case erased
    }

    public init(
        store: ID<Store>, recipient: Recipient, rule: ID<Rule>, template: String, periodKey: String, reason: Sentence,
        facts: [Sentence.Fact], change: ID<Change>? = nil, run: ID<Run>? = nil, createdAt: Timestamp
    ) {
        id = ID(0)
        self.store = store
        self.recipient = recipient
        self.rule = rule
        self.template = template
        self.periodKey = periodKey
        self.reason = reason
        self.facts = facts
        self.change = change
        self.run = run
        self.createdAt = createdAt
        sendAfter = createdAt
    }
}
