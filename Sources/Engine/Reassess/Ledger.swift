internal import Domain
internal import Rules
internal import Store

/// One customer's grants, blocks and default group while they are being changed, and the record of what was done.
///
/// Every act goes through `perform`, which notes a change with its exact effects; `settle` then finds the default
/// group, and writes all of it in one go. Nothing else writes grants.
struct Ledger {
    private(set) var customer: Customer
    private(set) var grants: [Grant]
    /// Those that ended while it was open.
    private(set) var ended: [Grant] = []
    private(set) var blocks: [Block]
    private(set) var changes: [Change] = []
    let store: Store
    let now: Timestamp
    private let transaction: Transaction
    private let configuration: Configuration
    private let cause: Cause
    private var current: Change?
    /// What rules are to remember or to forget, and the change that it belongs to.
    private var notes: [(rule: ID<Rule>, note: Verdict.Note, change: Int?)] = []
    /// The customer as the database has it.
    private let loaded: Customer

    init(
        _ customer: Customer, transaction: Transaction, configuration: Configuration, cause: Cause, now: Timestamp
    ) throws {
        self.customer = customer
        loaded = customer
        self.transaction = transaction
        self.configuration = configuration
        self.cause = cause
        self.now = now
        store = try configuration.store(customer.store)
        grants = try transaction.openGrants(customer.id)
        blocks = try transaction.blocks(customer.id)
    }

    /// Groups whose membership has begun and whose end is not recorded: what the record says, as against `isInForce`,
    /// which knows that a term is over before anyone has written it down.
    var recordedGroups: Set<ID<Group>> {
        Set(grants.filter { $0.endedAt == nil && $0.from <= now }.map(\.group))
    }

    /// Groups held at this instant.
    var heldGroups: Set<ID<Group>> {
        Set(grants.filter { $0.isInForce(at: now, automation: store.automation) }.map(\.group))
    }

    func isBlocked(_ group: ID<Group>) -> Bool {
        blocks.contains { $0.group == group && $0.isInForce(at: now) }
    }

    /// Runs one act and notes it as one change, unless it had no effect. The change, as far as it is known yet.
    @discardableResult
    mutating func perform(
        _ kind: Change.Kind, reason: Sentence, rule: Rule? = nil, order: ID<Order>? = nil, key: String? = nil,
        reverts: ID<Change>? = nil, actor: Change.Actor? = nil, _ act: (inout Ledger) throws -> Void
    ) throws -> Change? {
        let before = recordedGroups
        var change = Change(
            id: ID(0), store: store.id, customer: customer.id, at: now, kind: kind, actor: actor ?? cause.actor,
            reason: reason)
        change.by = cause.by
        change.rule = rule?.id
        change.ruleRevision = rule?.revision
        change.order = order ?? (rule == nil ? nil : cause.order)
        change.run = cause.run
        change.delivery = cause.delivery
        change.key = key
        change.reverts = reverts
        change.defaultBefore = customer.defaultGroup
        change.defaultAfter = customer.defaultGroup
        current = change
        try act(&self)
        // A merge is told even where it brought no groups.
        guard var done = current, kind == .merged || done.effects.contains(where: \.isVisible) else {
            current = nil
            for index in notes.indices where notes[index].change == changes.count { notes[index].change = nil }
            return nil
        }
        current = nil
        let after = recordedGroups
        done.groupsAdded = after.subtracting(before).sorted()
        done.groupsRemoved = before.subtracting(after).sorted()
        changes.append(done)
        return done
    }

    /// Opens a grant, or opens again one of the same origin that had ended.
    mutating func open(_ grant: Grant) throws {
        var grant = grant
        if let ended = try transaction.grant(grant.customer, grant.group, grant.source, origin: grant.origin) {
            grant.id = ended.id
            if let endedAt = ended.endedAt { try transaction.noteFormer(ended, endedAt: endedAt) }
            try transaction.update(grant)
            grants.removeAll { $0.id == grant.id }
            self.ended.removeAll { $0.id == grant.id }
            note(.grant(grant.id, before: Change.GrantState(ended), after: Change.GrantState(grant)))
        } else {
            grant.id = try transaction.insert(grant)
            note(.grant(grant.id, before: nil, after: Change.GrantState(grant)))
        }
        grants.append(grant)
    }

