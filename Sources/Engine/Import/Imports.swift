public import Domain
internal import Foundation
public import JSON
internal import Rules
internal import Secrets
internal import Store

/// An import as people see it.
public struct ImportView: Sendable {
    public let record: ImportRecord
    public let storeKey: String
    public let form: ImportForm
    /// Nil until a person has confirmed one.
    public let mapping: ImportMapping?
    public let proposal: ImportMapping
    /// Whether the proposal is the mapping last used for the same columns.
    public let isRemembered: Bool
    public let figures: ImportFigures
    public let hasErrors: Bool
}

/// What became of the wish to start an import.
public enum StartedImport: Sendable {
    /// It is going on already.
    case alreadyRunning(ImportView)
    /// It goes on by itself; `finished` waits for its end.
    case started(ImportView, finished: Task<ImportView, any Error>)
}

extension Engine {
    /// An import that gave no sign of life for so long was killed with its process.
    static let longestImportSilenceMilliseconds: Int64 = 60_000

    var importFolder: ImportFolder { ImportFolder(besideDatabase: database.path) }

    // MARK: Looking

    /// - Throws: `Refusal.notFound`.
    public func importView(_ id: ID<ImportRecord>) async throws -> ImportView {
        try await database.read { try self.view(try $0.importRecord(id), id, $0) }
    }

    /// Newest first.
    public func imports(
        store key: String?, before: ID<ImportRecord>?, limit: Int
    ) async throws -> [ImportView] {
        try await database.read { snapshot in
            let store = try key.map { try self.configuration(snapshot).store(key: $0).id }
            return try snapshot.imports(store: store, before: before, limit: limit).map {
                try self.view($0, $0.id, snapshot)
            }
        }
    }

    private func view(
        _ record: ImportRecord?, _ id: ID<ImportRecord>, _ snapshot: Snapshot
    ) throws -> ImportView {
        guard let record else { throw Refusal.notFound("import \(id)") }
        let form = ImportForm(try JSONValue(parsing: Array(record.form.utf8)))
        let known = try snapshot.importMapping(store: record.store, kind: record.kind, head: form.head)
        let remembered = known.flatMap { try? ImportMapping(stored: $0, kind: record.kind, header: form.header) }
        return ImportView(
            record: record, storeKey: try configuration(snapshot).store(record.store).key, form: form,
            mapping: try record.mapping.map {
                try ImportMapping(stored: $0, kind: record.kind, header: form.header)
            },
            proposal: remembered ?? .proposal(record.kind, form), isRemembered: remembered != nil,
            figures: ImportFigures(try JSONValue(parsing: Array(record.figures.utf8))),
            hasErrors: record.errorSize > 0 || record.unwritten != "[]")
    }

