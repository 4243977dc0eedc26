public import Domain
internal import Rules
internal import Store

/// A ladder with who stands where.
public struct LadderView: Sendable {
    public let rule: Rule
    public let storeKey: String
    public let currency: Currency
    /// Which spend counts, in words that go on from "spend".
    public let period: String
    public let countedAt: Timestamp
    /// Ascending by what they require.
    public let rungs: [Rung]
    /// Customers whom the rule concerns, and who hold no rung by it.
    public let withoutRung: Int

    /// One rung with its members.
    public struct Rung: Sendable {
        public let name: String
        public let group: Group?
        /// The group's code, should the group be gone.
        public let code: String
        public let required: Money
        public let retain: Money?
        public let benefits: String
        public let members: Int
        /// Members to whom a tenth or less of the next rung's requirement is missing.
        public let nearNext: Int
        public let atRisk: Int
        /// What counts of all members; an organization's once.
        public let spent: Int64
    }
}

/// A member of a rung.
public struct LadderMember: Sendable {
    public let customer: Customer
    public let spent: Money
    /// To the next rung; nil on the highest.
    public let missing: Money?
    public let atRiskUntil: CalendarDay?
}

/// How far a customer is on a ladder.
public struct ProgressView: Sendable {
    public let rule: Rule
    public let spent: Money
    /// Name of the rung held, and code of its group.
    public let rung: (name: String, group: String)?
    public let next: (name: String, group: String, required: Money)?
    public let missing: Money?
    /// 0 … 100.
    public let percent: Int
}

extension Engine {
    /// A large ladder is shown as it was last counted, and counted anew in the background where that was long ago.
    ///
    /// - Throws: `Refusal.notFound` for a rule that is no ladder.
    public func ladder(_ id: ID<Rule>) async throws -> LadderView {
        let now = clock.now()
        let kept = try await database.read { snapshot -> LadderFigures? in
            let configuration = try self.configuration(snapshot)
            let reading = try LadderReading(id, snapshot: snapshot, configuration: configuration, at: now)
            guard try self.isLargeLadder(id, snapshot) else { return nil }
            return try snapshot.keptLadder(id).flatMap { $0.revision == reading.compiled.rule.revision ? $0 : nil }
        }
        if let kept, kept.countedAt.adding(seconds: LadderCount.freshSeconds) < now {
            self.figures.noteOld(id)
        }
        let figures = if let kept { kept } else { try await countLadder(id, at: now) }
        return try await database.read { snapshot in
            try self.ladderView(id, figures, configuration: self.configuration(snapshot))
        }
    }

    private func ladderView(
        _ id: ID<Rule>, _ figures: LadderFigures, configuration: Configuration
    ) throws -> LadderView {
        guard let compiled = configuration.rule(id), let rule = compiled.kind as? TiersRule else {
            throw Refusal.notFound("ladder of rule \(id)")
        }
        let store = try configuration.store(compiled.rule.store)
        return LadderView(
            rule: compiled.rule, storeKey: store.key, currency: store.currency,
            period: configuration.words(rule.periodSentence, store: store.id), countedAt: figures.countedAt,
            rungs: zip(rule.tiers, figures.rungs).map { tier, figures in
                LadderView.Rung(
                    name: tier.name, group: configuration.group(store.id, code: tier.group), code: tier.group,
                    required: tier.required, retain: tier.retain, benefits: tier.benefits ?? "",
                    members: figures.members, nearNext: figures.nearNext, atRisk: figures.atRisk, spent: figures.spent)
            }, withoutRung: figures.withoutRung)
    }

    /// A page of the members of one rung, by id, and the customer to go on after.
    ///
    /// - Parameters:
    ///   - isNearNext: only those near the next rung.
    ///   - isAtRisk: only those who may lose theirs.
    public func ladderMembers(
        _ id: ID<Rule>, group code: String, isNearNext: Bool, isAtRisk: Bool, after: ID<Customer>?, limit: Int
    ) async throws -> (items: [LadderMember], next: ID<Customer>?) {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            var reading = try LadderReading(id, snapshot: snapshot, configuration: configuration, at: now)
            let store = try configuration.store(reading.compiled.rule.store)
            guard let rung = reading.rule.rung(of: code), let group = configuration.group(store.id, code: code) else {
                throw Refusal.notFound("rung '\(code)' on this ladder")
            }
            let page = try CustomerScan.page(after: after ?? ID(0), limit: limit) { after, limit in
                try snapshot.holders(of: group.id, by: id, after: after, limit: limit)
            } look: { ids in
                try reading.members(among: ids).filter { member in
                    let standing = member.standing
                    return standing.rung == rung && (!isNearNext || standing.isNearNext)
                        && (!isAtRisk || standing.isAtRisk)
                }.map { ($0.customer, $0) }
            }
            func money(_ units: Int64) -> Money { Money(minorUnits: units, currency: store.currency) }
            let items = try page.items.compactMap { member in
                try snapshot.customer(member.customer).map { customer in
                    LadderMember(
                        customer: customer, spent: money(member.standing.spent),
                        missing: member.standing.missing.map(money), atRiskUntil: member.standing.fallsOn)
                }
            }
            return (items, page.next)
        }
    }

    /// - Parameter rule: the ladder; nil for the first of the customer's store.
    /// - Throws: `Refusal.notFound` where there is none; `Refusal.invalid` for a rule that is no ladder of the store's.
    public func progress(_ reference: CustomerReference, rule id: ID<Rule>?) async throws -> ProgressView {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let customer = try reference.find(snapshot, configuration)
            let store = try configuration.store(customer.store)
            let ladders = (configuration.rules[store.id] ?? []).filter(\.isLadder)
            if let id, !ladders.contains(where: { $0.rule.id == id }) {
                throw Refusal.invalid("?rule", "is no ladder of the customer's store")
            }
            let first = ladders.first(where: \.rule.isEnabled) ?? ladders.first
            guard let ladder = id ?? first?.rule.id else { throw Refusal.notFound("ladder in this store") }
            var reading = try LadderReading(ladder, snapshot: snapshot, configuration: configuration, at: now)
            guard let progress = try reading.progress(of: customer.id) else {
                throw Refusal.notFound("customer \(customer.id)")
            }
            return ProgressView(reading.compiled.rule, progress, store.currency)
        }
    }
}

extension ProgressView {
    fileprivate init(_ rule: Rule, _ progress: TierProgress, _ currency: Currency) {
        self.rule = rule
        spent = Money(minorUnits: progress.spend, currency: currency)
        rung = progress.held.map { ($0.name, $0.group) }
        next = progress.next.map { ($0.name, $0.group, $0.required) }
        missing = progress.next.map { _ in Money(minorUnits: progress.missing, currency: currency) }
        percent = progress.percent
    }
}
