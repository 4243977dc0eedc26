internal import Domain
internal import Rules
internal import Store

/// What is odd about one customer's groups: told by the customer's own row and open grants, without a look at anything
/// else.
struct CustomerCheck {
    let store: Domain.Store
    private let configuration: Configuration
    private let now: Timestamp
    private let ladders: [(rule: Rule, rungs: [ID<Group>])]

    init(store: Domain.Store, configuration: Configuration, now: Timestamp) {
        self.store = store
        self.configuration = configuration
        self.now = now
        ladders = (configuration.rules[store.id] ?? []).compactMap { compiled in
            guard compiled.rule.isEnabled, let ladder = compiled.kind as? TiersRule else { return nil }
            return (compiled.rule, configuration.groupIDs(store.id, codes: ladder.tiers.map(\.group)))
        }
    }

    func found(_ customer: CustomerStanding) -> [CustomerFinding] {
        guard !customer.isGone else { return [] }
        let open = customer.grants.filter { $0.from <= now }
        return [aboutDefault(customer, open), aboutRungs(customer, open), aboutReasons(customer, open)]
            .compactMap { $0 }
    }

    private func aboutDefault(
        _ customer: CustomerStanding, _ open: [CustomerStanding.Held]
    ) -> CustomerFinding? {
        guard let group = customer.defaultGroup else {
            // Where the store has none to fall back on, that is what is wrong, and said once.
            guard store.defaultGroup != nil else { return nil }
            let groups = Set(open.map(\.group))
            guard groups.isEmpty else {
                return CustomerFinding(.noDefault, customer.id, said("finding.customer_no_default", groups))
            }
            guard store.automation.isOn, customer.isAutomated else { return nil }
            return CustomerFinding(.noDefault, customer.id, Sentence("finding.customer_nowhere"))
        }
        guard !open.contains(where: { $0.group == group }) else { return nil }
        return CustomerFinding(.defaultNotHeld, customer.id, said("finding.customer_default_not_held", [group]))
    }

    private func aboutRungs(_ customer: CustomerStanding, _ open: [CustomerStanding.Held]) -> CustomerFinding? {
        for (rule, rungs) in ladders where !lowerRungs(rungs, open).isEmpty {
            let held = Set(open.map(\.group)).intersection(rungs)
            var sentence = said("finding.customer_two_rungs", held)
            sentence = Sentence(sentence.code, sentence.facts + [.init("rule", .text(rule.name))])
            return CustomerFinding(.twoRungs, customer.id, sentence)
        }
        return nil
    }

    private func aboutReasons(_ customer: CustomerStanding, _ open: [CustomerStanding.Held]) -> CustomerFinding? {
        let groups = Set(open.filter(isUnexplained).map(\.group))
        guard !groups.isEmpty else { return nil }
        return CustomerFinding(.unexplainedMembership, customer.id, said("finding.customer_unexplained", groups))
    }

    private func said(_ code: String, _ groups: Set<ID<Group>>) -> Sentence {
        Sentence(code, [.init("groups", .groups(groups.compactMap { configuration.groups[$0]?.code }.sorted()))])
    }

    // MARK: What a fix ends

    /// The rungs below the highest one held, as far as nothing else than automation or the shop put the customer there:
    /// what a person gave and what was bought is a floor, and meant.
    func lowerRungs(of open: [CustomerStanding.Held]) -> Set<ID<Group>> {
        ladders.reduce(into: []) { $0.formUnion(lowerRungs($1.rungs, open)) }
    }

    private func lowerRungs(_ rungs: [ID<Group>], _ open: [CustomerStanding.Held]) -> Set<ID<Group>> {
        let held = rungs.filter { rung in open.contains { $0.group == rung } }
        return Set(held.dropLast().filter { rung in open.allSatisfy { $0.group != rung || isEndable($0) } })
    }

    private func isEndable(_ grant: CustomerStanding.Held) -> Bool {
        guard !grant.isPinned, grant.source != .manual else { return false }
        return !(grant.rule.flatMap(configuration.rule)?.kind is PurchaseRule)
    }

    /// A membership for good by a rule that is there no more. One with a term ends by itself.
    func isUnexplained(_ grant: CustomerStanding.Held) -> Bool {
        guard grant.source == .rule, grant.origin != "store-default", grant.until == nil, !grant.isPinned else {
            return false
        }
        return grant.rule.flatMap(configuration.rule) == nil
    }
}

extension CustomerCheck {
    /// Brings what is noted of a customer in line with what is found.
    func settle(_ customer: CustomerStanding, _ transaction: Transaction) throws {
        let noted = try transaction.customerFindings(from: customer.id, to: customer.id)
        let found = found(customer)
        guard noted != found.sorted(by: { $0.kind.rawValue < $1.kind.rawValue }) else { return }
        for finding in noted where !found.contains(where: { $0.kind == finding.kind }) {
            try transaction.remove(finding, store: store.id)
            try transaction.count(-1, of: finding.kind, store: store, at: now)
        }
        for finding in found where !noted.contains(finding) {
            if try transaction.note(finding, store: store.id, at: now) {
                try transaction.count(1, of: finding.kind, store: store, at: now)
            }
        }
    }
}
