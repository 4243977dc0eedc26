public import Domain
internal import JSON
internal import Store

/// For how long what is kept, as people see it.
public struct RetentionSettings: Sendable, Equatable {
    /// 0 until somebody has said anything; then one more with each change.
    public let revision: Int64
    public let policy: RetentionPolicy
    /// What holds where nobody has said otherwise: as built, or as the options of the server say.
    public let defaults: RetentionPolicy
}

extension Engine {
    private static let retentionName = "retention"

    public func retention() async throws -> RetentionSettings { try await database.read { try self.retention($0) } }

    private func retention(_ snapshot: Snapshot) throws -> RetentionSettings {
        var policy = retentionDefaults
        guard let text = try snapshot.setting(Self.retentionName) else {
            return RetentionSettings(revision: 0, policy: policy, defaults: retentionDefaults)
        }
        let value = try JSONValue(parsing: Array(text.utf8))
        for kind in RetentionKind.allCases {
            if let days = value["days"]?[kind.rawValue]?.integer { policy[kind] = Int(days) }
        }
        return RetentionSettings(
            revision: value["revision"]?.integer ?? 0, policy: policy, defaults: retentionDefaults)
    }

    /// Says for how long each kind is kept.
    ///
    /// - Parameter revision: what the person has seen; nil for any.
    /// - Throws: `Refusal.stale`.
    public func putRetention(
        _ policy: RetentionPolicy, expecting revision: Int64?, by: String
    ) async throws -> RetentionSettings {
        let now = clock.now()
        return try await database.write { transaction in
            let before = try self.retention(transaction)
            guard revision == nil || revision == before.revision else {
                throw Refusal.stale("The settings are at revision \(before.revision) now.")
            }
            let changed = RetentionKind.allCases.filter { policy[$0] != before.policy[$0] }
            let days = RetentionKind.allCases.map { JSONValue.Member($0.rawValue, .integer(policy[$0])) }
            let value: JSONValue = ["revision": .integer(before.revision + 1), "days": .object(days)]
            try transaction.setSetting(Self.retentionName, String(decoding: value.bytes, as: UTF8.self), at: now)
            let detail = changed.map { "\($0.rawValue): \(before.policy[$0]) -> \(policy[$0])" }
            try transaction.audit(
                by: by, action: "settings.retention", subject: "retention", detail: detail.joined(separator: ", "),
                at: now)
            return try self.retention(transaction)
        }
    }
}
