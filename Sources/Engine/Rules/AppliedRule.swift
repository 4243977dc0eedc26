public import Domain
internal import Rules
internal import Store

/// What came of applying a rule to what is there already, or would come of it.
public struct AppliedRule: Sendable {
    /// Customers looked at.
    public var customers = 0
    /// Those of them for whom anything changed.
    public var changed = 0
    /// The first of those.
    public var items: [(customer: Customer, sentence: String)] = []

    static let longestList = 100

    fileprivate mutating func add(_ look: Look, _ configuration: Configuration) {
        if !look.isFollower { customers += 1 }
        guard !look.changes.isEmpty else { return }
        changed += 1
        guard items.count < Self.longestList else { return }
        let words = look.changes.map { configuration.words($0.reason, store: look.customer.store) }
        items.append((look.customer, words.joined(separator: ". ")))
    }
}

/// What became of one customer.
private struct Look: Sendable {
    let customer: Customer
    let changes: [Change]
    /// Followed an organization, and is looked at besides.
    var isFollower = false
}

private struct LookedAt: Sendable {
    var looks: [Look]
    /// The last one; nil at the end.
    var end: ID<Customer>?
}

extension Engine {
    /// Has a rule's present terms hold for what it gave before: an explicit act, as edits govern the future alone.
    ///
    /// A purchase rule looks again at everyone it has judged, and mails nobody. A rule of another kind looks at everyone
    /// now, as in a run, with its mails.
    ///
    /// - Parameter isDry: does it and takes it back.
    /// - Throws: `Refusal.conflict` where the rule is off or out of season, automation is off, or a run is going on.
    public func reapplyRule(_ id: ID<Rule>, isDry: Bool, by: String) async throws -> AppliedRule {
        let now = clock.now()
        let rule = try await database.write { transaction in
            let compiled = try self.applicable(id, transaction, at: now)
            var rule = compiled.rule
            if compiled.kind.needs.purchases { rule.termsFloor = rule.revision }
            guard !isDry else { return rule }
            try transaction.audit(by: by, action: "rule.reapply", subject: "rule \(id)", detail: rule.name, at: now)
            if rule != compiled.rule {
                try transaction.update(rule)
                try transaction.stampConfiguration()
            }
            return rule
        }
        return try await applyInBatches(isDry: isDry) { transaction, after in
            try Reapplying(
                rule: rule, transaction: transaction, configuration: self.configuration(transaction).with(rule),
                by: by, now: now
            ).batch(after: after)
        }
    }

    /// Judges all orders paid since an instant that the rule has not accepted, with terms counted from their payment.
    /// Orders of guests, and those whose effect was undone, are left alone. Nobody is mailed.
    ///
    /// - Throws: `Refusal.conflict` as `reapplyRule`, and for a rule of another kind than `purchase`; `Refusal.invalid`
    ///   for an instant in the future.
    public func applyRule(_ id: ID<Rule>, since: Timestamp, isDry: Bool, by: String) async throws -> AppliedRule {
        let now = clock.now()
        guard since <= now else { throw Refusal.invalid("/since", "must not be in the future") }
        let orders = try await database.write { transaction in
            let compiled = try self.applicable(id, transaction, at: now)
            guard let kind = compiled.kind as? PurchaseRule else {
                throw Refusal.conflict("Only rules on purchases are applied to orders of the past.")
            }
            if !isDry {
                try transaction.audit(
                    by: by, action: "rule.apply", subject: "rule \(id)", detail: "since \(since)", at: now)
            }
            let paid = try transaction.paidOrders(
                store: compiled.rule.store, from: since, to: now, matching: kind.orderFilter)
            return Dictionary(grouping: paid, by: \.customer).mapValues { $0.map(\.order) }
        }
        let customers = orders.keys.sorted()
        return try await applyInBatches(isDry: isDry) { transaction, after in
            let batch = customers.drop { $0 <= after }.prefix(Reapplying.size)
            let backdating = Backdating(engine: self, rule: id, transaction: transaction, by: by, now: now)
            return LookedAt(looks: try backdating.judge(batch.map { ($0, orders[$0] ?? []) }), end: batch.last)
        }
    }

    /// Runs batches, each in a transaction of its own, until one has no end; where it is only tried out, each is taken
    /// back.
    private func applyInBatches(
        isDry: Bool,
        _ batch: @escaping @Sendable (Transaction, ID<Customer>) throws -> LookedAt
    ) async throws -> AppliedRule {
        struct TakenBack: Error { let lookedAt: LookedAt }
        var result = AppliedRule()
        var last = ID<Customer>(0)
        while true {
            let (after, before) = (last, result)
            let (applied, end) = try await database.write { transaction in
                var applied = before
                let configuration = try self.configuration(transaction)
                let attempt = try transaction.attempt(isTrial: isDry) { () throws -> LookedAt in
                    let lookedAt = try batch(transaction, after)
                    if isDry { throw TakenBack(lookedAt: lookedAt) }
                    return lookedAt
                }
                let lookedAt: LookedAt
                switch attempt {
                case .success(let kept): lookedAt = kept
                case .failure(let taken as TakenBack): lookedAt = taken.lookedAt
                case .failure(let error): throw error
                }
                for look in lookedAt.looks { applied.add(look, configuration) }
                return (applied, lookedAt.end)
            }
            result = applied
            guard let end else { return result }
            last = end
        }
    }

