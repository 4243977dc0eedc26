internal import Domain
internal import Store

/// Whom a finding is about.
struct Concerned {
    let finding: Finding
    let snapshot: Snapshot
    let now: Timestamp

    /// By id, those after one.
    func customers(after: ID<Customer>, limit: Int) throws -> [ID<Customer>] {
        let connector = ID<ConnectorRecord>(finding.subjectID)
        switch finding.kind {
        case .noDefault, .defaultNotHeld, .twoRungs, .unexplainedMembership:
            return try snapshot.customerFindings(
                store: finding.store, kind: finding.kind, after: after, limit: limit
            ).map(\.customer)
        case .shopDiffers, .driftParked:
            return try snapshot.customersMissing(connector, after: after, limit: limit)
        case .endedInShop:
            return try snapshot.customersStillInShop(
                connector, waitingSince: now.adding(seconds: -StandingChecks.patienceSeconds), after: after,
                limit: limit)
        case .endsOverdue: return try overdue(after: after, limit: limit)
        case .pendingEnds: return try snapshot.customersWaiting(store: finding.store, after: after, limit: limit)
        default: return try single(after: after)
        }
    }

    private func overdue(after: ID<Customer>, limit: Int) throws -> [ID<Customer>] {
        let dayAgo = now.adding(seconds: -Engine.longestCronSilenceSeconds)
        let all = try snapshot.customersOverdue(store: finding.store, at: dayAgo, limit: StandingChecks.longestCount)
        return Array(all.sorted().drop { $0 <= after }.prefix(limit))
    }

    /// The one customer that the subject is or belongs to.
    private func single(after: ID<Customer>) throws -> [ID<Customer>] {
        let customer: ID<Customer>?
        switch finding.subjectType {
        case "customer": customer = ID(finding.subjectID)
        case "order": customer = try snapshot.order(ID(finding.subjectID))?.order.customer
        default: customer = nil
        }
        return customer.map { $0 > after ? [$0] : [] } ?? []
    }
}
