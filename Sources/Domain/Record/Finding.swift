/// Something a merchant should look at, kept until it is no longer so.
public struct Finding: Sendable, Equatable {
    public var id: ID<Finding>
    public var store: ID<Store>
    public var kind: Kind
    public var subjectType: String
    public var subjectID: Int64
    public var subjectLabel: String
    public var sentence: Sentence
    public var firstAt: Timestamp
    public var lastAt: Timestamp

    public enum Kind: String, Sendable, CaseIterable {
        case refundWithoutLines = "refund_without_lines"
        case withheldPurchase = "withheld_purchase"
        case unconvertedCurrency = "unconverted_currency"
        case unmappedStatus = "unmapped_status"
        case processingFailed = "processing_failed"
        case pendingEnds = "pending_ends"
        case ruleParked = "rule_parked"
        case shopFailing = "shop_failing"
        case shopWriteParked = "shop_write_parked"
        case driftParked = "drift_parked"
        case destinationFailing = "destination_failing"
        case destinationDisabled = "destination_disabled"
        case mailFailing = "mail_failing"
    }

    public init(
        id: ID<Finding>, store: ID<Store>, kind: Kind, subjectType: String, subjectID: Int64, subjectLabel: String,
        sentence: Sentence, firstAt: Timestamp, lastAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.kind = kind
        self.subjectType = subjectType
        self.subjectID = subjectID
        self.subjectLabel = subjectLabel
        self.sentence = sentence
        self.firstAt = firstAt
        self.lastAt = lastAt
    }
}
