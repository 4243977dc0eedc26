internal import ArgumentParser
internal import Engine
internal import Foundation
internal import Glibc
internal import Store

/// Puts a backup in the place of the database.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup in the place of the database. The server must be stopped.",
        discussion: """
            The backup is looked at first; where it is broken, of a newer version, or sealed by another key, nothing is
            changed. The database that was there stays beside it under another name.
            """)

    @OptionGroup var database: DatabaseOption
    @Argument(help: "The backup; - for standard input.") var input: String
    @Flag(help: "Go on though the present database cannot be read; it is set aside as it is.") var force = false

    func run() async throws {
        _ = umask(0o077)
        let path = database.path
        let part = "\(path).restore-\(ProcessInfo.processInfo.processIdentifier)"
        defer { Self.remove(part) }
        try makeFolder(of: path)
        try take(to: part)
        try await look(at: part)
        let aside = try setAside(path)
        do {
            try FileManager.default.moveItem(atPath: part, toPath: path)
            try Durable.synchronize(path)
        } catch {
            if let aside { try? FileManager.default.moveItem(atPath: aside, toPath: path) }
            throw Failure("\(path) cannot be written: \(error.localizedDescription). All is as it was.")
        }
        print("\(path) is restored.")
        if let aside { print("The database that was there is \(aside) now.") }
    }

    private func makeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw Failure("The folder \(folder.path) cannot be made.")
        }
    }

    /// A copy of our own, so that the backup stays as it is whatever happens.
    private func take(to part: String) throws {
        let log = try? FileManager.default.attributesOfItem(atPath: input + "-wal")[.size] as? Int
        guard log ?? 0 == 0 else {
            throw Failure(
                "\(input) has a write-ahead log beside it: it is a database at work, not a backup. Make one by `echelon backup`."
            )
        }
        do {
            if input != "-" { return try FileManager.default.copyItem(atPath: input, toPath: part) }
            guard FileManager.default.createFile(atPath: part, contents: nil, attributes: [.posixPermissions: 0o600]),
                let file = FileHandle(forWritingAtPath: part)
            else { throw CocoaError(.fileWriteUnknown) }
            while let bytes = try FileHandle.standardInput.read(upToCount: 1 << 20), !bytes.isEmpty {
                try file.write(contentsOf: bytes)
            }
            try file.close()
        } catch { throw Failure("The backup \(input) cannot be read: \(error.localizedDescription)") }
    }

    /// Whether the backup is whole, of this version or an older one, and sealed by the key at hand.
    private func look(at part: String) async throws {
        do {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: part)
            let faults = try DatabaseFile.faults(of: part)
            guard faults.isEmpty else { throw Failure("It is damaged: \(faults[0]).") }
            let copy = try Database(path: part)
            defer { try? copy.close() }
            let engine = try Engine(database: copy, key: KeyFile.key(forRestored: database.path), clock: SystemClock())
            _ = try await engine.storeKeys()
            try copy.checkpoint()
        } catch { throw Failure("The backup \(input) cannot be restored, and nothing was changed. \(Failure(error))") }
    }

    /// Renames what is there; its new name, and nil where there was nothing.
    private func setAside(_ path: String) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            if try DatabaseFile.isInUse(path) {
                throw Failure("A server or another command has \(path) open. Stop it first; nothing was changed.")
            }
        } catch let failure as Failure { throw failure } catch {
            guard force else {
                throw Failure(
                    "The present database \(path) cannot be read (\(error)). Say --force to set it aside as it is.")
            }
        }
        let stamp = "\(SystemClock().now())".filter { $0.isNumber || $0 == "T" }
        let aside = "\(path).before-restore-\(stamp)"
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.moveItem(atPath: path + suffix, toPath: aside + suffix)
        }
        return aside
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
}
