internal import Domain

/// A kind that moves customers out of its source groups into one target group, on runs only (2-domain §6).
protocol MoveRule: RuleKind {
    var target: String { get }
    /// Codes of the order statuses that count; nil for all that are flagged paid.
    var statuses: [String]? { get }
}

extension MoveRule {
    /// What is wrong with the kind's parameters in view of the common ones.
    public func faults(common: CommonTerms) -> [FieldError] {
        guard common.sourceGroups.contains(target) else { return [] }
        return [FieldError("/params/target", "must not be one of the source groups")]
    }

    /// The move out of `groups`, which all end, into the target: it becomes the default where one of them was it.
    ///
    /// - Parameters:
    ///   - key: the spell or the period.
    ///   - isJoining: whether it is a promotion, which begins a spell of inactivity anew.
    ///   - facts: what the mail may tell beyond the target.
    func move(
        _ question: Question, from groups: [String], key: String, reason: Sentence, template: String,
        facts: [Sentence.Fact], isJoining: Bool
    ) -> PlannedAct {
        let claims = question.customer.defaultGroup.map(groups.contains) ?? false
        let mail = PlannedReminder(
            template: template, periodKey: key, sentence: reason,
            facts: [.init("new_group", .groups([target]))] + facts)
        return PlannedAct(
            kind: .moved, key: key, leaves: groups,
            joins: [
                PlannedGrant(
                    group: target, from: question.at, claimsDefault: claims, reason: reason, isJoining: isJoining)
            ],
            reason: reason, mail: mail, isMove: true)
    }
}

extension RuleRecord {
    /// Forgets what the rule owed, once it is asked again: it is done now, or no longer due.
    func forgetOwed() -> [Verdict.Note] { all(.owed).map { .forget(.owed, key: $0.key) } }
}

extension Optional where Wrapped == Verdict.Next {
    /// The earlier of the two.
    func earlier(_ other: Verdict.Next?) -> Verdict.Next? {
        guard let first = self, let other else { return self ?? other }
        return other.at < first.at ? other : first
    }
}
