internal import Domain
internal import Rules
internal import Store

/// Asks one rule about every customer it can concern, without writing.
struct Previewing {
    let compiled: CompiledRule
    let store: Domain.Store
    let snapshot: Snapshot
    let configuration: Configuration
    let at: Timestamp

    private static let batch = 1_000

    func fill(_ preview: inout RulePreview, limit: Int?) throws {
        if let kind = compiled.kind as? PurchaseRule {
            try fillPurchases(kind, &preview, limit)
        } else {
            try fillAll(&preview, limit)
        }
        let moved = [.move, .join, .leave].reduce(0) { $0 + (preview.outcomes[$1] ?? 0) }
        preview.exceedsShare =
            compiled.terms.declaration.actsOnRuns && preview.customersInStore > 100
            && moved * 100 > compiled.terms.common.maxShare * preview.customersInStore
    }

    private func note(_ item: RulePreview.Item, _ preview: inout RulePreview, _ limit: Int?) {
        preview.candidates += 1
        preview.outcomes[item.outcome, default: 0] += 1
        guard item.outcome != .stay || limit == nil else { return }
        if preview.items.count < limit ?? .max { preview.items.append(item) } else { preview.isTruncated = true }
    }

    // MARK: Kinds that look at customers

    private func fillAll(_ preview: inout RulePreview, _ limit: Int?) throws {
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        var last = ID<Customer>(0)
        while true {
            let ids = try candidates(after: last)
            guard let end = ids.last else { return }
            last = end
            for facts in try loader.load(ids, needs: compiled.kind.needs, at: at) where !facts.row.isDeleted {
                guard let item = try item(facts, since: preview.since) else { continue }
                note(item, &preview, limit)
            }
        }
    }

    private func candidates(after last: ID<Customer>) throws -> [ID<Customer>] {
        let sources = compiled.terms.common.sourceGroups
        guard !sources.isEmpty else { return try snapshot.customerIDs(store: store.id, after: last, limit: Self.batch) }
        let groups = configuration.groupIDs(store.id, codes: sources)
        return try snapshot.holders(ofAny: groups, after: last, limit: Self.batch)
    }

    /// Nil for whom the rule does not concern.
    private func item(_ facts: LoadedFacts, since: Timestamp) throws -> RulePreview.Item? {
        let consulting = Consulting(snapshot: snapshot, configuration: configuration, at: at)
        // As if it had been there since.
        var compiled = compiled
        compiled.rule.activeFrom = min(compiled.rule.activeFrom ?? since, since)
        var found: Consulting.Answer?
        for moment in moments(facts, since: since) {
            let answer = try consulting.answer(compiled, facts, progress: nil, moment)
            if found == nil || answer.verdict.act != nil { found = answer }
        }
        guard let found, let outcome = outcome(found, facts) else { return nil }
        guard let customer = try outcome == .stay ? nil : snapshot.customer(facts.row.id) else {
            return RulePreview.Item(
                customer: Customer(facts.row), outcome: outcome, groups: [], until: nil,
                sentence: configuration.words(found.sentence, store: store.id))
        }
        let joins = found.verdict.act?.joins ?? []
        return RulePreview.Item(
            customer: customer, outcome: outcome,
            groups: joins.isEmpty
                ? (found.verdict.act?.releases ?? []) + (found.verdict.act?.leaves ?? []) : joins.map(\.group),
            until: joins.contains { $0.until == nil } ? nil : joins.compactMap(\.until).max(),
            sentence: configuration.words(found.sentence, store: store.id))
    }

    private func moments(_ facts: LoadedFacts, since: Timestamp) -> [Moment] {
        compiled.kind.rehearsals(
            registeredAt: facts.row.registeredAt ?? facts.row.firstSeenAt,
            orders: facts.orders, since: since, until: at)
    }

