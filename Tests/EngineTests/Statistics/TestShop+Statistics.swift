import Domain
import Store
import Testing

@testable import Engine

extension TestShop {
    func statistics(
        _ kind: StatisticsKind, _ from: String, _ to: String, _ bucket: StatisticsQuery.Bucket = .day,
        store: String? = nil, rule: ID<Rule>? = nil
    ) async throws -> StatisticsTable {
        var query = StatisticsQuery()
        query.from = CalendarDay(text: from)
        query.to = CalendarDay(text: to)
        query.bucket = bucket
        query.store = store
        query.rule = rule
        return try await engine.statistics(kind, query)
    }

    /// Rows as texts: the first day without its year, then those of the columns named that say anything.
    func figures(
        _ kind: StatisticsKind, _ from: String, _ to: String, _ bucket: StatisticsQuery.Bucket, _ columns: [String],
        store: String? = nil, rule: ID<Rule>? = nil, where isWanted: (String) -> Bool = { _ in true }
    ) async throws -> [String] {
        let table = try await statistics(kind, from, to, bucket, store: store, rule: rule)
        let places = columns.compactMap { name in table.columns.firstIndex { $0.name == name } }
        #expect(places.count == columns.count)
        for row in table.rows { #expect(row.count == table.columns.count) }
        return table.rows.map { row in
            ([String(row[0].text.dropFirst(5))] + places.map { row[$0].text }).joined(separator: " ")
        }.filter(isWanted)
    }

    /// Day by day.
    func figures(
        _ kind: StatisticsKind, _ from: String, _ to: String, _ columns: [String], store: String? = nil,
        rule: ID<Rule>? = nil, where isWanted: (String) -> Bool = { _ in true }
    ) async throws -> [String] {
        try await figures(kind, from, to, .day, columns, store: store, rule: rule, where: isWanted)
    }

    /// A run on that day, and then its count, as the server would.
    func count(on day: String, _ time: String = "06:00:00") async throws {
        try await cron(on: day, time)
        try await engine.countDays()
    }

    /// Registers customers at an instant, whatever the day of the store.
    func arrive(_ customers: String..., at instant: String, store: String? = nil) async throws {
        clock.set(instant)
        for customer in customers {
            _ = try await engine.upsertCustomer(externalID: customer, store: store, CustomerPatch(), by: "test")
        }
    }
}

extension StatisticsTable.Cell {
    var text: String {
        switch self {
        case .none: "-"
        case .text(let text): text
        case .count(let count): String(count)
        case .day(let day): day.description
        case .money(let money): money.amount
        }
    }
}