    /// Alters an open grant; one that is ended by it leaves the open ones.
    mutating func alter(_ id: ID<Grant>, _ edit: (inout Grant) -> Void) throws {
        guard let index = grants.firstIndex(where: { $0.id == id }) else { return }
        let before = grants[index]
        var after = before
        edit(&after)
        guard after != before else { return }
        try transaction.update(after, from: before)
        note(.grant(id, before: Change.GrantState(before), after: Change.GrantState(after)))
        guard after.endedAt != nil else {
            grants[index] = after
            return
        }
        grants.remove(at: index)
        ended.append(after)
        try passOn(after)
    }

    /// Whoever stays in the group by another grant joined it when they did, not when that grant was written.
    private mutating func passOn(_ ended: Grant) throws {
        guard let joinedAt = ended.joinedAt, let endedAt = ended.endedAt,
            let index = grants.firstIndex(where: {
                $0.group == ended.group && $0.joinedAt == nil && $0.claimedAt <= endedAt
                    && $0.isInForce(at: now, automation: store.automation)
            })
        else { return }
        grants[index].joinedAt = joinedAt
        try transaction.update(grants[index])
    }

    mutating func end(_ id: ID<Grant>, at instant: Timestamp) throws {
        try alter(id) { grant in
            grant.endedAt = instant
            grant.waits = false
        }
    }

    mutating func block(_ group: ID<Group>, until: Timestamp?, reason: Sentence) throws {
        let before = blocks.first { $0.group == group }
        let block = Block(customer: customer.id, group: group, until: until, reason: reason, createdAt: now)
        try transaction.put(block)
        blocks.removeAll { $0.group == group }
        blocks.append(block)
        note(.block(group, before: before.map { .init(until: $0.until) }, after: .init(until: until)))
    }

    mutating func unblock(_ group: ID<Group>) throws {
        guard let before = blocks.first(where: { $0.group == group }) else { return }
        try transaction.removeBlock(customer.id, group)
        blocks.removeAll { $0.group == group }
        note(.block(group, before: .init(until: before.until), after: nil))
    }

    /// Notes the default group that a person chose; nil takes the choice back.
    mutating func choose(default group: ID<Group>?) {
        guard customer.chosenDefault != group else { return }
        note(.chosenDefault(before: customer.chosenDefault, after: group))
        customer.chosenDefault = group
    }

    /// Takes a default group over as it is found in the shop, without anybody having chosen it.
    mutating func take(default group: ID<Group>, reason: Sentence) {
        var change = Change(
            id: ID(0), store: store.id, customer: customer.id, at: now, kind: .default, actor: .shop, reason: reason)
        change.defaultBefore = customer.defaultGroup
        change.defaultAfter = group
        change.run = cause.run
        change.delivery = cause.delivery
        changes.append(change)
        customer.defaultGroup = group
    }

    mutating func note(_ effect: Change.Effect) { current?.effects.append(effect) }

    /// Has a rule remember or forget something, along with the act that is going on, where one is.
    mutating func note(_ note: Verdict.Note, rule: ID<Rule>, before: Timestamp? = nil) {
        notes.append((rule, note, current == nil ? nil : changes.count))
        switch note {
        case .remember(let kind, let key): self.note(.decision(rule, kind, key: key, before: before, after: now))
        case .forget(let kind, let key): self.note(.decision(rule, kind, key: key, before: before, after: nil))
        }
    }

    /// What rules remember, given what was stored, with what has been noted since.
    func remembered(_ stored: [(rule: ID<Rule>, decision: Decision)]) -> [(rule: ID<Rule>, decision: Decision)] {
        notes.reduce(into: stored) { decisions, noted in
            decisions.removeAll { $0.rule == noted.rule && noted.note.isAbout($0.decision) }
            guard case .remember(let kind, let key) = noted.note else { return }
            decisions.append((noted.rule, Decision(kind, key, at: now)))
        }
    }

