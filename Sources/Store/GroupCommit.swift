internal import Dispatch
internal import GRDB
internal import Synchronization

/// The writer: takes all that is queued, runs it piece by piece in one transaction, commits once.
///
/// As pieces seldom fail, they are run without savepoints first: within a savepoint SQLite copies every page before it
/// is changed, in a list that it walks at the end of each statement that can fail half way. Where a piece does fail, all
/// are rolled back and run once more, each in a savepoint of its own, so that the others stand. So what a piece does
/// beside the database it may do twice.
///
/// It never waits to fill a batch; while one commit is on its way to the disk, the next batch gathers by itself.
final class GroupCommit: Sendable {
    /// One piece of work.
    struct Job: Sendable {
        /// Does it; false where it failed and what it wrote is to be taken back. It may be run twice.
        let run: @Sendable (Transaction) -> Bool
        /// Told once the batch is committed (nil) or could not be.
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct Queue {
        var waiting: [Job] = []
        var isDraining = false
    }

    private static let largestBatch = 256
    private let pool: DatabasePool
    private let queue = Mutex(Queue())
    private let thread = DispatchQueue(label: "echelon.writer", qos: .userInitiated)

    init(_ pool: DatabasePool) { self.pool = pool }

    func enqueue(_ job: Job) {
        let mustStart = queue.withLock { queue in
            queue.waiting.append(job)
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
        if mustStart { thread.async { self.drain() } }
    }

    private func drain() {
        while let batch = nextBatch() {
            let error = commit(batch)
            for job in batch { job.finish(error) }
        }
    }

    private func nextBatch() -> [Job]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isDraining = false
                return nil
            }
            let batch = Array(queue.waiting.prefix(Self.largestBatch))
            queue.waiting.removeFirst(batch.count)
            return batch
        }
    }

    /// Runs and commits a batch; the error where nothing of it was kept.
    private func commit(_ batch: [Job]) -> (any Error)? {
        do {
            try pool.writeWithoutTransaction { db in
                if try !runTogether(batch, db) { try runApart(batch, db) }
            }
            return nil
        } catch {
            return error
        }
    }

    /// - Returns: false where a piece failed, and nothing was kept.
    private func runTogether(_ batch: [Job], _ db: GRDB.Database) throws -> Bool {
        var isDone = true
        try db.inTransaction(.immediate) {
            let transaction = Transaction(db, isCareful: false)
            for job in batch where isDone { isDone = job.run(transaction) }
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
            return .commit
        }
    }
}
