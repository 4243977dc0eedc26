internal import Domain

/// The time since the customer last gave a sign of life.
struct InactiveSpell: Equatable {
    /// The latest of the last counted order, the registration, and of joining one of the groups on merit.
    let since: CalendarDay
    /// `since`, and where a purchase took the move of this spell back and then fell away, the change that did.
    let key: String
    let neverBought: Bool

    /// - Parameter groups: the source groups that the customer could be moved out of.
    init(_ question: Question, groups: [String], statuses: [String]?) {
        let (customer, zone, today) = (question.customer, question.zone, question.day)
        let counted = question.shop.counted(statuses)
        let ordered = customer.spend
            .filter { $0.orders > 0 && $0.day <= today && counted.contains($0.status) }
            .map(\.day).max()
        let registered = customer.registeredAt ?? (ordered == nil ? customer.firstKnownAt : nil)
        let joined = customer.memberships
            .filter { $0.isInForce && groups.contains($0.group) }
            .compactMap(\.joinedAt)
        let days = (joined + [registered].compactMap { $0 }).map(zone.day(at:)) + [ordered].compactMap { $0 }
        since = days.max() ?? zone.day(at: customer.firstKnownAt)
        neverBought = ordered == nil
        key = Self.key(since, question.record)
    }

    /// Each taking back makes a new spell of the same day, under the restoring change's id.
    private static func key(_ since: CalendarDay, _ record: RuleRecord) -> String {
        var key = since.description
        // Never more turns than there are decisions: a change cannot have restored its own key.
        for _ in record.decisions {
            guard let change = record[.restored, key]?.change else { break }
            key = "\(since)/\(change)"
        }
        return key
    }

    /// Whether a person undid the move of this spell, or of a later one: the rule acts again only on a newer spell.
    func isSettled(in record: RuleRecord) -> Bool {
        let day = since.description
        return record.all(.settled).contains { $0.key == key || $0.key.prefix(10) > day }
    }
}
