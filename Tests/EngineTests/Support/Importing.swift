import Domain
import Foundation
import JSON
import Testing

@testable import Engine

/// Which column of a file holds which field, by field.
struct ColumnMapping {
    var columns: [String: String]

    init(_ columns: [String: String] = [:]) { self.columns = columns }
}

struct OrderImportOptions {
    var mapping = ColumnMapping()
    var cancellationPrefix: String?
    var isDry = false
}

/// What an import did, in the words of older tests.
struct ImportReport {
    let view: ImportView

    var lines: Int { view.figures.lines }
    var orders: Int { view.figures.items }
    var customers: Int { view.figures.items }
    var guests: Int { view.figures.guests }
    var refundedUnits: Int64 { view.figures.refundedUnits }
    var unmatchedUnits: Int64 { view.figures.unmatchedUnits }
    var unmatched: [BadLine] { view.figures.unmatched }
    var refusedLines: Int { view.figures.badLines }
    var badLines: [BadLine] { view.figures.problems }
}

extension Engine {
    /// Hands a file in as a sender does: piece by piece.
    func upload(
        _ kind: ImportRecord.Kind, _ bytes: [UInt8], pieces: Int = 65_536, name: String? = nil,
        page: WindowsPage? = nil
    ) async throws -> ImportView {
        let upload = try await Upload(self, kind, store: nil, page: page, name: name, by: "Anna")
        do {
            for start in stride(from: 0, to: bytes.count, by: pieces) {
                try await upload.append(Array(bytes[start..<min(start + pieces, bytes.count)]))
            }
            return try await upload.finish()
        } catch {
            await upload.abandon()
            throw error
        }
    }

    /// Confirms what was proposed, with `members` in the place of what they name.
    @discardableResult
    func confirm(_ view: ImportView, _ members: [JSONValue.Member] = []) async throws -> ImportView {
        let kept = (view.proposal.json.members ?? []).filter { member in !members.contains { $0.name == member.name } }
        return try await mapImport(view.record.id, .object(kept + members), by: "Anna")
    }

    func carryOut(_ id: ID<ImportRecord>, isDry: Bool = false) async throws -> ImportView {
        guard case .started(_, let finished) = try await startImport(id, isDry: isDry, by: "Anna") else {
            throw Refusal.conflict("not started")
        }
        return try await finished.value
    }

    /// Hands a file in, confirms its mapping, applies it.
    func take(
        _ kind: ImportRecord.Kind, _ text: String, _ members: [JSONValue.Member] = [], isDry: Bool = false
    ) async throws -> ImportView {
        let view = try await upload(kind, Array(text.utf8))
        try await confirm(view, members)
        return try await carryOut(view.record.id, isDry: isDry)
    }

    func importOrders(
        _ options: OrderImportOptions, read: @escaping () throws -> [UInt8]?
    ) async throws -> ImportReport {
        var members: [JSONValue.Member] = []
        if let prefix = options.cancellationPrefix { members.append(.init("cancellation_prefix", .string(prefix))) }
        if !options.mapping.columns.isEmpty {
            let columns = options.mapping.columns.map { JSONValue.Member($0.key, .string($0.value)) }
            members.append(.init("columns", .object(columns)))
        }
        return try await take(.orders, read, members, options.isDry)
    }

    func importCustomers(
        store: String?, mapping: ColumnMapping, isDry: Bool, by: String, read: @escaping () throws -> [UInt8]?
    ) async throws -> ImportReport {
        try await take(.customers, read, [], isDry)
    }

    private func take(
        _ kind: ImportRecord.Kind, _ read: () throws -> [UInt8]?, _ members: [JSONValue.Member], _ isDry: Bool
    ) async throws -> ImportReport {
        var bytes: [UInt8] = []
        while let piece = try read() { bytes += piece }
        let view = try await upload(kind, bytes)
        try await confirm(view, members)
        let done = try await carryOut(view.record.id, isDry: isDry)
        try await deleteImport(view.record.id, by: "Anna")
        return ImportReport(view: done)
    }
}
