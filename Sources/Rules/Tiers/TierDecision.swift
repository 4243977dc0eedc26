internal import Domain

/// One customer in front of one ladder: what the rule sees, gathered once.
struct TierDecision {
    let rule: TiersRule
    let question: Question
    let spend: LadderSpend
    /// Groups of the rule's own grants in force.
    let own: [String]
    /// Grants that the ladder is about to take over.
    let adoption: [MembershipFact]
    /// The rung held by the rule, or about to be taken over.
    var held: Int?
    /// When too little was found for the rung held.
    var atRiskSince: Timestamp?
    /// Whether an organization put the customer where they stand, and they are in none any more.
    var hasLeftTeam: Bool
    /// Grants to be taken over at the first check, which this moment is not. Until then they count as a floor.
    private let toAdopt: [MembershipFact]

    /// The key under which taking over is remembered, and undone.
    static let adopted = "adopted"
    /// The key of a fall off the ladder.
    static let nothing = "none"
    /// The key under which it is remembered that the organization put the customer where they stand.
    static let organization = "organization"

    init(_ rule: TiersRule, _ question: Question) {
        self.rule = rule
        self.question = question
        spend = LadderSpend(question.customer.spend, rule: rule, shop: question.shop)
        let inForce = question.customer.memberships.filter(\.isInForce)
        let ownFacts = inForce.filter { rule.isOwn($0, question.rule.id) }
        own = ownFacts.map(\.group)
        let found = Self.adoption(rule, question, inForce)
        adoption = question.moment.isCheck ? found : []
        toAdopt = question.moment.isCheck ? [] : found
        held = rule.rungs(in: ownFacts + adoption).max()
        atRiskSince = held.flatMap { question.record[.atRisk, rule.tiers[$0].group]?.at }
        hasLeftTeam =
            rule.isPerOrganization && question.customer.team == nil
            && question.record[.fired, Self.organization] != nil
    }

    var isToAdoptLater: Bool { !toAdopt.isEmpty }

    var day: CalendarDay { question.day }

    var spent: Int64 { spend.amount(on: day) }

    func group(_ rung: Int) -> String { rule.tiers[rung].group }

    /// Whether automation must keep its hands off: a person pinned what the ladder gave, or undid the taking over.
    var isResting: Bool { isPinned || isSettled(Self.adopted, at: question.at) }

    var isPinned: Bool {
        question.customer.memberships.contains {
            $0.isInForce && $0.isPinned && rule.isOwn($0, question.rule.id)
        }
    }

    /// Whether a person undid a move to `key`, and nothing has happened since, nor has a new period begun.
    func isSettled(_ key: String, at instant: Timestamp) -> Bool {
        guard let settled = question.record[.settled, key] else { return false }
        let zone = question.zone
        let end = rule.period.end(of: zone.day(at: settled.at))
        return !question.hasNewerFact(than: settled.at) && (end.map { zone.day(at: instant) < $0 } ?? true)
    }

    /// The highest rung held by other means at an instant.
    func floor(at instant: Timestamp) -> Int? {
        rule.rungs(in: floorFacts.filter { $0.end.map { $0 > instant } ?? true }).max()
    }

    var floorFacts: [MembershipFact] {
        question.customer.memberships.filter {
            $0.isInForce && (rule.isFloor($0, question.rule.id) || toAdopt.contains($0)) && !adoption.contains($0)
        }
    }

    /// What the ladder takes over at its first look: grants by the shop and imports that were there when it was
    /// switched on. A rule that is only tried out takes what there is.
    private static func adoption(
        _ rule: TiersRule, _ question: Question, _ inForce: [MembershipFact]
    ) -> [MembershipFact] {
        let limit = question.record.progress == nil ? question.at : question.rule.enabledSince
        guard question.record[.fired, adopted] == nil, let limit else { return [] }
        let pinned = Set(inForce.filter(\.isPinned).map(\.group))
        return inForce.filter { fact in
            rule.adoptedSources.contains(fact.source) && fact.from <= limit && rule.rung(of: fact.group) != nil
                && !pinned.contains(fact.group) && !question.customer.blocked.contains(fact.group)
        }
    }
}

