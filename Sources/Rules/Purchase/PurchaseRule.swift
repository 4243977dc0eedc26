public import Domain
public import JSON

/// Buying a product puts the customer into groups, for a term or for good (2-domain §5, `purchase`).
///
/// What a customer holds under the rule is derived from the paid orders that stand; nothing is counted up or down.
public struct PurchaseRule: RuleKind, Equatable {
    public let products: [ProductMatch]
    public let groups: [String]
    public let defaultGroup: String?
    public let validity: Validity
    public let renewal: Renewal
    public let isPerUnit: Bool
    public let remindBeforeDays: Int?

    public init(reading reader: inout FieldReader, shop: KnownShop) {
        let known = shop.groups
        products = Self.products(&reader)
        groups = Self.groups(&reader, known)
        defaultGroup = reader.group("default_group", known: known)
        if let defaultGroup, !groups.contains(defaultGroup) {
            reader.fail("default_group", "must be one of the rule's groups")
        }
        var errors: [FieldError] = []
        validity =
            reader.value("validity").flatMap { Validity(reading: $0, at: "/params/validity", errors: &errors) }
            ?? .unlimited
        reader.take(errors)
        renewal = reader.choice("renew", of: Renewal.allCases.map(\.rawValue)).flatMap(Renewal.init) ?? .extend
        isPerUnit = reader.boolean("per_unit") ?? true
        remindBeforeDays = reader.integer("remind_before_days", in: 0...365).map { Int($0) }
        if remindBeforeDays != nil, validity == .unlimited, errors.isEmpty {
            reader.fail("remind_before_days", "needs a validity that ends")
        }
    }

    private static func groups(_ reader: inout FieldReader, _ known: Set<String>?) -> [String] {
        guard reader.required("groups") != nil, let groups = reader.groups("groups", known: known) else { return [] }
        if groups.isEmpty { reader.fail("groups", "must list at least one group") }
        return groups
    }

    private static func products(_ reader: inout FieldReader) -> [ProductMatch] {
        guard let value = reader.required("products") else { return [] }
        guard let array = value.array, !array.isEmpty else {
            reader.fail("products", "must list at least one product")
            return []
        }
        var errors: [FieldError] = []
        let products = array.enumerated().compactMap { index, element in
            ProductMatch(reading: element, at: "/params/products/\(index)", errors: &errors)
        }
        reader.take(errors)
        return products
    }

    public var parameters: [JSONValue.Member] {
        [
            .init("products", .array(products.map(\.value))),
            .init("groups", .array(groups.map(JSONValue.string))),
            .init("default_group", defaultGroup.map(JSONValue.string) ?? .null),
            .init("validity", validity.value),
            .init("renew", .string(renewal.rawValue)),
            .init("per_unit", .bool(isPerUnit)),
            .init("remind_before_days", remindBeforeDays.map { .integer($0) } ?? .null),
        ]
    }

    public var targetGroups: [String] { groups }

    public var needs: FactNeeds { FactNeeds(purchases: true) }

    public func concerns(_ lines: some Sequence<OrderLine>) -> Bool {
        lines.contains { line in products.contains { $0.matches(line) } }
    }

    public func decide(_ question: Question) -> Verdict {
        let zone = question.zone
        let terms = PurchaseFold(question.purchases, zone: zone).terms
        let holds = terms.flatMap { term in
            let purchase = question.purchases[term.index]
            let reason = Self.reason(term, purchase: purchase, zone: zone)
            return purchase.terms.groups.map { group in
                PlannedGrant(
                    group: group, order: term.order, from: term.from, until: term.lastDay.map(zone.end(of:)),
                    claimsDefault: group == purchase.terms.defaultGroup, reason: reason)
            }
        }
        let reminder = reminder(terms, question)
        return Verdict(
            holds: holds, reminders: reminder.due.map { [$0] } ?? [],
            sentence: sentence(terms, question), next: next(holds, reminder.at, question))
    }

    public func reconsider(_ template: String, key: String, _ question: Question) -> Reconsidered {
        guard template == "membership_expiring" else { return .stands }
        let terms = PurchaseFold(question.purchases, zone: question.zone).terms
        guard let reminder = reminder(terms, question).due, reminder.periodKey == key else { return .untrue }
        return .anew(reminder)
    }

