public import Domain

// customers and organizations.

private let columns = """
    id, store_id, external_id, email, first_name, last_name, locale, country, registered_at, first_seen_at,
      organization_id, default_group_id, is_automated, mail_consent, is_deleted, merged_into, provenance, chosen_default_id,
      last_fact_at, shop_default_id, deleted_at, erased_at
    """

private let customerByID = "SELECT \(columns) FROM customers WHERE id = ?"
private let customerByName = "SELECT \(columns) FROM customers WHERE store_id = ? AND external_id = ?"

private func readCustomer(_ row: Row) throws -> Customer {
    var customer = Customer(id: row.id(0), store: row.id(1), externalID: row[2], firstSeenAt: row.instant(9))
    customer.email = row[3]
    customer.firstName = row[4]
    customer.lastName = row[5]
    customer.locale = row[6]
    customer.country = row[7]
    customer.registeredAt = row.optionalInstant(8)
    customer.organization = row.optionalID(10)
    customer.defaultGroup = row.optionalID(11)
    customer.isAutomated = row[12]
    customer.mailConsent = try row.word(13, "customers.mail_consent")
    customer.isDeleted = row[14]
    customer.mergedInto = row.optionalID(15)
    customer.chosenDefault = row.optionalID(17)
    customer.lastFactAt = row.optionalInstant(18)
    customer.shopDefault = row.optionalID(19)
    customer.deletedAt = row.optionalInstant(20)
    customer.erasedAt = row.optionalInstant(21)
    guard let provenance = Provenance(bytes: row.bytes(16)) else {
        throw DatabaseProblem.corrupt("customers.provenance")
    }
    customer.provenance = provenance
    return customer
}

/// What a list of customers is narrowed to. Those that were merged into others are in none.
public struct CustomerFilter: Sendable {
    public var store: ID<Store>?
    /// Start of the e-mail or of a name, or the whole external id.
    public var text: String?
    public var group: ID<Group>?

    public init(store: ID<Store>? = nil, text: String? = nil, group: ID<Group>? = nil) {
        self.store = store
        self.text = text
        self.group = group
    }
}

/// How many orders a customer paid, and when the last one.
public struct OrderFigures: Sendable, Equatable {
    public var orders: Int
    public var lastOrderAt: Timestamp?
    /// In the store's currency, minor units, over all paid statuses.
    public var spent: Int64

    public init(orders: Int = 0, lastOrderAt: Timestamp? = nil, spent: Int64 = 0) {
        self.orders = orders
        self.lastOrderAt = lastOrderAt
        self.spent = spent
    }
}

extension Snapshot {
    public func customer(_ id: ID<Customer>) throws -> Customer? {
        try first(customerByID, [id], readCustomer)
    }

    public func customer(store: ID<Store>, externalID: String) throws -> Customer? {
        try first(customerByName, [store, externalID], readCustomer)
    }

    /// The customer that one was merged into, and so on to the last; itself where it was not.
    public func survivor(of customer: Customer) throws -> Customer {
        var customer = customer
        while let next = customer.mergedInto, let found = try self.customer(next) { customer = found }
        return customer
    }

    /// Newest first, by id. `before` is the last id of the page before.
    public func customers(
        _ filter: CustomerFilter, before: ID<Customer>?, limit: Int, at instant: Timestamp
    ) throws -> [Customer] {
        try customers(filter, "<", before?.rawValue ?? .max, "DESC", limit, at: instant)
    }

    /// Oldest first, by id. `after` is the last id of the page before.
    public func customers(
        _ filter: CustomerFilter, after: ID<Customer>?, limit: Int, at instant: Timestamp
    ) throws -> [Customer] {
        try customers(filter, ">", after?.rawValue ?? 0, "ASC", limit, at: instant)
    }

    private func customers(
        _ filter: CustomerFilter, _ span: String, _ bound: Int64, _ direction: String, _ limit: Int,
        at instant: Timestamp
    ) throws -> [Customer] {
        if let group = filter.group, filter.text?.isEmpty ?? true {
            return try members(group, span, bound, direction, limit, at: instant)
        }
        let (conditions, arguments) = try conditions(filter, at: instant)
        return try rows(
            "SELECT \(columns) FROM customers WHERE id \(span) ?\(conditions) ORDER BY id \(direction) LIMIT ?",
            [bound] + arguments + [limit], readCustomer)
    }

