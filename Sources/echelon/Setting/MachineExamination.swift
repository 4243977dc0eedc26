internal import Domain
internal import Foundation
internal import Glibc
internal import Store

/// Looks at what lies around the database: files and who may read them, the disk, the clock, time zones.
struct MachineExamination {
    let path: String

    private static let littleSpace: Int64 = 1 << 30
    private static let noSpace: Int64 = 100 << 20
    private static let largeLog = 256 << 20

    /// All but what needs the database open.
    func diagnoses() -> [Diagnosis] {
        [user, folder, file, key, disk, log, pages, clock, zones].compactMap { $0 }
    }

    private var user: Diagnosis {
        guard geteuid() == 0 else { return .good("user", "This is run by an ordinary user.") }
        return .warning(
            "user", "This is run by root, which the server does not need.", "Run it by a user of its own.")
    }

    private var folder: Diagnosis? {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            return .bad(
                "folder", "The folder \(folder) cannot be written.",
                "SQLite keeps files beside the database: give the folder to the server's user.")
        }
        return .good("folder", "The folder \(folder) can be written.")
    }

    private var file: Diagnosis {
        guard let mode = Self.mode(path) else {
            return .bad(
                "database", "There is no database \(path).",
                "Say where it is by --db or ECHELON_DB; `echelon serve` makes a new one.")
        }
        guard mode & 0o077 == 0 else {
            return .warning(
                "database", "Others than its owner may read \(path).", "chmod 600 \(path) \(path)-wal \(path)-shm")
        }
        return .good("database", "\(path) is there, and for its owner alone.")
    }

    private var key: Diagnosis {
        if Environment["ECHELON_KEY"] != nil { return .good("key", "The key is in ECHELON_KEY.") }
        let file = path + ".key"
        guard let mode = Self.mode(file) else {
            return .bad(
                "key", "The key file \(file) is missing.",
                "Put it back from where you keep it, or set ECHELON_KEY. Without it all secrets must be entered anew.")
        }
        guard mode & 0o077 == 0 else {
            return .bad("key", "Others than its owner may read the key file \(file).", "chmod 600 \(file)")
        }
        return .good("key", "The key file is there, and for its owner alone.")
    }

    private var disk: Diagnosis? {
        guard let free = Durable.freeBytes(at: path) else { return nil }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64) ?? 0
        let words = "\(free >> 20) MiB are free where the database (\(size >> 20) MiB) lies."
        if free < Self.noSpace {
            return .bad("disk", words, "Make room: without it webhooks are refused, and come again later.")
        }
        if free < max(Self.littleSpace, size) {
            return .warning("disk", words, "A backup made there needs as much room as the database.")
        }
        return .good("disk", words)
    }

    private var log: Diagnosis? {
        guard let size = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int else {
            return nil
        }
        let words = "The write-ahead log has \(size >> 20) MiB."
        guard size > Self.largeLog else { return .good("log", words) }
        return .warning(
            "log", words,
            "Something reads for a very long time, such as a backup tool. It shrinks once that has ended.")
    }

    private var pages: Diagnosis? {
        guard let figures = try? DatabaseFile.figures(of: path), figures.pages > 10_000 else { return nil }
        let share = figures.freePages * 100 / figures.pages
        let words = "\(share) % of the database file are free, and are filled first."
        guard share > 50 else { return .good("pages", words) }
        return .warning(
            "pages", words, "A backup holds no free pages: restore one to make the file small.")
    }

    private var clock: Diagnosis {
        let now = SystemClock().now()
        // Of the time when this was written.
        guard let least = Timestamp(rfc3339: "2026-01-01T00:00:00Z"), now > least else {
            return .bad("clock", "The machine says that it is \(now).", "Set the clock: run an NTP client.")
        }
        return .good("clock", "The machine says that it is \(now).")
    }

    private var zones: Diagnosis {
        guard Zone("Europe/Warsaw") != nil else {
            return .bad("zones", "The machine has no time zone data.", "Install tzdata.")
        }
        return .good("zones", "Time zone data is there.")
    }

    private static func mode(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }
}
