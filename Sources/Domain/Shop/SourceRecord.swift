/// Where deliveries come from: one webhook address of one platform. Secrets are sealed by the caller.
public struct SourceRecord: Sendable, Equatable {
    public var id: ID<SourceRecord>
    public var store: ID<Store>
    public var key: String
    public var platform: Platform
    public var name: String
    public var isEnabled: Bool
    public var sealedSecret: String
    public var previousSecret: String?
    public var previousSecretUntil: Timestamp?
    public var createdAt: Timestamp

    public init(
        id: ID<SourceRecord> = ID(0), store: ID<Store>, key: String, platform: Platform, name: String,
        isEnabled: Bool = true, sealedSecret: String, previousSecret: String? = nil,
        previousSecretUntil: Timestamp? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.key = key
        self.platform = platform
        self.name = name
        self.isEnabled = isEnabled
        self.sealedSecret = sealedSecret
        self.previousSecret = previousSecret
        self.previousSecretUntil = previousSecretUntil
        self.createdAt = createdAt
    }
}
