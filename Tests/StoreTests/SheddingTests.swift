import Domain
import Foundation
import struct GRDB.Configuration
import class GRDB.DatabaseQueue
import Synchronization
import Testing

@testable import Store

/// The writer refuses at once what the disk cannot take, keeps nothing of it, and goes on by itself.
@Suite struct SheddingTests {
    private let path = NSTemporaryDirectory() + "echelon-shedding-\(UUID().uuidString).db"

    /// Another program's hold on the file.
    private final class Lock {
        private let queue: DatabaseQueue

        init(_ path: String) throws {
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        }

        func release() throws {
            try queue.inDatabase { try $0.execute(sql: "ROLLBACK") }
            try queue.close()
        }
    }

    private func clean() {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    private func refusal(_ work: () async throws -> Void) async -> WriteObstacle? {
        do { try await work() } catch { return error as? WriteObstacle }
        return nil
    }

    @Test func `a write that meets another program's lock is refused, and so is all that follows, until it is gone`()
        async throws
    {
        defer { clean() }
        let database = try Database(path: path, busySeconds: 0)
        let told = Mutex<[WriteObstacle.Cause?]>([])
        database.watchWrites { obstacle in told.withLock { $0.append(obstacle?.cause) } }
        let lock = try Lock(path)
        for number in 0..<5 {
            #expect(
                await refusal { try await database.write { try $0.setSetting("n\(number)", "x", at: .zero) } }?.cause
                    == .locked)
        }
        #expect(try await database.read { try $0.setting("n0") } == nil)
        #expect(!database.probe())
        try lock.release()
        #expect(database.probe())
        #expect(database.obstacle == nil)
        try await database.write { try $0.setSetting("after", "x", at: .zero) }
        #expect(try await database.read { try $0.setting("after") } == "x")
        let news = told.withLock { $0 }
        #expect(news == [.locked, nil])
    }

    @Test func `a file that may not grow is full: nothing of the batch is kept, and small work does not open the gate`()
        async throws
    {
        defer { clean() }
        let database = try Database(path: path, busySeconds: 0)
        let pages = try await database.write { transaction in
            let pages = try transaction.count("PRAGMA page_count")
            try transaction.run("PRAGMA max_page_count = \(pages + 8)")
            return pages
        }
        #expect(pages > 8)
        let large = String(repeating: "x", count: 1 << 17)
        let obstacle = await refusal {
            try await database.write { transaction in
                try transaction.setSetting("small", "x", at: .zero)
                try transaction.setSetting("large", large, at: .zero)
            }
        }
        #expect(obstacle?.cause == .full)
        #expect(try await database.read { try $0.setting("small") } == nil)
        #expect(!database.probe())
        #expect(await refusal { try await database.write { try $0.setSetting("n", "x", at: .zero) } }?.cause == .full)
    }

