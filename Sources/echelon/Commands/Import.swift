internal import ArgumentParser
internal import Domain
internal import Engine
internal import Foundation
internal import JSON

/// Takes in customers, group changes or orders from a CSV file, by the same way as the panel.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take in customers, group changes or orders from a CSV file.",
        discussion: """
            The first line names the columns. Those that are called as in the exports of the usual shops are found by
            themselves, others are mapped by --map field=Column. Nobody is mailed about what is imported, and taking the
            same file in twice changes nothing more.
            Customers: \(fields(.customers)).
            Group changes: \(fields(.groupChanges)).
            Orders, one line each: \(fields(.orders)).
            """)

    private static func fields(_ kind: ImportRecord.Kind) -> String {
        ImportField.all(of: kind).map(\.name).joined(separator: ", ")
    }

    @OptionGroup var database: DatabaseOption
    @Argument(help: "customers, group_changes or orders") var kind: String
    @Argument(help: "The file; - for standard input.") var file: String
    @Option(help: "Key of the store; may be left out where there is one.") var store: String?
    @Option(help: "Which column holds a field, as field=Column; may be given several times.") var map: [String] = []
    @Option(help: "What a field is where it has no column, as field=value; may be given several times.")
    var fixed: [String] = []
    @Option(help: "Which status a word of the file means, as word=code; may be given several times.")
    var status: [String] = []
    @Option(help: "Page of a text that is no Unicode: windows-1250 or windows-1252. (default: found out)")
    var encoding: String?
    @Option(help: "Order of the parts of dates: ymd, dmy or mdy. (default: found out)") var dates: String?
    @Option(help: "Decimal mark of amounts: . or , (default: found out)") var decimalMark: String?
    @Option(help: "Groups named are added (add), taken away (remove), or the only ones by import (replace).")
    var mode: String?
    @Flag(help: "The first group named on a line becomes the default.") var makeDefault = false
    @Option(help: "The last day of memberships that name none, as YYYY-MM-DD.") var until: String?
    @Option(help: "Order ids that begin so are cancellations of earlier lines.") var cancellationPrefix: String?
    @Option(help: "Where the bad lines are written, each with its reason.") var errors: String?
    @Flag(help: "Only tell what would be taken in, and what is wrong with the file.") var dryRun = false

    func validate() throws {
        guard ImportRecord.Kind(rawValue: kind) != nil else {
            throw ValidationError("'\(kind)' cannot be imported, only customers, group_changes or orders.")
        }
        if let encoding, WindowsPage(rawValue: encoding) == nil {
            throw ValidationError("--encoding must be windows-1250 or windows-1252, not '\(encoding)'.")
        }
        for entry in map + fixed + status where entry.split(separator: "=", maxSplits: 1).count != 2 {
            throw ValidationError("'\(entry)' must be two texts with = between them.")
        }
    }

    func run() async throws {
        guard let kind = ImportRecord.Kind(rawValue: kind) else { return }
        try await database.use { engine in
            let id = try await upload(engine, kind)
            do {
                try await carryOut(engine, id, kind)
            } catch {
                try? await engine.deleteImport(id, by: Self.name)
                throw error
            }
            try await engine.deleteImport(id, by: Self.name)
        }
    }

    private static let name = "command line"

    private func upload(_ engine: Engine, _ kind: ImportRecord.Kind) async throws -> ID<ImportRecord> {
        guard let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file) else {
            throw Failure("The file \(file) cannot be read.")
        }
        let upload = try await Upload(
            engine, kind, store: store, page: encoding.flatMap(WindowsPage.init), name: file, by: Self.name)
        do {
            while let bytes = try handle.read(upToCount: 1 << 16), !bytes.isEmpty {
                try await upload.append([UInt8](bytes))
            }
            return try await upload.finish().record.id
        } catch {
            await upload.abandon()
            throw error
        }
    }

    private func carryOut(_ engine: Engine, _ id: ID<ImportRecord>, _ kind: ImportRecord.Kind) async throws {
        let made = try await engine.importView(id)
        try await engine.mapImport(id, mapping(made.proposal), by: Self.name)
        guard case .started(_, let finished) = try await engine.startImport(id, isDry: dryRun, by: Self.name) else {
            throw Failure("The import could not be started.")
        }
        let view = try await finished.value
        tell(view.figures, kind)
        if view.hasErrors, let errors { try await write(engine, id, to: errors) }
        if let error = view.record.error { throw Failure(error) }
    }

    /// What was found out, and over it what was said. A column that is claimed by --map is no other field's.
    private func mapping(_ proposal: ImportMapping) -> JSONValue {
        var mapping = proposal
        let said = Self.pairs(map)
        mapping.columns = mapping.columns.filter { !said.values.contains($0.value) }.merging(said) { $1 }
        mapping.fixed.merge(Self.pairs(fixed)) { $1 }
        mapping.statusWords.merge(Self.pairs(status)) { $1 }
        var members = (mapping.json.members ?? []).filter { member in !overrides.contains { $0.name == member.name } }
        members += overrides
        return .object(members)
    }

    private var overrides: [JSONValue.Member] {
        let texts: [(String, String?)] = [
            ("date_format", dates), ("decimal_mark", decimalMark), ("mode", mode), ("until", until),
            ("cancellation_prefix", cancellationPrefix),
        ]
        let flags = makeDefault ? [JSONValue.Member("make_default", true)] : []
        return texts.compactMap { name, text in text.map { JSONValue.Member(name, .string($0)) } } + flags
    }

    private static func pairs(_ entries: [String]) -> [String: String] {
        var pairs: [String: String] = [:]
        for entry in entries {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { pairs[parts[0]] = parts[1] }
        }
        return pairs
    }

    private func write(_ engine: Engine, _ id: ID<ImportRecord>, to path: String) async throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Failure("The file \(path) cannot be written.") }
        var offset: Int64 = 0
        while let bytes = try await engine.importErrors(id, from: offset) {
            try file.write(contentsOf: bytes)
            offset += Int64(bytes.count)
        }
        try file.close()
    }

    private func tell(_ figures: ImportFigures, _ kind: ImportRecord.Kind) {
        for bad in figures.problems { print("line \(bad.line): \(bad.field) \(bad.reason)") }
        if dryRun { print("Dry run: nothing was taken in.") }
        print("\(figures.lines) lines read, \(figures.badLines) refused.")
        let counts = "\(figures.created) new, \(figures.updated) changed, \(figures.unchanged) as they were"
        switch kind {
        case .customers: print("\(figures.items) customers: \(counts).")
        case .groupChanges:
            print("\(figures.items) customers named: \(figures.updated) changed, \(figures.unchanged) as they were.")
        case .orders:
            print("\(figures.items) orders, \(figures.guests) of them by guests: \(counts).")
            guard figures.cancellations > 0, !dryRun else { return }
            print("\(figures.refundedUnits) units given back; \(figures.unmatchedUnits) found no earlier line.")
        }
    }
}
