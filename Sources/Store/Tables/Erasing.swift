public import Domain
internal import JSON

// Everything that is personal about one customer, in whatever table it stands: found, and taken out.

/// What leads to traces of a person that no column points to.
public struct PersonalTraces: Sendable, Equatable {
    public var deliveries: [ID<Inbox>] = []
    public var events: [ID<OutgoingEvent>] = []
    public var runs: [ID<Run>] = []

    public init() {}
}

extension Snapshot {
    public func isErased(_ customer: ID<Customer>) throws -> Bool {
        try count("SELECT erased_at IS NOT NULL FROM customers WHERE id = ?", [customer]) == 1
    }

    /// Those that were merged into a customer, and into those in turn.
    public func mergedInto(_ customer: ID<Customer>) throws -> [ID<Customer>] {
        let direct = try rows(
            "SELECT id FROM customers INDEXED BY customers_deleted WHERE is_deleted = 1 AND merged_into = ?", [customer]
        ) { $0.id(0) as ID<Customer> }
        return try direct + direct.flatMap(mergedInto)
    }

    /// Webhooks in a span of ids that are about one of these customers or their orders, or that hold one of their
    /// addresses. The end of the span; nil behind the last.
    public func deliveriesAbout(
        _ customers: [ID<Customer>], orders: [ID<Order>], addresses: [String], after place: ID<Inbox>, limit: Int
    ) throws -> (found: [ID<Inbox>], place: ID<Inbox>?) {
        let end =
            try first(
                "SELECT max(id) FROM (SELECT id FROM inbox WHERE id > ? ORDER BY id LIMIT ?)", [place, limit]
            ) { $0[0] as Int64? } ?? nil
        guard let end else { return ([], nil) }
        let held = addresses.map { _ in " OR instr(lower(CAST(body AS TEXT)), ?) > 0" }.joined()
        let found = try rows(
            """
            SELECT id FROM inbox WHERE id > ? AND id <= ? AND (customer_id IN (SELECT value FROM json_each(?))
              OR order_id IN (SELECT value FROM json_each(?))\(held))
            """,
            [place, end, Codec.encode(customers), Codec.encode(orders)] + addresses.map { $0.lowercased() }
        ) { $0.id(0) as ID<Inbox> }
        return (found, ID(rawValue: end))
    }

    /// Events about a customer whose deliveries are gone already; the others are found by those.
    public func looseEvents(about customer: ID<Customer>) throws -> [ID<OutgoingEvent>] {
        try rows("SELECT id FROM outgoing_events WHERE customer_id = ?", [customer]) { $0.id(0) }
    }

    /// Dry runs that have listed a customer by name.
    public func dryRuns(naming customer: ID<Customer>) throws -> [ID<Run>] {
        try rows(
            "SELECT id FROM runs INDEXED BY runs_dry WHERE is_dry = 1 AND instr(report, ?) > 0",
            ["\"id\":\"\(customer)\""]
        ) { $0.id(0) }
    }

    /// Whether a mail to the customer is on its way at this moment.
    public func isBeingWritten(to customer: ID<Customer>, at instant: Timestamp) throws -> Bool {
        try count(
            "SELECT EXISTS (SELECT 1 FROM letters WHERE customer_id = ? AND leased_until > ?)", [customer, instant])
            == 1
    }
}

extension Transaction {
    /// Overwrites what it deletes, so that nothing of it is left in pages that are free now.
    public func shredding(_ body: () throws -> Void) throws {
        try run("PRAGMA secure_delete = ON")
        defer { try? run("PRAGMA secure_delete = OFF") }
        try body()
    }

