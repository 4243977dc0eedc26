internal import Domain

extension TiersRule {
    public func decide(_ question: Question) -> Verdict {
        guard question.common.admits(question.customer, on: question.day, zone: question.zone) else {
            return Self.outside(question)
        }
        let decision = TierDecision(self, question)
        guard !decision.isResting else { return Verdict(sentence: decision.restingSentence) }
        let step = decision.step
        let reminder = decision.reminder(step)
        return Verdict(
            act: decision.act(step), reminders: reminder.map { [$0] } ?? [],
            notes: decision.notes(step, reminder: reminder), sentence: decision.sentence,
            next: decision.after(step).next)
    }

    public func reconsider(_ template: String, key: String, _ question: Question) -> Reconsidered {
        guard template == "tier_at_risk" else { return .stands }
        guard question.common.admits(question.customer, on: question.day, zone: question.zone) else { return .untrue }
        let decision = TierDecision(self, question)
        return decision.isResting ? .untrue : decision.reconsider(key)
    }

    /// For a customer whom the common terms shut out; where only the account's age does, until the day it is reached.
    private static func outside(_ question: Question) -> Verdict {
        var common = question.common
        common.minimumAccountAgeDays = 0
        guard common.admits(question.customer, on: question.day, zone: question.zone) else {
            return Verdict(sentence: Sentence("tiers.outside"))
        }
        let registered = question.zone.day(at: question.customer.registeredAt ?? question.customer.firstKnownAt)
        let day = registered.adding(days: question.common.minimumAccountAgeDays)
        let facts: [Sentence.Fact] = [.init("day", .day(day))]
        return Verdict(
            sentence: Sentence("tiers.too_young", facts),
            next: .init(at: question.zone.start(of: day), sentence: Sentence("tiers.will_be_of_age", facts)))
    }
}

// MARK: - The act

extension TierDecision {
    func act(_ step: LadderStep) -> PlannedAct? {
        let kind: Change.Kind
        let target: Int?
        switch step {
        case .promote(let rung): (kind, target) = (.promoted, rung)
        case .demote(let rung): (kind, target) = (.demoted, rung)
        default:
            guard !adoption.isEmpty else { return nil }
            (kind, target) = (.granted, held)
        }
        let isAdopting = !adoption.isEmpty
        let reason = reason(step)
        let key = isAdopting ? Self.adopted : target.map(group) ?? Self.nothing
        return PlannedAct(
            kind: kind, key: key, releases: own.filter { $0 != target.map(group) },
            adopts: isAdopting ? rule.adoptedSources : [], adoptsIn: adoptedGroups,
            joins: joins(target, kind, reason), reason: reason, mail: mail(step), reward: reward(step))
    }

    private var adoptedGroups: [String] {
        rule.tiers.map(\.group).filter { code in adoption.contains { $0.group == code } }
    }

    private func joins(_ target: Int?, _ kind: Change.Kind, _ reason: Sentence) -> [PlannedGrant] {
        guard let target, !own.contains(group(target)) else { return [] }
        return [
            PlannedGrant(
                group: group(target), from: question.at, claimsDefault: rule.setsDefault, reason: reason,
                isJoining: kind == .promoted)
        ]
    }

    /// Only that of the rung reached, once per customer.
    private func reward(_ step: LadderStep) -> Reward? {
        guard case .promote(let rung) = step, question.record[.rewarded, group(rung)] == nil else { return nil }
        return rule.tiers[rung].reward
    }

    // MARK: What is remembered

    func notes(_ step: LadderStep, reminder: PlannedReminder?) -> [Verdict.Note] {
        var notes: [Verdict.Note] = []
        if !adoption.isEmpty { notes.append(.remember(.fired, key: Self.adopted)) }
        if reward(step) != nil, case .promote(let rung) = step {
            notes.append(.remember(.rewarded, key: group(rung)))
        }
        notes += riskNotes(step)
        if let reminder { notes.append(.remember(.reminded, key: reminder.periodKey)) }
        if hasLeftTeam { notes.append(.forget(.fired, key: Self.organization)) }
        if isInTeam, step.isMove, question.record[.fired, Self.organization] == nil {
            notes.append(.remember(.fired, key: Self.organization))
        }
        return notes
    }

    /// A fall waits for the rung held only; whatever else is remembered is out of date.
    private func riskNotes(_ step: LadderStep) -> [Verdict.Note] {
        let later = after(step)
        let present = later.atRiskSince == nil ? nil : later.held.map(group)
        var notes = question.record.all(.atRisk).filter { $0.key != present }
            .map { Verdict.Note.forget(.atRisk, key: $0.key) }
        if case .atRisk = step, let present { notes.append(.remember(.atRisk, key: present)) }
        return notes
    }
}

// MARK: - What comes next

extension TierDecision {
    /// More days than these are not looked through; the customer is asked again on the last of them.
    private static let horizon = 1_000

    /// The first instant at which a run would find something to do, given what the present verdict leaves behind.
    var next: Verdict.Next? {
        if isToAdoptLater { return .init(at: question.at, sentence: willCheck(day)) }
        if isInTeam { return nextInTeam }
        if let missed { return .init(at: question.zone.start(of: missed), sentence: willCheck(missed)) }
        let days = checkDays
        for checkDay in days.prefix(Self.horizon) {
            let at = question.zone.start(of: checkDay)
            let step = step(.check(isForced: false), at: at)
            if step != .stay { return .init(at: at, sentence: willSentence(step, on: checkDay)) }
        }
        guard days.count > Self.horizon else { return nil }
        let last = days[Self.horizon - 1]
        return .init(at: question.zone.start(of: last), sentence: willCheck(last))
    }

    /// A check day that has come and not been made.
    private var missed: CalendarDay? {
        let climber = climber(at: question.at)
        guard
            let missed = rule.missedCheck(climber, spend, day: day, zone: question.zone, lastCheck: lastCheck),
            step(.check(isForced: false), at: question.at).isMove
        else { return nil }
        return missed
    }

    /// The check days on which the answer may be another than on the day before: the next one, and those that follow
    /// upon something that counts no longer, a grace that ends, a floor that falls.
    private var checkDays: [CalendarDay] {
        var days = [day.adding(days: 1)] + spend.boundaries(after: day)
        if let atRiskSince { days.append(rule.graceEnd(atRiskSince, question.zone)) }
        // What was undone is judged anew in the next period.
        days += question.record.all(.settled).compactMap { rule.period.end(of: question.zone.day(at: $0.at)) }
        for end in floorFacts.compactMap(\.end) {
            let endDay = question.zone.day(at: end)
            days.append(question.zone.start(of: endDay) < end ? endDay.adding(days: 1) : endDay)
        }
        return Set(days.filter { $0 > day }.compactMap(rule.check.first(onOrAfter:))).sorted()
    }

    /// The organization's rung changes by the organization's facts; only a floor that falls is the customer's own.
    private var nextInTeam: Verdict.Next? {
        for end in floorFacts.compactMap(\.end).filter({ $0 > question.at }).sorted() {
            let step = step(.other, at: end)
            if step != .stay { return .init(at: end, sentence: willSentence(step, on: question.zone.day(at: end))) }
        }
        return nil
    }
}