    /// A page of a group, which lies in one store: no more of its members are walked than the page shows.
    private func members(
        _ group: ID<Group>, _ span: String, _ bound: Int64, _ direction: String, _ limit: Int, at instant: Timestamp
    ) throws -> [Customer] {
        try rows(
            """
            SELECT \(columns) FROM customers WHERE merged_into IS NULL AND id IN (
              SELECT DISTINCT customer_id FROM grants WHERE group_id = ? AND customer_id \(span) ? AND \(Self.inForce)
              ORDER BY customer_id \(direction) LIMIT ?)
            ORDER BY id \(direction)
            """, [group, bound, instant, instant, instant, limit], readCustomer)
    }

    /// Customers of one store who have bought, the latest purchase first, those after a place in that order.
    ///
    /// Walks the store's paid orders from the newest on, so that a page costs no more than it shows.
    public func buyers(
        _ filter: CustomerFilter, store: ID<Store>, after: (at: Timestamp, id: ID<Customer>)?, limit: Int,
        at instant: Timestamp
    ) throws -> [(at: Timestamp, id: ID<Customer>)] {
        let (conditions, arguments) = try conditions(filter, at: instant)
        let at = after?.at ?? Timestamp(milliseconds: .max)
        let place: [any Bindable] = [store, at, at, after?.id.rawValue ?? Int64.max]
        return try rows(
            """
            SELECT o.paid_at, o.customer_id FROM orders o
            WHERE o.store_id = ? AND o.paid_at <= ? AND (o.paid_at < ? OR o.customer_id < ?)
              AND o.customer_id IS NOT NULL AND o.spend_day IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM orders p WHERE p.customer_id = o.customer_id AND p.spend_day IS NOT NULL
                AND p.paid_at >= o.paid_at AND (p.paid_at > o.paid_at OR p.id > o.id))
              AND EXISTS (SELECT 1 FROM customers WHERE customers.id = o.customer_id\(conditions))
            ORDER BY o.paid_at DESC, o.customer_id DESC LIMIT ?
            """, place + arguments + [limit]
        ) { ($0.instant(0), $0.id(1)) }
    }

    /// Customers who have bought nothing that counts, newest first.
    public func nonBuyers(
        _ filter: CustomerFilter, before: ID<Customer>?, limit: Int, at instant: Timestamp
    ) throws -> [Customer] {
        let (conditions, arguments) = try conditions(filter, at: instant)
        return try rows(
            """
            SELECT \(columns) FROM customers WHERE id < ?
              AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.customer_id = customers.id
                AND orders.paid_at IS NOT NULL AND orders.spend_day IS NOT NULL)\(conditions)
            ORDER BY id DESC LIMIT ?
            """, [before?.rawValue ?? Int64.max] + arguments + [limit], readCustomer)
    }

    /// What narrows a list, to stand behind other conditions on `customers`.
    private func conditions(
        _ filter: CustomerFilter, at instant: Timestamp
    ) throws -> (sql: String, arguments: [any Bindable]) {
        var sql = " AND customers.merged_into IS NULL"
        var arguments: [any Bindable] = []
        if let store = filter.store {
            sql += " AND customers.store_id = ?"
            arguments.append(store)
        }
        if let group = filter.group {
            sql += " AND customers.id IN (SELECT customer_id FROM grants WHERE group_id = ? AND \(Self.inForce))"
            arguments += [group, instant, instant, instant]
        }
        if let text = filter.text, !text.isEmpty {
            let matching = try matching(text)
            sql += " AND \(matching.sql)"
            arguments += matching.arguments
        }
        return (sql, arguments)
    }

    /// Of those who match a text, so many are looked up by themselves.
    private static let fewMatches = 2_000

