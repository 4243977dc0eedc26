internal import ArgumentParser
internal import Domain
internal import Engine
internal import Foundation

/// Writes a table out as CSV.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write customers, memberships, orders, changes, runs or notifications as CSV.",
        discussion: "The table goes to standard output, or into --output. It is read part by part, whatever its size.")

    @OptionGroup var database: DatabaseOption
    @Argument(help: "customers, memberships, orders, changes, runs, notifications or segments") var kind: String
    @Option(help: "Key of the store; all stores without.") var store: String?
    @Option(help: "Customers and memberships: code of a group.") var group: String?
    @Option(help: "Customers and memberships: start of an e-mail or name, or a whole id.") var search: String?
    @Option(help: "Orders: code of a status.") var status: String?
    @Option(help: "Segments: id of the segment.") var segment: Int64?
    @Option(name: .shortAndLong, help: "The file; standard output without.") var output: String?

    func validate() throws {
        guard ExportKind(rawValue: kind) != nil else {
            let kinds = ExportKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no export '\(kind)', only \(kinds).")
        }
        if kind == ExportKind.segments.rawValue, segment == nil { throw ValidationError("Say which --segment.") }
    }

    func run() async throws {
        guard let kind = ExportKind(rawValue: kind) else { return }
        var query = ExportQuery(kind)
        (query.store, query.group, query.text, query.status) = (store, group, search, status)
        query.segment = segment.map { ID($0) }
        let asked = query
        try await database.use { engine in
            let file = try target()
            var table = CSVWriter()
            table.row(Engine.exportHeader(kind))
            var place: Int64?
            repeat {
                let page = try await engine.export(asked, after: place)
                for row in page.rows { table.row(row) }
                try file.write(contentsOf: table.take())
                place = page.next
            } while place != nil
            try file.close()
        }
    }

    private func target() throws -> FileHandle {
        guard let output else { return .standardOutput }
        guard FileManager.default.createFile(atPath: output, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: output)
        else { throw Failure("The file \(output) cannot be written.") }
        return file
    }
}
