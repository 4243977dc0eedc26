internal import Domain
internal import Rules
internal import Store

/// What is known of one customer, as far as the rules that are to be asked need it.
struct LoadedFacts {
    let row: CustomerFactRow
    var grants: [GrantFactRow] = []
    /// When grants held that were given anew since.
    var former: [(group: ID<Group>, from: Timestamp, ended: Timestamp)] = []
    var blocked: Set<ID<Group>> = []
    var decisions: [(rule: ID<Rule>, decision: Decision)] = []
    var spend: [SpendDay] = []
    /// What of `spend` was paid for an organization.
    var lent: [SpendDay] = []
    var orders: [OrderFacts] = []
    var firstOrderAt: Timestamp?

    /// The grants as a ledger has left them, with those that had ended before where they were loaded.
    func grants(after ledger: Ledger) -> [GrantFactRow] {
        let touched = Set((ledger.grants + ledger.ended).map(\.id))
        let past = grants.filter { $0.endedAt != nil && !touched.contains($0.id) }
        return past + (ledger.ended + ledger.grants).map(GrantFactRow.init)
    }

    func decisions(of rule: ID<Rule>) -> [Decision] {
        decisions.filter { $0.rule == rule }.map(\.decision)
    }
}

/// Gathers what rules need to know: for many customers with one statement each, for a single one with the same.
struct FactLoader {
    let snapshot: Snapshot
    let configuration: Configuration

    /// - Parameter ids: ascending. Those that do not exist are left out.
    func load(_ ids: [ID<Customer>], needs: FactNeeds, at instant: Timestamp) throws -> [LoadedFacts] {
        var loaded = try snapshot.customerFacts(ids).map { LoadedFacts(row: $0) }
        let found = loaded.map(\.row.id)
        try snapshot.grantFacts(found, history: needs.history) { loaded[$0].grants.append($1) }
        try snapshot.blockFacts(found, at: instant) { loaded[$0].blocked.insert($1) }
        try loadRest(&loaded, needs: needs, at: instant)
        return loaded
    }

    /// The same for one customer whose ledger is open: it has read a part already.
    ///
    /// - Parameter customer: as the database has it.
    func load(
        _ customer: Customer, _ ledger: Ledger, needs: FactNeeds, at instant: Timestamp
    ) throws -> LoadedFacts {
        var loaded = [LoadedFacts(row: CustomerFactRow(customer))]
        if needs.history {
            try snapshot.grantFacts([customer.id], history: true) { loaded[$0].grants.append($1) }
        } else {
            loaded[0].grants = ledger.grants.map(GrantFactRow.init)
        }
        loaded[0].blocked = Set(ledger.blocks.filter { $0.isInForce(at: instant) }.map(\.group))
        try loadRest(&loaded, needs: needs, at: instant)
        return loaded[0]
    }

    /// All but the customers themselves, their grants and their blocks.
    private func loadRest(_ loaded: inout [LoadedFacts], needs: FactNeeds, at instant: Timestamp) throws {
        let found = loaded.map(\.row.id)
        if needs.history {
            try snapshot.formerGrantFacts(found) { loaded[$0].former.append(($1, $2, $3)) }
        }
        try snapshot.decisionFacts(found) { loaded[$0].decisions.append(($1, $2)) }
        if let days = needs.spendDays, let store = loaded.first?.row.store {
            let first = try configuration.shop(store).zone.day(at: instant).adding(days: -min(days, 1_000_000))
            try snapshot.spendFacts(found, from: first) { loaded[$0].spend.append(SpendDay($1)) }
            if needs.byOrganization {
                try snapshot.lentSpendFacts(found, from: first) { loaded[$0].lent.append(SpendDay($1)) }
            }
        }
        for index in loaded.indices {
            let row = loaded[index].row
            if row.registeredAt == nil {
                loaded[index].firstOrderAt = try snapshot.firstOrderAt(row.id)
            }
            if needs.orders { loaded[index].orders = try orders(of: row.id, store: row.store) }
        }
    }

