internal import Domain

/// Whether a rule that moves customers may move this one.
enum MoveStanding: Equatable {
    /// Out of these source groups, in the order in which the rule lists them. Never empty.
    case candidate([String])
    /// Not before the account has reached its age on that day.
    case tooYoung(until: CalendarDay, limit: Int)
    /// Not at all, and why.
    case left(Sentence)

    init(_ question: Question, target: String) {
        let (common, customer) = (question.common, question.customer)
        guard common.admits(customer, on: question.day, zone: question.zone) else {
            self = Self.refused(question)
            return
        }
        let held = common.sourceGroups.filter { $0 != target && customer.groups.contains($0) }
        guard !held.isEmpty else {
            self = .left(Sentence("move.elsewhere", [.init("groups", .groups(common.sourceGroups))]))
            return
        }
        let free = held.filter { !Self.isProtected($0, customer) }
        if free.isEmpty {
            self = .left(Sentence("move.protected", [.init("groups", .groups(held))]))
        } else if customer.blocked.contains(target) {
            self = .left(Sentence("move.blocked", [.init("groups", .groups([target]))]))
        } else {
            self = .candidate(free)
        }
    }

    /// A source group that rests on a purchase in term, or that is pinned, makes no candidate: whatever else the
    /// customer holds there would end without the customer leaving.
    private static func isProtected(_ group: String, _ customer: CustomerFacts) -> Bool {
        customer.memberships.contains { $0.group == group && $0.isInForce && ($0.isPurchase || $0.isPinned) }
    }

    private static func refused(_ question: Question) -> MoveStanding {
        let (common, customer) = (question.common, question.customer)
        if common.excludedCustomers.contains(customer.externalID) { return .left(Sentence("move.excluded")) }
        let excluded = common.excludedGroups.filter(customer.groups.contains)
        if !excluded.isEmpty { return .left(Sentence("move.excluded_group", [.init("groups", .groups(excluded))])) }
        guard common.sourceGroups.contains(where: customer.groups.contains) else {
            return .left(Sentence("move.elsewhere", [.init("groups", .groups(common.sourceGroups))]))
        }
        let registered = question.zone.day(at: customer.registeredAt ?? customer.firstKnownAt)
        let limit = common.minimumAccountAgeDays
        return .tooYoung(until: registered.adding(days: limit), limit: limit)
    }

    /// Why nobody is moved; nil for a candidate.
    var sentence: Sentence? {
        switch self {
        case .candidate: nil
        case .tooYoung(let day, let limit):
            Sentence("move.too_young", [.init("count", .number(Int64(limit))), .init("day", .day(day))])
        case .left(let sentence): sentence
        }
    }
}
