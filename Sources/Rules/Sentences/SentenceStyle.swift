public import Domain

/// How the days, amounts and numbers within a sentence are written.
public struct SentenceStyle: Sendable {
    let day: @Sendable (CalendarDay) -> String
    let money: @Sendable (Money) -> String
    let number: @Sendable (Int64) -> String

    public init(
        day: @escaping @Sendable (CalendarDay) -> String, money: @escaping @Sendable (Money) -> String,
        number: @escaping @Sendable (Int64) -> String
    ) {
        self.day = day
        self.money = money
        self.number = number
    }

    /// `3 May 2027`, `1234.50 EUR`, `1234`: as English is written in the panel, the command line and logs.
    public static let plain = SentenceStyle(
        day: { "\($0.day) \(months[$0.month - 1]) \($0.year)" }, money: \.description, number: { String($0) })

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
