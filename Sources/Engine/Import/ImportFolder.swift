internal import Domain
internal import Foundation

/// Where files that are imported lie: in a folder beside the database, named after it.
struct ImportFolder: Sendable {
    let path: String
    /// What is no import's and so old was left behind by a process that ended.
    private static let longestOrphanSeconds: Double = 86_400

    /// - Parameter database: its path.
    init(besideDatabase database: String) { path = database + ".imports" }

    func file(_ name: String) -> String { "\(path)/\(name).csv" }

    func errors(_ name: String) -> String { "\(path)/\(name).errors.csv" }

    func part(_ name: String) -> String { "\(path)/\(name).part" }

    func make() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    func open(_ name: String) throws -> FileHandle {
        guard let handle = FileHandle(forReadingAtPath: file(name)) else {
            throw Refusal.conflict("The file of this import is gone. Send it again.")
        }
        return handle
    }

    func rename(_ source: String, to target: String) throws {
        try FileManager.default.moveItem(atPath: source, toPath: target)
    }

    func remove(_ name: String) {
        for file in [file(name), errors(name), part(name)] { try? FileManager.default.removeItem(atPath: file) }
    }

    /// Removes what no import knows of.
    ///
    /// - Parameter known: names of the files that are kept.
    func sweep(known: Set<String>, at now: Timestamp) {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for file in files where !known.contains(String(file.prefix { $0 != "." })) {
            let place = "\(path)/\(file)"
            let changed = try? FileManager.default.attributesOfItem(atPath: place)[.modificationDate] as? Date
            guard let changed else { continue }
            let age = Double(now.milliseconds / 1_000) - changed.timeIntervalSince1970
            if age > Self.longestOrphanSeconds { try? FileManager.default.removeItem(atPath: place) }
        }
    }
}
