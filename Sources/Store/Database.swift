internal import CSQLite
internal import Dispatch
public import Domain
internal import GRDB
internal import Synchronization

/// The SQLite database: one writer that commits together whatever has queued up, and WAL snapshots for reading.
///
/// `write` returns only after its commit has reached the disk (`synchronous=FULL`), so an answer sent after it is a
/// promise that holds through a power cut.
public final class Database: Sendable {
    private let pool: DatabasePool
    private let writer: GroupCommit
    /// What is written through this one is part of; nil where nobody asked for it.
    private let act: ActRecord?
    /// Whether writes wait while the disk takes none, instead of being refused.
    private let isPatient: Bool

    /// Where the file is; others that belong to it lie beside it.
    public var path: String { pool.path }

    /// Opens the file, makes it where it is absent, and brings its schema up to date.
    ///
    /// - Throws: `DatabaseProblem` where the file is no database, was made by a newer version, or cannot be written.
    public convenience init(path: String) throws { try self.init(path: path, busySeconds: 10) }

    /// - Parameters:
    ///   - limits: how much may wait before more is refused.
    ///   - watch: given each connection as it is opened; tests listen there.
    ///   - time: the clock by which waiting is measured.
    init(
        path: String, busySeconds: Double, limits: GroupCommit.Limits = GroupCommit.Limits(),
        watch: (@Sendable (GRDB.Database) -> Void)? = nil,
        time now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws {
        _ = Self.preparation
        var configuration = Configuration()
        configuration.busyMode = .timeout(busySeconds)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000")
            watch?(db)
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // Opening a WAL pool lowers this to NORMAL after prepareDatabase has run.
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000")
            guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else { throw DatabaseProblem.notDurable }
        }
        try Migrations.run(on: pool)
        writer = GroupCommit(pool, limits, now: now)
        act = nil
        isPatient = false
    }

    /// Done once, before the first connection. Where somebody was first it stays undone, which costs time alone.
    private static let preparation = sqlite_count_no_memory()

    private init(_ other: Database, act: ActRecord?, isPatient: Bool) {
        pool = other.pool
        writer = other.writer
        self.act = act
        self.isPatient = isPatient
    }

    /// The same database for one request: what is written through it stands in the audit log as part of the act.
    public func acting(_ act: Act) -> Database { Database(self, act: ActRecord(act), isPatient: isPatient) }

    /// The same database for work that nobody waits for: its writes are never refused, but wait until the disk takes them.
    public var patient: Database { Database(self, act: act, isPatient: true) }

    /// Runs `body` in a transaction shared with whatever else is waiting, and returns once that is committed.
    /// Where `body` throws, what it wrote is taken back and the rest of the batch stands. `body` may be run twice, so it
    /// does nothing beside the database that may not be done twice.
    ///
    /// - Throws: whatever `body` throws; `WriteObstacle` while the disk takes no writes, or too many wait. Nothing was kept
    ///   then. `CancellationError` for patient work that was cancelled while it waited.
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        while isPatient {
            try await writer.gate.pass()
            do { return try await writeOnce(body) } catch is WriteObstacle { continue }
        }
        return try await writeOnce(body)
    }

    private func writeOnce<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let act = act
        return try await withCheckedThrowingContinuation { continuation in
            let slot = Slot<Value>()
            let job = GroupCommit.Job(
                run: { transaction in
                    let outcome = Result { try transaction.carryOut(body, as: act) }
                    slot.put(outcome)
                    if case .failure = outcome { return false } else { return true }
                },
                finish: { commitError in
                    act?.settle(isKept: commitError == nil)
                    continuation.resume(with: commitError.map(Result.failure) ?? slot.outcome)
                })
            do throws(WriteObstacle) { try writer.enqueue(job, isBounded: !isPatient) } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Runs `body` on a snapshot of the last commit.
    public func read<Value: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> Value) async throws -> Value {
        try await pool.read { db in try body(Snapshot(db)) }
    }

    /// What the writer has done since the database was opened.
    public var writerFigures: WriterFigures { writer.figures }

    /// Moves the WAL into the database file and empties it. Call when nothing else is going on.
    public func checkpoint() throws {
        try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    }

    /// Copies the database as of one instant into a new file; see `DatabaseFile.copy`. Neither reads nor writes wait for it.
    public func copy(to target: String) async throws {
        let path = path
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(with: Result { try DatabaseFile.copy(path, to: target) })
            }
        }
    }

    /// Closes all connections; nothing can be read or written afterwards. Call when nothing else is going on.
    public func close() throws { try pool.close() }

    /// Whether an error says that the disk cannot take or give anything now: full, failing, read-only or busy. The same
    /// request may succeed later.
    public static func isTemporary(_ error: any Error) -> Bool {
        error is WriteObstacle || WriteObstacle.cause(of: error) != nil
    }

    /// Why writes are refused now; nil where they are taken.
    public var obstacle: WriteObstacle? { writer.gate.obstacle }

    /// Has `watch` called whenever writes begin to be refused (with the reason) and when they are taken again (nil).
    public func watchWrites(_ watch: @escaping @Sendable (WriteObstacle?) -> Void) { writer.gate.watch(watch) }

    /// Looks at once whether the disk takes writes again; it is done by itself every few seconds.
    @discardableResult
    func probe() -> Bool { writer.probeNow() }

    /// Whether a write reaches the disk now.
    public func canWrite() async -> Bool {
        (try? await write { try $0.setSetting("ready_probe", "1", at: .zero) }) != nil
    }
}

/// Why a database cannot be used.
public enum DatabaseProblem: Error, Sendable {
    /// `synchronous=FULL` could not be set: answers could promise what a power cut would lose.
    case notDurable
    /// Its schema is of a newer version of Echelon.
    case newerSchema
    /// A row holds what no version of Echelon writes; names the table and the column.
    case corrupt(String)
    /// A file that is no database of Echelon, or a broken one.
    case notOurs(String)
    /// A file that is not there, or cannot be read.
    case unreadable(String)
    /// A file that is not to be written over.
    case exists(String)
}

extension DatabaseProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notDurable: "SQLite does not let commits wait for the disk here, so nothing could be promised."
        case .newerSchema: "It was made by a newer version of Echelon. Install that version, or a newer one."
        case .corrupt(let place): "It holds something in \(place) that Echelon never writes."
        case .notOurs(let path): "\(path) is no database of Echelon, or it is damaged."
        case .unreadable(let path): "\(path) is not there, or cannot be read."
        case .exists(let path): "\(path) is there already."
        }
    }
}

/// Carries a result from the writer's thread to whoever waits for it.
private final class Slot<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)

    func put(_ outcome: Result<Value, any Error>) { result.withLock { $0 = outcome } }

    var outcome: Result<Value, any Error> { result.withLock { $0 } ?? .failure(CancellationError()) }
}
