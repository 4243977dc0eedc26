internal import Domain
internal import Rules
internal import Store

/// What is odd about the rules of one store: found by reading them, without a look at any customer.
struct RuleChecks {
    let store: Domain.Store
    let snapshot: Snapshot
    let configuration: Configuration
    let now: Timestamp

    func found() throws -> [Finding] {
        let on = (configuration.rules[store.id] ?? []).filter(\.rule.isEnabled)
        let live = on.filter { $0.rule.seasonUntil.map { now < $0 } ?? true }
        let never = try on.compactMap { try unreachable($0, among: live) }
        let silent = Set(never.map(\.subjectID))
        let reachable = live.filter { !silent.contains($0.rule.id.rawValue) }
        return never + reachable.flatMap(equalRungs)
            + pairs(of: reachable).compactMap { between($0.0, $0.1) }
    }

    private func pairs(of rules: [CompiledRule]) -> [(CompiledRule, CompiledRule)] {
        rules.enumerated().flatMap { index, one in rules[(index + 1)...].map { (one, $0) } }
            .filter { Self.meet($0.rule, $1.rule) }
    }

    /// Whether there is an instant at which both are in season.
    private static func meet(_ one: Rule, _ other: Rule) -> Bool {
        func ends(_ first: Rule, before second: Rule) -> Bool {
            guard let end = first.seasonUntil, let begin = second.seasonFrom else { return false }
            return end <= begin
        }
        return !ends(one, before: other) && !ends(other, before: one)
    }

    /// The one thing worth saying about two rules: that they fight, else that they cannot be told apart, else that they
    /// take the same customers.
    private func between(_ one: CompiledRule, _ other: CompiledRule) -> Finding? {
        if let sentence = Fights.sentence(one, other) { return pair(.rulesLoop, one, other, sentence) }
        if let sentence = equal(one, other) { return pair(.equalThresholds, one, other, sentence) }
        guard let sentence = overlap(one, other) else { return nil }
        return pair(.rulesOverlap, one, other, sentence)
    }

    // MARK: The same customers

    private func overlap(_ one: CompiledRule, _ other: CompiledRule) -> Sentence? {
        if let one = one.kind as? PurchaseRule, let second = other.kind as? PurchaseRule {
            let groups = Set(one.groups).intersection(second.groups)
            guard !groups.isEmpty, one.products.contains(where: second.products.contains) else { return nil }
            return Sentence("finding.purchases_overlap", [.init("groups", .groups(groups.sorted()))])
        }
        let shared = sharedSources(one, other)
        guard !shared.isEmpty else { return nil }
        return Sentence("finding.moves_overlap", [.init("groups", .groups(shared))])
    }

    private func sharedSources(_ one: CompiledRule, _ other: CompiledRule) -> [String] {
        guard one.movesOnRuns, other.movesOnRuns else { return [] }
        return Set(one.terms.common.sourceGroups).intersection(other.terms.common.sourceGroups).sorted()
    }

    // MARK: The same threshold

    private func equal(_ one: CompiledRule, _ other: CompiledRule) -> Sentence? {
        if let first = one.kind as? TiersRule, let second = other.kind as? TiersRule {
            let shared = first.tiers.map(\.required).filter(second.tiers.map(\.required).contains)
            guard first.period == second.period, let amount = shared.first(where: { $0.minorUnits > 0 }) else {
                return nil
            }
            return Sentence("finding.equal_amount", [.init("amount", .money(amount))])
        }
        guard !sharedSources(one, other).isEmpty else { return nil }
        if let first = one.kind as? InactivityRule, let second = other.kind as? InactivityRule,
            first.changeAfterDays == second.changeAfterDays
        {
            return Sentence("finding.equal_days", [.init("days", .number(Int64(first.changeAfterDays)))])
        }
        guard let first = one.kind as? TurnoverRule, let second = other.kind as? TurnoverRule,
            let amount = first.minimum, amount == second.minimum, first.direction == second.direction,
            first.calendar.month == second.calendar.month
        else { return nil }
        return Sentence("finding.equal_amount", [.init("amount", .money(amount))])
    }

    /// Rungs of one ladder that are kept with the same spend: whoever falls from the higher one falls from both.
    private func equalRungs(_ compiled: CompiledRule) -> [Finding] {
        guard let ladder = compiled.kind as? TiersRule else { return [] }
        func kept(_ tier: Tier) -> Int64 { (tier.retain ?? tier.required).minorUnits }
        guard let (low, high) = zip(ladder.tiers, ladder.tiers.dropFirst()).first(where: { kept($0) >= kept($1) })
        else { return [] }
        let sentence = Sentence(
            "finding.equal_rungs",
            [.init("groups", .groups([low.group, high.group])), .init("amount", .money(high.retain ?? high.required))])
        return [finding(.equalThresholds, compiled, sentence)]
    }

