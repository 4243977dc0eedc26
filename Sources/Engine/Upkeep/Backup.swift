internal import Domain
internal import Foundation
internal import Store
internal import Synchronization

/// What a backup holds.
public struct BackupReport: Sendable, Equatable {
    public let bytes: Int
    /// Rows by table.
    public let counts: [String: Int]
}

/// Why a copy of the database cannot be relied on, in words.
public struct BackupFault: Error, Sendable, CustomStringConvertible {
    public let description: String
}

extension Engine {
    /// Copies the database as of one instant into a new file and looks whether the copy is good. Webhooks, cron and the
    /// panel go on meanwhile. The key is not in the copy: secrets stay sealed.
    ///
    /// - Parameters:
    ///   - path: nothing may be there.
    ///   - isThorough: whether spend, grants and totals are reckoned anew in the copy too, which takes minutes in a large shop.
    /// - Throws: `BackupFault`; what the disk says. Nothing is left of the file then.
    public func backup(to path: String, isThorough: Bool) async throws -> BackupReport {
        guard liveBackup.begin() else { throw Refusal.conflict("A backup is being made. Wait until it is done.") }
        defer { liveBackup.end() }
        let before = try await database.read { try $0.lastRows() }
        try await database.copy(to: path)
        do {
            let faults = try DatabaseFile.faults(of: path)
            guard faults.isEmpty else { throw BackupFault(description: "The copy is damaged: \(faults[0]).") }
            let counts = try await inspect(path, atLeast: before, isThorough: isThorough)
            try DatabaseFile.seal(path)
            try DatabaseFile.synchronize(path)
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            return BackupReport(bytes: size ?? 0, counts: counts)
        } catch {
            Self.removeDatabase(at: path)
            throw error
        }
    }

    /// Opens a copy as it would be opened to work with, and compares. Rows by table.
    private func inspect(
        _ path: String, atLeast before: [String: Int], isThorough: Bool
    ) async throws -> [String: Int] {
        let copy = try Database(path: path)
        defer { try? copy.close() }
        let engine = Engine(database: copy, clock: clock, box: box)
        let (last, counts) = try await copy.read { (try $0.lastRows(), try $0.rowCounts()) }
        for (table, id) in before.sorted(by: { $0.key < $1.key }) where last[table] ?? 0 < id {
            throw BackupFault(description: "The copy lacks rows of \(table) that were there when it was begun.")
        }
        // The key that opens the secrets must be the one at hand.
        _ = try await engine.latestConfiguration()
        if isThorough, let fault = try await engine.firstFault() {
            throw BackupFault(description: "The copy is not what it should be: \(fault). `echelon check` tells more.")
        }
        return counts
    }

    /// The first thing that `echelon check` would find, beyond the file itself; nil where all is well.
    private func firstFault() async throws -> String? {
        if let fault = try await grantFaults().first { return fault }
        let first = Mutex<String?>(nil)
        _ = try await checkSpend { difference in first.withLock { $0 = $0 ?? difference.description } }
        if let found = first.withLock({ $0 }) { return found }
        return try await checkTotals().first?.description
    }

    static func removeDatabase(at path: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    // MARK: Handing it out

    /// Makes a backup in a file of its own beside the database, which is gone once it was handed out.
    public func backupToHandOut(by: String) async throws -> BackupDownload {
        let folder = URL(filePath: database.path).deletingLastPathComponent()
        let prefix = URL(filePath: database.path).lastPathComponent + ".backup-"
        // What a process left behind that ended in between.
        if liveBackup.isIdle {
            for file in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            where file.hasPrefix(prefix) { try? FileManager.default.removeItem(at: folder.appending(path: file)) }
        }
        let now = clock.now()
        let path = folder.appending(path: "\(prefix)\(now.milliseconds)").path
        let report = try await backup(to: path, isThorough: false)
        let download = try BackupDownload(path, size: report.bytes, live: liveBackup)
        try await database.write {
            try $0.audit(by: by, action: "backup.download", subject: "database", detail: "\(report.bytes)", at: now)
        }
        return download
    }
}

/// A backup on its way to whoever asked for it. Its file has no name any more, and is gone with this object.
public final class BackupDownload: Sendable {
    public let size: Int
    private let file: Mutex<FileHandle>
    private let live: LiveBackup

    init(_ path: String, size: Int, live: LiveBackup) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw BackupFault(description: "The copy cannot be read.")
        }
        try FileManager.default.removeItem(atPath: path)
        self.size = size
        self.live = live
        file = Mutex(handle)
        live.hold()
    }

    deinit {
        file.withLock { try? $0.close() }
        live.release()
    }

    /// The next bytes; nil at the end.
    public func next() throws -> [UInt8]? {
        try file.withLock { file in
            try file.read(upToCount: 262_144).flatMap { $0.isEmpty ? nil : [UInt8]($0) }
        }
    }
}

/// Whether a backup is being made or handed out: one at a time.
final class LiveBackup: Sendable {
    private let state = Mutex((isBusy: false, held: 0))

    /// False where one is being made.
    func begin() -> Bool {
        state.withLock { state in
            guard !state.isBusy, state.held < 2 else { return false }
            state.isBusy = true
            return true
        }
    }

    func end() { state.withLock { $0.isBusy = false } }

    func hold() { state.withLock { $0.held += 1 } }

    func release() { state.withLock { $0.held -= 1 } }

    var isIdle: Bool { state.withLock { !$0.isBusy } }
}
