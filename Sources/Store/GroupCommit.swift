internal import Dispatch
internal import Domain
internal import GRDB
internal import Synchronization

/// The writer: takes all that is queued, runs it piece by piece in one transaction, commits once.
///
/// As pieces seldom fail, they are run without savepoints first: within a savepoint SQLite copies every page before it
/// is changed, in a list that it walks at the end of each statement that can fail half way. Where a piece does fail, all
/// are rolled back and run once more, each in a savepoint of its own, so that the others stand. So what a piece does
/// beside the database it may do twice.
///
/// It never waits to fill a batch; while one commit is on its way to the disk, the next batch gathers by itself. Where the
/// disk does not take a batch, nothing of it was kept; all that waits is refused, and a probe finds out when the disk takes
/// writes again.
final class GroupCommit: Sendable {
    /// One piece of work.
    struct Job: Sendable {
        /// Does it; false where it failed and what it wrote is to be taken back. It may be run twice.
        let run: @Sendable (Transaction) -> Bool
        /// Told once the batch is committed (nil) or could not be.
        let finish: @Sendable ((any Error)?) -> Void
    }

    /// How much may wait before more is refused.
    struct Limits: Sendable {
        var jobs = 4_096
        /// How long the one that waits longest has been waiting.
        var wait = Duration.seconds(3)
    }

    private struct Queue {
        var waiting: [(job: Job, since: ContinuousClock.Instant)] = []
        var isDraining = false
        var isProbing = false
        var figures = WriterFigures()
    }

    private static let largestBatch = 256
    let gate: WriterGate
    private let pool: DatabasePool
    private let limits: Limits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let queue = Mutex(Queue())
    private let thread = DispatchQueue(label: "echelon.writer", qos: .userInitiated)

    init(_ pool: DatabasePool, _ limits: Limits, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        (self.pool, self.limits, self.now) = (pool, limits, now)
        gate = WriterGate(now: now)
    }

    /// - Parameter isBounded: whether it is refused where too much waits already.
    /// - Throws: `WriteObstacle`.
    func enqueue(_ job: Job, isBounded: Bool) throws(WriteObstacle) {
        if let obstacle = gate.shutBy { throw obstacle }
        let now = now()
        let mustStart = queue.withLock { queue -> Bool? in
            if isBounded, isTooLong(queue, at: now) { return nil }
            queue.waiting.append((job, now))
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
        guard let mustStart else { throw gate.fail(.overloaded) }
        if mustStart { thread.async { self.drain() } }
    }

    var figures: WriterFigures {
        queue.withLock { queue in
            var figures = queue.figures
            figures.waiting = queue.waiting.count
            return figures
        }
    }

    private func isTooLong(_ queue: Queue, at now: ContinuousClock.Instant) -> Bool {
        guard let first = queue.waiting.first else { return false }
        return queue.waiting.count >= limits.jobs || now - first.since >= limits.wait
    }

    private func drain() {
        while let batch = nextBatch() {
            let start = ContinuousClock.now
            let error = gate.shutBy ?? commit(batch)
            let took = ContinuousClock.now - start
            queue.withLock { $0.figures.note(batch: batch.count, isCommitted: error == nil, took: took) }
            for job in batch { job.finish(error) }
        }
    }

    private func nextBatch() -> [Job]? {
        let (batch, isShort) = queue.withLock { queue -> ([Job], Bool) in
            let batch = queue.waiting.prefix(Self.largestBatch).map(\.job)
            queue.waiting.removeFirst(batch.count)
            if batch.isEmpty { queue.isDraining = false }
            return (batch, queue.waiting.count < limits.jobs / 2 && !isTooLong(queue, at: now()))
        }
        if isShort, gate.obstacle?.cause == .overloaded { gate.open() }
        return batch.isEmpty ? nil : batch
    }

    /// Runs and commits a batch; the error where nothing of it was kept.
    private func commit(_ batch: [Job]) -> (any Error)? {
        do {
            try pool.writeWithoutTransaction { db in
                if try !runTogether(batch, db) { try runApart(batch, db) }
            }
            return nil
        } catch {
            guard let cause = WriteObstacle.cause(of: error) else { return error }
            let obstacle = gate.fail(cause, "\(error)")
            probeLater()
            return obstacle
        }
    }

    /// - Returns: false where a piece failed, and nothing was kept.
    private func runTogether(_ batch: [Job], _ db: GRDB.Database) throws -> Bool {
        var isDone = true
        try db.inTransaction(.immediate) {
            let transaction = Transaction(db, isCareful: false)
            for job in batch where isDone { isDone = job.run(transaction) }
            if let failure = transaction.failure { throw failure }
            // A piece that is alone is the transaction: its failure is an answer, and needs no second run.
            guard !isDone else { return .commit }
            isDone = batch.count == 1 && !transaction.isSpoiled
            return .rollback
        }
        return isDone
    }

    private func runApart(_ batch: [Job], _ db: GRDB.Database) throws {
        try db.inTransaction(.immediate) {
            let transaction = Transaction(db, isCareful: true)
            for job in batch { try transaction.inSavepoint { job.run(transaction) } }
            if let failure = transaction.failure { throw failure }
            return .commit
        }
    }

    // MARK: The probe

    private func probeLater() {
        let isFirst = queue.withLock { queue in
            defer { queue.isProbing = true }
            return !queue.isProbing
        }
        if isFirst { thread.asyncAfter(deadline: .now() + .seconds(gate.pause)) { self.lookAgain() } }
    }

    private func lookAgain() {
        queue.withLock { $0.isProbing = false }
        if !probe() { probeLater() }
    }

    /// Finds out whether the disk takes writes, on the writer's own thread, and opens the gate where it does.
    func probeNow() -> Bool { thread.sync { probe() } }

    private func probe() -> Bool {
        guard let cause = gate.shutBy?.cause else { return true }
        do {
            try pool.writeWithoutTransaction { db in try DiskProbe(db).run(after: cause) }
            gate.open()
            return true
        } catch {
            return false
        }
    }
}
