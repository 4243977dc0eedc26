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
    /// For how long what is kept, where nobody has said otherwise in the panel.
    let retentionDefaults: RetentionPolicy
    let pause: @Sendable (Int) async throws -> Void
    private let cached: CachedConfiguration
    let liveRuns: LiveRuns
    let liveConnections: LiveConnections
    let livePost: LivePost
    let liveImports: LiveImports
    let liveRequests: LiveRequests
    let figures: LiveFigures
    let liveBackup: LiveBackup
    /// Whose language it answers in.
    private let reader: Reader

    /// - Parameters:
    ///   - database: opened by the caller, who also closes it.
    ///   - clock: the time; tests bring their own.
    ///   - box: seals secrets before they are stored.
    ///   - caller: sends requests to shops and destinations; without one, none are sent.
    ///   - mails: what mails are written and sent with; without them, they wait.
    ///   - retention: for how many days what is kept, until a person says otherwise.
    ///   - pause: waits for so many seconds before a shop is asked again.
    public init(
        database: Database, clock: any WallClock, box: SecretBox, caller: any HTTPCaller = NoCaller(),
        mails: MailMeans = MailMeans(), retention: RetentionPolicy = .usual,
        pause: @escaping @Sendable (Int) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) {
        self.database = database
        self.clock = clock
        self.box = box
        self.caller = caller
        means = mails
        retentionDefaults = retention
        self.pause = pause
        cached = CachedConfiguration()
        liveRuns = LiveRuns()
        liveConnections = LiveConnections()
        livePost = LivePost()
        liveImports = LiveImports()
        liveRequests = LiveRequests()
        figures = LiveFigures()
        liveBackup = LiveBackup()
        reader = .english
    }

    /// Another view of the same engine.
    init(_ other: Engine, answering reader: Reader? = nil, database: Database? = nil) {
        self.database = database ?? other.database
        clock = other.clock
        box = other.box
        caller = other.caller
        means = other.means
        retentionDefaults = other.retentionDefaults
        liveBackup = other.liveBackup
        pause = other.pause
        cached = other.cached
        liveRuns = other.liveRuns
        liveConnections = other.liveConnections
        livePost = other.livePost
        liveImports = other.liveImports
        liveRequests = other.liveRequests
        figures = other.figures
        self.reader = reader ?? other.reader
    }

    /// The same engine, answering in a reader's language. What it stores and what it tells other servers is the same.
    public func answering(_ reader: Reader) -> Engine {
        reader.language == self.reader.language && reader.isEnglish ? self : Engine(self, answering: reader)
    }

    /// The configuration as this snapshot sees it; loaded anew only when its stamp has changed.
    func configuration(_ snapshot: Snapshot) throws -> Configuration {
        let stamp = try snapshot.configurationStamp()
        if let known = cached.latest.withLock({ $0 }), known.stamp == stamp { return known.read(by: reader) }
        let loaded = try Configuration(snapshot, stamp: stamp, box: box)
        cached.latest.withLock { $0 = loaded }
        return loaded.read(by: reader)
    }

    /// The configuration as last seen; read from the database where there is none yet.
    func latestConfiguration() async throws -> Configuration {
        if let known = cached.latest.withLock({ $0 }) { return known.read(by: reader) }
        return try await database.read { try self.configuration($0) }
    }

    public func isReady() async -> Bool { await database.canWrite() }

    /// Empties the write-ahead log into the database file. Call after the server has stopped.
    public func close() throws { try database.checkpoint() }
}

/// The configuration as last loaded, shared by all who read of one engine.
private final class CachedConfiguration: Sendable {
    let latest = Mutex<Configuration?>(nil)
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
