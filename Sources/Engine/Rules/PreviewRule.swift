public import Domain
public import JSON
public import Rules
internal import Store

/// What a rule would do: who would join, leave or be reminded, and why.
public struct RulePreview: Sendable {
    public var summary: String
    /// What is wrong with the rule; where there is anything, nothing was counted.
    public var errors: [FieldError]
    public var at: Timestamp
    public var since: Timestamp
    public var customersInStore: Int
    public var candidates = 0
    public var outcomes: [Outcome: Int] = [:]
    public var items: [Item] = []
    public var isTruncated = false

    public enum Outcome: String, Sendable, CaseIterable {
        case join, leave, remind, stay, withheld
    }

    /// One customer whom the rule concerns.
    public struct Item: Sendable {
        public var customer: Customer
        public var outcome: Outcome
        /// Codes.
        public var groups: [String]
        public var until: Timestamp?
        public var sentence: String
    }
}

extension Engine {
    /// Evaluates a saved or unsaved rule without writing anything.
    ///
    /// A purchase rule is applied to the orders paid since `since` as if it had been there: by default since its
    /// `active_from`, or for a year.
    ///
    /// - Parameters:
    ///   - document: a whole rule; a half-filled one gives a preview with errors and no counts.
    ///   - id: a saved rule instead.
    ///   - limit: how many of those to list for whom anything would change; nil for everyone whom the rule concerns.
    public func previewRule(
        document: JSONValue?, id: ID<Rule>?, store key: String?, at: Timestamp?, since: Timestamp?, limit: Int?
    ) async throws -> RulePreview {
        let now = at ?? clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let saved = try id.map { id in
                guard let saved = configuration.rule(id) else { throw Refusal.notFound("rule \(id)") }
                return saved
            }
            let store =
                try saved.map { try configuration.store($0.rule.store) }
                ?? configuration.store(keyOrOnly: key ?? document?["store"]?.string, at: "/store")
            var preview = RulePreview(
                summary: "", errors: [], at: now, since: since ?? now,
                customersInStore: try snapshot.customerCount(store: store.id))
            do {
                let compiled = try Self.compile(document, saved, store, configuration, now)
                preview.since =
                    since ?? (id == nil ? nil : compiled.rule.activeFrom)
                    ?? now.adding(seconds: -365 * 86_400)
                preview.summary = Sentences.english.render(
                    compiled.terms.summary, groupName: configuration.groupName(store.id))
                try Previewing(
                    compiled: compiled, isSaved: id != nil && document == nil, store: store, snapshot: snapshot,
                    configuration: configuration, at: now
                ).fill(&preview, limit: limit)
            } catch Refusal.invalid(let errors) {
                preview.errors = errors
            }
            return preview
        }
    }

    private static func compile(
        _ document: JSONValue?, _ saved: CompiledRule?, _ store: Store, _ configuration: Configuration,
        _ now: Timestamp
    ) throws -> CompiledRule {
        guard let document else {
            guard let saved else { throw Refusal.invalid("/rule", "is required where no id is given") }
            return saved
        }
        let draft = try RuleDraft(document, store: store, configuration: configuration)
        var rule = draft.rule(store: store.id, now: now)
        if let saved { rule.id = saved.rule.id }
        return CompiledRule(unsaved: rule, terms: draft.terms)
    }
}

/// Asks one rule about every customer it can concern.
private struct Previewing {
    let compiled: CompiledRule
    let isSaved: Bool
    let store: Store
    let snapshot: Snapshot
    let configuration: Configuration
    let at: Timestamp

    func fill(_ preview: inout RulePreview, limit: Int?) throws {
        guard let kind = compiled.terms.kind as? PurchaseRule else { return }
        let orders = try snapshot.paidOrders(
            store: store.id, from: preview.since, to: at, matching: kind.orderFilter)
        let byCustomer = Dictionary(grouping: orders, by: \.customer)
        for customer in byCustomer.keys.sorted() {
            guard let item = try item(customer, (byCustomer[customer] ?? []).map(\.order)) else { continue }
            preview.candidates += 1
            preview.outcomes[item.outcome, default: 0] += 1
            guard item.outcome != .stay || limit == nil else { continue }
            if preview.items.count < limit ?? .max { preview.items.append(item) } else { preview.isTruncated = true }
        }
    }

    private func item(_ id: ID<Customer>, _ orders: [ID<Order>]) throws -> RulePreview.Item? {
        guard let customer = try snapshot.customer(id), !customer.isDeleted else { return nil }
        let loader = FactLoader(snapshot: snapshot, configuration: configuration)
        let found = try orders.compactMap { try snapshot.order($0)?.order }
        let purchases = found.filter { !$0.isTest && compiled.terms.kind.concerns($0.presentLines.lazy.map(\.line)) }
            .compactMap { loader.purchase($0, compiled) }
        guard !purchases.isEmpty else { return nil }
        let grants = try snapshot.openGrants(id).filter { $0.isInForce(at: at, automation: store.automation) }
        let held = Set(grants.map(\.group))
        let question = try loader.question(compiled, customer, held: held, purchases: purchases, at: at)
        guard compiled.terms.common.admits(question.customer, on: store.zone.day(at: at), zone: store.zone) else {
            return nil
        }
        let verdict = compiled.terms.kind.decide(question)
        return try item(customer, verdict, grants)
    }

    private func item(_ customer: Customer, _ verdict: Verdict, _ grants: [Grant]) throws -> RulePreview.Item {
        let inForce = verdict.holds.filter { $0.from <= at && ($0.until.map { $0 > at } ?? true) }
        let wanted = Set(inForce.map(\.group))
        let held = Set(grants.compactMap { configuration.groups[$0.group]?.code })
        let byRule = Set(
            grants.filter { $0.rule == compiled.rule.id }.compactMap { configuration.groups[$0.group]?.code })
        let others = Set(
            grants.filter { $0.rule != compiled.rule.id }.compactMap { configuration.groups[$0.group]?.code })
        let blocked = Set(
            try snapshot.blocks(customer.id).filter { $0.isInForce(at: at) }
                .compactMap { configuration.groups[$0.group]?.code })
        let joins = wanted.subtracting(held)
        let leaves = byRule.subtracting(wanted).subtracting(others)
        let outcome: RulePreview.Outcome
        if !joins.isEmpty, !customer.isAutomated || !joins.isDisjoint(with: blocked) {
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

extension PurchaseRule {
    /// What narrows the orders to look at, where the rule names products or SKUs only.
    fileprivate var orderFilter: LineFilter? {
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
