import Domain
import Foundation
import JSON
import Store
import Testing

@testable import Engine

/// A real retailer's year through the import, day by day, against a recomputation that shares no code with the engine
/// (`Tests/Retail/recompute.py`).
@Suite struct RetailTests {
    static let folder = SharedData.root.appending(path: "Tests/Retail")

    @Test(.enabled(if: SharedData.folder != nil, "skipped: the retailer's data is not beside the project"))
    func `each day's members are those of the independent recomputation`() async throws {
        let files = ["rules.json", "more-rules.json"].map { Self.folder.appending(path: $0) }
        try await Self.compare(try #require(SharedData.retail), files, decompress: "gzip -dc")
    }

    /// Takes a file in day by day, runs cron at each midnight, and compares the members of every group.
    static func compare(_ data: URL, _ files: [URL], decompress: String) async throws {
        let expected = try files.reduce(into: [:]) { days, rules in
            days.merge(try recomputed(data, rules)) { $0.merging($1) { _, later in later } }
        }
        let documents = try files.flatMap { try JSONValue(parsing: Array(Data(contentsOf: $0))).array ?? [] }
        let groups = Set(documents.flatMap { $0["params"]?["groups"]?.array?.compactMap(\.string) ?? [] })
        let shop = try await TestShop(
            now: "2010-12-01T00:00:00Z", zone: "Europe/London", currency: "GBP", groups: groups.sorted(),
            defaultGroup: nil)
        for document in documents { _ = try await shop.engine.createRule(document, by: "test") }

        var compared = 0
        for (day, lines) in try linesByDay(data, decompress) {
            try await importLines(lines, day, shop)
            try await shop.cron()
            for group in groups.sorted() {
                let members = try await shop.members(of: group)
                #expect(members == expected[day.description]?[group], "\(group) after \(day)")
            }
            compared += 1
        }
        #expect(compared >= 60)
    }

    /// Takes in one day's lines at the midnight that ends it.
    private static func importLines(_ lines: [Substring], _ day: CalendarDay, _ shop: TestShop) async throws {
        let zone = try #require(Zone("Europe/London"))
        shop.clock.set(zone.end(of: day))
        let mapping = ColumnMapping([
            "order_id": "InvoiceNo", "customer_id": "CustomerID", "product_id": "StockCode", "quantity": "Quantity",
            "unit_price": "UnitPrice", "paid_at": "InvoiceDate",
        ])
        let head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        let bytes = Array((head + lines.joined(separator: "\n")).utf8)
        var chunks = [bytes].makeIterator()
        let options = OrderImportOptions(mapping: mapping, cancellationPrefix: "C")
        _ = try await shop.engine.importOrders(options) { chunks.next() }
    }

    /// The file's lines by day; days without any are there too.
    private static func linesByDay(_ file: URL, _ decompress: String) throws -> [(CalendarDay, [Substring])] {
        let command = decompress.split(separator: " ").map(String.init) + [file.path]
        let output = try SharedData.output(of: command[0], Array(command.dropFirst()))
        let text = String(decoding: output, as: UTF8.self)
        var days: [CalendarDay: [Substring]] = [:]
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            // …,InvoiceDate,UnitPrice,CustomerID,Country
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let date = try #require(fields.dropLast(3).last?.prefix(10))
            days[try #require(CalendarDay(text: date)), default: []].append(line)
        }
        let (first, last) = (try #require(days.keys.min()), try #require(days.keys.max()))
        return (0...(last.daysSinceEpoch - first.daysSinceEpoch)).map { offset in
            let day = first.adding(days: offset)
            return (day, days[day] ?? [])
        }
    }

    /// Members by day and group.
    private static func recomputed(_ data: URL, _ rules: URL) throws -> [String: [String: [String]]] {
        let script = folder.appending(path: "recompute.py").path
        let output = try SharedData.output(of: "python3", [script, data.path, rules.path])
        var days: [String: [String: [String]]] = [:]
        for line in output.split(separator: UInt8(ascii: "\n")) {
            let entry = try JSONValue(parsing: Array(line))
            let (day, group) = (try #require(entry["day"]?.string), try #require(entry["group"]?.string))
            days[day, default: [:]][group] = entry["members"]?.array?.compactMap(\.string)
        }
        return days
    }
}

extension TestShop {
    /// External ids of a group's members now, sorted.
    fileprivate func members(of code: String) async throws -> [String] {
        let (store, now) = (store, clock.now())
        let engine = engine
        return try await engine.database.read { snapshot in
            let group = try #require(try engine.configuration(snapshot).group(store, code: code))
            return try snapshot.members(of: group.id, at: now).compactMap { try snapshot.customer($0)?.externalID }
                .sorted()
        }
    }
}
