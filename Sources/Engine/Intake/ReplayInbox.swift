public import Domain
internal import Shops
public import Store

extension Engine {
    /// Decodes a failed or pending delivery once more and acts on it. The delivery as it stands afterwards.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where it was processed already.
    public func replay(_ id: ID<Inbox>) async throws -> InboxEntry {
        try await database.write { try self.replay(id, $0) }
    }

    /// Processes all that is pending, each in a savepoint of its own. How many were processed.
    func replayPending() async throws -> Int {
        var (processed, last) = (0, ID<Inbox>?.none)
        while true {
            let after = last
            let batch = try await database.read { try $0.pendingDeliveries(after: after, limit: 100) }
            guard let end = batch.last else { return processed }
            for entry in batch {
                let done = try await database.write { try self.replay(entry.id, $0) }
                if done.state != .pending { processed += 1 }
            }
            last = end.id
        }
    }

    private func replay(_ id: ID<Inbox>, _ transaction: Transaction) throws -> InboxEntry {
        guard var entry = try transaction.delivery(id) else { throw Refusal.notFound("delivery \(id)") }
        guard entry.state == .failed || entry.state == .pending else {
            throw Refusal.conflict("WebhookDelivery \(id) was processed already.")
        }
        let configuration = try configuration(transaction)
        let record = try configuration.source(entry.source)
        let delivery = try delivery(of: entry)
        let decoded: Result<ShopEvent, DecodeError>
        do throws(DecodeError) {
            decoded = .success(try AdapterCatalog.adapter(for: record.platform).decode(delivery))
        } catch {
            decoded = .failure(error)
        }
        entry.attempts += 1
        _ = try process(&entry, decoded, store: record.store, transaction)
        try transaction.update(entry)
        if entry.state == .processed {
            try transaction.resolve(
                .processingFailed, store: record.store, subjectType: "delivery", subjectID: id.rawValue,
                at: clock.now())
        }
        return entry
    }
}