    @Test func `whoever catches the disk's failure and goes on writing keeps nothing`() async throws {
        defer { clean() }
        let database = try Database(path: path, busySeconds: 0)
        try await database.write { transaction in
            let pages = try transaction.count("PRAGMA page_count")
            try transaction.run("PRAGMA max_page_count = \(pages + 8)")
        }
        let large = String(repeating: "x", count: 1 << 17)
        await withTaskGroup(of: WriteObstacle?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    await refusal {
                        try await database.write { transaction in
                            _ = try? transaction.attempt { try transaction.setSetting("large", large, at: .zero) }
                            try? transaction.setSetting("after\(number)", "x", at: .zero)
                        }
                    }
                }
            }
            for await obstacle in group { #expect(obstacle?.cause == .full) }
        }
        let kept = try await database.read { snapshot in try (0..<20).compactMap { try snapshot.setting("after\($0)") }
        }
        #expect(kept.isEmpty)
    }

    @Test func `patient work waits while writes are refused and is done once afterwards`() async throws {
        defer { clean() }
        let database = try Database(path: path, busySeconds: 0)
        let lock = try Lock(path)
        #expect(await refusal { try await database.write { try $0.setSetting("n", "x", at: .zero) } } != nil)
        let waiting = Task { try await database.patient.write { try $0.setSetting("patient", "done", at: .zero) } }
        #expect(try await database.read { try $0.setting("patient") } == nil)
        try lock.release()
        database.probe()
        try await waiting.value
        #expect(try await database.read { try $0.setting("patient") } == "done")
    }

    @Test func `patient work that is cancelled while it waits ends`() async throws {
        defer { clean() }
        let database = try Database(path: path, busySeconds: 0)
        let lock = try Lock(path)
        defer { try? lock.release() }
        #expect(await refusal { try await database.write { try $0.setSetting("n", "x", at: .zero) } } != nil)
        let waiting = Task { try await database.patient.write { try $0.setSetting("patient", "done", at: .zero) } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    // MARK: The queue

    /// Holds the writer's thread until it is let go.
    private func blocked(_ database: Database) async -> (release: () -> Void, done: Task<Void, any Error>) {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let hold = DispatchSemaphore(value: 0)
        let done = Task {
            try await database.write { _ in
                begin.finish()
                hold.wait()
            }
        }
        for await _ in begun {}
        return ({ hold.signal() }, done)
    }

    @Test func `a queue of three is as long as it may be: the fourth is refused, and taken again when it is short`()
        async throws
    {
        defer { clean() }
        var limits = GroupCommit.Limits()
        limits.jobs = 3
        let database = try Database(path: path, busySeconds: 0, limits: limits)
        let (release, done) = await blocked(database)
        // Patient work is not bounded, and so can be counted in without waiting for it.
        let queued = (0..<3).map { number in
            Task.immediate { try await database.patient.write { try $0.setSetting("n\(number)", "x", at: .zero) } }
        }
        #expect(
            await refusal { try await database.write { try $0.setSetting("late", "x", at: .zero) } }?.cause
                == .overloaded)
        #expect(database.obstacle?.cause == .overloaded)
        release()
        try await done.value
        for task in queued { try await task.value }
        try await database.write { try $0.setSetting("later", "x", at: .zero) }
        #expect(database.obstacle == nil)
        let kept = try await database.read { snapshot in
            try ["n0", "n1", "n2", "late", "later"].map { try snapshot.setting($0) }
        }
        #expect(kept == ["x", "x", "x", nil, "x"])
    }

    @Test(arguments: [(2_999, false), (3_000, true)])
    func `the queue is too long once its first has waited three seconds`(_ milliseconds: Int, _ isRefused: Bool)
        async throws
    {
        defer { clean() }
        let start = ContinuousClock.now
        let elapsed = Mutex(0)
        let database = try Database(
            path: path, busySeconds: 0, time: { start + .milliseconds(elapsed.withLock { $0 }) })
        let (release, done) = await blocked(database)
        let first = Task.immediate { try await database.write { try $0.setSetting("first", "x", at: .zero) } }
        elapsed.withLock { $0 = milliseconds }
        let second = Task.immediate { try await database.write { try $0.setSetting("second", "x", at: .zero) } }
        release()
        try await done.value
        try await first.value
        #expect((await refusal { try await second.value } != nil) == isRefused)
    }
}

/// What the writer makes of what it is told.
@Suite struct WriterStateTests {
    private let start = ContinuousClock.now

    @Test func `the first failure is news, the second is not, and an obstacle keeps its first instant`() {
        var state = WriterState()
        var news = [state.fail(.full, "a", at: start), state.fail(.failing, "b", at: start + .seconds(1))]
        #expect(state.obstacle == WriteObstacle(cause: .full, detail: "a", since: start))
        news += [state.clear(at: start + .seconds(2)), state.clear(at: start + .seconds(3))]
        #expect(news == [true, false, true, false])
    }

    @Test func `a long queue lets each that comes be judged; a failing disk then shuts`() {
        var state = WriterState()
        var news = [state.fail(.overloaded, "", at: start), state.fail(.overloaded, "", at: start)]
        #expect(state.standing == .open)
        news.append(state.fail(.locked, "", at: start))
        #expect(state.standing == .shut)
        news.append(state.fail(.overloaded, "", at: start))
        #expect(news == [true, false, true, false])
        #expect(state.obstacle?.cause == .locked)
    }

    @Test func `a disk that fails again within a minute is looked at less often, up to sixteen seconds`() {
        var (state, now) = (WriterState(), start)
        var pauses: [Int] = []
        for _ in 0..<6 {
            _ = state.fail(.full, "", at: now)
            pauses.append(state.pause)
            _ = state.clear(at: now)
            now += .milliseconds(59_999)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 16])
        _ = state.fail(.full, "", at: now + .milliseconds(1))
        #expect(state.pause == 1)
    }
}
