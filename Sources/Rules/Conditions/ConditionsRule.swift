public import Domain
public import JSON

/// Grants, revokes or sets the default group where a tree of conditions holds (2-domain §5, `conditions`).
///
/// An event, once judged, is not judged again: acted upon or not, it is remembered as `fired`. What `scheduled` rules
/// look at each day is remembered only where they act.
public struct ConditionsRule: RuleKind, Equatable {
    /// What makes the rule ask.
    enum Trigger: String, Sendable, CaseIterable {
        case registered = "customer_registered"
        case paid = "order_paid"
        case scheduled
    }

    let trigger: Trigger
    let condition: Condition
    let actions: [ConditionAction]
    /// Whether the grants end as soon as the conditions no longer hold.
    let isWhileTrue: Bool

    public init(reading reader: inout FieldReader, shop: KnownShop) {
        let named = reader.required("trigger") == nil ? nil : reader.choice("trigger", of: Trigger.names)
        trigger = named.flatMap(Trigger.init) ?? .scheduled
        var errors: [FieldError] = []
        // Without a readable trigger, an order may be in question: that is then not a fault of the conditions.
        let hasOrder = named.flatMap(Trigger.init).map { $0 == .paid } ?? true
        let read = reader.required("when").flatMap { value in
            Condition(reading: value, at: "/params/when", shop: shop, hasOrder: hasOrder, errors: &errors)
        }
        condition = read ?? Condition(root: .all([]))
        reader.take(errors)
        actions = ConditionAction.list(&reader, at: "/params/actions", known: shop.groups)
        isWhileTrue = reader.boolean("while_true") ?? false
        if isWhileTrue, reader.errors.isEmpty, let fault = whileTrueFault { reader.fail("while_true", fault) }
    }

    /// A rule whose own act made its conditions fail would grant and end for ever.
    private var whileTrueFault: String? {
        guard actions.contains(where: { $0.granted != nil }) else { return "needs an action that grants" }
        let asked = condition.groupsNamed
        guard let group = actions.compactMap(\.revoked).first(where: asked.contains) else { return nil }
        return "the rule would end its own grants: it revokes '\(group)', which its conditions ask about"
    }

    public var parameters: [JSONValue.Member] {
        [
            .init("trigger", .string(trigger.rawValue)),
            .init("when", condition.value),
            .init("actions", .array(actions.map(\.value))),
            .init("while_true", .bool(isWhileTrue)),
        ]
    }

    public var targetGroups: [String] { actions.compactMap(\.granted) }

    /// Every group that the rule names in any place: those it grants, revokes, makes the default and asks about.
    public var groupsNamed: [String] { Set(actions.map(\.group) + condition.groupsNamed).sorted() }

    public var groupsEmptied: [String] { actions.compactMap(\.revoked) }

    public func rehearsals(
        registeredAt: Timestamp, orders: [OrderFacts], since: Timestamp, until: Timestamp
    ) -> [Moment] {
        switch trigger {
        case .scheduled: [.check(isForced: true)]
        case .registered: since <= registeredAt && registeredAt <= until ? [.registered] : []
        case .paid:
            orders.filter { since <= $0.paidAt && $0.paidAt <= until }.map { .order($0.id, becamePaid: true) }
        }
    }

    public var needs: FactNeeds {
        var needs = condition.needs
        if trigger == .paid { needs.orders = true }
        return needs
    }

    public func decide(_ question: Question) -> Verdict { ConditionsCase(rule: self, question: question).verdict }

    /// The next local midnight, where the rule looks at everyone each day.
    public func nextSweep(after instant: Timestamp, zone: Zone) -> Timestamp? {
        trigger == .scheduled ? zone.end(of: zone.day(at: instant)) : nil
    }
}

extension ConditionsRule.Trigger {
    static let names = allCases.map(\.rawValue)
}
