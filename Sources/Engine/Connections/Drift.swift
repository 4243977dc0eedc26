internal import Domain
internal import JSON
internal import Rules
internal import Store

/// Memberships that were written into the shop, seen there, and are there no longer: someone took them away.
///
/// One reading is not enough, as shops answer from caches: a second one, ten minutes later or more, must agree.
struct Drift {
    let transaction: Transaction
    let connector: ConfiguredConnector
    let configuration: Configuration

    static let confirmationMilliseconds: Int64 = 600_000
    /// Percent of the store's customers that may lose groups in the shop without anybody being asked.
    private static let share = 10
    /// Stores of so many customers or fewer have no limit.
    private static let smallStore = 100

    /// Compares a complete reading of a customer's groups with what the shop was told.
    ///
    /// - Parameter groups: the shop's ids of the groups that it has the customer in.
    func judge(_ customer: ID<Customer>, store: ID<Domain.Store>, groups: Set<String>, readAt: Timestamp) throws {
        guard connector.record.writesGroups else { return }
        for record in try transaction.shopMemberships(customer) where record.connector == connector.record.id {
            guard record.isWanted, let verifiedAt = record.verifiedAt, readAt > verifiedAt,
                let externalID = configuration.groups[record.group]?.externalID
            else { continue }
            var judged = record
            if groups.contains(externalID) {
                (judged.missingSince, judged.driftedAt) = (nil, nil)
            } else if let since = record.missingSince {
                let isConfirmed = readAt.milliseconds - since.milliseconds >= Self.confirmationMilliseconds
                if record.driftedAt == nil, isConfirmed { judged.driftedAt = readAt }
            } else {
                judged.missingSince = readAt
            }
            if judged != record { try transaction.put(judged) }
        }
    }

    /// Acts on what is confirmed: takes it over or writes it again, as the connector says. Where it concerns too many
    /// customers, nothing is done until a person has said who is right.
    ///
    /// - Parameter decision: a person's.
    /// - Returns: how many customers it was done for.
    func settle(
        _ engine: Engine, at now: Timestamp, decision: ConnectorRecord.Drift? = nil, by: String
    ) throws -> Int {
        let drifted = try transaction.missingMemberships(
            connector.record.id, until: now, isConfirmed: true, limit: 10_000)
        let customers = Set(drifted.map(\.customer))
        guard !customers.isEmpty else {
            try release(at: now)
            return 0
        }
        let policy = decision ?? connector.record.drift
        if policy == .adopt, decision == nil, try isTooMuch(customers.count) {
            try park(customers.count, at: now)
            return 0
        }
        if policy == .reapply {
            for record in drifted { try writeAgain(record, at: now) }
        } else {
            try adopt(drifted, at: now, by: by)
        }
        try release(at: now)
        return customers.count
    }

    private func isTooMuch(_ count: Int) throws -> Bool {
        let customers = try connector.stores.reduce(0) { try $0 + transaction.customerCount(store: $1) }
        return customers > Self.smallStore && count * 100 > Self.share * customers
    }

    private func park(_ count: Int, at now: Timestamp) throws {
        try transaction.note(connector.record.id) { state in
            state.parkedAt = state.parkedAt ?? now
            state.parkedCount = count
        }
        let facts: [Sentence.Fact] = [
            .init("count", .number(Int64(count))), .init("source", .text(connector.source.name)),
        ]
        try transaction.note(
            Finding(
                id: ID(0), store: connector.source.store, kind: .driftParked, subjectType: "connector",
                subjectID: connector.record.id.rawValue, subjectLabel: connector.source.name,
                sentence: Sentence("finding.drift_parked", facts), count: count, firstAt: now, lastAt: now))
    }

    func release(at now: Timestamp) throws {
        guard try transaction.state(of: connector.record.id).parkedAt != nil else { return }
        try transaction.note(connector.record.id) { ($0.parkedAt, $0.parkedCount) = (nil, 0) }
        try transaction.resolve(
            .driftParked, store: connector.source.store, subjectType: "connector",
            subjectID: connector.record.id.rawValue, at: now)
    }

    func writeAgain(_ record: ShopMembershipRecord, at now: Timestamp) throws {
        var again = record
        (again.verifiedAt, again.missingSince, again.driftedAt) = (nil, nil, nil)
        try transaction.put(again)
        try transaction.queueWrite(connector.record.id, record.customer, at: now)
    }

    /// Ends our grants and blocks the group, as one run, so that it can be undone as one.
    private func adopt(_ drifted: [ShopMembershipRecord], at now: Timestamp, by: String) throws {
        var run = Run(
            id: ID(0), store: connector.source.store, trigger: .cron, by: by, tasks: ["drift"], isDry: false,
            state: .finished, at: now, startedAt: now, report: "{}")
        run.id = try transaction.insert(run)
        var report = RunReport(listsItems: false)
        for (id, records) in Dictionary(grouping: drifted, by: \.customer).sorted(by: { $0.key < $1.key }) {
            guard let customer = try transaction.customer(id) else { continue }
            let reassess = Reassess(
                transaction: transaction, configuration: configuration, cause: Cause(actor: .shop, run: run.id),
                now: now)
            let outcome = try reassess(customer) { ledger in
                for record in records { try leave(record, &ledger) }
            }
            report.add(outcome, customer: customer, configuration: configuration)
        }
        run.finishedAt = now
        run.report = report.json(configuration, ruleNames: try transaction.ruleNames())
        try transaction.update(run, beatAt: now)
    }

    /// A pinned membership is not the shop's to take: it is written again.
    func leave(_ record: ShopMembershipRecord, _ ledger: inout Ledger) throws {
        let grants = ledger.grants.filter { $0.group == record.group }
        guard !grants.contains(where: \.isPinned) else { return try writeAgain(record, at: ledger.now) }
        let reason = Sentence("change.drift")
        try ledger.perform(.ended, reason: reason, actor: .shop) { ledger in
            for grant in grants { try ledger.end(grant.id, at: ledger.now) }
            try ledger.block(record.group, until: nil, reason: reason)
        }
        try transaction.remove(record)
    }
}