    // MARK: Questions

    /// - Parameters:
    ///   - grants: the grants as they stand; nil for those loaded.
    ///   - progress: how far the rule as a whole has come; nil where it is only tried out.
    func question(
        _ compiled: CompiledRule, _ facts: LoadedFacts, grants: [GrantFactRow]? = nil, progress: Progress?,
        at instant: Timestamp, moment: Moment
    ) throws -> Question {
        let shop = try configuration.shop(compiled.rule.store)
        let decisions = facts.decisions(of: compiled.rule.id)
        return Question(
            rule: compiled.rule, common: compiled.terms.common, shop: shop,
            customer: try customer(facts, grants ?? facts.grants, compiled, at: instant),
            record: RuleRecord(decisions: decisions, progress: progress),
            purchases: compiled.kind.needs.purchases ? try purchases(compiled, facts.row.id) : [], at: instant,
            moment: moment)
    }

    /// A customer as conditions see them, without any rule in mind.
    func customer(
        _ facts: LoadedFacts, _ grants: [GrantFactRow]? = nil, at instant: Timestamp
    ) throws -> CustomerFacts {
        let row = facts.row
        let grants = grants ?? facts.grants
        let automation = try configuration.store(row.store).automation
        var customer = self.customer(row, firstOrderAt: facts.firstOrderAt)
        customer.memberships.reserveCapacity(grants.count)
        for grant in grants {
            guard let code = configuration.groupCodes[grant.group] else { continue }
            let isInForce = grant.isInForce(at: instant, automation: automation)
            if isInForce { customer.groups.insert(code) }
            customer.memberships.append(
                MembershipFact(
                    grant, group: code, isInForce: isInForce, registeredAt: row.registeredAt ?? customer.firstKnownAt))
        }
        for past in facts.former {
            guard let code = configuration.groups[past.group]?.code else { continue }
            customer.memberships.append(
                MembershipFact(group: code, source: .manual, from: past.from, end: past.ended, isInForce: false))
        }
        customer.defaultGroup = row.defaultGroup.flatMap { configuration.groupCodes[$0] }
        customer.blocked = Set(facts.blocked.compactMap { configuration.groupCodes[$0] })
        customer.spend = facts.spend
        customer.lastFactAt = row.lastFactAt
        customer.orders = facts.orders
        if let organization = row.organization {
            customer.organization = try snapshot.organization(organization)?.externalID
        }
        return customer
    }

    private func customer(
        _ facts: LoadedFacts, _ grants: [GrantFactRow], _ compiled: CompiledRule, at instant: Timestamp
    ) throws -> CustomerFacts {
        var customer = try customer(facts, grants, at: instant)
        guard compiled.kind.needs.byOrganization else { return customer }
        // Those orders count for the organization for ever, whoever leaves it.
        customer.spend += facts.lent.map {
            SpendDay(day: $0.day, status: $0.status, amount: -$0.amount, orders: -$0.orders)
        }
        if let organization = facts.row.organization {
            let rung = try snapshot.organizationRung(rule: compiled.rule.id, organization: organization)
            customer.team = TeamFacts(rung: rung?.rung)
        }
        return customer
    }

    private func customer(_ row: CustomerFactRow, firstOrderAt: Timestamp?) -> CustomerFacts {
        var customer = CustomerFacts(
            externalID: row.externalID, registeredAt: row.registeredAt,
            firstKnownAt: firstOrderAt ?? row.firstSeenAt)
        customer.email = row.email
        customer.country = row.country
        customer.language = row.locale
        return customer
    }

    /// Facts of a customer without any rule in mind, for `CommonTerms.admits`.
    ///
    /// - Parameter forAge: how long they have been known matters.
    func facts(_ customer: Customer, held: Set<ID<Group>>, forAge: Bool) throws -> CustomerFacts {
        let firstOrderAt = try forAge && customer.registeredAt == nil ? snapshot.firstOrderAt(customer.id) : nil
        return CustomerFacts(
            externalID: customer.externalID, registeredAt: customer.registeredAt,
            firstKnownAt: firstOrderAt ?? customer.firstSeenAt,
            groups: Set(held.compactMap { configuration.groups[$0]?.code }))
    }

