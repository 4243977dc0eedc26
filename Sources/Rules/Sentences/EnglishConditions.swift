extension English {
    /// The words of condition rules, and spans of spend.
    static let conditions: [String: String] = [
        "period.lifetime": "of all time",
        "period.days": "of the last {count|day|days}",
        "period.months": "of the last {count|month|months}",
        "period.month.to_date": "of this month",
        "period.quarter.to_date": "of this quarter",
        "period.year.to_date": "of this year",
        "period.month.last_complete": "of the last full month",
        "period.quarter.last_complete": "of the last full quarter",
        "period.year.last_complete": "of the last full year",
    ]
}