    /// The next bytes of the file of errors, at most 64 KiB; nil at its end.
    ///
    /// - Throws: `Refusal.notFound` where no line was bad.
    public func importErrors(_ id: ID<ImportRecord>, from offset: Int64) async throws -> [UInt8]? {
        let record = try await importView(id).record
        guard let file = FileHandle(forReadingAtPath: importFolder.errors(record.file)) else {
            throw Refusal.notFound("file of errors of import \(id)")
        }
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(offset))
        return try file.read(upToCount: 65_536).flatMap { $0.isEmpty ? nil : [UInt8]($0) }
    }

    // MARK: Mapping

    /// Lays down which column is what, and remembers it for the next file with the same columns.
    ///
    /// - Throws: `Refusal.invalid` with every fault; `Refusal.notFound`; `Refusal.conflict` while it is going on.
    @discardableResult
    public func mapImport(_ id: ID<ImportRecord>, _ document: JSONValue, by: String) async throws -> ImportView {
        let now = clock.now()
        return try await database.write { transaction in
            var record = try self.resting(id, transaction)
            let form = ImportForm(try JSONValue(parsing: Array(record.form.utf8)))
            let mapping = try ImportMapping(document, kind: record.kind, header: form.header)
            try self.check(mapping, store: record.store, transaction)
            let text = String(decoding: mapping.json.bytes, as: UTF8.self)
            (record.mapping, record.state) = (text, .ready)
            try transaction.update(record)
            try transaction.remember(importMapping: text, store: record.store, kind: record.kind, head: form.head)
            try transaction.audit(by: by, action: "import.map", subject: "import \(id)", at: now)
            return try self.view(record, id, transaction)
        }
    }

    private func check(_ mapping: ImportMapping, store: ID<Domain.Store>, _ snapshot: Snapshot) throws {
        let configuration = try configuration(snapshot)
        let faults = mapping.statusWords.sorted { $0.key < $1.key }.compactMap { word, code in
            configuration.status(store, code: code) == nil
                ? FieldError("/status_words/\(word)", "there is no status '\(code.prefix(64))' in this store") : nil
        }
        guard faults.isEmpty else { throw Refusal.invalid(faults) }
    }

    private func resting(_ id: ID<ImportRecord>, _ snapshot: Snapshot) throws -> ImportRecord {
        guard let record = try snapshot.importRecord(id) else { throw Refusal.notFound("import \(id)") }
        guard record.state != .running else { throw Refusal.conflict("Import \(id) is going on. Cancel it first.") }
        return record
    }

    // MARK: Jobs

    /// Starts to rehearse an import or to apply it, from the beginning of the file. What an earlier job has taken in is
    /// found unchanged.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where the mapping was not confirmed.
    public func startImport(_ id: ID<ImportRecord>, isDry: Bool, by: String) async throws -> StartedImport {
        let now = clock.now()
        while try await database.write({ try self.clear(id, $0) }) {}
        let (record, isMine) = try await database.write { transaction in
            guard var record = try transaction.importRecord(id) else { throw Refusal.notFound("import \(id)") }
            if record.state == .running { return (record, false) }
            guard record.mapping != nil else {
                throw Refusal.conflict("Say first which column is what: PUT /api/v1/imports/\(id)/mapping.")
            }
            (record.state, record.isDry, record.phase) = (.running, isDry, .lines)
            (record.offset, record.line, record.pending) = (0, 1, "")
            (record.figures, record.unwritten, record.errorSize) = ("{}", "[]", 0)
            (record.error, record.startedAt, record.beatAt, record.finishedAt) = (nil, now, now, nil)
            try transaction.update(record)
            try transaction.audit(
                by: by, action: isDry ? "import.dry_run" : "import.apply", subject: "import \(id)", at: now)
            return (record, true)
        }
        if isMine { try? FileManager.default.removeItem(atPath: importFolder.errors(record.file)) }
        let view = try await importView(id)
        guard isMine, let finished = resume(record) else { return .alreadyRunning(view) }
        return .started(view, finished: finished)
    }

    /// Forgets what an earlier job has noted; false where nothing is left.
    private func clear(_ id: ID<ImportRecord>, _ transaction: Transaction) throws -> Bool {
        guard try transaction.importRecord(id)?.state != .running else { return false }
        return try transaction.clearImport(id, upTo: 5_000)
    }

    /// Carries an import on from where it stands; nil where this process does so already, or is about to end.
    private func resume(_ record: ImportRecord) -> Task<ImportView, any Error>? {
        guard liveImports.begin(record.id) else { return nil }
        return Task.detached { [patient] in
            defer { patient.liveImports.end(record.id) }
            _ = try await patient.carryOut(record)
            return try await patient.importView(record.id)
        }
    }

    private func carryOut(_ record: ImportRecord) async throws -> ImportRecord {
        var work: ImportWork
        do { work = try await ImportWork(self, record) } catch {
            var failed = record
            (failed.state, failed.error, failed.finishedAt) = (.failed, Self.words(error), clock.now())
            let record = failed
            try await database.write { try $0.update(record) }
            throw error
        }
        defer { work.close() }
        do {
            while work.record.phase != .done {
                if liveImports.isClosing { return try await work.layDown() }
                guard !liveImports.isStopping(record.id) else { return try await work.end(.cancelled) }
                try await work.step()
            }
            while try await database.write({ try $0.clearImport(record.id, upTo: 5_000) }) {}
            return try await work.end(.finished)
        } catch {
            _ = try? await work.end(.failed, Self.words(error))
            throw error
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case Refusal.conflict(let why): why
        case Refusal.invalid(let errors): errors.map { "\($0.pointer): \($0.reason)" }.joined(separator: "; ")
        case is NoSpace: "The disk is full. What was taken in stays; apply the import again when there is room."
        default: "Something went wrong: \(error)"
        }
    }

    /// Goes on with imports whose process is gone, and removes files that no import has.
    @discardableResult
    public func resumeImports() async throws -> [Task<ImportView, any Error>] {
        let now = clock.now()
        let running = try await database.write { transaction in
            try transaction.runningImports().filter { record in
                guard !self.liveImports.isWorking(record.id) else { return false }
                return now.milliseconds - record.beatAt.milliseconds > Self.longestImportSilenceMilliseconds
            }.map { record in
                var record = record
                record.beatAt = now
                try transaction.update(record)
                return record
            }
        }
        return running.compactMap { resume($0) }
    }

    /// Asks an import to stop after its present batch. What it has taken in stays.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where it has ended.
    public func cancelImport(_ id: ID<ImportRecord>, by: String) async throws -> ImportView {
        let now = clock.now()
        let view = try await database.write { transaction in
            let view = try self.view(try transaction.importRecord(id), id, transaction)
            guard view.record.state == .running else { throw Refusal.conflict("Import \(id) is not going on.") }
            try transaction.audit(by: by, action: "import.cancel", subject: "import \(id)", at: now)
            return view
        }
        liveImports.stop(id)
        return view
    }

    /// Forgets an import and its file. What it has taken in stays.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` while it is going on.
    public func deleteImport(_ id: ID<ImportRecord>, by: String) async throws {
        let now = clock.now()
        while try await database.write({ try self.clear(id, $0) }) {}
        let record = try await database.write { transaction in
            let record = try self.resting(id, transaction)
            try transaction.delete(id)
            try transaction.audit(by: by, action: "import.delete", subject: "import \(id)", at: now)
            return record
        }
        importFolder.remove(record.file)
    }

    /// Lets imports stop at their next batch; they go on when the server is started again.
    ///
    /// - Parameter seconds: how long it waits for them.
    public func stopImports(within seconds: Int) async {
        liveImports.close()
        for _ in 0..<seconds where !liveImports.isIdle { try? await pause(1) }
    }
}