    // MARK: Orders

    /// Orders that stand as paid now, by payment and id.
    private func orders(of customer: ID<Customer>, store: ID<Store>) throws -> [OrderFacts] {
        let base = try configuration.store(store)
        return try snapshot.countedOrders(of: customer).compactMap { found in
            let order = found.order
            guard order.status.flatMap({ configuration.statuses[$0]?.isPaid }) ?? false else { return nil }
            let total = try self.total(of: order, in: base)
            return OrderFacts(
                id: order.id, name: order.externalID, paidAt: order.paidAt ?? order.receivedAt,
                total: total, lines: order.presentLines.map(\.line),
                paymentMethod: order.paymentMethod, country: order.country)
        }
    }

    private func total(of order: Order, in store: Domain.Store) throws -> Int64? {
        var rate: Decimal?
        if let amounts = order.amounts, amounts.currency != store.currency, amounts.conversionRate == nil {
            let day = store.zone.day(at: order.paidAt ?? order.receivedAt)
            rate = try snapshot.rate(store: store.id, currency: amounts.currency, day: day)
        }
        return order.total(in: store) { rate }
    }

    private func purchases(_ compiled: CompiledRule, _ customer: ID<Customer>) throws -> [Purchase] {
        try snapshot.entitledOrders(rule: compiled.rule.id, customer: customer).compactMap { purchase($0, compiled) }
    }

    /// The order as a purchase rule sees it; nil where it was never paid.
    func purchase(_ order: Order, _ compiled: CompiledRule) -> Purchase? {
        guard let paidAt = order.paidAt, let terms = compiled.terms(at: paidAt).kind as? PurchaseRule else {
            return nil
        }
        let lines = order.presentLines.compactMap { line in
            order.start(of: line).map { Purchase.Line(line: line.line, start: $0) }
        }
        return Purchase(
            order: order.id, orderName: order.externalID, paidAt: paidAt, isLive: entitles(order), lines: lines,
            terms: terms)
    }

    /// Once paid, not void now, not free, not given back as a whole. Where the shop says which lines were given back,
    /// those decide; where it names an amount alone, only the whole amount means all lines.
    private func entitles(_ order: Order) -> Bool {
        guard let amounts = order.amounts, order.paidAt != nil, !order.isTest, !order.isDeleted else { return false }
        let isVoid = order.status.flatMap { configuration.statuses[$0]?.isVoid } ?? false
        let namesLines = order.presentLines.contains { $0.line.refundedQuantity > 0 }
        return !isVoid && amounts.total > 0 && (namesLines || order.refunded < amounts.total)
    }
}

extension MembershipFact {
    /// - Parameter registeredAt: from when an import counts that its file did not date.
    init(_ grant: GrantFactRow, group: String, isInForce: Bool, registeredAt: Timestamp) {
        let isUndated = grant.source == .import && grant.from == grant.claimedAt
        let from = isUndated ? min(grant.from, registeredAt) : grant.from
        self.init(
            group: group, source: grant.source, rule: grant.rule,
            isPurchase: grant.source == .rule && grant.order != nil, isPinned: grant.isPinned, from: from,
            end: grant.endedAt ?? grant.until, isInForce: isInForce, joinedAt: grant.joinedAt)
    }
}

extension SpendDay {
    init(_ row: SpendFactRow) {
        self.init(day: row.day, status: row.status, amount: row.amount, orders: row.orders)
    }
}

extension FactNeeds {
    /// What both need.
    func union(_ other: FactNeeds) -> FactNeeds {
        FactNeeds(
            purchases: purchases || other.purchases, history: history || other.history,
            orders: orders || other.orders,
            spendDays: [spendDays, other.spendDays].compactMap { $0 }.max(),
            byOrganization: byOrganization || other.byOrganization)
    }
}
