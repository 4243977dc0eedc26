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

    /// The largest part of the store's customers that one run may move, in percent; 100 for no limit. Counts only for
    /// kinds that act on runs, in stores of more than 100 customers.
    public var maxShare: Int

    public static let names = [
        "source_groups", "excluded_groups", "excluded_customers", "minimum_account_age_days", "mails", "max_share",
    ]

    /// The share where none is given, in percent.
    public static let usualShare = 10

    public init(
        sourceGroups: [String] = [], excludedGroups: [String] = [], excludedCustomers: [String] = [],
        minimumAccountAgeDays: Int = 0, mails: [String: Bool] = [:],
        maxShare: Int = CommonTerms.usualShare
    ) {
        self.sourceGroups = sourceGroups
        self.excludedGroups = excludedGroups
        self.excludedCustomers = excludedCustomers
        self.minimumAccountAgeDays = minimumAccountAgeDays
        self.mails = mails
        self.maxShare = maxShare
    }

    init(reading reader: inout FieldReader, kind: KindDeclaration, shop: KnownShop) {
        let groups = shop.groups
        sourceGroups = reader.groups("source_groups", known: groups) ?? []
        excludedGroups = reader.groups("excluded_groups", known: groups) ?? []
        excludedCustomers = reader.texts("excluded_customers") ?? []
        minimumAccountAgeDays = Int(reader.integer("minimum_account_age_days", in: 0...36_500) ?? 0)
        maxShare = Int(reader.integer("max_share", in: 1...100) ?? Int64(Self.usualShare))
        mails = [:]
        if kind.needsSourceGroups, sourceGroups.isEmpty, reader.errors.isEmpty {
            reader.fail("source_groups", "must list at least one group that customers are moved from")
        }
        guard let value = reader.value("mails") else { return }
        var inner = FieldReader(value, at: "/mails")
        for template in kind.templates { mails[template] = inner.boolean(template) }
        inner.finish()
        reader.take(inner.errors)
    }

    public func sends(_ template: String) -> Bool { mails[template] ?? true }

    /// As on the wire.
    func members(kind: KindDeclaration) -> [JSONValue.Member] {
        [
            .init("source_groups", .array(sourceGroups.map(JSONValue.string))),
            .init("excluded_groups", .array(excludedGroups.map(JSONValue.string))),
            .init("excluded_customers", .array(excludedCustomers.map(JSONValue.string))),
            .init("minimum_account_age_days", .integer(minimumAccountAgeDays)),
            .init("mails", .object(kind.templates.map { .init($0, .bool(sends($0))) })),
            .init("max_share", .integer(maxShare)),
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
