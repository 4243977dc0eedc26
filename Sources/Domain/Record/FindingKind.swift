extension Finding {
    /// What can be found.
    public enum Kind: String, Sendable, CaseIterable {
        case refundWithoutLines = "refund_without_lines"
        case withheldPurchase = "withheld_purchase"
        case unconvertedCurrency = "unconverted_currency"
        case unmappedStatus = "unmapped_status"
        case processingFailed = "processing_failed"
        case pendingEnds = "pending_ends"
        case paidWhileOff = "paid_while_off"
        case ruleParked = "rule_parked"
        case shopFailing = "shop_failing"
        case shopWriteParked = "shop_write_parked"
        case driftParked = "drift_parked"
        case destinationFailing = "destination_failing"
        case destinationDisabled = "destination_disabled"
        case mailFailing = "mail_failing"

        // Found by looking at the configuration.
        case rulesOverlap = "rules_overlap"
        case ruleUnreachable = "rule_unreachable"
        case rulesLoop = "rules_loop"
        case equalThresholds = "equal_thresholds"
        case groupIdle = "group_idle"
        case groupUnmapped = "group_unmapped"
        case storeDefaultMissing = "store_default_missing"
        case cronSilent = "cron_silent"

        // Found by what the database keeps an index of.
        case shopDiffers = "shop_differs"
        case endedInShop = "ended_in_shop"
        case endsOverdue = "ends_overdue"

        // Found at each customer.
        case noDefault = "no_default"
        case defaultNotHeld = "default_not_held"
        case twoRungs = "two_rungs"
        case unexplainedMembership = "unexplained_membership"
    }

    /// How much it matters.
    public enum Severity: String, Sendable, CaseIterable, Comparable {
        /// Something does not work.
        case problem
        /// Customers may be in the wrong groups.
        case warning
        /// Worth a look.
        case notice

        public static func < (one: Severity, other: Severity) -> Bool { one.order < other.order }

        private var order: Int {
            switch self {
            case .problem: 0
            case .warning: 1
            case .notice: 2
            }
        }
    }
}

extension Finding.Kind {
    public var severity: Finding.Severity {
        switch self {
        case .processingFailed, .ruleParked, .shopFailing, .shopWriteParked, .driftParked, .destinationFailing,
            .destinationDisabled, .mailFailing, .cronSilent, .storeDefaultMissing, .rulesLoop:
            .problem
        case .refundWithoutLines, .withheldPurchase, .unconvertedCurrency, .unmappedStatus, .pendingEnds,
            .paidWhileOff, .ruleUnreachable, .groupUnmapped, .shopDiffers, .endedInShop, .endsOverdue, .noDefault,
            .defaultNotHeld, .twoRungs:
            .warning
        case .rulesOverlap, .equalThresholds, .groupIdle, .unexplainedMembership: .notice
        }
    }

    /// Those that are so or not so as things stand, whenever somebody looks.
    public static let standing: [Finding.Kind] = [
        .rulesOverlap, .ruleUnreachable, .rulesLoop, .equalThresholds, .groupIdle, .groupUnmapped,
        .storeDefaultMissing, .cronSilent, .shopDiffers, .endedInShop, .endsOverdue,
    ]

    /// Those that are true of single customers, and counted.
    public static let aboutCustomers: [Finding.Kind] = [
        .noDefault, .defaultNotHeld, .twoRungs, .unexplainedMembership,
    ]
}
