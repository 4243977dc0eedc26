public import Domain
internal import Rules
internal import Store

/// A person's act on one customer's groups.
public enum GroupAct: Sendable {
    /// - Parameters:
    ///   - until: the first instant at which it no longer holds; nil for no end.
    case grant(until: Timestamp?, makeDefault: Bool, pin: Bool)
    /// Ends every grant of the group. An automatic one would come back, so a block is set unless `block` is false.
    case revoke(block: Bool?, blockUntil: Timestamp?)
    case block(until: Timestamp?)
    case unblock
    /// Automation leaves the membership alone.
    case pin
    case unpin
    /// Makes a group that is held the default.
    case makeDefault
}

extension Engine {
    /// Carries out a person's act. Nil where it changed nothing.
    ///
    /// - Throws: `Refusal.invalid` for an unknown group; `Refusal.conflict` where the act makes no sense now.
    public func changeGroups(
        _ reference: CustomerReference, group code: String, _ act: GroupAct, reason: String?, by: String
    ) async throws -> ChangeView? {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let customer = try reference.find(transaction, configuration)
            try customer.requireNotErased()
            guard let group = configuration.group(customer.store, code: code) else {
                throw Refusal.invalid("/group", "there is no group '\(code)' in this store")
            }
            let sentence = reason.map { Sentence("change.by_hand", [.init("reason", .text($0))]) }
            let handwork = Handwork(group: group, reason: sentence ?? Sentence("change.by_hand_silent"))
            let reassess = Reassess(
                transaction: transaction, configuration: configuration, cause: Cause(actor: .user, by: by), now: now)
            let outcome = try reassess(customer.id) { try handwork.perform(act, &$0) }
            let done = outcome.changes.first { $0.actor == .user }
            return try done.map {
                try ChangeView($0, configuration: configuration, snapshot: transaction, now: now)
            }
        }
    }
}

/// What each act does to the ledger.
private struct Handwork {
    let group: Group
    let reason: Sentence

    func perform(_ act: GroupAct, _ ledger: inout Ledger) throws {
        switch act {
        case .grant(let until, let makeDefault, let pin):
            if let until, until <= ledger.now { throw Refusal.invalid("/until", "must be in the future") }
            try ledger.perform(.granted, reason: reason) { ledger in
                try hold(until: until, pin: pin, &ledger)
                if makeDefault { ledger.choose(default: group.id) }
            }
        case .revoke(let block, let until): try revoke(block: block, until: until, &ledger)
        case .block(let until):
            try ledger.perform(.blocked, reason: reason) { try $0.block(group.id, until: until, reason: reason) }
        case .unblock: try ledger.perform(.unblocked, reason: reason) { try $0.unblock(group.id) }
        case .pin:
            try requireHeld(ledger)
            try ledger.perform(.pinned, reason: reason) { try pin(until: nil, &$0) }
        case .unpin: try unpin(&ledger)
        case .makeDefault:
            try requireHeld(ledger)
            try ledger.perform(.default, reason: reason) { $0.choose(default: group.id) }
        }
    }

    private func requireHeld(_ ledger: Ledger) throws {
        guard ledger.heldGroups.contains(group.id) else {
            throw Refusal.conflict("The customer is not in \(group.name).")
        }
    }

    /// One manual grant per membership: made, or given the new term.
    private func hold(until: Timestamp?, pin: Bool, _ ledger: inout Ledger) throws {
        if pin { try self.pin(until: until, &ledger) }
        let now = ledger.now
        if let present = ledger.grants.first(where: { $0.origin == "manual" && $0.group == group.id }) {
            return try ledger.alter(present.id) { $0.until = until }
        }
        let isJoining = !ledger.heldGroups.contains(group.id)
        try ledger.open(
            Grant(
                id: ID(0), customer: ledger.customer.id, group: group.id, source: .manual, origin: "manual", from: now,
                joinedAt: isJoining ? now : nil, until: until, claimedAt: now, reason: reason))
    }

    /// A pin is a grant of its own, so that taking it off leaves the other reasons as they were. Pinning the default
    /// group pins it as the default.
    private func pin(until: Timestamp?, _ ledger: inout Ledger) throws {
        guard !ledger.grants.contains(where: { $0.isPinned && $0.group == group.id }) else { return }
        let now = ledger.now
        try ledger.open(
            Grant(
                id: ID(0), customer: ledger.customer.id, group: group.id, source: .manual, origin: "pin", from: now,
                until: until, claimsDefault: ledger.customer.defaultGroup == group.id, claimedAt: now, isPinned: true,
                reason: reason))
    }

    private func unpin(_ ledger: inout Ledger) throws {
        let pinned = ledger.grants.filter { $0.group == group.id && $0.isPinned }
        let now = ledger.now
        try ledger.perform(.unpinned, reason: reason) { ledger in
            for grant in pinned { try ledger.end(grant.id, at: now) }
        }
    }

    private func revoke(block: Bool?, until: Timestamp?, _ ledger: inout Ledger) throws {
        let open = ledger.grants.filter { $0.group == group.id }
        guard !open.isEmpty else { throw Refusal.conflict("The customer is not in \(group.name).") }
        let isAutomatic = open.contains { $0.source == .rule }
        let now = ledger.now
        try ledger.perform(.ended, reason: reason) { ledger in
            for grant in open { try ledger.end(grant.id, at: now) }
            if block ?? isAutomatic { try ledger.block(group.id, until: until, reason: reason) }
        }
    }
}
