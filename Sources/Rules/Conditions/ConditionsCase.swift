internal import Domain

/// One customer before a conditions rule at one instant.
///
/// What happens now is judged first; where nothing comes of it, it is asked whether earlier grants still stand.
struct ConditionsCase {
    let rule: ConditionsRule
    let question: Question

    /// The rule's own grants in force that are not pinned.
    var own: [MembershipFact] {
        question.customer.memberships.filter { $0.rule == question.rule.id && $0.isInForce && !$0.isPinned }
    }

    var verdict: Verdict {
        var verdict = event.flatMap(judge) ?? Verdict(sentence: idleSentence)
        guard verdict.act == nil else { return verdict }
        let standing = standing
        if let ending = standing.ending {
            verdict.act = ending
            verdict.sentence = ending.reason
        } else {
            verdict.next = standing.lapse(ends: own.map(\.end))
        }
        return verdict
    }

    var standing: ConditionsStanding { ConditionsStanding(rule: rule, question: question, own: own) }

    /// What leads to being asked, where that is what the rule waits for.
    private var event: ConditionsEvent? {
        let customer = question.customer
        switch (rule.trigger, question.moment) {
        case (.registered, .registered):
            return ConditionsEvent(key: "registered", at: customer.registeredAt ?? customer.firstKnownAt)
        case (.paid, .order(let id, let becamePaid)):
            // Free orders have no payment.
            guard let order = customer.orders.first(where: { $0.id == id }), order.total != 0 else { return nil }
            // Orders paid while automation was off do not fire later; one heard of only now was not among them.
            guard becamePaid || order.paidAt >= question.shop.automatedSince else { return nil }
            return ConditionsEvent(key: "order:\(id)", at: order.paidAt, order: order)
        case (.scheduled, .check): return ConditionsEvent(key: "day:\(question.day)", at: question.at)
        default: return nil
        }
    }

    /// Nil where the event is not for the rule to judge, or was judged before.
    private func judge(_ event: ConditionsEvent) -> Verdict? {
        guard isOpen(event) else { return nil }
        let facts = standing.facts(order: event.order)
        guard question.common.admits(question.customer, on: question.day, zone: question.zone) else {
            return decline(event, Sentence("conditions.not_admitted"))
        }
        guard rule.condition.holds(in: facts) else {
            let unmet = Sentence.Fact("condition", .sentences([rule.condition.unmet(in: facts)]))
            return decline(event, Sentence("conditions.unmet", [unmet]))
        }
        let reason = reason(event)
        let plan = ConditionsPlan(self, event: event, reason: reason)
        guard !plan.isEmpty else { return decline(event, plan.sentence) }
        return act(event, plan, reason)
    }

    private func isOpen(_ event: ConditionsEvent) -> Bool {
        let record = question.record
        guard rule.trigger == .scheduled else {
            guard let activeFrom = question.rule.activeFrom, event.at >= activeFrom else { return false }
            return record[.fired, event.key] == nil && record[.settled, event.key] == nil
        }
        // Once a day; and what a person undid is not done again the next day, but only for something newer.
        let undone = record.decisions.filter { $0.kind == .settled }.map(\.at).max()
        let last = [record[.fired, event.key]?.at, undone].compactMap { $0 }.max()
        return last.map(question.hasNewerFact) ?? true
    }

    private func decline(_ event: ConditionsEvent, _ sentence: Sentence) -> Verdict {
        let notes: [Verdict.Note] = rule.trigger == .scheduled ? [] : [.remember(.fired, key: event.key)]
        return Verdict(notes: notes, sentence: sentence)
    }

    private func act(_ event: ConditionsEvent, _ plan: ConditionsPlan, _ reason: Sentence) -> Verdict {
        let grants = !plan.joins.isEmpty || plan.makesDefault != nil
        let act = PlannedAct(
            kind: grants ? .granted : .ended, key: event.key, leaves: plan.leaves, joins: plan.joins,
            makesDefault: plan.makesDefault, reason: reason, mail: mail(event.key, reason))
        let kept = own.filter { grant in !plan.joins.contains { $0.group == grant.group } }
        return Verdict(
            act: act, notes: [.remember(.fired, key: event.key)], sentence: reason,
            next: standing(after: event).lapse(ends: kept.map(\.end) + plan.joins.map(\.until)))
    }

    /// As it stands once the event was acted upon.
    private func standing(after event: ConditionsEvent) -> ConditionsStanding {
        var standing = standing
        standing.fired = (event.order.map { [$0] } ?? []) + standing.fired
        return standing
    }

    private func mail(_ key: String, _ reason: Sentence) -> PlannedReminder? {
        guard question.common.sends("group_change") else { return nil }
        return PlannedReminder(template: "group_change", periodKey: key, sentence: reason)
    }

    private func reason(_ event: ConditionsEvent) -> Sentence {
        var facts: [Sentence.Fact] = [.init("condition", .sentences([rule.condition.sentence]))]
        guard rule.trigger != .scheduled else { return Sentence("conditions.day", facts) }
        facts.append(.init("day", .day(question.zone.day(at: event.at))))
        guard let order = event.order else { return Sentence("conditions.registered", facts) }
        return Sentence("conditions.order", facts + [.init("order", .text(order.name))])
    }

    /// What is said where nothing has happened that the rule waits for.
    private var idleSentence: Sentence {
        let groups = Set(own.map(\.group)).sorted()
        if !groups.isEmpty {
            return Sentence(
                rule.isWhileTrue ? "conditions.kept" : "conditions.given",
                [.init("groups", .groups(groups)), .init("condition", .sentences([rule.condition.sentence]))])
        }
        switch rule.trigger {
        case .registered where question.record[.fired, "registered"] != nil:
            return Sentence("conditions.was_registered")
        case .registered: return Sentence("conditions.waits_registered")
        case .paid: return Sentence("conditions.waits_order")
        case .scheduled: return Sentence("conditions.waits_day")
        }
    }
}

/// What a conditions rule judges once.
struct ConditionsEvent {
    /// What the rule remembers of it.
    let key: String
    /// Terms count from this instant's local day.
    let at: Timestamp
    var order: OrderFacts?
}
