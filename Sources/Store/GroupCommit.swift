internal import Dispatch
internal import GRDB
internal import Synchronization

/// The writer: takes all that is queued, runs each piece in a savepoint of one transaction, commits once.
///
/// A piece that is alone is the transaction: where it fails, all of it is rolled back. Within a savepoint SQLite keeps
/// a copy of every page touched, in a list that it walks from the start at the end of each statement that can fail half
/// way; for a run's batch of several hundred customers that took a tenth of the time.
///
/// It never waits to fill a batch; while one commit is on its way to the disk, the next batch gathers by itself.
final class GroupCommit: Sendable {
    /// One piece of work.
    struct Job: Sendable {
        /// Does it; false where it failed and what it wrote is to be taken back.
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
                try db.inTransaction(.immediate) {
                    let transaction = Transaction(db)
                    if batch.count == 1, let alone = batch.first { return alone.run(transaction) ? .commit : .rollback }
                    for job in batch { try transaction.inSavepoint { job.run(transaction) } }
                    return .commit
                }
            }
            return nil
        } catch {
            return error
        }
    }
}
