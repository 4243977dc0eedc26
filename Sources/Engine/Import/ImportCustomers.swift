internal import Domain
internal import Rules
internal import Store

extension Engine {
    public static let customerFields = [
        "customer_id", "email", "first_name", "last_name", "locale", "country", "registered_at", "organization_id",
        "organization_name", "groups", "default_group", "member_since",
    ]

    /// Imports customers, one a line. Codes in `groups` are separated by `|`; each becomes an import grant, and those
    /// of an earlier import that the line does not name end. An empty `groups` leaves them as they are.
    ///
    /// - Throws: `Refusal.invalid` or `CSVError` where the file as a whole cannot be read.
    public func importCustomers(
        store key: String?, mapping: ColumnMapping, isDry: Bool, by: String, read: @escaping () throws -> [UInt8]?
    ) async throws -> ImportReport {
        let configuration = try await database.read { try self.configuration($0) }
        let store = try configuration.store(keyOrOnly: key)
        var table = try CSVTable(
            mapping: mapping, known: Self.customerFields, required: ["customer_id"], read: read)
        var report = ImportReport()
        report.isDry = isDry
        var batch: [ImportedCustomer] = []
        while let record = try table.record() {
            report.lines += 1
            var line = LineReader(table, record)
            let customer = ImportedCustomer(&line, store: store, configuration: configuration)
            guard line.faults.isEmpty, let customer else {
                report.refuse(line.faults)
                continue
            }
            report.customers += 1
            batch.append(customer)
            guard batch.count == 200 else { continue }
            try await take(batch, store: store.id, isDry: isDry, by: by)
            batch = []
        }
        try await take(batch, store: store.id, isDry: isDry, by: by)
        return report
    }

    private func take(_ customers: [ImportedCustomer], store: ID<Store>, isDry: Bool, by: String) async throws {
        guard !isDry, !customers.isEmpty else { return }
        let now = clock.now()
        try await database.write { transaction in
            let cause = Cause(actor: .import, by: by, mails: false)
            for customer in customers {
                var event = customer.event
                event.version = now
                let intake = Intake(
                    engine: self, transaction: transaction, store: store, cause: cause,
                    bodyHash: BodyHash.of(Array(event.externalID.utf8)), receivedAt: now, now: now)
                _ = try intake.take(event) { try customer.hold(&$0) }
            }
        }
    }
}

/// One customer of a file.
private struct ImportedCustomer: Sendable {
    let event: CustomerEvent
    /// Nil where the file says nothing of groups.
    let groups: [ID<Group>]?
    let defaultGroup: ID<Group>?
    /// Since when the customer is in those groups; nil where the file does not say.
    let since: Timestamp?

    init?(_ line: inout LineReader, store: Store, configuration: Configuration) {
        let id = line.id("customer_id")
        var event = CustomerEvent(externalID: id ?? "", version: nil)
        event.email = line.text("email")
        event.firstName = line.text("first_name")
        event.lastName = line.text("last_name")
        event.locale = line.text("locale")
        event.registeredAt = line.instant("registered_at", zone: store.zone)
        if let country = line.text("country") {
            if country.utf8.count != 2 { line.fail("country", "'\(country.prefix(20))' is not a two-letter code") }
            event.country = country.uppercased()
        }
        if let organization = line.text("organization_id") {
            event.organization = .member(externalID: organization, name: line.text("organization_name"))
        }
        self.event = event
        groups = line.text("groups").map { text in
            text.split(separator: "|").compactMap { Self.group(String($0), "groups", &line, store, configuration) }
        }
        defaultGroup = line.text("default_group").flatMap {
            Self.group($0, "default_group", &line, store, configuration)
        }
        since = line.instant("member_since", zone: store.zone)
        if id == nil { return nil }
    }

    private static func group(
        _ code: String, _ field: String, _ line: inout LineReader, _ store: Store, _ configuration: Configuration
    ) -> ID<Group>? {
        guard let group = configuration.group(store.id, code: code) else {
            line.fail(field, "there is no group '\(code.prefix(64))'")
            return nil
        }
        return group.id
    }

    func hold(_ ledger: inout Ledger) throws {
        let reason = Sentence("change.imported")
        let (now, customer) = (ledger.now, ledger.customer.id)
        if let groups {
            let present = ledger.grants.filter { $0.source == .import }
            try ledger.perform(.granted, reason: reason) { ledger in
                // One that the file does not date counts from the registration, whenever that becomes known.
                let from = min(since ?? now, now)
                for group in groups where !present.contains(where: { $0.group == group }) {
                    try ledger.open(
                        Grant(
                            id: ID(0), customer: customer, group: group, source: .import, origin: "import", from: from,
                            claimedAt: now, reason: reason))
                }
            }
            try ledger.perform(.ended, reason: reason) { ledger in
                for grant in present where !groups.contains(grant.group) { try ledger.end(grant.id, at: now) }
            }
        }
        guard let defaultGroup, ledger.heldGroups.contains(defaultGroup) else { return }
        try ledger.perform(.default, reason: reason) { $0.choose(default: defaultGroup) }
    }
}
