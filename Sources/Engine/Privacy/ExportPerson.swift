public import Domain
public import JSON
internal import Rules
internal import Store

/// Everything that is kept of one person.
public struct PersonExport: Sendable {
    public let at: Timestamp
    public let customer: CustomerView
    public let orders: [OrderView]
    /// With their reasons in words.
    public let changes: [ChangeView]
    /// Lines of imported files that name the person.
    public let importLines: [ImportedLine]
    /// All rows of all tables, as they stand there.
    public let records: [(table: String, rows: [JSONValue])]

    public struct ImportedLine: Sendable {
        public let file: ID<ImportRecord>
        public let line: Int
        public let text: String
    }
}

extension Engine {
    /// Gathers everything that is kept of a customer and of those merged into them, for the person themselves.
    ///
    /// - Throws: `Refusal.notFound`.
    public func exportPerson(_ reference: CustomerReference, by: String) async throws -> PersonExport {
        let now = clock.now()
        let customer = try await database.read { try reference.find($0, self.configuration($0)) }
        let search = try await PersonalSearch(self, customer.id)
        let found = try await search.deliveries().found
        let lines = try await search.importLines().flatMap(\.lines).map {
            PersonExport.ImportedLine(file: $0.file, line: $0.number, text: $0.text)
        }
        try await database.write {
            try $0.audit(by: by, action: "customer.export", subject: "customer \(customer.id)", at: now)
        }
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            var traces = try search.traces(snapshot)
            traces.deliveries = found
            return PersonExport(
                at: now, customer: try CustomerView(customer, snapshot, configuration, at: now),
                orders: try search.orders.compactMap { id in
                    try snapshot.order(id).map { try OrderView($0, snapshot, configuration) }
                },
                changes: try search.ids.flatMap { try self.changes(of: $0, snapshot, configuration, at: now) },
                importLines: lines,
                records: try snapshot.records(of: search.ids, traces).map { ($0.name, $0.rows) })
        }
    }

    private func changes(
        of customer: ID<Customer>, _ snapshot: Snapshot, _ configuration: Configuration, at now: Timestamp
    ) throws -> [ChangeView] {
        try snapshot.changes(ChangeFilter(customer: customer), after: nil, limit: .max).map {
            try ChangeView($0, configuration: configuration, snapshot: snapshot, now: now)
        }
    }
}
