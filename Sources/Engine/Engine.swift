public import Domain
internal import Logging
internal import Rules
public import Secrets
public import Shops
public import Store
internal import Synchronization

/// What Echelon can do. Every use-case is a method here, in the folder named after its subject; only this target
/// opens transactions.
public final class Engine: Sendable {
    let database: Database
    let clock: any WallClock
    let box: SecretBox
    let caller: any HTTPCaller
    let means: MailMeans
    let pause: @Sendable (Int) async throws -> Void
    private let cached = Mutex<Configuration?>(nil)
    let liveRuns = LiveRuns()
    let liveConnections = LiveConnections()
    let livePost = LivePost()
    let liveImports = LiveImports()

    /// - Parameters:
    ///   - database: opened by the caller, who also closes it.
    ///   - clock: the time; tests bring their own.
    ///   - box: seals secrets before they are stored.
    ///   - caller: sends requests to shops and destinations; without one, none are sent.
    ///   - mails: what mails are written and sent with; without them, they wait.
    ///   - pause: waits for so many seconds before a shop is asked again.
    public init(
        database: Database, clock: any WallClock, box: SecretBox, caller: any HTTPCaller = NoCaller(),
        mails: MailMeans = MailMeans(),
        pause: @escaping @Sendable (Int) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) {
        self.database = database
        self.clock = clock
        self.box = box
        self.caller = caller
        means = mails
        self.pause = pause
    }

    /// The configuration as this snapshot sees it; loaded anew only when its stamp has changed.
    func configuration(_ snapshot: Snapshot) throws -> Configuration {
        let stamp = try snapshot.configurationStamp()
        if let known = cached.withLock({ $0 }), known.stamp == stamp { return known }
        let loaded = try Configuration(snapshot, stamp: stamp, box: box)
        cached.withLock { $0 = loaded }
        return loaded
    }

    /// The configuration as last seen; read from the database where there is none yet.
    func latestConfiguration() async throws -> Configuration {
        if let known = cached.withLock({ $0 }) { return known }
        return try await database.read { try self.configuration($0) }
    }

    public func isReady() async -> Bool { await database.canWrite() }

    /// Empties the write-ahead log into the database file. Call after the server has stopped.
    public func close() throws { try database.checkpoint() }
}

/// Sends nothing: for commands that speak to nobody.
public struct NoCaller: HTTPCaller {
    public init() {}

    public func call(_ request: HTTPCall) async throws(CallFailure) -> HTTPAnswer {
        throw .notSent("this command sends nothing")
    }
}

/// Where the time comes from.
public protocol WallClock: Sendable {
    func now() -> Timestamp
}
