internal import Domain

/// When the customer was, is and will be in some source group, and when that changes by itself.
struct SourceTime {
    private let question: Question

    init(_ question: Question) { self.question = question }

    /// Whether the customer was in one or another source group at every instant from `start` until before `end`.
    func covers(_ start: Timestamp, until end: Timestamp) -> Bool {
        let spans = question.customer.memberships
            .filter { question.common.sourceGroups.contains($0.group) }
            .map { (from: $0.from, end: self.end(of: $0)) }
            .sorted { $0.from < $1.from }
        var reached = start
        for span in spans where span.from <= reached { reached = max(reached, span.end) }
        return reached >= end
    }

    /// With the master switch off a grant holds past its foreseen end.
    private func end(of membership: MembershipFact) -> Timestamp {
        guard let end = membership.end else { return Timestamp(milliseconds: .max) }
        return membership.isInForce && end <= question.at ? Timestamp(milliseconds: .max) : end
    }

    /// The next instant at which a membership that matters begins or ends: it may make a candidate, or another spell.
    var nextTurn: Verdict.Next? {
        let common = question.common
        let instants = question.customer.memberships
            .filter { common.sourceGroups.contains($0.group) || common.excludedGroups.contains($0.group) }
            .flatMap { [$0.from, $0.end].compactMap { $0 } }
        guard let at = instants.filter({ $0 > question.at }).min() else { return nil }
        return .init(at: at, sentence: Sentence("move.will_turn", [.init("day", .day(question.zone.day(at: at)))]))
    }
}
