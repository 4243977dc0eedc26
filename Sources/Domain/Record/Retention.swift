/// What is kept for so many days and then goes. Each kind is one line of the settings.
public enum RetentionKind: String, Sendable, CaseIterable {
    /// Changes: the log of all operations. Those that an explanation, a restoration or an undo may need stay.
    case log
    /// Evaluations that changed nothing, and what dry runs have listed.
    case runs
    /// The text of webhooks that were processed.
    case inboxBodies = "inbox_bodies"
    /// That a webhook came, and whether it was processed.
    case inbox
    /// Events for other servers with their deliveries, once these are settled.
    case deliveries
    /// The text of mails and the address they went to.
    case mailBodies = "mail_bodies"
    /// Files that were imported, with their bad lines.
    case imports
    /// First loads of shops and looks at them.
    case syncs
    /// What the checks had found, since it is so no longer.
    case findings
    /// Sessions of the panel that have ended.
    case sessions
    /// Personal data of customers whom the shop has deleted: they are erased.
    case deletedCustomers = "deleted_customers"
}

/// For how many days each kind is kept; 0 for ever.
public struct RetentionPolicy: Sendable, Equatable {
    public static let longestDays = 36_500

    private var days: [RetentionKind: Int]

    /// What holds where nobody has said otherwise.
    public static let usual = RetentionPolicy(days: [
        .log: 1_095, .runs: 90, .inboxBodies: 30, .inbox: 180, .deliveries: 30, .mailBodies: 90, .imports: 30,
        .syncs: 90, .findings: 90, .sessions: 1, .deletedCustomers: 90,
    ])

    private init(days: [RetentionKind: Int]) { self.days = days }

    public subscript(kind: RetentionKind) -> Int {
        get { days[kind] ?? 0 }
        set { days[kind] = newValue }
    }

    /// Changes what is named in a list such as `inbox_bodies=14,log=0`.
    ///
    /// - Returns: what is wrong with the list, in words; nil where nothing is.
    public mutating func read(_ list: some StringProtocol) -> String? {
        for item in list.split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1).map { String($0.filter { $0 != " " }) }
            guard parts.count == 2, let kind = RetentionKind(rawValue: parts[0]) else {
                let names = RetentionKind.allCases.map(\.rawValue).joined(separator: ", ")
                return "'\(item)' must be one of \(names), then = and a number of days"
            }
            guard let count = Int(parts[1]), (0...Self.longestDays).contains(count) else {
                return "'\(item)' must say 0 to \(Self.longestDays) days"
            }
            days[kind] = count
        }
        return nil
    }
}