    private func outcome(_ answer: Consulting.Answer, _ facts: LoadedFacts) -> RulePreview.Outcome? {
        guard answer.judgement == .act, let act = answer.verdict.act else {
            return answer.verdict.reminders.isEmpty ? .stay : .remind
        }
        guard facts.row.isAutomated else { return .withheld }
        switch act.kind {
        case .moved: return .move
        case .demoted, .ended: return .leave
        default: return .join
        }
    }

    // MARK: Purchases

    private func fillPurchases(_ kind: PurchaseRule, _ preview: inout RulePreview, _ limit: Int?) throws {
        let orders = try snapshot.paidOrders(
            store: store.id, from: preview.since, to: at, matching: kind.orderFilter)
        let byCustomer = Dictionary(grouping: orders, by: \.customer)
        for customer in byCustomer.keys.sorted() {
            guard let item = try item(customer, (byCustomer[customer] ?? []).map(\.order)) else { continue }
            note(item, &preview, limit)
        }
    }

    private func item(_ id: ID<Customer>, _ orders: [ID<Order>]) throws -> RulePreview.Item? {
        guard let customer = try snapshot.customer(id), !customer.isDeleted else { return nil }
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        let found = try orders.compactMap { try snapshot.order($0)?.order }
        let purchases = found.filter {
            !$0.isTest && $0.guestEmail == nil && compiled.kind.concerns($0.presentLines.lazy.map(\.line))
        }.compactMap { loader.purchase($0, compiled) }
        guard !purchases.isEmpty, let facts = try loader.load([id], needs: FactNeeds(), at: at).first else {
            return nil
        }
        var question = try loader.question(compiled, facts, progress: nil, at: at, moment: .check(isForced: false))
        question.purchases = purchases
        guard compiled.terms.common.admits(question.customer, on: question.day, zone: store.zone) else { return nil }
        return item(customer, compiled.kind.decide(question), question.customer)
    }

    private func item(_ customer: Customer, _ verdict: Verdict, _ facts: CustomerFacts) -> RulePreview.Item {
        let inForce = (verdict.holds ?? []).filter { $0.from <= at && ($0.until.map { $0 > at } ?? true) }
        let wanted = Set(inForce.map(\.group))
        let present = facts.memberships.filter(\.isInForce)
        let byRule = Set(present.filter { $0.rule == compiled.rule.id }.map(\.group))
        let others = Set(present.filter { $0.rule != compiled.rule.id }.map(\.group))
        let joins = wanted.subtracting(facts.groups)
        let leaves = byRule.subtracting(wanted).subtracting(others)
        let outcome: RulePreview.Outcome
        if !joins.isEmpty, !customer.isAutomated || !joins.isDisjoint(with: facts.blocked) {
            outcome = .withheld
        } else if !joins.isEmpty {
            outcome = .join
        } else if !leaves.isEmpty {
            outcome = .leave
        } else {
            outcome = verdict.reminders.isEmpty ? .stay : .remind
        }
        let groups = outcome == .leave ? leaves : joins.isEmpty ? wanted : joins
        let until = inForce.contains { $0.until == nil } ? nil : inForce.compactMap(\.until).max()
        return RulePreview.Item(
            customer: customer, outcome: outcome, groups: groups.sorted(), until: until,
            sentence: configuration.words(verdict.sentence, store: store.id))
    }
}

extension Customer {
    /// For lists that show nothing but who it is.
    fileprivate init(_ row: CustomerFactRow) {
        self.init(id: row.id, store: row.store, externalID: row.externalID, firstSeenAt: row.firstSeenAt)
        email = row.email
    }
}

extension PurchaseRule {
    /// What narrows the orders to look at, where the rule names products or SKUs only.
    var orderFilter: LineFilter? {
        var filter = LineFilter()
        for product in products {
            switch product {
            case .product(let id, _): filter.products.append(id)
            case .sku(let sku): filter.skus.append(sku)
            case .category: return nil
            }
        }
        return filter
    }
}
