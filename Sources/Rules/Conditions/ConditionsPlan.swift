internal import Domain

/// What the actions of a conditions rule come to for one customer: what is in place already, blocked, or over before it
/// could begin, is left out.
struct ConditionsPlan {
    private(set) var joins: [PlannedGrant] = []
    private(set) var leaves: [String] = []
    private(set) var makesDefault: String?
    private var blocked: [String] = []
    private var isOver = false

    private let asked: ConditionsCase
    private let event: ConditionsEvent
    private let reason: Sentence

    init(_ asked: ConditionsCase, event: ConditionsEvent, reason: Sentence) {
        self.asked = asked
        self.event = event
        self.reason = reason
        for action in asked.rule.actions { add(action) }
        // Last, when it is known which groups are joined and left.
        for case .setDefault(let group) in asked.rule.actions { makeDefault(group) }
    }

    var isEmpty: Bool { joins.isEmpty && leaves.isEmpty && makesDefault == nil }

    /// Why there is nothing to do.
    var sentence: Sentence {
        if !blocked.isEmpty { return Sentence("conditions.blocked", [.init("groups", .groups(blocked))]) }
        return Sentence(isOver ? "conditions.over" : "conditions.in_place")
    }

    private mutating func add(_ action: ConditionAction) {
        let customer = asked.question.customer
        switch action {
        case .grant(let group, _, _) where customer.blocked.contains(group): blocked.append(group)
        case .grant(let group, let setsDefault, let validity): grant(group, setsDefault, validity)
        case .revoke(let group):
            let ends = customer.memberships.contains {
                $0.group == group && $0.isInForce && !$0.isPurchase && !$0.isPinned
            }
            if ends { leaves.append(group) }
        case .setDefault: break
        }
    }

    private mutating func grant(_ group: String, _ setsDefault: Bool, _ validity: Validity) {
        let question = asked.question
        let until = validity.lastDay(from: question.zone.day(at: event.at)).map(question.zone.end(of:))
        if let until, until <= max(question.at, event.at) {
            isOver = true
            return
        }
        // A shop's clock may run ahead of ours: a grant never begins later than the act.
        var from = min(event.at, question.at)
        let present = question.customer.memberships.first {
            $0.group == group && $0.rule == question.rule.id && $0.isInForce
        }
        if let present {
            // Another event extends the term and never shortens it; the day being asked about is no event.
            guard asked.rule.trigger != .scheduled, !present.isPinned, let end = present.end,
                until.map({ $0 > end }) ?? true
            else { return }
            from = present.from
        }
        joins.append(
            PlannedGrant(group: group, from: from, until: until, claimsDefault: setsDefault, reason: reason))
    }

    private mutating func makeDefault(_ group: String) {
        let customer = asked.question.customer
        if let index = joins.firstIndex(where: { $0.group == group }) {
            joins[index].claimsDefault = true
            return
        }
        guard customer.defaultGroup != group, customer.groups.contains(group) else { return }
        guard !customer.blocked.contains(group) else { return blocked.append(group) }
        // Who chose another default since then is not overruled day after day.
        let lastDone = asked.question.record.all(.fired).first?.at
        guard asked.rule.trigger != .scheduled || (lastDone.map(asked.question.hasNewerFact) ?? true) else { return }
        makesDefault = group
    }
}

extension Validity {
    /// The last local day of a term that begins on `anchor`; nil for no end.
    fileprivate func lastDay(from anchor: CalendarDay) -> CalendarDay? {
        switch self {
        case .unlimited: nil
        case .days(let count): anchor.adding(days: count)
        case .months(let count): anchor.adding(months: count)
        case .date(let day): day
        }
    }
}
