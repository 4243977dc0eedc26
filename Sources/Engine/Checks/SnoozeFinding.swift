public import Domain
internal import Store

extension Engine {
    /// Sets a finding aside, until an instant or for as long as it stands.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.invalid` for an instant that is not in the future.
    public func snooze(
        _ id: ID<Finding>, until: Timestamp?, note: String, by: String
    ) async throws -> FindingView {
        let now = clock.now()
        if let until, until <= now { throw Refusal.invalid("/until", "must be in the future") }
        return try await setSnooze(Finding.Snooze(until: until, note: note, by: by), of: id, by: by, at: now)
    }

    /// Has a finding told again.
    ///
    /// - Throws: `Refusal.notFound`.
    public func wake(_ id: ID<Finding>, by: String) async throws -> FindingView {
        try await setSnooze(nil, of: id, by: by, at: clock.now())
    }

    private func setSnooze(
        _ snooze: Finding.Snooze?, of id: ID<Finding>, by: String, at now: Timestamp
    ) async throws -> FindingView {
        try await database.write { transaction in
            let finding = try Self.finding(id, transaction)
            try transaction.setSnooze(snooze, of: id)
            try transaction.audit(
                by: by, action: snooze == nil ? "check.wake" : "check.snooze",
                subject: "finding \(id)", detail: [finding.kind.rawValue, snooze?.note ?? ""].joined(separator: " "),
                at: now)
        }
        return try await check(id)
    }
}