    /// Where few match, who: looked up by indexes. Where many do, the condition itself: a walk finds a page of them soon,
    /// and sooner than all of them could be gathered.
    private func matching(_ text: String) throws -> (sql: String, arguments: [any Bindable]) {
        let prefix = text.lowercased()
        if let few = try fewMatching(text, prefix) {
            return ("customers.id IN (SELECT value FROM json_each(?))", [Codec.encode(few)])
        }
        let pattern = Self.escapedForLike(prefix) + "%"
        let sql = """
            (external_id = ? OR email_folded LIKE ? ESCAPE '\\' OR first_name LIKE ? ESCAPE '\\'
              OR last_name LIKE ? ESCAPE '\\')
            """
        return (sql, [text, pattern, pattern, pattern])
    }

    /// Nil where too many match. LIKE leaves the case of ASCII letters aside, and so does NOCASE.
    private func fewMatching(_ text: String, _ prefix: String) throws -> [ID<Customer>]? {
        let (end, limit) = (prefix + "\u{10FFFF}", Self.fewMatches)
        let searches: [(sql: String, arguments: [any Bindable])] = [
            ("store_id IN (SELECT id FROM stores) AND external_id = ?", [text]),
            ("store_id IN (SELECT id FROM stores) AND email_folded >= ? AND email_folded < ?", [prefix, end]),
            ("first_name COLLATE NOCASE >= ? AND first_name COLLATE NOCASE < ?", [prefix, end]),
            ("last_name COLLATE NOCASE >= ? AND last_name COLLATE NOCASE < ?", [prefix, end]),
        ]
        var found: Set<ID<Customer>> = []
        for search in searches {
            let ids = try rows("SELECT id FROM customers WHERE \(search.sql) LIMIT ?", search.arguments + [limit]) {
                $0.id(0) as ID<Customer>
            }
            guard ids.count < limit else { return nil }
            found.formUnion(ids)
        }
        return Array(found)
    }

    /// The one customer with that address; nil where there is none, or more than one.
    public func onlyCustomer(store: ID<Store>, email: String) throws -> ID<Customer>? {
        let found = try rows(
            "SELECT id FROM customers WHERE store_id = ? AND email_folded = ? AND is_deleted = 0 LIMIT 2",
            [store, email.lowercased()]
        ) { $0.id(0) as ID<Customer> }
        return found.count == 1 ? found.first : nil
    }

    static func escapedForLike(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "%_\\".contains(character) { result.append("\\") }
            result.append(character)
        }
    }

    public func customerCount(store: ID<Store>?) throws -> Int {
        // Counted by an index alone; all at once even by its pages, without looking into them.
        guard let store else {
            return try count("SELECT count(*) FROM customers")
                - count("SELECT count(*) FROM customers INDEXED BY customers_deleted WHERE is_deleted = 1")
        }
        return try count("SELECT count(*) FROM customers INDEXED BY customers_by_store WHERE store_id = ?", [store])
            - count(
                "SELECT count(*) FROM customers INDEXED BY customers_deleted WHERE store_id = ? AND is_deleted = 1",
                [store])
    }

    /// The same, but counts no further than a limit.
    public func customerCount(store: ID<Store>, upTo limit: Int) throws -> Int {
        try count(
            "SELECT count(*) FROM (SELECT 1 FROM customers WHERE store_id = ? AND is_deleted = 0 LIMIT ?)",
            [store, limit])
    }

    /// Orders once paid that are not void now.
    public func orderFigures(_ customer: ID<Customer>) throws -> OrderFigures {
        let orders = try first(
            """
            SELECT count(*), max(paid_at) FROM orders
            WHERE customer_id = ? AND paid_at IS NOT NULL AND spend_day IS NOT NULL
            """, [customer]
        ) { ($0[0] as Int, $0.optionalInstant(1)) }
        let spent = try first(
            """
            SELECT coalesce(sum(amount), 0) FROM spend JOIN statuses ON statuses.id = spend.status_id
            WHERE customer_id = ? AND statuses.is_paid = 1
            """, [customer]
        ) { $0[0] as Int64 }
        return OrderFigures(orders: orders?.0 ?? 0, lastOrderAt: orders?.1, spent: spent ?? 0)
    }

    public func organization(_ id: ID<Organization>) throws -> Organization? {
        try first("SELECT id, store_id, external_id, name FROM organizations WHERE id = ?", [id]) {
            Organization(id: $0.id(0), store: $0.id(1), externalID: $0[2], name: $0[3])
        }
    }

    /// The organization that a customer belonged to at an instant.
    public func organization(of customer: ID<Customer>, at instant: Timestamp) throws -> ID<Organization>? {
        try first(
            """
            SELECT organization_id FROM organization_members WHERE customer_id = ? AND from_at <= ?
            ORDER BY from_at DESC LIMIT 1
            """, [customer, instant]
        ) { $0.optionalID(0) } ?? nil
    }
}