    /// Takes everything personal out of a customer who is in no group any more. What is left is a number, under a name
    /// that nothing leads to, with orders that count as before.
    ///
    /// - Parameter name: in the place of the external id; of no other customer.
    public func erase(_ customer: ID<Customer>, as name: String, _ traces: PersonalTraces, at instant: Timestamp) throws
    {
        try eraseGuestOrders(of: customer)
        try run(
            """
            UPDATE customers SET external_id = ?, email = NULL, email_folded = NULL, first_name = NULL, last_name = NULL,
              locale = NULL, country = NULL, registered_at = NULL, organization_id = NULL, default_group_id = NULL,
              chosen_default_id = NULL, shop_default_id = NULL, is_automated = 0, mail_consent = 'unknown',
              is_deleted = 1, deleted_at = coalesce(deleted_at, ?), erased_at = ?, provenance = x''
            WHERE id = ?
            """, [name, instant, instant, customer])
        for table in ["blocks", "due", "shop_writes", "shop_memberships", "former_defaults"] {
            try run("DELETE FROM \(table) WHERE customer_id = ?", [customer])
        }
        try run("UPDATE vouchers SET code = 'erased-' || id WHERE customer_id = ?", [customer])
        try run("DELETE FROM findings WHERE subject_type = 'customer' AND subject_id = ?", [customer])
        try eraseWords(of: customer)
        try eraseMails(to: customer)
        try run(
            "DELETE FROM outgoing_events WHERE id IN (SELECT event_id FROM deliveries WHERE customer_id = ?)",
            [customer])
        for event in traces.events { try run("DELETE FROM outgoing_events WHERE id = ?", [event]) }
        for delivery in traces.deliveries { try empty(delivery) }
        for run in traces.runs { try eraseItem(of: customer, in: run) }
    }

    /// Orders stay, as what was sold; whose address a guest gave does not.
    private func eraseGuestOrders(of customer: ID<Customer>) throws {
        try run("UPDATE orders SET guest_email = NULL, guest_folded = NULL WHERE customer_id = ?", [customer])
        try run(
            """
            UPDATE orders SET guest_email = NULL, guest_folded = NULL
            WHERE (store_id, guest_folded) = (SELECT store_id, email_folded FROM customers WHERE id = ?)
              AND guest_folded IS NOT NULL
            """, [customer])
    }

    /// What people have written about the customer, and names that stand in reasons.
    private func eraseWords(of customer: ID<Customer>) throws {
        for table in ["changes", "grants", "notifications"] {
            let reasons = try rows("SELECT id, reason FROM \(table) WHERE customer_id = ?", [customer]) {
                (id: $0[0] as Int64, reason: try Sentence(encoded: $0[1], "\(table).reason"))
            }
            for (id, reason) in reasons where reason != reason.withoutNames {
                try run("UPDATE \(table) SET reason = ? WHERE id = ?", [reason.withoutNames.encoded, id])
            }
        }
    }

    private func eraseMails(to customer: ID<Customer>) throws {
        try run(
            """
            UPDATE notifications SET state = 'cancelled', result = 'erased', sent_at = NULL
            WHERE customer_id = ? AND state = 'queued'
            """, [customer])
        try run(
            "UPDATE notifications SET facts = ? WHERE customer_id = ?", [Sentence("").encoded, customer])
        try run(
            """
            UPDATE letters SET state = CASE state WHEN 'queued' THEN 'dropped' ELSE state END, leased_until = NULL,
              address = NULL, locale = NULL, subject = NULL, text = NULL, error = NULL, reply = NULL
            WHERE customer_id = ?
            """, [customer])
    }

    /// That it came stays, so that the same delivery sent once more is known; what it said does not.
    private func empty(_ delivery: ID<Inbox>) throws {
        try run(
            """
            UPDATE inbox SET body = x'', headers = '{}', error = NULL, customer_id = NULL,
              state = CASE state WHEN 'processed' THEN state ELSE 'ignored' END
            WHERE id = ?
            """, [delivery])
        try run("DELETE FROM findings WHERE subject_type = 'delivery' AND subject_id = ?", [delivery])
    }

    private func eraseItem(of customer: ID<Customer>, in id: ID<Run>) throws {
        guard let run = try run(id), case .object(var members) = try Codec.value(run.report, "runs.report") else {
            return
        }
        for index in members.indices where members[index].name == "items" {
            let items = (members[index].value.array ?? []).map { item -> JSONValue in
                guard item["customer"]?["id"]?.string == customer.description else { return item }
                return [
                    "customer": [
                        "id": .string(customer.description), "external_id": "", "name": "", "email": .null,
                    ], "sentence": item["sentence"] ?? "",
                ]
            }
            members[index] = .init("items", .array(items))
        }
        try self.run("UPDATE runs SET report = ? WHERE id = ?", [JSONValue.object(members).text, id])
    }
}

extension Sentence {
    /// Without what a person wrote or what names another account of the customer.
    fileprivate var withoutNames: Sentence {
        Sentence(
            code,
            facts.map { fact in
                switch fact.value {
                case .text where ["reason", "other", "customer", "error"].contains(fact.name):
                    Sentence.Fact(fact.name, .text("…"))
                case .sentences(let inner): Sentence.Fact(fact.name, .sentences(inner.map(\.withoutNames)))
                default: fact
                }
            })
    }
}
