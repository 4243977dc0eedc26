internal import Domain

// What the rule says of a customer, why something changes, and what the mails tell.

extension TierDecision {
    private func money(_ units: Int64) -> Sentence.Value {
        .money(Money(minorUnits: units, currency: question.shop.currency))
    }

    /// A sentence about an amount, with the days over which it counts.
    private func said(_ code: String, _ facts: [Sentence.Fact]) -> Sentence {
        let facts = [Sentence.Fact("spent", money(spent))] + facts
        guard rule.period != .lifetime || rule.startDate != nil, let window = spend.window(on: day) else {
            return Sentence("\(code).ever", facts)
        }
        let from: [Sentence.Fact] = [.init("from", .day(window.lowerBound))]
        guard window.upperBound < day else { return Sentence("\(code).since", facts + from) }
        return Sentence("\(code).between", facts + from + [.init("to", .day(window.upperBound))])
    }

    private func name(_ rung: Int) -> Sentence.Value { .text(rule.tiers[rung].name) }

    /// The rung that the customer stands on, by whatever means.
    private var standing: Int? { [held, floor(at: question.at)].compactMap { $0 }.max() }

    /// Minor units that are missing to keep a rung.
    private func shortfall(_ rung: Int) -> Int64 { max(0, rule.ladder.keeping(rung) - max(0, spent)) }

    // MARK: Today

    var sentence: Sentence {
        if isInTeam { return teamSentence }
        let rung: [Sentence.Fact] = standing.map { [.init("rung", name($0))] } ?? []
        if let held, held == standing, rule.downgrade != .never, !rule.ladder.isKept(held, spent) {
            return said("tiers.short", rung + [.init("missing", money(shortfall(held)))])
        }
        let progress = rule.progress(held: standing, spend: spent)
        guard let next = progress.next else { return said("tiers.top", rung) }
        let facts = rung + [.init("next_tier", .text(next.name)), .init("missing", money(progress.missing))]
        let state = standing == nil ? "none" : "rung"
        return said("tiers.\(state)\(progress.missing == 0 ? "_ready" : "")", facts)
    }

    private var teamSentence: Sentence {
        let rung = question.customer.team?.rung.flatMap(rule.rung)
        return rung.map { Sentence("tiers.team", [.init("rung", name($0))]) } ?? Sentence("tiers.team_none")
    }

    var restingSentence: Sentence { Sentence(isPinned ? "tiers.pinned" : "tiers.undone") }

    // MARK: Why

    func reason(_ step: LadderStep) -> Sentence {
        switch step {
        case .promote, .demote: break
        default: return Sentence("tiers.adopted", [.init("groups", .groups(held.map { [group($0)] } ?? []))])
        }
        if isInTeam { return teamSentence }
        if hasLeftTeam { return Sentence("tiers.left_team") }
        guard case .promote(let rung) = step else {
            return held.map {
                said(
                    "tiers.demoted",
                    [.init("rung", name($0)), .init("needed", money(rule.ladder.keeping($0)))])
            } ?? sentence
        }
        return said("tiers.promoted", [.init("rung", name(rung))])
    }

    // MARK: Mails

    /// The mail that tells of the step; none where the rung that the customer stands on stays the same, and none of
    /// what a ladder finds when it is switched on.
    func mail(_ step: LadderStep) -> PlannedReminder? {
        switch step {
        case .promote(let rung):
            // What is taken over is no news; of the first look at everyone the run says nothing either.
            guard adoption.isEmpty else { return nil }
            return mail("tier_promoted", about: group(rung), step, upFacts(rung))
        case .demote(let rung):
            guard adoption.isEmpty, let held, held == standing else { return nil }
            return mail("tier_demoted", about: rung.map(group) ?? Self.nothing, step, downFacts(held, to: rung))
        default: return nil
        }
    }

    private func mail(
        _ template: String, about key: String, _ step: LadderStep, _ facts: [Sentence.Fact]
    ) -> PlannedReminder? {
        guard question.common.sends(template) else { return nil }
        return PlannedReminder(
            template: template, periodKey: "\(key)/\(question.at)", sentence: reason(step), facts: facts)
    }

    private func upFacts(_ rung: Int) -> [Sentence.Fact] {
        let progress = rule.progress(held: rung, spend: spent)
        return [
            .init("current_group", .groups(standing.map { [group($0)] } ?? [])),
            .init("new_group", .groups([group(rung)])), .init("spent", money(spent)),
            .init("next_tier", .text(progress.next?.name ?? "")), .init("missing", money(progress.missing)),
            .init("benefits", .text(rule.tiers[rung].benefits ?? "")),
        ]
    }

    private func downFacts(_ held: Int, to rung: Int?) -> [Sentence.Fact] {
        let new = [rung, floor(at: question.at)].compactMap { $0 }.max()
        return [
            .init("current_group", .groups([group(held)])),
            .init("new_group", .groups(new.map { [group($0)] } ?? [])), .init("spent", money(spent)),
            .init("minimum", money(rule.ladder.keeping(held))), .init("missing", money(shortfall(held))),
            .init("benefits", .text(new.flatMap { rule.tiers[$0].benefits } ?? "")),
        ]
    }

    /// The warning that a fall is near. `deadline` is the last day on which buying prevents it.
    func reminder(_ step: LadderStep) -> PlannedReminder? {
        guard case .atRisk(let rung, let until) = step, let held, held == standing,
            question.common.sends("tier_at_risk")
        else { return nil }
        let key = "\(group(held))/\(day)"
        guard question.record[.reminded, key] == nil else { return nil }
        return warning(key, held, landingOn: rung, until: until)
    }

    /// A warning that was decided earlier, with the figures of today.
    func reconsider(_ key: String) -> Reconsidered {
        guard let held, held == standing, key.hasPrefix("\(group(held))/"), let atRiskSince,
            rule.downgrade != .never, !rule.ladder.isKept(held, spent)
        else { return .untrue }
        let until = rule.graceEnd(atRiskSince, question.zone)
        let landing = rule.landing(climber(at: question.at), held, spent)
        guard day < rule.check.first(onOrAfter: until) ?? until else { return .untrue }
        return .anew(warning(key, held, landingOn: landing, until: until))
    }

    private func warning(_ key: String, _ held: Int, landingOn rung: Int?, until: CalendarDay) -> PlannedReminder {
        let changeOn = rule.check.first(onOrAfter: until) ?? until
        let deadline = Sentence.Fact("deadline", .day(changeOn.adding(days: -1)))
        let sentence = said(
            "tiers.at_risk", [.init("rung", name(held)), .init("missing", money(shortfall(held))), deadline])
        return PlannedReminder(
            template: "tier_at_risk", periodKey: key, sentence: sentence,
            facts: downFacts(held, to: rung) + [deadline, .init("change_on", .day(changeOn))])
    }

    // MARK: What will be

    func willCheck(_ day: CalendarDay) -> Sentence { Sentence("tiers.will_check", [.init("day", .day(day))]) }

    func willSentence(_ step: LadderStep, on day: CalendarDay) -> Sentence {
        let on = Sentence.Fact("day", .day(day))
        let current: [Sentence.Fact] = held.map { [.init("rung", name($0))] } ?? []
        switch step {
        case .promote(let rung): return Sentence("tiers.will_promote", [on, .init("rung", name(rung))])
        case .demote(let rung?): return Sentence("tiers.will_demote", [on, .init("rung", name(rung))])
        case .demote(nil): return Sentence("tiers.will_leave", [on] + current)
        case .atRisk: return Sentence("tiers.will_be_at_risk", [on] + current)
        case .stay, .riskGone: return willCheck(day)
        }
    }
}