extension TiersRule {
    var adoptedSources: [Grant.Source] { adoptsManual ? [.shop, .import, .manual] : [.shop, .import] }
}

// MARK: - What to do

extension TierDecision {
    /// What is to be done at the moment asked about.
    var step: LadderStep { step(question.moment, at: question.at) }

    func step(_ moment: Moment, at instant: Timestamp) -> LadderStep {
        let found = found(moment, at: instant)
        guard let key = key(of: found), isSettled(key, at: instant) else { return found }
        return atRiskSince != nil && isKept(at: instant) ? .riskGone : .stay
    }

    private func found(_ moment: Moment, at instant: Timestamp) -> LadderStep {
        let climber = climber(at: instant)
        if let plan = plan(climber, at: instant) { return follow(plan, climber) }
        let isTriedOut = moment.isCheck && question.record.progress == nil
        return rule.step(
            climber, spend, moment: isTriedOut ? .check(isForced: true) : moment, day: question.zone.day(at: instant),
            zone: question.zone, report: report, lastCheck: lastCheck)
    }

    func climber(at instant: Timestamp) -> LadderClimber {
        LadderClimber(
            held: held, floor: floor(at: instant), barred: rule.barred(question.customer.blocked),
            atRiskSince: atRiskSince)
    }

    private var report: LadderReport {
        LadderReport(question.customer.spendChange, day: day, rule: rule, shop: question.shop)
    }

    /// The latest check day that has been made, or was before the ladder's time.
    var lastCheck: CalendarDay? {
        let made = question.record.progress?.decided.flatMap { CalendarDay(text: $0) }
        let before = question.rule.enabledSince.map { question.zone.day(at: $0).adding(days: -1) }
        return [made, before].compactMap { $0 }.max()
    }

    private func isKept(at instant: Timestamp) -> Bool {
        held.map { rule.ladder.isKept($0, spend.amount(on: question.zone.day(at: instant))) } ?? false
    }

    /// What an undo of the step would settle.
    func key(of step: LadderStep) -> String? {
        switch step {
        case .stay, .riskGone: nil
        case .promote(let rung): group(rung)
        case .demote(let rung), .atRisk(let rung, _): rung.map(group) ?? Self.nothing
        }
    }

    /// The facts as the step leaves them behind.
    func after(_ step: LadderStep) -> TierDecision {
        var later = self
        later.hasLeftTeam = false
        switch step {
        case .stay: break
        case .promote(let rung): (later.held, later.atRiskSince) = (rung, nil)
        case .demote(let rung): (later.held, later.atRiskSince) = (rung, nil)
        case .atRisk: later.atRiskSince = question.at
        case .riskGone: later.atRiskSince = nil
        }
        return later
    }
}

// MARK: - Organizations

extension TierDecision {
    /// A rung that is given whatever the terms of moving say; nil for none at all.
    private struct Plan {
        let rung: Int?
    }

    var isInTeam: Bool { rule.isPerOrganization && question.customer.team != nil }

    private func plan(_ climber: LadderClimber, at instant: Timestamp) -> Plan? {
        if rule.isPerOrganization, let team = question.customer.team {
            let top = team.rung.flatMap(rule.rung)
            return Plan(rung: top.flatMap { top in (0...top).last { !climber.barred.contains($0) || $0 == held } })
        }
        guard hasLeftTeam else { return nil }
        let amount = spend.amount(on: question.zone.day(at: instant))
        return Plan(rung: rule.ladder.qualified(amount, barring: climber.barred))
    }

    /// At once, at any moment: joining gives the organization's rung and leaving takes it.
    private func follow(_ plan: Plan, _ climber: LadderClimber) -> LadderStep {
        let wanted = plan.rung
        guard wanted != held else { return atRiskSince == nil ? .stay : .riskGone }
        let target = wanted.flatMap { climber.clearsFloor($0) ? $0 : nil }
        guard let held else { return target.map { .promote(to: $0) } ?? .stay }
        guard let target, target > held else {
            // One's own lower grant under a floor is left as it is.
            return wanted.map { $0 > held } ?? false ? .stay : .demote(to: target)
        }
        return .promote(to: target)
    }
}
