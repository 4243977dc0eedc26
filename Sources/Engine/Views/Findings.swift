public import Domain
internal import Store

/// A finding in words.
public struct FindingView: Sendable {
    public let finding: Finding
    public let storeKey: String
    public let sentence: String
}

extension Engine {
    /// What a merchant should look at, the latest first; at most 200.
    public func findings(store key: String?) async throws -> [FindingView] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try key.map { try configuration.store(key: $0).id }
            return try snapshot.findings(store: store).map { finding in
                FindingView(
                    finding: finding, storeKey: try configuration.store(finding.store).key,
                    sentence: configuration.words(finding.sentence, store: finding.store))
            }
        }
    }
}
