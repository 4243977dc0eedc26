internal import Domain
internal import JSON
internal import Rules
internal import Store

/// Writes the events that destinations are to be told of, in the transaction of what they tell. With no destination that
/// wants one, it costs a look at the configuration.
struct EventWriting {
    let transaction: Transaction
    let configuration: Configuration
    let now: Timestamp

    /// The groups that a customer has joined and left, and the rungs climbed. Imports and first loads are told too: what a
    /// destination knows of memberships has to be whole.
    ///
    /// - Parameters:
    ///   - ledger: settled.
    ///   - isHistory: of which rules it is, and not something that the customer has just achieved.
    func tell(_ ledger: Ledger, isHistory: (ID<Rule>) -> Bool) throws {
        guard !configuration.destinations.isEmpty, !ledger.changes.isEmpty else { return }
        let store = ledger.store.id
        let changes = configuration.destinations(wanting: .groupsChanged, of: store)
        let rungs = configuration.destinations(wanting: .tierReached, of: store)
        guard !changes.isEmpty || !rungs.isEmpty else { return }
        let bodies = EventBodies(configuration: configuration, store: ledger.store)
        for change in ledger.changes {
            if change.movesGroups {
                let order = try change.order.flatMap { try transaction.orderName($0) }
                try put(.groupsChanged, store, ledger.customer.id, to: changes) { w in
                    bodies.groupsChanged(change, ledger, orderName: order, &w)
                }
            }
            try tellRung(change, ledger, bodies, to: rungs, isHistory: isHistory)
        }
    }

    /// A rung of the past is told only where a voucher was made for it: else nobody would learn its code.
    private func tellRung(
        _ change: Change, _ ledger: Ledger, _ bodies: EventBodies, to destinations: [ID<DestinationRecord>],
        isHistory: (ID<Rule>) -> Bool
    ) throws {
        guard !destinations.isEmpty, change.kind == .promoted,
            let compiled = change.rule.flatMap(configuration.rule), let ladder = compiled.kind as? TiersRule,
            let tier = Self.rung(of: ledger, ladder, compiled.rule.id, configuration)
        else { return }
        let voucher = try transaction.vouchers(of: ledger.customer.id).first {
            $0.rule == compiled.rule.id && $0.rung == tier.group && $0.createdAt == now
        }
        guard voucher != nil || !isHistory(compiled.rule.id) else { return }
        try put(.tierReached, ledger.store.id, ledger.customer.id, to: destinations) { w in
            bodies.tierReached(tier, change, compiled.rule, voucher, ledger.customer, &w)
        }
    }

    /// The highest one that the ladder has put the customer on.
    private static func rung(
        of ledger: Ledger, _ ladder: TiersRule, _ rule: ID<Rule>, _ configuration: Configuration
    ) -> Tier? {
        let codes = ledger.grants.filter { $0.rule == rule }.compactMap { configuration.groups[$0.group]?.code }
        return codes.compactMap { ladder.rung(of: $0) }.max().map { ladder.tiers[$0] }
    }

    /// A reminder that was just written.
    func tell(_ reminder: PlannedReminder, _ rule: Rule, _ ledger: Ledger) throws {
        guard !configuration.destinations.isEmpty else { return }
        let name = configuration.groupName(rule.store)
        let facts = reminder.facts.map { JSONValue.Member($0.name, $0.value.json(groupName: name)) }
        let destinations = configuration.destinations(wanting: .reminded, of: ledger.store.id)
        let bodies = EventBodies(configuration: configuration, store: ledger.store)
        try put(.reminded, ledger.store.id, ledger.customer.id, to: destinations) { w in
            bodies.reminded(reminder, rule, ledger.customer, facts: facts, &w)
        }
    }

    /// A run that has ended, or waits for a person. One of several stores is told to nobody who may see only one.
    func tell(_ run: Run) throws {
        guard !configuration.destinations.isEmpty, !run.isDry else { return }
        let only = configuration.stores.count == 1 ? configuration.stores.first?.id : nil
        let store = run.store ?? only
        try put(.runFinished, store, nil, to: configuration.destinations(wanting: .runFinished, of: store)) { w in
            EventBodies.runFinished(run, store: store.flatMap { try? configuration.store($0).key }, &w)
        }
    }

    private func put(
        _ kind: OutgoingEvent.Kind, _ store: ID<Domain.Store>?, _ customer: ID<Customer>?,
        to destinations: [ID<DestinationRecord>], _ data: (inout JSONWriter) -> Void
    ) throws {
        guard !destinations.isEmpty else { return }
        let body = EventBodies.whole(kind.rawValue, at: now, data)
        let event = try transaction.insert(
            OutgoingEvent(
                store: store, customer: customer, kind: kind, body: String(decoding: body, as: UTF8.self),
                createdAt: now))
        for destination in destinations {
            try transaction.insert(
                OutgoingDelivery(
                    event: event, destination: destination, customer: customer, kind: kind, nextAt: now, createdAt: now)
            )
        }
    }
}

extension Change {
    /// Whether anything about groups is different afterwards.
    fileprivate var movesGroups: Bool {
        !groupsAdded.isEmpty || !groupsRemoved.isEmpty || defaultBefore != defaultAfter
    }
}

extension Sentence.Value {
    /// As destinations get it: money with its currency, days in ISO form, groups by their names.
    fileprivate func json(groupName: (String) -> String) -> JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .texts(let texts): .string(texts.joined(separator: ", "))
        case .sentences(let inner): .string(Sentences.english.render(inner, groupName: groupName))
        case .number(let number): .integer(number)
        case .day(let day): .string(day.description)
        case .money(let money): .string(money.description)
        case .groups(let codes): .string(codes.map(groupName).joined(separator: ", "))
        }
    }
}
