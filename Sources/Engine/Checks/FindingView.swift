public import Domain
internal import Store

/// A finding in words.
public struct FindingView: Sendable {
    public let finding: Finding
    public let storeKey: String
    public let sentence: String
    /// Whether a person has set it aside, as of now.
    public let isSnoozed: Bool
    /// What can be done about it by itself; the first one is the usual one.
    public let fixes: [Fix]
    /// The first customers concerned.
    public var examples: [ConcernedCustomer] = []

    init(_ finding: Finding, _ configuration: Configuration, now: Timestamp) throws {
        self.finding = finding
        storeKey = try configuration.store(finding.store).key
        let facts = finding.sentence.facts
        let counted =
            facts.contains { $0.name == "count" } ? [] : [Sentence.Fact("count", .number(Int64(finding.count)))]
        sentence = configuration.words(Sentence(finding.sentence.code, facts + counted), store: finding.store)
        isSnoozed = finding.isSnoozed(at: now)
        fixes = Fix.all(for: finding.kind)
    }
}

/// A customer of whom a finding is true, and what exactly.
public struct ConcernedCustomer: Sendable {
    public let customer: Customer
    /// Empty where the finding itself says all there is to say.
    public let sentence: String
}

extension Engine {
    private static let exampleCount = 3

    /// What a merchant should look at, as last noted: the latest first.
    public func findings(store key: String?) async throws -> [FindingView] {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try key.map { try configuration.store(key: $0).id }
            return try snapshot.findings(store: store).map { try FindingView($0, configuration, now: now) }
        }
    }

    /// The same after a look at what stands now, the gravest first, each with a few of the customers it is about.
    public func checks(store key: String?) async throws -> [FindingView] {
        let configuration = try await latestConfiguration()
        let stores = try key.map { [try configuration.store(key: $0)] } ?? configuration.stores
        for store in stores { try await settleStanding(store.id) }
        let views = try await findings(store: key)
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            return try views.map { view in
                var view = view
                view.examples = try self.concerned(
                    view.finding, after: ID(0), limit: Self.exampleCount, snapshot, configuration)
                return view
            }
        }
        .enumerated()
        .sorted { ($0.element.finding.kind.severity, $0.offset) < ($1.element.finding.kind.severity, $1.offset) }
        .map(\.element)
    }

    /// - Throws: `Refusal.notFound`.
    public func check(_ id: ID<Finding>) async throws -> FindingView {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            var view = try FindingView(try Self.finding(id, snapshot), configuration, now: now)
            view.examples = try self.concerned(
                view.finding, after: ID(0), limit: Self.exampleCount, snapshot, configuration)
            return view
        }
    }

    static func finding(_ id: ID<Finding>, _ snapshot: Snapshot) throws -> Finding {
        guard let finding = try snapshot.finding(id) else { throw Refusal.notFound("finding \(id)") }
        return finding
    }

    /// The customers a finding is about, by id.
    ///
    /// - Throws: `Refusal.notFound`.
    public func customers(
        of id: ID<Finding>, after: ID<Customer>?, limit: Int
    ) async throws -> [ConcernedCustomer] {
        try await database.read { snapshot in
            try self.concerned(
                try Self.finding(id, snapshot), after: after ?? ID(0), limit: limit, snapshot,
                self.configuration(snapshot))
        }
    }

    private func concerned(
        _ finding: Finding, after: ID<Customer>, limit: Int, _ snapshot: Snapshot, _ configuration: Configuration
    ) throws -> [ConcernedCustomer] {
        if Finding.Kind.aboutCustomers.contains(finding.kind) {
            return try snapshot.customerFindings(store: finding.store, kind: finding.kind, after: after, limit: limit)
                .compactMap { found in
                    try snapshot.customer(found.customer).map { customer in
                        ConcernedCustomer(
                            customer: customer,
                            sentence: configuration.words(found.sentence, store: finding.store))
                    }
                }
        }
        return try Concerned(finding: finding, snapshot: snapshot, now: clock.now())
            .customers(after: after, limit: limit)
            .compactMap { try snapshot.customer($0) }.map { ConcernedCustomer(customer: $0, sentence: "") }
    }
}
