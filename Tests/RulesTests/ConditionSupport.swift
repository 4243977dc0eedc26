import Domain
import JSON
import Testing

@testable import Rules

/// A customer in a store of euros, and what can happen to them, for the tests of conditions.
struct ConditionShop {
    static let known = KnownShop(groups: ["club", "gold", "retail", "staff"], currency: Currency("EUR"))
    static let paid = ID<OrderStatus>(1)
    static let pending = ID<OrderStatus>(2)

    let currency: Currency
    var zone = Zone.utc
    var at: Timestamp
    var customer: CustomerFacts
    var record = RuleRecord()
    var moment = Moment.check(isForced: false)
    var common = CommonTerms()
    var automatedSince = Timestamp.zero
    var ruleUpdatedAt = Timestamp.zero
    var activeFrom: Timestamp?

    static let rule = ID<Rule>(7)

    /// - Parameter now: an instant, or a local day, which means its 00:00.
    init(_ now: String, zone: String = "UTC", registered: String? = "2026-01-01T12:00:00Z") throws {
        let zone = try #require(Zone(zone))
        self.zone = zone
        currency = try #require(Currency("EUR"))
        at = try Self.instant(now, zone)
        activeFrom = Timestamp(rfc3339: "2020-01-01T00:00:00Z")
        customer = CustomerFacts(
            externalID: "77", registeredAt: try registered.map { try Self.instant($0, zone) },
            firstKnownAt: try #require(Timestamp(rfc3339: "2026-01-01T12:00:00Z")))
    }

    static func instant(_ text: String, _ zone: Zone = .utc) throws -> Timestamp {
        if let day = CalendarDay(text: text) { return zone.start(of: day) }
        return try #require(Timestamp(rfc3339: text))
    }

    mutating func setNow(_ text: String) throws { at = try Self.instant(text, zone) }

    var shop: ShopFacts {
        func status(_ id: ID<OrderStatus>, _ code: String, paid: Bool) -> OrderStatus {
            OrderStatus(
                id: id, store: ID(1), code: code, label: code, isPaid: paid, isVoid: false, rank: 1, isMapped: true)
        }
        return ShopFacts(
            zone: zone, currency: currency,
            statuses: [status(Self.paid, "paid", paid: true), status(Self.pending, "pending", paid: false)],
            automatedSince: automatedSince)
    }

    func facts(order: OrderFacts? = nil) -> ConditionFacts {
        ConditionFacts(customer: customer, order: order, shop: shop, at: at)
    }

    /// Orders of one local day, in minor units together.
    mutating func spend(
        _ day: String, _ amount: Int64, orders: Int = 1, status: ID<OrderStatus> = ConditionShop.paid
    ) throws {
        let day = try #require(CalendarDay(text: day))
        customer.spend.append(SpendDay(day: day, status: status, amount: amount, orders: orders))
        customer.spend.sort { $0.day < $1.day }
    }

    /// A paid order, with its spend, of which there is a report now.
    @discardableResult
    mutating func pay(
        _ id: Int64, at text: String, total: Int64? = 10_000, sku: String = "TEE", category: String = "shirts",
        method: String = "card", becamePaid: Bool = true
    ) throws -> OrderFacts {
        let paidAt = try Self.instant(text, zone)
        let line = OrderLine(id: "1", productID: "5", sku: sku, categories: [category], quantity: 1, total: total ?? 0)
        let order = OrderFacts(
            id: ID(id), name: "N\(id)", paidAt: paidAt, total: total, lines: [line], paymentMethod: method, country: nil
        )
        customer.orders.append(order)
        customer.orders.sort { ($0.paidAt, $0.id) < ($1.paidAt, $1.id) }
        customer.lastFactAt = max(customer.lastFactAt ?? .zero, at)
        try spend(zone.day(at: paidAt).description, total ?? 0)
        moment = .order(order.id, becamePaid: becamePaid)
        return order
    }

    mutating func hold(
        _ group: String, from: String = "2026-01-02", until: String? = nil, source: Grant.Source = .manual,
        byRule rule: ID<Rule>? = nil, isPurchase: Bool = false, isPinned: Bool = false
    ) throws {
        customer.groups.insert(group)
        customer.memberships.append(
            MembershipFact(
                group: group, source: rule == nil ? source : .rule, rule: rule, isPurchase: isPurchase,
                isPinned: isPinned, from: try Self.instant(from, zone),
                end: try until.map { try Self.instant($0, zone) }))
    }

    mutating func note(_ kind: Decision.Kind, _ key: String, at text: String) throws {
        record.decisions.append(Decision(kind, key, at: try Self.instant(text, zone)))
    }

    func decide(_ rule: ConditionsRule) -> Verdict {
        let row = Rule(
            id: Self.rule, store: ID(1), kind: "conditions", name: "R", isEnabled: true, enabledSince: activeFrom,
            priority: 10, seasonFrom: nil, seasonUntil: nil, activeFrom: activeFrom, definition: "{}", revision: 1,
            termsFloor: 1, createdAt: .zero, updatedAt: ruleUpdatedAt)
        let question = Question(
            rule: row, common: common, shop: shop, customer: customer, record: record, at: at, moment: moment)
        let verdict = rule.decide(question)
        #expect(verdict == rule.decide(question))
        let said = [verdict.sentence, verdict.next?.sentence, verdict.act?.reason].compactMap { $0 }
        for sentence in said { #expect(Sentences.english.codes.contains(sentence.code)) }
        return verdict
    }

    /// Takes in what an act does, as the engine would.
    mutating func apply(_ verdict: Verdict) {
        for case .remember(let kind, let key) in verdict.notes { record.decisions.append(Decision(kind, key, at: at)) }
        guard let act = verdict.act else { return }
        customer.memberships.removeAll { held in
            act.joins.contains { $0.group == held.group } && held.rule == Self.rule
                || act.releases.contains(held.group) && held.rule == Self.rule
                || act.leaves.contains(held.group) && !held.isPurchase && !held.isPinned
        }
        for join in act.joins {
            customer.memberships.append(
                MembershipFact(group: join.group, source: .rule, rule: Self.rule, from: join.from, end: join.until))
            if join.claimsDefault { customer.defaultGroup = join.group }
        }
        customer.groups = Set(customer.memberships.filter(\.isInForce).map(\.group))
        if let group = act.makesDefault { customer.defaultGroup = group }
    }
}

extension ConditionsRule {
    /// A rule that has no faults.
    static func made(
        _ trigger: String, _ when: JSONValue, _ actions: JSONValue = [["grant": "club"]], whileTrue: Bool = false
    ) throws -> ConditionsRule {
        let params: JSONValue = [
            "trigger": .string(trigger), "when": when, "actions": actions, "while_true": .bool(whileTrue),
        ]
        let terms = try RuleCatalog.terms(
            kind: "conditions", document: ["params": params], shop: ConditionShop.known)
        return try #require(terms.kind as? ConditionsRule)
    }

    /// The places of its faults.
    static func faults(_ params: JSONValue) -> Set<String> {
        do {
            _ = try RuleCatalog.terms(kind: "conditions", document: ["params": params], shop: ConditionShop.known)
            return []
        } catch {
            return Set(error.errors.map(\.pointer))
        }
    }
}

extension Condition {
    static func made(_ value: JSONValue, hasOrder: Bool = true) throws -> Condition {
        var errors: [FieldError] = []
        let condition = Condition(
            reading: value, at: "/when", shop: ConditionShop.known, hasOrder: hasOrder, errors: &errors)
        #expect(errors.isEmpty)
        return try #require(condition)
    }
}

/// `{"amount": …, "currency": "EUR"}`
func euros(_ amount: String) -> JSONValue { ["amount": .string(amount), "currency": "EUR"] }
