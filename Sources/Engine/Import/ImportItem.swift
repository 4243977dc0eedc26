internal import Domain
internal import Rules
internal import Store

/// What one or several lines of a file come to.
protocol ImportItem: Sendable {
    /// The lines it was read from.
    var places: [RawRecord.Place] { get }

    /// What taking it in would do. Writes nothing.
    func judge(_ taking: Taking) throws -> ImportOutcome

    /// Takes it in. Only asked where it would do something.
    func apply(_ taking: Taking) throws
}

/// What became of an item, or would.
enum ImportOutcome: Sendable, Equatable {
    case created, updated, unchanged
    case bad(field: String, reason: String)
}

/// One batch of an import within its transaction.
struct Taking {
    let engine: Engine
    let transaction: Transaction
    let record: ImportRecord
    let store: Store
    let now: Timestamp

    /// When the file was begun to be taken in: of two files the later one holds, and both hold against older reports.
    var readAt: Timestamp { record.startedAt ?? now }

    /// History: nobody is mailed.
    func intake(_ rank: UInt64) -> Intake {
        Intake(
            engine: engine, transaction: transaction, store: store.id,
            cause: Cause(actor: .import, by: record.by, mails: false), bodyHash: rank, receivedAt: readAt, now: now)
    }

    var configuration: Configuration { get throws { try engine.configuration(transaction) } }
}

/// What a line says of a customer's groups.
struct GroupWish: Sendable {
    var groups: [ID<Group>]
    var mode: ImportMapping.Mode
    /// Nil where the line and the options say nothing of an end; `.some(nil)` for no end.
    var until: Timestamp??
    /// Since when; nil: from now on.
    var since: Timestamp?
    var defaultGroup: ID<Group>?

    /// What the wish concerns of a customer: memberships by import with their ends, and the default that was chosen.
    struct Holding: Equatable {
        var memberships: [ID<Group>: Timestamp?] = [:]
        var chosen: ID<Group>?

        init(_ customer: Customer?, _ grants: [Grant]) {
            for grant in grants where grant.source == .import {
                memberships.updateValue(grant.until, forKey: grant.group)
            }
            chosen = customer?.chosenDefault
        }
    }

    func holding(after before: Holding, held: Set<ID<Group>>) -> Holding {
        var after = before
        switch mode {
        case .remove: for group in groups { after.memberships.removeValue(forKey: group) }
        case .add, .replace:
            if mode == .replace { after.memberships = after.memberships.filter { groups.contains($0.key) } }
            for group in groups {
                let known = before.memberships[group] ?? nil
                after.memberships.updateValue(until ?? known, forKey: group)
            }
        }
        if let defaultGroup, held.contains(defaultGroup) || after.memberships.keys.contains(defaultGroup) {
            after.chosen = defaultGroup
        }
        return after
    }

    /// Brings a customer's groups to the wish.
    func hold(_ ledger: inout Ledger) throws {
        let reason = Sentence("change.imported")
        let present = ledger.grants.filter { $0.source == .import }
        if mode != .remove { try grant(present, reason, &ledger) }
        try ledger.perform(.ended, reason: reason) { ledger in
            for grant in present where groups.contains(grant.group) ? mode == .remove : mode == .replace {
                try ledger.end(grant.id, at: ledger.now)
            }
        }
        guard let defaultGroup, ledger.heldGroups.contains(defaultGroup) else { return }
        try ledger.perform(.default, reason: reason) { $0.choose(default: defaultGroup) }
    }

    private func grant(_ present: [Grant], _ reason: Sentence, _ ledger: inout Ledger) throws {
        let (now, customer) = (ledger.now, ledger.customer.id)
        try ledger.perform(.granted, reason: reason) { ledger in
            // One that the file does not date counts from the registration, whenever that becomes known.
            let from = min(since ?? now, now)
            for group in groups {
                if let known = present.first(where: { $0.group == group }) {
                    if let until { try ledger.alter(known.id) { $0.until = until } }
                    continue
                }
                var grant = Grant(
                    id: ID(0), customer: customer, group: group, source: .import, origin: "import", from: from,
                    claimedAt: now, reason: reason)
                grant.until = until ?? nil
                try ledger.open(grant)
            }
        }
    }
}
