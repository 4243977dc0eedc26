internal import ArgumentParser
internal import Engine
internal import Foundation
internal import Shops

/// Takes in customers or orders from a CSV file.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take in customers or orders from a CSV file.",
        discussion: """
            The first line names the columns. Customers: \(Engine.customerFields.joined(separator: ", ")).
            Orders, one line each: \(OrderImportOptions.fields.joined(separator: ", ")).
            A column of another name is mapped by --map field=Column. Nobody is mailed about what is imported, and
            taking the same file in twice changes nothing more.
            """)

    enum Kind: String, ExpressibleByArgument {
        case customers, orders
    }

    @OptionGroup var database: DatabaseOption
    @Argument(help: "customers or orders") var kind: Kind
    @Argument(help: "The file; - for standard input.") var file: String
    @Option(help: "Key of the store; may be left out where there is one.") var store: String?
    @Option(help: "Which column holds a field, as field=Column; may be given several times.") var map: [String] = []
    @Option(help: "Order ids that begin so are cancellations of earlier lines.") var cancellationPrefix: String?
    @Flag(help: "Only tell what would be taken in, and what is wrong with the file.") var dryRun = false

    func run() async throws {
        let mapping = try ColumnMapping(columns())
        guard let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file) else {
            throw Failure("The file \(file) cannot be read.")
        }
        let read = { try handle.read(upToCount: 1 << 18).map { [UInt8]($0) } }
        try await database.use { engine in
            switch kind {
            case .orders:
                let options = OrderImportOptions(
                    store: store, mapping: mapping, cancellationPrefix: cancellationPrefix, isDry: dryRun)
                tell(try await engine.importOrders(options, read: read))
            case .customers:
                tell(
                    try await engine.importCustomers(
                        store: store, mapping: mapping, isDry: dryRun, by: "command line", read: read))
            }
        }
    }

    private func columns() throws -> [String: String] {
        var columns: [String: String] = [:]
        for entry in map {
            let parts = entry.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw ValidationError("--map must be field=Column, not '\(entry)'.") }
            columns[String(parts[0])] = String(parts[1])
        }
        return columns
    }

    private func tell(_ report: ImportReport) {
        for bad in report.badLines { print("line \(bad.line): \(bad.field) \(bad.reason)") }
        if report.isDry { print("Dry run: nothing was taken in.") }
        print("\(report.lines) lines read, \(report.refusedLines) refused.")
        switch kind {
        case .customers: print("\(report.customers) customers.")
        case .orders:
            print("\(report.orders) orders, \(report.guests) of them by guests.")
            if cancellationPrefix != nil, !report.isDry {
                print(
                    "\(report.refundedUnits) units given back; \(report.unmatchedUnits) found no earlier line.")
            }
        }
    }
}
