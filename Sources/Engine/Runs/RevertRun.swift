public import Domain
internal import Store

/// What became of undoing a run.
public struct RevertedRun: Sendable {
    public var reverted = 0
    /// Changes that something newer rests on, and why they stay.
    public var skipped: [(change: ID<Change>, reason: String)] = []
}

extension Engine {
    /// Undoes every change of a run, the newest first.
    ///
    /// - Parameter skipsBlocked: leaves out what cannot be undone; else one such change refuses the whole.
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` naming what stands in the way.
    public func revertRun(_ id: ID<Run>, skipsBlocked: Bool, by: String) async throws -> RevertedRun {
        let run = try await run(id)
        guard run.state != .running else { throw Refusal.conflict("Run \(id) is still going on.") }
        guard !run.isDry else { throw Refusal.conflict("A dry run has changed nothing.") }
        if !skipsBlocked { try await refuseWhereBlocked(id) }
        var result = RevertedRun()
        var last: ID<Change>?
        while true {
            let before = last
            let batch = try await database.read { try $0.changes(ChangeFilter(run: id), before: before, limit: 200) }
            guard let end = batch.last else { break }
            last = end.id
            for change in batch where change.kind != .reverted {
                do {
                    _ = try await revert(change.id, by: by)
                    result.reverted += 1
                } catch Refusal.conflict(let reason) {
                    result.skipped.append((change.id, reason))
                }
            }
        }
        let now = clock.now()
        let done = result
        try await database.write {
            try $0.audit(by: by, action: "run.revert", subject: "run \(id)", detail: "\(done.reverted)", at: now)
        }
        return result
    }

    private func refuseWhereBlocked(_ id: ID<Run>) async throws {
        let now = clock.now()
        try await database.read { snapshot in
            let reverting = Reverting(snapshot: snapshot)
            var last: ID<Change>?
            while true {
                let batch = try snapshot.changes(ChangeFilter(run: id), before: last, limit: 200)
                guard let end = batch.last else { return }
                last = end.id
                for change in batch where change.kind != .reverted {
                    guard try snapshot.reversal(of: change.id) == nil,
                        let reason = try reverting.obstacle(change, at: now, within: id)
                    else { continue }
                    let customer = try snapshot.customer(change.customer)?.displayName ?? "\(change.customer)"
                    throw Refusal.conflict("The change of \(customer) cannot be undone. \(reason)")
                }
            }
        }
    }
}
