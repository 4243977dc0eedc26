import Domain
import Foundation
import JSON
import Store
import TestPrograms
import Testing

@testable import Engine

/// The retailer's year as the engine lived through it: each day's lines are imported at the midnight that ends it, then
/// cron runs.
struct RetailYear: Sendable {
    typealias Differences = [Look: Difference]

    private(set) var days = 0
    private(set) var differences: Differences = [:]
    private var members: [Moment: [String: Set<String>]] = [:]

    enum Moment: String, Sendable {
        /// The day's lines are in.
        case imported
        /// Cron has run.
        case checked
    }

    /// One group, looked at at one moment of a day.
    struct Look: Hashable, Sendable, Comparable, CustomStringConvertible {
        let day: String
        let moment: Moment
        let group: String

        var description: String { "\(day) \(moment) \(group)" }

        static func < (left: Self, right: Self) -> Bool {
            // Imported sorts behind checked by name.
            (left.day, right.moment.rawValue, left.group) < (right.day, left.moment.rawValue, right.group)
        }
    }

    /// What changed since the same look of the day before.
    struct Difference: Equatable, Sendable {
        var joined: [String] = []
        var left: [String] = []
    }

    // MARK: Living

    private static let folder = SharedData.root.appending(path: "Tests/Retail")
    static let purchases = ["rules.json", "more-rules.json"]
    static let ladders = ["ladders.json"]

    /// - Parameters:
    ///   - rules: files in `Tests/Retail`.
    ///   - decompress: the command that prints the file.
    ///
    /// No rule looks from one customer at another: two shops, each with every other customer, live side by side in half
    /// the time.
    static func live(_ data: URL, rules: [String], decompress: String = "gzip -dc") async throws -> RetailYear {
        let days = try linesByDay(data, decompress)
        async let even = live(days, rules) { $0.isMultiple(of: 2) }
        async let odd = live(days, rules) { !$0.isMultiple(of: 2) }
        return try await even.joined(with: odd)
    }

