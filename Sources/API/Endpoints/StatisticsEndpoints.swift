internal import Domain
internal import Engine
internal import HTTPWire
internal import Rules
internal import Web

/// Figures over time, as JSON or as CSV.
enum StatisticsEndpoints {
    static func groups(_ call: Call) async throws -> Response { try await table(.groups, call) }
    static func changes(_ call: Call) async throws -> Response { try await table(.changes, call) }
    static func rules(_ call: Call) async throws -> Response { try await table(.rules, call) }
    static func tiers(_ call: Call) async throws -> Response { try await table(.tiers, call) }
    static func mails(_ call: Call) async throws -> Response { try await table(.mails, call) }
    static func runs(_ call: Call) async throws -> Response { try await table(.runs, call) }
    static func intake(_ call: Call) async throws -> Response { try await table(.intake, call) }

    private static func table(_ kind: StatisticsKind, _ call: Call) async throws -> Response {
        var query = call.query
        var asked = StatisticsQuery()
        asked.from = query.day("from")
        asked.to = query.day("to")
        asked.store = try call.store()
        // A token bound to a store sees the runs that covered no other.
        asked.isBound = call.caller.store != nil
        asked.rule = query.id("rule")
        asked.bucket = query.choice("bucket", StatisticsQuery.Bucket.self) ?? .day
        for fault in try await call.engine.statisticsFaults(kind, asked) where !query.hasFailed(fault.name) {
            query.fail(fault.name, fault.reason)
        }
        try query.finish()
        let table = try await call.engine.statistics(kind, asked)
        let isCSV = call.request.headers.elements("accept").contains { $0.hasPrefix("text/csv") }
        guard isCSV else { return call.json { $0.statistics(table) } }
        var response = Response.bytes(csv(table), type: "text/csv; charset=utf-8")
        response.headers.add("Content-Disposition", "attachment; filename=\"\(kind.rawValue).csv\"")
        response.headers.add("Cache-Control", "no-store")
        return response
    }

    /// The columns of the JSON in their order; money takes one for the amount and one for the currency.
    private static func csv(_ table: StatisticsTable) -> [UInt8] {
        var writer = CSVWriter()
        writer.row(table.columns.flatMap { $0.isMoney ? [$0.name, "\($0.name)_currency"] : [$0.name] })
        for row in table.rows {
            writer.row(zip(table.columns, row).flatMap { column, cell in fields(cell, isMoney: column.isMoney) })
        }
        return writer.bytes
    }

    private static func fields(_ cell: StatisticsTable.Cell, isMoney: Bool) -> [String] {
        switch cell {
        case .none: isMoney ? ["", ""] : [""]
        case .text(let text): [text]
        case .count(let count): [String(count)]
        case .day(let day): [day.description]
        case .money(let money): [money.amount, money.currency.code]
        }
    }
}

extension QueryReader {
    /// Whether a parameter has a fault already: what follows from leaving it out is none of its own.
    fileprivate func hasFailed(_ name: String) -> Bool { errors.contains { $0.pointer == "?\(name)" } }
}
