internal import ArgumentParser
internal import Engine
internal import Foundation
internal import Glibc

/// Copies the database while the server goes on.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the database into a file, consistent and checked, while the server runs.",
        discussion: """
            The copy is as of one instant and holds nothing that was deleted. It is looked at as `echelon check` does, and
            kept only where nothing is wrong. The key that opens its secrets is NOT in it: keep the key file, or
            ECHELON_KEY, in another place, as a copy without it has lost all secrets.
            Example: echelon backup --db /var/lib/echelon/echelon.db /backup/echelon-$(date +%F).db
            """)

    @OptionGroup var database: DatabaseOption
    @Argument(help: "The file; - for standard output.") var output: String
    @Flag(help: "Put it in the place of a file that is there.") var force = false
    @Flag(help: "Look at the file only, and do not reckon spend, grants and totals anew.") var quick = false

    func run() async throws {
        try requireDatabase()
        let target = output == "-" ? nil : output
        if let target, !force, FileManager.default.fileExists(atPath: target) {
            throw Failure("\(target) is there already. Choose another name, or say --force.")
        }
        let part = try partPath(beside: target)
        try await database.use { engine in
            let report: BackupReport
            do { report = try await engine.backup(to: part, isThorough: !quick) } catch {
                throw Failure("There is no backup. \(Failure(error))")
            }
            if let target { try put(part, at: target) } else { try pour(part) }
            Self.tell(report, target)
        }
    }

    /// A backup of a database that is not there would be an empty one.
    private func requireDatabase() throws {
        guard FileManager.default.fileExists(atPath: database.path) else {
            throw Failure("There is no database \(database.path). Say --db, or set ECHELON_DB.")
        }
    }

    /// Beside the file that it becomes, so that it becomes it at once; else beside the database.
    private func partPath(beside target: String?) throws -> String {
        let path = "\(target ?? database.path).part-\(ProcessInfo.processInfo.processIdentifier)"
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure("\(path) is there already. Delete it.")
        }
        return path
    }

    private func put(_ part: String, at target: String) throws {
        do {
            if force { try? FileManager.default.removeItem(atPath: target) }
            try FileManager.default.moveItem(atPath: part, toPath: target)
            try Durable.synchronize(target)
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw Failure("\(target) cannot be written: \(error.localizedDescription)")
        }
    }

    private func pour(_ part: String) throws {
        defer { try? FileManager.default.removeItem(atPath: part) }
        guard let file = FileHandle(forReadingAtPath: part) else { throw Failure("The copy cannot be read.") }
        do {
            while let bytes = try file.read(upToCount: 1 << 20), !bytes.isEmpty {
                try FileHandle.standardOutput.write(contentsOf: bytes)
            }
        } catch { throw Failure("The copy cannot be written to standard output: \(error.localizedDescription)") }
    }

    /// To standard error, as standard output may be the backup.
    private static func tell(_ report: BackupReport, _ target: String?) {
        let counts = report.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let lines = [
            "\(target ?? "The copy") is good: \(report.bytes) bytes, \(counts).",
            "The key is not in it. Keep the key file (or ECHELON_KEY) in another place.",
        ]
        FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