    private func writeNotes() throws {
        for (rule, note, index) in notes {
            switch note {
            case .remember(let kind, let key):
                let decision = Decision(kind, key, at: now, change: index.map { changes[$0].id })
                try transaction.put(decision, rule: rule, customer: customer.id)
            case .forget(let kind, let key):
                try transaction.removeDecision(kind, key, rule: rule, customer: customer.id)
            }
        }
    }

    /// Finds the default group, granting the store's own where nothing else can be it, and writes all that was done. Ids
    /// stand in `changes` afterwards.
    mutating func settle() throws {
        try settleDefault()
        // Nothing else of a customer is altered by a ledger.
        if customer.defaultGroup != loaded.defaultGroup || customer.chosenDefault != loaded.chosenDefault {
            try transaction.updateDefault(customer)
        }
        for index in changes.indices {
            changes[index].id = try transaction.insert(changes[index])
            try transaction.count(changes[index], on: store.zone.day(at: now))
        }
        try writeNotes()
    }

    /// Finds the default group as things stand now.
    mutating func settleDefault() throws {
        var membership = try membership()
        if membership.needsStoreDefault, try grantStoreDefault() { membership = try self.membership() }
        // A group that could not be granted cannot be the default either: a default is always held.
        let found = membership.needsStoreDefault ? nil : membership.defaultGroup
        let before = customer.defaultGroup
        if found != before {
            customer.defaultGroup = found
            if let before { try transaction.noteFormerDefault(customer.id, before, leftAt: now) }
            noteDefault(before, found, membership.defaultReason)
        }
    }

    /// Whoever is in no group at all is first of all in the store's default one, whether their registration or their
    /// first order was heard of first.
    mutating func welcome() throws {
        guard grants.isEmpty, customer.defaultGroup == nil, !customer.isDeleted else { return }
        try _ = grantStoreDefault()
    }

    /// False where there is none, or it may not be granted.
    private mutating func grantStoreDefault() throws -> Bool {
        guard store.automation.isOn, customer.isAutomated, !customer.isDeleted, let group = store.defaultGroup,
            !isBlocked(group)
        else { return false }
        try perform(.granted, reason: Sentence("change.store_default")) { ledger in
            try ledger.open(
                Grant(
                    id: ID(0), customer: ledger.customer.id, group: group, source: .rule, origin: "store-default",
                    from: ledger.now, claimedAt: ledger.now, reason: Sentence("change.store_default")))
        }
        return true
    }

    private func membership() throws -> Membership {
        try Membership(
            grants: grants.filter { $0.isInForce(at: now, automation: store.automation) },
            chosen: customer.chosenDefault, present: customer.defaultGroup,
            former: { try transaction.formerDefaults(customer.id) },
            storeDefault: store.defaultGroup, priority: { configuration.rule($0)?.rule.priority ?? .max })
    }

    /// The new default belongs to the last change made; where there is none, it is a change of its own.
    private mutating func noteDefault(
        _ before: ID<Group>?, _ found: ID<Group>?, _ why: Membership.DefaultReason
    ) {
        if !changes.isEmpty {
            changes[changes.count - 1].defaultAfter = found
            return
        }
        var change = Change(
            id: ID(0), store: store.id, customer: customer.id, at: now, kind: .default, actor: .system,
            reason: Sentence("default.\((found == nil ? Membership.DefaultReason.none : why).rawValue)"))
        change.defaultBefore = before
        change.defaultAfter = found
        change.run = cause.run
        change.delivery = cause.delivery
        changes.append(change)
    }

    /// When the next term ends; nil where none does.
    var nextEnd: Timestamp? { grants.filter { !$0.waits }.compactMap(\.until).min() }
}

extension Change.Effect {
    /// False for what only a rule knows of: by itself it makes no change that a person would see.
    fileprivate var isVisible: Bool {
        switch self {
        case .decision: false
        default: true
        }
    }
}
