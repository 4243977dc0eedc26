internal import Domain
internal import Foundation
internal import Store

/// Finds what no column points to: webhooks that name a person, and lines of imported files.
struct PersonalSearch: Sendable {
    let engine: Engine
    /// The customer, and those that were merged into it.
    let people: [Customer]
    let orders: [ID<Order>]

    private static let batch = 5_000

    init(_ engine: Engine, _ customer: ID<Customer>) async throws {
        self.engine = engine
        (people, orders) = try await engine.database.read { snapshot in
            let ids = try [customer] + snapshot.mergedInto(customer)
            return (try ids.compactMap(snapshot.customer), try ids.flatMap(snapshot.orderIDs))
        }
    }

    var ids: [ID<Customer>] { people.map(\.id) }

    /// Addresses that tell one person from another.
    var addresses: [String] { Set(people.compactMap(\.foldedEmail)).filter { $0.utf8.count > 5 }.sorted() }

    // MARK: Webhooks

    /// Webhooks behind a place, in short reads, and the place they were looked at up to.
    func deliveries(after start: ID<Inbox> = ID(0)) async throws -> (found: [ID<Inbox>], place: ID<Inbox>) {
        var (found, place): ([ID<Inbox>], ID<Inbox>) = ([], start)
        while true {
            let after = place
            let (more, end) = try await engine.database.read { try self.deliveries(after: after, $0) }
            guard let end else { return (found, place) }
            found += more
            place = end
        }
    }

    /// The same within a transaction, for the few that came since.
    func deliveries(after place: ID<Inbox>, _ snapshot: Snapshot) throws -> ([ID<Inbox>], ID<Inbox>?) {
        let found = try snapshot.deliveriesAbout(
            ids, orders: orders, addresses: addresses, after: place, limit: Self.batch)
        return (found.found, found.place)
    }

    /// What else is found by reading: events and dry runs.
    func traces(_ snapshot: Snapshot) throws -> PersonalTraces {
        var traces = PersonalTraces()
        for id in ids {
            traces.events += try snapshot.looseEvents(about: id)
            traces.runs += try snapshot.dryRuns(naming: id)
        }
        return traces
    }

    // MARK: Imported files

    /// One line of a file, as it was sent.
    struct Line: Sendable, Equatable {
        let file: ID<ImportRecord>
        let number: Int
        let text: String
    }

    /// Imports of the customer's store whose file names the person, with the lines.
    func importLines() async throws -> [(record: ImportRecord, lines: [Line])] {
        guard let store = people.first?.store else { return [] }
        let records = try await engine.database.read { try $0.imports(store: store, before: nil, limit: .max) }
        let needles = FileNeedles(addresses: addresses, ids: people.map(\.externalID))
        return records.compactMap { record in
            let lines = needles.lines(of: engine.importFolder.file(record.file)).map {
                Line(file: record.id, number: $0.number, text: $0.text)
            }
            return lines.isEmpty ? nil : (record, lines)
        }
    }
}

/// Looks for a person in a file of any encoding that keeps ASCII as it is, or puts zeros between.
struct FileNeedles {
    private let addresses: [[UInt8]]
    private let ids: Set<[UInt8]>

    init(addresses: [String], ids: [String]) {
        self.addresses = addresses.map { Array($0.utf8) }
        self.ids = Set(ids.map { Array($0.lowercased().utf8) })
    }

    /// Lines that hold an address, or an id as a whole field; read part by part, whatever the size of the file.
    func lines(of path: String) -> [(number: Int, text: String)] {
        guard let file = FileHandle(forReadingAtPath: path) else { return [] }
        defer { try? file.close() }
        var (found, line, number): ([(Int, String)], [UInt8], Int) = ([], [], 1)
        func end() {
            if names(line) { found.append((number, String(decoding: line, as: UTF8.self))) }
            line.removeAll(keepingCapacity: true)
            number += 1
        }
        while let part = try? file.read(upToCount: 1 << 18), !part.isEmpty {
            for byte in part where byte != 0 {
                if byte == 0x0A { end() } else { line.append(byte) }
            }
        }
        if !line.isEmpty { end() }
        return found
    }

    private func names(_ line: [UInt8]) -> Bool {
        let folded = line.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if addresses.contains(where: { Self.holds(folded, $0) }) { return true }
        let separators: Set<UInt8> = [0x2C, 0x3B, 0x09, 0x7C, 0x22, 0x0D]
        return folded.split(whereSeparator: separators.contains).contains { ids.contains(Array($0)) }
    }

    private static func holds(_ line: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let first = needle.first, line.count >= needle.count else { return false }
        return line.indices.prefix(line.count - needle.count + 1).contains { start in
            line[start] == first && line[start..<(start + needle.count)].elementsEqual(needle)
        }
    }
}