extension Transaction {
    public func insert(_ customer: Customer) throws -> ID<Customer> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO customers (email, email_folded, first_name, last_name, locale, country, registered_at,
                  organization_id, default_group_id, is_automated, mail_consent, is_deleted, merged_into, provenance,
                  chosen_default_id, shop_default_id, deleted_at, store_id, external_id, first_seen_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, columns(customer) + [customer.store, customer.externalID, customer.firstSeenAt]))
    }

    public func update(_ customer: Customer) throws {
        try run(
            """
            UPDATE customers SET email = ?, email_folded = ?, first_name = ?, last_name = ?, locale = ?, country = ?,
              registered_at = ?, organization_id = ?, default_group_id = ?, is_automated = ?, mail_consent = ?,
              is_deleted = ?, merged_into = ?, provenance = ?, chosen_default_id = ?, shop_default_id = ?,
              deleted_at = ?
            WHERE id = ?
            """, columns(customer) + [customer.id])
    }

    /// The same where only its provenance has changed: another report has said what was known.
    public func updateProvenance(_ customer: Customer) throws {
        try run("UPDATE customers SET provenance = ? WHERE id = ?", [customer.provenance.bytes, customer.id])
    }

    /// The same where only the default group may have changed. SQLite writes every index anew that an UPDATE names a
    /// column of, and checks its references, whether the value differs or not.
    public func updateDefault(_ customer: Customer) throws {
        try run(
            "UPDATE customers SET default_group_id = ?, chosen_default_id = ? WHERE id = ?",
            [customer.defaultGroup, customer.chosenDefault, customer.id])
    }

    private func columns(_ customer: Customer) -> [any Bindable] {
        [
            customer.email, customer.foldedEmail, customer.firstName, customer.lastName, customer.locale,
            customer.country, customer.registeredAt, customer.organization, customer.defaultGroup,
            customer.isAutomated, customer.mailConsent.rawValue, customer.isDeleted, customer.mergedInto,
            customer.provenance.bytes, customer.chosenDefault, customer.shopDefault, customer.deletedAt,
        ]
    }

    /// The organization of that external id, made where it is new; its name follows the latest report.
    public func organization(store: ID<Store>, externalID: String, name: String?) throws -> ID<Organization> {
        try run(
            """
            INSERT INTO organizations (store_id, external_id, name) VALUES (?, ?, ?)
            ON CONFLICT (store_id, external_id) DO UPDATE SET name = excluded.name WHERE ? IS NOT NULL
            """, [store, externalID, name ?? externalID, name])
        let id = try first(
            "SELECT id FROM organizations WHERE store_id = ? AND external_id = ?", [store, externalID]
        ) { $0.id(0) as ID<Organization> }
        guard let id else { throw DatabaseProblem.corrupt("organizations") }
        return id
    }

    /// Notes that from a version on the customer belonged to an organization, or to none. In whatever order reports
    /// arrive, the steps are the same.
    public func setOrganization(
        _ organization: ID<Organization>?, of customer: ID<Customer>, from instant: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO organization_members (customer_id, organization_id, from_at) VALUES (?, ?, ?)
            ON CONFLICT (customer_id, from_at) DO UPDATE SET organization_id = excluded.organization_id
            """, [customer, organization, instant])
    }

    /// Notes that what the customer's orders count for has changed.
    public func noteFact(_ customer: ID<Customer>, at instant: Timestamp) throws {
        try run("UPDATE customers SET last_fact_at = ? WHERE id = ?", [instant, customer])
    }
}