    // MARK: Never

    private func unreachable(_ compiled: CompiledRule, among live: [CompiledRule]) throws -> Finding? {
        let common = compiled.terms.common
        if let until = compiled.rule.seasonUntil, until <= now {
            let last = store.zone.day(at: until.adding(milliseconds: -1))
            return finding(
                .ruleUnreachable, compiled, Sentence("finding.season_over", [.init("last_day", .day(last))]))
        }
        guard !common.sourceGroups.isEmpty else { return nil }
        let open = common.sourceGroups.filter { !common.excludedGroups.contains($0) }
        let groups = Sentence.Fact("groups", .groups(common.sourceGroups))
        if open.isEmpty { return finding(.ruleUnreachable, compiled, Sentence("finding.all_excluded", [groups])) }
        if try open.allSatisfy({ try isDead($0, but: compiled, live) }) {
            return finding(.ruleUnreachable, compiled, Sentence("finding.sources_empty", [groups]))
        }
        guard let first = live.first(where: { isTaken(from: compiled, by: $0) }) else { return nil }
        let sentence = Sentence("finding.taken_first", [.init("other", .text(first.rule.name)), groups])
        return finding(.ruleUnreachable, compiled, sentence, links: [Self.link(first)])
    }

    /// Whether nobody is in a group, and nothing leads there: no rule, no shop, and not the store's default.
    private func isDead(_ code: String, but compiled: CompiledRule, _ live: [CompiledRule]) throws -> Bool {
        guard let group = configuration.group(store.id, code: code) else { return true }
        guard group.externalID == nil, store.defaultGroup != group.id else { return false }
        let leads = live.contains { $0.rule.id != compiled.rule.id && $0.kind.targetGroups.contains(code) }
        return try !leads && snapshot.holders(of: group.id, after: nil, limit: 1).isEmpty
    }

    /// Whether another rule on inactivity has always moved the customers of this one before it could.
    private func isTaken(from compiled: CompiledRule, by other: CompiledRule) -> Bool {
        guard let late = compiled.kind as? InactivityRule, let early = other.kind as? InactivityRule,
            other.rule.id != compiled.rule.id, other.rule.seasonFrom == nil, other.rule.seasonUntil == nil
        else { return false }
        let (mine, theirs) = (compiled.terms.common, other.terms.common)
        let isFirst =
            (early.changeAfterDays, other.rule.priority, other.rule.id)
            < (late.changeAfterDays, compiled.rule.priority, compiled.rule.id)
        return isFirst && Set(mine.sourceGroups).isSubset(of: theirs.sourceGroups)
            && !mine.sourceGroups.contains(early.target) && early.statuses == late.statuses
            && (early.includesNeverBought || !late.includesNeverBought)
            && theirs.minimumAccountAgeDays <= mine.minimumAccountAgeDays
            && Set(theirs.excludedGroups).isSubset(of: mine.excludedGroups)
            && Set(theirs.excludedCustomers).isSubset(of: mine.excludedCustomers)
    }

    // MARK: Saying it

    private static func link(_ compiled: CompiledRule) -> Finding.Link {
        Finding.Link("rule", compiled.rule.id.rawValue, compiled.rule.name)
    }

    private func pair(
        _ kind: Finding.Kind, _ one: CompiledRule, _ other: CompiledRule, _ sentence: Sentence
    ) -> Finding {
        let names: [Sentence.Fact] = [.init("rule", .text(one.rule.name)), .init("other", .text(other.rule.name))]
        let facts = names + sentence.facts.filter { fact in !names.contains { $0.name == fact.name } }
        return finding(
            kind, one, Sentence(sentence.code, facts), facet: "rule \(other.rule.id)", links: [Self.link(other)])
    }

    private func finding(
        _ kind: Finding.Kind, _ compiled: CompiledRule, _ sentence: Sentence, facet: String = "",
        links: [Finding.Link] = []
    ) -> Finding {
        var facts = sentence.facts
        if sentence["rule"] == nil { facts.insert(.init("rule", .text(compiled.rule.name)), at: 0) }
        return Finding(
            id: ID(0), store: store.id, kind: kind, subjectType: "rule", subjectID: compiled.rule.id.rawValue,
            subjectLabel: compiled.rule.name, facet: facet, sentence: Sentence(sentence.code, facts), links: links,
            firstAt: now, lastAt: now)
    }
}
