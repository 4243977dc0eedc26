public import Domain
internal import JSON

/// The parameters that every kind has.
public struct CommonTerms: Sendable, Equatable {
    /// Only customers in one of these; empty for all.
    public var sourceGroups: [String]
    public var excludedGroups: [String]
    /// External ids.
    public var excludedCustomers: [String]
    public var minimumAccountAgeDays: Int
    /// Templates switched off or on; those not named are on.
    public var mails: [String: Bool]

    public static let names = [
        "source_groups", "excluded_groups", "excluded_customers", "minimum_account_age_days", "mails",
    ]

    public init(
        sourceGroups: [String] = [], excludedGroups: [String] = [], excludedCustomers: [String] = [],
        minimumAccountAgeDays: Int = 0, mails: [String: Bool] = [:]
    ) {
        self.sourceGroups = sourceGroups
        self.excludedGroups = excludedGroups
        self.excludedCustomers = excludedCustomers
        self.minimumAccountAgeDays = minimumAccountAgeDays
        self.mails = mails
    }

    /// - Parameter templates: the mails that the rule's kind can send.
    init(reading reader: inout FieldReader, templates: [String], groups: Set<String>?) {
        sourceGroups = reader.groups("source_groups", known: groups) ?? []
        excludedGroups = reader.groups("excluded_groups", known: groups) ?? []
        excludedCustomers = reader.texts("excluded_customers") ?? []
        minimumAccountAgeDays = Int(reader.integer("minimum_account_age_days", in: 0...36_500) ?? 0)
        mails = [:]
        guard let value = reader.value("mails") else { return }
        var inner = FieldReader(value, at: "/mails")
        for template in templates { mails[template] = inner.boolean(template) }
        inner.finish()
        reader.take(inner.errors)
    }

    public func sends(_ template: String) -> Bool { mails[template] ?? true }

    /// As on the wire.
    func members(templates: [String]) -> [JSONValue.Member] {
        [
            .init("source_groups", .array(sourceGroups.map(JSONValue.string))),
            .init("excluded_groups", .array(excludedGroups.map(JSONValue.string))),
            .init("excluded_customers", .array(excludedCustomers.map(JSONValue.string))),
            .init("minimum_account_age_days", .integer(minimumAccountAgeDays)),
            .init("mails", .object(templates.map { .init($0, .bool(sends($0))) })),
        ]
    }

    /// Whether the conditions on the customer hold. `paidOn` is the day that account age is judged on.
    public func admits(_ customer: CustomerFacts, on day: CalendarDay, zone: Zone) -> Bool {
        guard !excludedCustomers.contains(customer.externalID),
            excludedGroups.allSatisfy({ !customer.groups.contains($0) }),
            sourceGroups.isEmpty || sourceGroups.contains(where: customer.groups.contains)
        else { return false }
        guard minimumAccountAgeDays > 0 else { return true }
        let registered = zone.day(at: customer.registeredAt ?? customer.firstKnownAt)
        return registered.adding(days: minimumAccountAgeDays) <= day
    }
}
