public import Domain

/// Figures as rows under named columns; the same for JSON and for CSV.
public struct StatisticsTable: Sendable {
    public let kind: StatisticsKind
    /// Key of the only store; nil for all.
    public let store: String?
    public let from: CalendarDay
    public let to: CalendarDay
    public let bucket: StatisticsQuery.Bucket
    /// The last day for which the figures that are counted once a day are there; nil where all figures are of this moment,
    /// or nothing was counted yet.
    public var countedUntil: CalendarDay?
    public let columns: [Column]
    public var rows: [[Cell]] = []

    /// A column's name, and whether it holds money, which takes two columns in CSV.
    public struct Column: Sendable, ExpressibleByStringLiteral {
        public let name: String
        public let isMoney: Bool

        public init(stringLiteral name: String) {
            self.name = name
            isMoney = false
        }

        static func money(_ name: String) -> Column { Column(name, isMoney: true) }

        private init(_ name: String, isMoney: Bool) {
            self.name = name
            self.isMoney = isMoney
        }
    }

    public enum Cell: Sendable, Equatable {
        case none
        case text(String)
        case count(Int)
        case day(CalendarDay)
        case money(Money)
    }
}