    private func applicable(_ id: ID<Rule>, _ snapshot: Snapshot, at now: Timestamp) throws -> CompiledRule {
        let configuration = try configuration(snapshot)
        guard let compiled = configuration.rule(id) else { throw Refusal.notFound("rule \(id)") }
        guard compiled.rule.isEnabled else { throw Refusal.conflict("The rule is off; switch it on first.") }
        guard compiled.rule.isInSeason(at: now) else { throw Refusal.conflict("The rule is out of season.") }
        guard try configuration.store(compiled.rule.store).automation.isOn else {
            throw Refusal.conflict("Automation is off in the store.")
        }
        guard try snapshot.liveRuns().isEmpty else { throw Refusal.conflict("A run is going on.") }
        return compiled
    }
}

/// Looks again at those whom a rule concerns, batch by batch.
private struct Reapplying {
    static let size = 200

    let rule: Rule
    let transaction: Transaction
    let configuration: Configuration
    let by: String
    let now: Timestamp

    func batch(after: ID<Customer>) throws -> LookedAt {
        guard let compiled = configuration.rule(rule.id) else { return LookedAt(looks: []) }
        let followers = after.rawValue == 0 ? try lookAtOrganizations(compiled) : []
        let ids = try candidates(compiled, after: after)
        let isPurchase = compiled.kind.needs.purchases
        let cause = Cause(actor: .user, by: by, mails: !isPurchase)
        let asking = isPurchase ? Asking() : try asking(compiled)
        let looks = try ids.compactMap { id -> Look? in
            guard let customer = try transaction.customer(id) else { return nil }
            let reassess = Reassess(
                transaction: transaction, configuration: configuration, cause: cause, now: now, asking: asking)
            return Look(customer: customer, changes: try reassess(id).changes)
        }
        return LookedAt(looks: followers + looks, end: ids.last)
    }

    private func candidates(_ compiled: CompiledRule, after: ID<Customer>) throws -> [ID<Customer>] {
        if compiled.kind.needs.purchases {
            return try transaction.judgedCustomers(rule: rule.id, after: after, limit: Self.size)
        }
        let sources = compiled.terms.common.sourceGroups
        guard !sources.isEmpty else {
            return try transaction.customerIDs(store: rule.store, after: after, limit: Self.size)
        }
        let groups = configuration.groupIDs(rule.store, codes: sources + compiled.kind.targetGroups)
        return try transaction.holders(ofAny: groups, after: after, limit: Self.size)
    }

    /// As on a run in which it is this rule's turn.
    private func asking(_ compiled: CompiledRule) throws -> Asking {
        var asking = Asking()
        asking.tasks = [.rules, .tiers]
        asking.turn = [rule.id]
        asking.isForced = compiled.isLadder
        if compiled.isSwept { asking.progress[rule.id] = try transaction.sweep(rule.id)?.progress ?? Progress() }
        return asking
    }

    private func lookAtOrganizations(_ compiled: CompiledRule) throws -> [Look] {
        guard compiled.countsByOrganization else { return [] }
        let ladders = OrganizationLadders(
            transaction: transaction, configuration: configuration, cause: Cause(actor: .user, by: by), now: now)
        var (followers, last) = ([Look](), ID<Organization>(0))
        while true {
            let batch = try transaction.organizationIDs(store: rule.store, after: last, limit: 500)
            guard let end = batch.last else { return followers }
            for organization in batch {
                let followed = try ladders.look(
                    organization, [compiled], moment: .check(isForced: true), isNewFact: false)
                followers += try followed.compactMap { follower in
                    try transaction.customer(follower.customer).map {
                        Look(customer: $0, changes: follower.outcome.changes, isFollower: true)
                    }
                }
            }
            last = end
        }
    }
}

/// Lets a purchase rule judge orders of the past.
struct Backdating {
    let engine: Engine
    let rule: ID<Rule>
    let transaction: Transaction
    let by: String
    let now: Timestamp

    fileprivate func judge(_ orders: [(customer: ID<Customer>, orders: [ID<Order>])]) throws -> [Look] {
        let configuration = try engine.configuration(transaction)
        guard let compiled = configuration.rule(rule) else { return [] }
        return try orders.compactMap { entry in
            guard let buyer = try transaction.customer(entry.customer), !buyer.isDeleted else { return nil }
            let judged = try entry.orders.filter { try judge($0, compiled, buyer, configuration) }
            guard !judged.isEmpty else { return nil }
            let reassess = Reassess(
                transaction: transaction, configuration: configuration,
                cause: Cause(actor: .user, by: by, mails: false), now: now)
            return Look(customer: buyer, changes: try reassess(buyer.id).changes)
        }
    }

    /// Whether the order is one for the rule to judge; it has judged it then.
    func judge(
        _ id: ID<Order>, _ compiled: CompiledRule, _ buyer: Customer, _ configuration: Configuration
    ) throws -> Bool {
        guard let order = try transaction.order(id)?.order, order.guestEmail == nil, order.isComplete, !order.isTest,
            let paidAt = order.paidAt, compiled.rule.isInSeason(at: paidAt),
            compiled.terms(at: paidAt).kind.concerns(order.presentLines.lazy.map(\.line))
        else { return false }
        switch try transaction.entitlement(rule: rule, order: id) {
        case .live, .settled: return false
        case nil, .withheld, .declined: break
        }
        let intake = Intake(
            engine: engine, transaction: transaction, store: order.store,
            cause: Cause(actor: .user, by: by, mails: false), bodyHash: 0, receivedAt: now, now: now)
        let acceptance = Acceptance(intake: intake, order: order)
        let state = try acceptance.state(compiled, buyer, paidAt: paidAt, configuration)
        try transaction.setEntitlement(rule: rule, order: id, customer: buyer.id, state)
        if state == .withheld { try acceptance.noteWithheld(compiled) }
        return true
    }
}
