/// A first load, or a look for what webhooks have missed.
public struct SyncRecord: Sendable, Equatable {
    public var id: ID<SyncRecord>
    public var connector: ID<ConnectorRecord>
    public var kind: Kind
    public var by: String
    public var state: State
    public var phase: Phase
    /// Where to go on within the phase.
    public var cursor: String?
    /// Changes since then are looked for; nil: everything.
    public var since: Timestamp?
    /// Stores whose automation it has switched off and will switch on again.
    public var turnsOn: [ID<Store>] = []
    /// What it has done so far, as JSON.
    public var figures: String
    public var error: String?
    public var startedAt: Timestamp
    public var beatAt: Timestamp
    public var finishedAt: Timestamp?

    public enum Kind: String, Sendable, CaseIterable {
        /// Everything the shop has.
        case load
        /// What has changed since the last look.
        case look
    }

    public enum State: String, Sendable, CaseIterable {
        case running, finished, failed, cancelled
    }

    public enum Phase: String, Sendable, CaseIterable {
        case groups, statuses, customers, orders, done
    }

    public init(
        id: ID<SyncRecord> = ID(0), connector: ID<ConnectorRecord>, kind: Kind, by: String, phase: Phase,
        since: Timestamp? = nil, figures: String = "{}", startedAt: Timestamp
    ) {
        self.id = id
        self.connector = connector
        self.kind = kind
        self.by = by
        state = .running
        self.phase = phase
        self.since = since
        self.figures = figures
        self.startedAt = startedAt
        beatAt = startedAt
    }
}
