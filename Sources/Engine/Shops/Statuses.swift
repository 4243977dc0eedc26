public import Domain
internal import Store

/// An order status and how many orders are in it.
public struct StatusView: Sendable {
    public let status: OrderStatus
    public let orders: Int
}

extension Engine {
    /// By rank.
    public func statuses(store key: String?) async throws -> [StatusView] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try configuration.store(keyOrOnly: key)
            let counts = try snapshot.orderCounts(store: store.id)
            return configuration.statuses(of: store.id).map { StatusView(status: $0, orders: counts[$0.id] ?? 0) }
        }
    }

    /// Says what a status means. Where its flags change, the store's spend follows, and rules look again at the next
    /// run at everyone they have judged.
    ///
    /// - Parameter rank: nil leaves it, or puts a new status last.
    public func putStatus(
        store key: String?, code: String, label: String, isPaid: Bool, isVoid: Bool, rank: Int32?,
        expecting tag: EditTag? = nil, by: String
    ) async throws -> (view: StatusView, isNew: Bool) {
        guard !(isPaid && isVoid) else { throw Refusal.invalid("/void", "must not be true together with paid") }
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try configuration.store(keyOrOnly: key)
            let known = configuration.status(store.id, code: code)
            try EditTag.require(tag, known?.parts ?? [])
            let last = configuration.statuses(of: store.id).map(\.rank).max() ?? -1
            var status = OrderStatus(
                id: known?.id ?? ID(0), store: store.id, code: code, label: label, isPaid: isPaid, isVoid: isVoid,
                rank: rank ?? known?.rank ?? last + 1, isMapped: true)
            if known == nil { status.id = try transaction.insert(status) } else { try transaction.update(status) }
            try transaction.resolve(
                .unmappedStatus, store: store.id, subjectType: "status", subjectID: status.id.rawValue, at: now)
            try transaction.audit(
                by: by, action: "status.put", subject: "status \(code)", detail: store.key,
                changes: AuditChange.between(known?.parts ?? [], status.parts), at: now)
            try transaction.stampConfiguration()
            if let known, (known.isPaid, known.isVoid) != (isPaid, isVoid) {
                try self.follow(status, in: store, transaction, now)
            }
            let count = try transaction.orderCounts(store: store.id)[status.id] ?? 0
            return (StatusView(status: status, orders: count), known == nil)
        }
    }

    private func follow(
        _ status: OrderStatus, in store: Domain.Store, _ transaction: Transaction, _ now: Timestamp
    ) throws {
        let configuration = try configuration(transaction)
        try Respending(transaction: transaction, configuration: configuration, now: now).run(store, status: status.id)
        for compiled in configuration.rules[store.id] ?? [] where compiled.rule.isEnabled {
            try plan(compiled.rule, transaction, at: now)
        }
    }
}
