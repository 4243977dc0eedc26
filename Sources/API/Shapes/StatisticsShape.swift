internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    /// A table of figures; each row is an object with the columns as members.
    mutating func statistics(_ table: StatisticsTable) {
        object { w in
            w.field("store", table.store)
            w.field("from", table.from.description)
            w.field("to", table.to.description)
            w.field("bucket", table.bucket.rawValue)
            w.field("counted_until", table.countedUntil?.description)
            w.field("items") { w in w.array(table.rows) { w, row in w.row(row, table.columns) } }
        }
    }

    private mutating func row(_ row: [StatisticsTable.Cell], _ columns: [StatisticsTable.Column]) {
        object { w in
            for (column, cell) in zip(columns, row) { w.cell(column.name, cell) }
        }
    }

    private mutating func cell(_ name: String, _ cell: StatisticsTable.Cell) {
        switch cell {
        case .none: field(name, nil as String?)
        case .text(let text): field(name, text)
        case .count(let count): field(name, count)
        case .day(let day): field(name, day.description)
        case .money(let money): field(name, money as Money?)
        }
    }
}