    private static func reason(_ term: PurchaseFold.Term, purchase: Purchase, zone: Zone) -> Sentence {
        var facts: [Sentence.Fact] = [
            .init("product", .text(term.product)), .init("order", .text(purchase.orderName)),
            .init("paid_on", .day(zone.day(at: purchase.paidAt))),
        ]
        guard let lastDay = term.lastDay else { return Sentence("purchase.bought", facts) }
        facts.append(.init("last_day", .day(lastDay)))
        return Sentence("purchase.bought_until", facts)
    }
}

// MARK: - Today and next

extension PurchaseRule {
    /// The term that reaches furthest among those begun by the instant asked about.
    private func furthest(_ terms: [PurchaseFold.Term], _ question: Question) -> PurchaseFold.Term? {
        let begun = terms.filter { $0.from <= question.at }
        return begun.first { $0.lastDay == nil }
            ?? begun.max { ($0.lastDay ?? .init(daysSinceEpoch: 0)) < ($1.lastDay ?? .init(daysSinceEpoch: 0)) }
    }

    private func sentence(_ terms: [PurchaseFold.Term], _ question: Question) -> Sentence {
        guard let term = furthest(terms, question) else {
            let names = products.map(\.name).joined(separator: ", ")
            return Sentence("purchase.never", [.init("product", .text(names))])
        }
        let purchase = question.purchases[term.index]
        if let lastDay = term.lastDay, question.zone.end(of: lastDay) <= question.at {
            return Sentence(
                "purchase.over",
                [
                    .init("product", .text(term.product)), .init("order", .text(purchase.orderName)),
                    .init("last_day", .day(lastDay)),
                ])
        }
        return Self.reason(term, purchase: purchase, zone: question.zone)
    }

    /// The mail that the end is near: due from 00:00 of the day that lies N days before the last one, not at all
    /// where that day is already over when the term begins.
    private func reminder(
        _ terms: [PurchaseFold.Term], _ question: Question
    ) -> (due: PlannedReminder?, at: Timestamp?) {
        let zone = question.zone
        guard let days = remindBeforeDays, let term = furthest(terms, question), let lastDay = term.lastDay,
            question.common.sends("membership_expiring")
        else { return (nil, nil) }
        let remindDay = lastDay.adding(days: -days)
        let (at, end) = (zone.start(of: remindDay), zone.end(of: lastDay))
        guard remindDay > zone.day(at: term.from), question.at < end else { return (nil, nil) }
        guard question.at >= at else { return (nil, at) }
        let sentence = Sentence(
            "purchase.expiring", [.init("groups", .groups(groups)), .init("last_day", .day(lastDay))])
        let reminder = PlannedReminder(
            template: "membership_expiring", periodKey: lastDay.description, sentence: sentence,
            facts: [
                .init("current_group", .groups(groups)), .init("expires_on", .day(lastDay)),
                .init("renews", .number(renewal == .extend ? 1 : 0)),
            ])
        return (reminder, nil)
    }

    private func next(_ holds: [PlannedGrant], _ remindAt: Timestamp?, _ question: Question) -> Verdict.Next? {
        let ends = holds.compactMap(\.until).filter { $0 > question.at }
        let hasUnlimited = holds.contains { $0.until == nil }
        var candidates: [Verdict.Next] = []
        if let end = ends.max(), !hasUnlimited {
            let day = question.zone.day(at: end)
            let facts: [Sentence.Fact] = [.init("groups", .groups(groups)), .init("day", .day(day))]
            candidates.append(.init(at: end, sentence: Sentence("purchase.will_end", facts)))
        }
        if let remindAt {
            let facts: [Sentence.Fact] = [.init("day", .day(question.zone.day(at: remindAt)))]
            candidates.append(.init(at: remindAt, sentence: Sentence("purchase.will_remind", facts)))
        }
        for grant in holds where grant.from > question.at {
            let facts: [Sentence.Fact] = [
                .init("groups", .groups([grant.group])), .init("day", .day(question.zone.day(at: grant.from))),
            ]
            candidates.append(.init(at: grant.from, sentence: Sentence("purchase.will_begin", facts)))
        }
        return candidates.min { $0.at < $1.at }
    }
}
