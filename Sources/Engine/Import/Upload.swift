public import Domain
internal import Foundation
internal import JSON
internal import Rules
internal import Secrets
internal import Store

/// A file that is coming in. It is written to the disk piece by piece and never held in memory.
public actor Upload {
    private let engine: Engine
    private let kind: ImportRecord.Kind
    private let store: ID<Domain.Store>
    private let title: String?
    private let by: String
    private let file: String
    private let part: SpoolFile
    private var probe: EncodingProbe

    /// - Parameters:
    ///   - page: which page of Windows a text is of that is no Unicode; nil to find it out.
    ///   - name: what the sender calls the file; only shown.
    /// - Throws: `Refusal` for a store that is not there; `NoSpace`.
    public init(
        _ engine: Engine, _ kind: ImportRecord.Kind, store key: String?, page: WindowsPage? = nil, name: String?,
        by: String
    ) async throws {
        probe = EncodingProbe(page: page)
        store = try await engine.database.read { try engine.configuration($0).store(keyOrOnly: key).id }
        (self.engine, self.kind, self.by) = (engine, kind, by)
        title = name.map { String($0.prefix(191)) }
        file = Base64.encode(SecureRandom.bytes(12), .url)
        let folder = engine.importFolder
        try folder.make()
        folder.sweep(known: try await engine.database.read { try $0.importFiles() }, at: engine.clock.now())
        part = try SpoolFile(folder.part(file))
    }

    /// - Throws: `Refusal.invalid` as soon as it is clear that this is no CSV; `NoSpace`.
    public func append(_ bytes: [UInt8]) throws {
        probe.feed(bytes)
        if let objection = probe.objection(isWhole: false) { throw Refusal.invalid("/file", objection) }
        try part.write(bytes)
    }

    /// Looks at what has come, and lays the import down.
    ///
    /// - Throws: `Refusal.invalid` for what is no CSV; `NoSpace`.
    public func finish() async throws -> ImportView {
        guard probe.count > Int64(probe.markLength) else { throw Refusal.invalid("/file", "is empty") }
        if let objection = probe.objection(isWhole: true) { throw Refusal.invalid("/file", objection) }
        let start = try settle()
        let folder = engine.importFolder
        let handle = try folder.open(file)
        defer { try? handle.close() }
        let form = try ImportForm(reading: handle, from: start, probe)
        let size = Int64(try handle.seekToEnd())
        var record = ImportRecord(
            store: store, kind: kind, name: title, file: file, size: size,
            form: String(decoding: form.json.bytes, as: UTF8.self), by: by, createdAt: engine.clock.now())
        let made = record
        record.id = try await engine.database.write { [by] transaction in
            let id = try transaction.insert(made)
            try transaction.audit(by: by, action: "import.upload", subject: "import \(id)", at: made.createdAt)
            return id
        }
        return try await engine.importView(record.id)
    }

    /// Has the file under its name, in UTF-8.
    ///
    /// - Returns: bytes of the mark at its beginning.
    private func settle() throws -> Int {
        let folder = engine.importFolder
        defer { try? part.close() }
        guard probe.encoding != .utf8 else {
            try part.synchronize()
            try folder.rename(part.path, to: folder.file(file))
            return probe.markLength
        }
        guard let source = FileHandle(forReadingAtPath: part.path) else { throw Refusal.invalid("/file", "is gone") }
        defer { try? source.close() }
        let target = try SpoolFile(folder.file(file))
        try Transcoding.run(source, to: target, from: probe.encoding, skip: probe.markLength)
        try target.synchronize()
        try target.close()
        try FileManager.default.removeItem(atPath: part.path)
        return 0
    }

    /// Gives up what has come.
    public func abandon() {
        try? part.close()
        engine.importFolder.remove(file)
    }
}