    /// - Parameter takes: given the sum of the letters of a customer's id.
    private static func live(
        _ days: [(CalendarDay, [Substring])], _ rules: [String], takes: @Sendable (Int) -> Bool
    ) async throws -> RetailYear {
        let documents = try rules.flatMap { name in
            try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: name)))).array ?? []
        }
        let groups = Set(documents.flatMap(groups)).sorted()
        let shop = try await TestShop(
            now: "2010-12-01T00:00:00Z", zone: "Europe/London", currency: "GBP", groups: groups, defaultGroup: nil)
        for document in documents { _ = try await shop.engine.createRule(document, by: "test") }

        var year = RetailYear()
        var names: [ID<Customer>: String] = [:]
        for (day, lines) in days {
            try await importLines(lines.filter { takes(try customerSum($0)) }, day, shop)
            year.note(day, .imported, try await shop.members(&names))
            try await shop.cron()
            year.note(day, .checked, try await shop.members(&names))
            year.days += 1
        }
        return year
    }

    private func joined(with other: RetailYear) -> RetailYear {
        var both = self
        both.differences.merge(other.differences) { one, other in
            Difference(joined: (one.joined + other.joined).sorted(), left: (one.left + other.left).sorted())
        }
        return both
    }

    /// All that a rule names.
    private static func groups(_ document: JSONValue) -> [String] {
        let params = document["params"]
        let purchased = params?["groups"]?.array?.compactMap(\.string) ?? []
        let rungs = params?["tiers"]?.array?.compactMap { $0["group"]?.string } ?? []
        return purchased + rungs + [params?["target"]?.string].compactMap { $0 }
            + (document["source_groups"]?.array?.compactMap(\.string) ?? [])
    }

    private mutating func note(_ day: CalendarDay, _ moment: Moment, _ present: [String: Set<String>]) {
        for (group, now) in present {
            note(Look(day: day.description, moment: moment, group: group), now)
        }
    }

    private mutating func note(_ look: Look, _ now: Set<String>) {
        let before = members[look.moment, default: [:]].updateValue(now, forKey: look.group) ?? []
        guard now != before else { return }
        differences[look] = Difference(
            joined: now.subtracting(before).sorted(), left: before.subtracting(now).sorted())
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
        let output = try Program.output(of: command)
        var days: [CalendarDay: [Substring]] = [:]
        for bytes in output.split(separator: UInt8(ascii: "\n")).dropFirst() {
            let line = Substring(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self)
            let date = String(decoding: try field(3, fromEndOf: line).prefix(10), as: UTF8.self)
            days[try #require(CalendarDay(text: date)), default: []].append(line)
        }
        let (first, last) = (try #require(days.keys.min()), try #require(days.keys.max()))
        return (0...(last.daysSinceEpoch - first.daysSinceEpoch)).map { offset in
            let day = first.adding(days: offset)
            return (day, days[day] ?? [])
        }
    }

    private static func customerSum(_ line: Substring) throws -> Int {
        try field(1, fromEndOf: line).reduce(0) { $0 + Int($1) }
    }

    /// Counted from 0, the last one: …,InvoiceDate,UnitPrice,CustomerID,Country. Descriptions may hold commas.
    private static func field(_ number: Int, fromEndOf line: Substring) throws -> Substring.UTF8View {
        var rest = line.utf8[...]
        for _ in 0..<number { rest = rest[..<(try #require(rest.lastIndex(of: UInt8(ascii: ","))))] }
        return rest[(try #require(rest.lastIndex(of: UInt8(ascii: ","))))...].dropFirst()
    }

    // MARK: Comparing

    /// Equal members on each day is the same as equal changes from each day to the next.
    static func expect(_ expected: Differences, of found: Differences) {
        let wrong = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }.sorted()
        #expect(wrong.isEmpty, "\(wrong.count) of \(expected.count)")
        for look in wrong.prefix(5) {
            let (engine, other) = (found[look] ?? .init(), expected[look] ?? .init())
            Issue.record("\(look): the engine has \(engine), the recomputation \(other)")
        }
    }

    // MARK: Recomputing

    /// Of the purchase rules: `recompute.py` tells all members of each day, once cron has run.
    static func membersByPurchase(_ data: URL, rules: [String] = purchases) throws -> Differences {
        var year = RetailYear()
        for name in rules {
            for entry in try answer(of: "recompute.py", data, name) {
                let look = try look(entry, moment: .checked)
                year.note(look, Set(entry["members"]?.array?.compactMap(\.string) ?? []))
            }
        }
        return year.differences
    }

    /// Of the ladders and the turnover rule.
    static func differences(_ data: URL) throws -> Differences {
        var differences: Differences = [:]
        for entry in try ladders.flatMap({ try answer(of: "recompute_ladder.py", data, $0) }) {
            let look = try look(entry, moment: try #require(entry["moment"]?.string.flatMap(Moment.init)))
            let (joined, left) = (entry["joined"]?.array, entry["left"]?.array)
            differences[look] = Difference(
                joined: joined?.compactMap(\.string) ?? [], left: left?.compactMap(\.string) ?? [])
        }
        return differences
    }

    private static func look(_ entry: JSONValue, moment: Moment) throws -> Look {
        Look(day: try #require(entry["day"]?.string), moment: moment, group: try #require(entry["group"]?.string))
    }

    private static func answer(of script: String, _ data: URL, _ rules: String) throws -> [JSONValue] {
        let arguments = [script, rules].map { folder.appending(path: $0).path }
        let output = try Program.output(of: ["python3", arguments[0], data.path, arguments[1]])
        return try output.split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: Array($0)) }
    }
}

extension RetailYear.Differences {
    func differences(in groups: Set<String>, at moments: Set<RetailYear.Moment>) -> Self {
        filter { groups.contains($0.key.group) && moments.contains($0.key.moment) }
    }
}

extension TestShop {
    /// External ids of the members of each group now.
    fileprivate func members(_ names: inout [ID<Customer>: String]) async throws -> [String: Set<String>] {
        let (store, now, known) = (store, clock.now(), names)
        let engine = engine
        let (members, all) = try await engine.database.read { snapshot in
            var names = known
            var members: [String: Set<String>] = [:]
            for group in try engine.configuration(snapshot).groups.values where group.store == store {
                members[group.code] = try Set(
                    snapshot.members(of: group.id, at: now).compactMap { id in
                        if let name = names[id] { return name }
                        names[id] = try snapshot.customer(id)?.externalID
                        return names[id]
                    })
            }
            return (members, names)
        }
        names = all
        return members
    }
}
