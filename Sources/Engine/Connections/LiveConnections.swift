public import Domain
internal import Secrets
internal import Shops
internal import Store
internal import Synchronization

/// The connections that are open, so that what they have looked up of a shop is looked up once; which syncs are to stop;
/// and which connectors are at work.
final class LiveConnections: Sendable {
    private struct Entry {
        let account: ShopAccount
        let connection: any ShopConnection
        var groups: (ids: Set<String>, readAt: Timestamp)?
    }

    private struct State {
        var entries: [ID<ConnectorRecord>: Entry] = [:]
        var stopping: Set<ID<SyncRecord>> = []
        var working: Set<Work> = []
        var isClosing = false
    }

    /// One kind of work on one connector.
    struct Work: Hashable {
        enum Kind { case sync, write }

        let connector: ID<ConnectorRecord>
        let kind: Kind
    }

    private let state = Mutex(State())

    /// The connection of a connector; a new one where its account has changed.
    func connection(
        _ id: ID<ConnectorRecord>, to platform: Platform, _ account: ShopAccount, _ means: ConnectionMeans
    ) -> (any ShopConnection)? {
        state.withLock { state in
            if let known = state.entries[id], known.account == account { return known.connection }
            guard let connection = ConnectionCatalog.connection(to: platform, account, means) else { return nil }
            state.entries[id] = Entry(account: account, connection: connection)
            return connection
        }
    }

    func forget(_ id: ID<ConnectorRecord>) { state.withLock { state in state.entries[id] = nil } }

    /// The shop's groups as read not long ago.
    func groups(_ id: ID<ConnectorRecord>, since instant: Timestamp) -> Set<String>? {
        state.withLock { state in
            guard let groups = state.entries[id]?.groups, groups.readAt >= instant else { return nil }
            return groups.ids
        }
    }

    func keep(_ groups: Set<String>, of id: ID<ConnectorRecord>, at instant: Timestamp) {
        state.withLock { state in state.entries[id]?.groups = (groups, instant) }
    }

    func stop(_ sync: ID<SyncRecord>) { state.withLock { _ = $0.stopping.insert(sync) } }

    func isStopping(_ sync: ID<SyncRecord>) -> Bool { state.withLock { $0.stopping.contains(sync) || $0.isClosing } }

    /// Whether the process is about to end.
    var isClosing: Bool { state.withLock(\.isClosing) }

    /// Lets nothing begin any more.
    func close() { state.withLock { $0.isClosing = true } }

    var isIdle: Bool { state.withLock(\.working.isEmpty) }

    func forget(_ sync: ID<SyncRecord>) { state.withLock { _ = $0.stopping.remove(sync) } }

    /// False where this process does that work already, or is about to end.
    func begin(_ work: Work) -> Bool { state.withLock { !$0.isClosing && $0.working.insert(work).inserted } }

    func end(_ work: Work) { state.withLock { _ = $0.working.remove(work) } }
}

extension Engine {
    /// The way to the shop behind a connector.
    func connection(_ connector: ConfiguredConnector, zone: Zone) throws -> any ShopConnection {
        let account = ShopAccount(
            url: connector.record.url, values: connector.values,
            allowsPrivateAddress: connector.record.allowsPrivate, zone: zone)
        let clock = clock
        let means = ConnectionMeans(caller: caller, now: { clock.now() }) {
            Base64.encode(SecureRandom.bytes(18), .url).filter { $0 != "-" && $0 != "_" }
        }
        guard
            let connection = liveConnections.connection(
                connector.record.id, to: connector.source.platform, account, means)
        else { throw Refusal.conflict("The platform \(connector.source.platform.rawValue) cannot be asked.") }
        return connection
    }

    /// Whether address and credentials are right: what answered, in words.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` with what is wrong and what to do.
    public func checkConnector(_ id: ID<ConnectorRecord>) async throws -> String {
        let configuration = try await database.read { try self.configuration($0) }
        let connector = try configuration.connector(id)
        let zone = try configuration.store(connector.source.store).zone
        do {
            return try await connection(connector, zone: zone).check()
        } catch let error as ShopError {
            throw Refusal.conflict(error.reason)
        }
    }
}
