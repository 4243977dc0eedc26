internal import Domain
public import JSON

/// Whoever orders nothing for so many days is reminded and then moved to another group (2-domain §5, `inactivity`).
///
/// The next paid order takes the move back; that is done where orders are taken in, and told here by the decisions.
public struct InactivityRule: MoveRule, Equatable {
    /// 1 … 3,650; nil for no reminder.
    public let remindAfterDays: Int?
    /// More than `remindAfterDays`, up to 3,650.
    public let changeAfterDays: Int
    public let target: String
    public let restoresOnPurchase: Bool
    public let includesNeverBought: Bool
    public let statuses: [String]?

    static let days: ClosedRange<Int64> = 1...3_650

    public init(reading reader: inout FieldReader, shop: KnownShop) {
        let remind = reader.integer("remind_after_days", in: Self.days)
        let change = reader.required("change_after_days").flatMap { _ in
            reader.integer("change_after_days", in: Self.days)
        }
        if let remind, let change, change <= remind {
            reader.fail("change_after_days", "must be more than remind_after_days")
        }
        remindAfterDays = remind.map { Int($0) }
        changeAfterDays = Int(change ?? 0)
        target = reader.required("target").flatMap { _ in reader.group("target", known: shop.groups) } ?? ""
        restoresOnPurchase = reader.boolean("restore_on_purchase") ?? true
        includesNeverBought = reader.boolean("include_never_bought") ?? true
        statuses = reader.statuses("statuses", known: shop.statuses)
    }

    public var parameters: [JSONValue.Member] {
        [
            .init("remind_after_days", remindAfterDays.map { .integer($0) } ?? .null),
            .init("change_after_days", .integer(changeAfterDays)),
            .init("target", .string(target)),
            .init("restore_on_purchase", .bool(restoresOnPurchase)),
            .init("include_never_bought", .bool(includesNeverBought)),
            .init("statuses", statuses.map { .array($0.map(JSONValue.string)) } ?? .null),
        ]
    }

    public var targetGroups: [String] { [target] }

    public var needs: FactNeeds { FactNeeds(spendDays: .max) }

    public func decide(_ question: Question) -> Verdict {
        let standing = MoveStanding(question, target: target)
        guard case .candidate(let groups) = standing else { return left(standing, question) }
        let spell = InactiveSpell(question, groups: groups, statuses: statuses)
        guard includesNeverBought || !spell.neverBought else {
            return idle(Sentence("inactivity.never_bought"), question)
        }
        guard !spell.isSettled(in: question.record) else {
            return idle(Sentence("inactivity.settled", [.init("since", .day(spell.since))]), question)
        }
        return InactivityDecision(rule: self, question: question, groups: groups, spell: spell).verdict
    }

    public func reconsider(_ template: String, key: String, _ question: Question) -> Reconsidered {
        guard template == "inactivity_reminder" else { return .stands }
        guard case .candidate(let groups) = MoveStanding(question, target: target) else { return .untrue }
        let spell = InactiveSpell(question, groups: groups, statuses: statuses)
        guard includesNeverBought || !spell.neverBought, !spell.isSettled(in: question.record) else { return .untrue }
        return InactivityDecision(rule: self, question: question, groups: groups, spell: spell).reconsider(key)
    }

    private func left(_ standing: MoveStanding, _ question: Question) -> Verdict {
        guard case .tooYoung(let day, _) = standing, let sentence = standing.sentence else {
            return idle(standing.sentence ?? Sentence("move.excluded"), question)
        }
        var verdict = idle(sentence, question)
        let reached = Verdict.Next(
            at: question.zone.start(of: day), sentence: Sentence("move.will_be_old_enough", [.init("day", .day(day))]))
        verdict.next = verdict.next.earlier(reached)
        return verdict
    }

    private func idle(_ sentence: Sentence, _ question: Question) -> Verdict {
        Verdict(
            notes: question.moment.isCheck ? question.record.forgetOwed() : [], sentence: sentence,
            next: turn(question))
    }

    /// When the facts by themselves come to mean something else: a membership begins or ends, or the day of an order
    /// dated ahead comes.
    func turn(_ question: Question) -> Verdict.Next? {
        let counted = question.shop.counted(statuses)
        let ahead = question.customer.spend
            .filter { $0.orders > 0 && $0.day > question.day && counted.contains($0.status) }
            .map(\.day).min()
        let order = ahead.map { day in
            Verdict.Next(
                at: question.zone.start(of: day), sentence: Sentence("inactivity.will_count", [.init("day", .day(day))])
            )
        }
        return SourceTime(question).nextTurn.earlier(order)
    }
}
