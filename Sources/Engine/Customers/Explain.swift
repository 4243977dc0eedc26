public import Domain
internal import Rules
internal import Store

/// Why a customer is in each group, what each rule says of them, and what happens next.
public struct Explanation: Sendable {
    public let at: Timestamp
    public let isAutomated: Bool
    public let memberships: [MembershipView]
    public let defaultGroup: String?
    public let defaultReason: String
    public let rules: [RuleAnswer]
    public let upcoming: [Upcoming]
    public let blocks: [CustomerView.BlockView]

    /// What one rule says.
    public struct RuleAnswer: Sendable {
        public let rule: Rule
        public let verdict: Answer
        public let sentence: String
        public let nextAt: Timestamp?
        public let next: String?
    }

    public enum Answer: String, Sendable {
        case nothing, remind, change
    }

    /// Something that will happen, as far as today's facts tell.
    public struct Upcoming: Sendable {
        public let at: Timestamp
        public let sentence: String
        public let rule: Rule?
    }
}

extension Engine {
    /// Explains a customer at an instant, by the same decider that acts.
    public func explain(_ reference: CustomerReference, at: Timestamp?) async throws -> Explanation {
        let now = at ?? clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let customer = try reference.find(snapshot, configuration)
            return try Explaining(customer: customer, snapshot: snapshot, configuration: configuration, at: now)
                .explanation()
        }
    }
}

private struct Explaining {
    let customer: Customer
    let snapshot: Snapshot
    let configuration: Configuration
    let at: Timestamp

    func explanation() throws -> Explanation {
        let store = try configuration.store(customer.store)
        let grants = try snapshot.openGrants(customer.id).filter { $0.isInForce(at: at, automation: store.automation) }
        let membership = try Membership(
            grants: grants, chosen: customer.chosenDefault, present: customer.defaultGroup,
            former: { try snapshot.formerDefaults(customer.id) }, storeDefault: store.defaultGroup,
            priority: { configuration.rule($0)?.rule.priority ?? .max })
        let view = try CustomerView(customer, snapshot, configuration, at: at)
        let consulting = Consulting(snapshot: snapshot, configuration: configuration, at: at)
        let enabled = (configuration.rules[customer.store] ?? []).filter(\.rule.isEnabled)
        let answers = try consulting.answers(of: enabled, about: customer.id).map { try answer($0, grants) }
        let upcoming =
            ends(view.memberships, store)
            + answers.compactMap { answer in
                answer.nextAt.flatMap { at in
                    answer.next.map { Explanation.Upcoming(at: at, sentence: $0, rule: answer.rule) }
                }
            }
        return Explanation(
            at: at, isAutomated: customer.isAutomated && store.automation.isOn, memberships: view.memberships,
            defaultGroup: membership.defaultGroup.flatMap { configuration.groups[$0]?.code },
            defaultReason: words(Sentence("default.\(membership.defaultReason.rawValue)")), rules: answers,
            upcoming: Self.distinct(upcoming), blocks: view.blocks)
    }

    private func answer(_ consulted: Consulting.Answer, _ grants: [Grant]) throws -> Explanation.RuleAnswer {
        let (compiled, verdict) = (consulted.compiled, consulted.verdict)
        let present = Set(
            grants.filter { $0.rule == compiled.rule.id }.compactMap { configuration.groups[$0.group]?.code })
        let wanted = verdict.holds.map { holds in
            Set(holds.filter { $0.from <= at && ($0.until.map { $0 > at } ?? true) }.map(\.group))
        }
        let acts = compiled.rule.isActive(at: at) && customer.isAutomated && !customer.isDeleted
        let changes = consulted.judgement == .act || wanted.map { $0 != present } ?? false
        let answer: Explanation.Answer =
            acts && changes ? .change : acts && !verdict.reminders.isEmpty ? .remind : .nothing
        return Explanation.RuleAnswer(
            rule: compiled.rule, verdict: answer, sentence: words(consulted.sentence), nextAt: verdict.next?.at,
            next: verdict.next.map { words($0.sentence) })
    }

    private func ends(_ memberships: [MembershipView], _ store: Store) -> [Explanation.Upcoming] {
        memberships.compactMap { membership in
            guard let until = membership.until else { return nil }
            let facts: [Sentence.Fact] = [
                .init("groups", .groups([membership.group.code])), .init("day", .day(store.zone.day(at: until))),
            ]
            return Explanation.Upcoming(at: until, sentence: words(Sentence("purchase.will_end", facts)), rule: nil)
        }
    }

    /// The end of a membership is told once, though the rule and the grant both know of it.
    private static func distinct(_ upcoming: [Explanation.Upcoming]) -> [Explanation.Upcoming] {
        var told: Set<String> = []
        return upcoming.sorted { ($0.at, $0.rule == nil ? 1 : 0) < ($1.at, $1.rule == nil ? 1 : 0) }
            .filter { told.insert("\($0.at) \($0.sentence)").inserted }
    }

    private func words(_ sentence: Sentence) -> String { configuration.words(sentence, store: customer.store) }
}
