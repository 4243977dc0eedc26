public import Domain
internal import Rules
internal import Store

extension Engine {
    /// Undoes one change by a new one, where nothing newer rests on it. A rule does not act on an order again whose
    /// effect was undone.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` with the reason where it cannot be undone.
    public func revert(_ id: ID<Change>, by: String) async throws -> ChangeView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            guard let change = try transaction.change(id) else { throw Refusal.notFound("change \(id)") }
            if let reason = try Reverting(transaction: transaction).obstacle(change, at: now) {
                throw Refusal.conflict(reason)
            }
            let reassess = Reassess(
                transaction: transaction, configuration: configuration,
                cause: Cause(actor: .user, by: by, mails: false),
                now: now)
            let outcome = try reassess(change.customer) { ledger in
                try ledger.perform(
                    .reverted, reason: Sentence("change.reverted", [.init("what", .sentences([change.reason]))]),
                    reverts: id
                ) { try Reverting(transaction: transaction).takeBack(change, &$0) }
            }
            guard let done = outcome.changes.first(where: { $0.reverts == id }) else {
                throw Refusal.conflict("The change has no effect left that could be undone.")
            }
            return try ChangeView(done, configuration: configuration, snapshot: transaction, now: now)
        }
    }
}

/// Takes back the effects of one change.
struct Reverting {
    let snapshot: Snapshot
    private let transaction: Transaction?

    init(transaction: Transaction) {
        snapshot = transaction
        self.transaction = transaction
    }

    /// For asking only.
    init(snapshot: Snapshot) {
        self.snapshot = snapshot
        transaction = nil
    }

    /// Why the change cannot be undone, in words; nil where it can.
    ///
    /// - Parameter run: its later changes are undone first, and are no obstacle.
    func obstacle(_ change: Change, at now: Timestamp, within run: ID<Run>? = nil) throws -> String? {
        if change.kind == .reverted { return "An undo cannot be undone; make the change again by hand." }
        if try snapshot.reversal(of: change.id) != nil { return "The change was undone already." }
        if change.reason.code == "change.store_default" { return "Every customer without another group has it." }
        if change.kind == .merged { return "A merge cannot be undone." }
        let customer = try snapshot.customer(change.customer)
        if customer?.mergedInto != nil { return "The customer was merged into another one." }
        if customer?.erasedAt != nil { return "The customer was erased." }
        if change.effects.isEmpty { return "Only the default group moved with it; choose another by hand." }
        if change.kind == .expired { return "The term is over; grant the group again by hand." }
        for effect in change.effects {
            if let reason = try obstacle(effect, change, now, run) { return reason }
        }
        return nil
    }

    private func obstacle(_ effect: Change.Effect, _ change: Change, _ now: Timestamp, _ run: ID<Run>?) throws
        -> String?
    {
        let newer = "Something newer rests on it: undo that first."
        switch effect {
        case .grant(let id, _, let after):
            guard let grant = try snapshot.grant(id) else { return newer }
            // What was opened again by an undo in between begins later, and is the same otherwise.
            var present = Change.GrantState(grant)
            present.from = after.from
            if present != after { return newer }
            if let rule = change.rule, try hasNewer(than: change, by: rule, run) { return newer }
        case .block(let group, _, let after):
            let present = try snapshot.blocks(change.customer).first { $0.group == group }
            if present.map({ Change.BlockState(until: $0.until) }) != after { return newer }
        case .chosenDefault(_, let after):
            if try snapshot.customer(change.customer)?.chosenDefault != after { return newer }
        case .entitlement(let rule, let order, _, let after):
            if try snapshot.entitlement(rule: rule, order: order) != after { return newer }
        case .decision: break
        }
        return nil
    }

    /// What a purchase rule gives later is folded onto what it gave before.
    private func hasNewer(than change: Change, by rule: ID<Rule>, _ run: ID<Run>?) throws -> Bool {
        let filter = ChangeFilter(customer: change.customer, rule: rule)
        return try snapshot.changes(filter, after: change.id, limit: 50).contains { newer in
            try newer.reverts == nil && (run == nil || newer.run != run) && snapshot.reversal(of: newer.id) == nil
        }
    }

    func takeBack(_ change: Change, _ ledger: inout Ledger) throws {
        guard let transaction else { return }
        let now = ledger.now
        for effect in change.effects.reversed() {
            switch effect {
            case .grant(let id, let before, _):
                try restore(id, before, &ledger, now)
                if change.rule != nil { try settle(id, change, &ledger, transaction) }
            case .block(let group, let before, _):
                if let before {
                    try ledger.block(group, until: before.until, reason: change.reason)
                } else {
                    try ledger.unblock(group)
                }
            case .chosenDefault(let before, _): ledger.choose(default: before)
            case .entitlement(let rule, let order, let before, _):
                guard let before else { continue }
                try transaction.setEntitlement(rule: rule, order: order, customer: change.customer, before)
            case .decision(let rule, let kind, let key, let before, _):
                ledger.note(before == nil ? .forget(kind, key: key) : .remember(kind, key: key), rule: rule)
            }
        }
        // The rule does not do the same again but for something newer.
        if let rule = change.rule, let key = change.key { ledger.note(.remember(.settled, key: key), rule: rule) }
    }

    private func restore(
        _ id: ID<Grant>, _ before: Change.GrantState?, _ ledger: inout Ledger, _ now: Timestamp
    ) throws {
        guard let before else { return try ledger.end(id, at: now) }
        // A term that is over meanwhile does not come back.
        if before.endedAt == nil, let until = before.until, until <= now { return }
        if let ended = try snapshot.grant(id), ended.endedAt != nil, before.endedAt == nil {
            var grant = ended
            grant.endedAt = nil
            // In between the customer was not a member by it.
            grant.from = now
            grant.until = before.until
            grant.claimsDefault = before.claimsDefault
            grant.isPinned = before.isPinned
            return try ledger.open(grant)
        }
        try ledger.alter(id) { grant in
            grant.from = before.from
            grant.until = before.until
            grant.claimsDefault = before.claimsDefault
            grant.isPinned = before.isPinned
            grant.endedAt = before.endedAt
        }
    }

    /// The rule leaves this order alone from now on.
    private func settle(
        _ id: ID<Grant>, _ change: Change, _ ledger: inout Ledger, _ transaction: Transaction
    ) throws {
        guard let grant = try snapshot.grant(id), let rule = grant.rule, let order = grant.order,
            let state = try snapshot.entitlement(rule: rule, order: order), state != .settled
        else { return }
        try transaction.setEntitlement(rule: rule, order: order, customer: change.customer, .settled)
        ledger.note(.entitlement(rule, order, before: state, after: .settled))
    }
}
