import Domain
import Foundation
import Synchronization
import Testing

@testable import Store

/// One writer, many writers' work in one commit, and nothing of what failed.
@Suite struct GroupCommitTests {
    struct Broken: Error {}

    @Test func `work that throws leaves nothing, its neighbours in the batch stand`() async throws {
        let database = try TemporaryDatabase()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try? await database.database.write { transaction in
                        try transaction.setSetting("n\(number)", "x", at: .zero)
                        if number.isMultiple(of: 3) { throw Broken() }
                    }
                }
            }
        }
        for number in 0..<200 {
            let kept = try await database.database.read { try $0.setting("n\(number)") }
            #expect((kept == nil) == number.isMultiple(of: 3))
        }
    }

    @Test func `an attempt that fails is taken back and the rest of the work goes on`() async throws {
        let database = try TemporaryDatabase()
        try await database.database.write { transaction in
            try transaction.setSetting("before", "x", at: .zero)
            let result = try transaction.attempt {
                try transaction.setSetting("within", "x", at: .zero)
                throw Broken()
            }
            if case .success = result { Issue.record("the attempt cannot have succeeded") }
            try transaction.setSetting("after", "x", at: .zero)
        }
        let kept = try await database.database.read { snapshot in
            try ["before", "within", "after"].map { try snapshot.setting($0) != nil }
        }
        #expect(kept == [true, false, true])
    }

    @Test func `attempts that fail in a batch are taken back, and nobody else's work is`() async throws {
        let database = try TemporaryDatabase()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try? await database.database.write { transaction in
                        try transaction.setSetting("before\(number)", "x", at: .zero)
                        _ = try transaction.attempt {
                            try transaction.setSetting("within\(number)", "x", at: .zero)
                            if number.isMultiple(of: 7) { throw Broken() }
                        }
                        try transaction.setSetting("after\(number)", "x", at: .zero)
                        if number.isMultiple(of: 5) { throw Broken() }
                    }
                }
            }
        }
        for number in 0..<200 {
            let kept = try await database.database.read { snapshot in
                try ["before", "within", "after"].map { try snapshot.setting("\($0)\(number)") != nil }
            }
            let stands = !number.isMultiple(of: 5)
            #expect(kept == [stands, stands && !number.isMultiple(of: 7), stands], "\(number)")
        }
    }

    @Test func `a trial that fails costs its neighbours nothing`() async throws {
        let database = try TemporaryDatabase()
        let runs = Mutex(0)
        try await database.database.write { transaction in
            runs.withLock { $0 += 1 }
            try transaction.setSetting("before", "x", at: .zero)
            let result = try transaction.attempt(isTrial: true) {
                try transaction.setSetting("within", "x", at: .zero)
                throw Broken()
            }
            if case .success = result { Issue.record("the trial cannot have succeeded") }
        }
        #expect(runs.withLock { $0 } == 1)
        #expect(try await database.database.read { try $0.setting("within") } == nil)
        #expect(try await database.database.read { try $0.setting("before") } == "x")
    }

    @Test func `each answer comes after its commit: a reader sees what was written`() async throws {
        let database = try TemporaryDatabase()
        for number in 0..<50 {
            try await database.database.write { try $0.setSetting("n", "\(number)", at: .zero) }
            #expect(try await database.database.read { try $0.setting("n") } == "\(number)")
        }
    }

    @Test func `a file that is no database is refused`() throws {
        let path = NSTemporaryDirectory() + "echelon-junk-\(UUID().uuidString)"
        try Data("this is not a database, whatever its name says ...................".utf8)
            .write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: (any Error).self) { try Database(path: path) }
    }
}

/// A database file that goes when it is no longer used.
final class TemporaryDatabase: Sendable {
    let database: Database
    private let path: String

    init() throws {
        path = NSTemporaryDirectory() + "echelon-store-\(UUID().uuidString).db"
        database = try Database(path: path)
    }

    deinit {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
}
