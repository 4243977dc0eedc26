public import Domain

/// What can be done about a finding by itself.
public enum Fix: String, Sendable, CaseIterable {
    /// Finds the default group anew, by the rules of the store.
    case settleDefault = "settle_default"
    /// Ends the lower rungs of a ladder.
    case endLower = "end_lower"
    /// Keeps the membership, as one given by hand.
    case adopt
    /// Ends the membership.
    case end
    /// Writes what is here into the shop again.
    case tellShop = "tell_shop"
    /// Ends here what is gone in the shop.
    case believeShop = "believe_shop"
    /// Records ends that are over.
    case recordEnds = "record_ends"
    /// Ends what waits for a person's word.
    case confirmEnds = "confirm_ends"
    /// Books orders by the rates there are now.
    case applyRates = "apply_rates"
    /// Lets rules judge the orders.
    case applyRules = "apply_rules"
    case mapPaid = "map_paid"
    case mapVoid = "map_void"
    case mapOpen = "map_open"

    public static func all(for kind: Finding.Kind) -> [Fix] {
        switch kind {
        case .noDefault, .defaultNotHeld: [.settleDefault]
        case .twoRungs: [.endLower]
        case .unexplainedMembership: [.adopt, .end]
        case .shopDiffers, .driftParked: [.tellShop, .believeShop]
        case .endedInShop: [.tellShop]
        case .endsOverdue: [.recordEnds]
        case .pendingEnds: [.confirmEnds]
        case .unconvertedCurrency: [.applyRates]
        case .withheldPurchase, .paidWhileOff: [.applyRules]
        case .unmappedStatus: [.mapPaid, .mapOpen, .mapVoid]
        default: []
        }
    }

    /// Whether it says what a store's or a shop's data mean, and is for those who may set that.
    public var isForAdmins: Bool {
        switch self {
        case .tellShop, .believeShop, .confirmEnds, .mapPaid, .mapVoid, .mapOpen: true
        default: false
        }
    }

    /// Whether a run that did it can be undone as a whole.
    public var isUndoable: Bool {
        switch self {
        case .endLower, .adopt, .end, .believeShop, .applyRules: true
        default: false
        }
    }
}

/// What a fix did, or would do.
public struct FixOutcome: Sendable {
    public let fix: Fix
    public let isDry: Bool
    /// Customers looked at.
    public var customers = 0
    /// Those of them for whom anything changed.
    public var changed = 0
    /// Orders that count differently.
    public var orders = 0
    /// Whether there are more than one call sees to.
    public var hasMore = false
    /// The first ten of those for whom anything changed.
    public var items: [ConcernedCustomer] = []
    /// The run that the changes belong to; nil where nothing changed.
    public var run: ID<Run>?

    static let longestList = 10

    init(_ fix: Fix, isDry: Bool) {
        self.fix = fix
        self.isDry = isDry
    }
}
