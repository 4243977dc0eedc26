public import Domain
internal import Store

/// What can be written out as a table.
public enum ExportKind: String, Sendable, CaseIterable {
    case customers, memberships, orders, changes, runs, notifications, segments
}

/// What an export is narrowed to: as the list of its kind.
public struct ExportQuery: Sendable {
    public var kind: ExportKind
    /// Key of a store; nil for all.
    public var store: String?
    /// Customers and memberships: start of the e-mail or of a name, or the whole external id.
    public var text: String?
    /// Customers and memberships: code of a group.
    public var group: String?
    /// Orders: code of a status.
    public var status: String?
    /// Orders, changes and notifications.
    public var customer: CustomerReference?
    /// Changes and notifications.
    public var rule: ID<Rule>?
    /// Changes.
    public var run: ID<Run>?
    /// Changes: days of the store, both counted.
    public var from: CalendarDay?
    public var to: CalendarDay?
    /// Notifications.
    public var state: NotificationView.State?
    public var template: String?
    /// Segments: whose customers are wanted.
    public var segment: ID<SegmentView>?

    public init(_ kind: ExportKind) { self.kind = kind }
}

/// A part of an export.
public struct ExportPage: Sendable {
    public var rows: [[String]] = []
    /// Where the next part begins; nil after the last.
    public var next: Int64?
}

/// Writes a table out part by part. Parts go by the id of the last row, newest first (segments: oldest first), and each
/// is a view of its own: what was there when the export began is in it once, with its fields as they are when its part
/// is read, and what came later is not.
extension Engine {
    /// So many rows are read at once, and held in memory.
    private static let exportPage = 200

    public static func exportHeader(_ kind: ExportKind) -> [String] {
        switch kind {
        case .customers:
            [
                "id", "customer_id", "store", "email", "first_name", "last_name", "locale", "country", "registered_at",
                "organization_id", "organization_name", "groups", "default_group", "automation", "orders", "spent",
                "currency", "last_order_at",
            ]
        case .memberships:
            [
                "store", "customer_id", "email", "first_name", "last_name", "group", "since", "until", "is_default",
                "sources", "reasons",
            ]
        case .orders:
            [
                "id", "order_id", "store", "customer_id", "customer", "status", "placed_at", "paid_at", "currency",
                "total",
                "refunded", "counts_for", "store_currency", "payment_method", "country",
            ]
        case .changes:
            [
                "id", "at", "store", "customer_id", "customer", "email", "kind", "actor", "by", "rule", "order_id",
                "groups_added", "groups_removed", "default_before", "default_after", "reason", "run", "reverted_by",
            ]
        case .runs:
            [
                "id", "store", "trigger", "by", "tasks", "dry_run", "state", "at", "started_at", "finished_at",
                "report", "error",
            ]
        case .notifications:
            [
                "id", "created_at", "store", "customer_id", "customer", "rule", "template", "state", "result",
                "sent_at",
                "email", "subject", "error",
            ]
        case .segments:
            ["id", "customer_id", "email", "first_name", "last_name", "locale", "country", "registered_at"]
        }
    }

    /// The part after that place; the first for nil.
    ///
    /// - Throws: `Refusal` for a filter that names what is not there.
    public func export(_ query: ExportQuery, after place: Int64?) async throws -> ExportPage {
        let limit = Self.exportPage
        switch query.kind {
        case .customers, .memberships:
            let found = try await customers(
                store: query.store, text: query.text, group: query.group, before: place.map { ID($0) }, limit: limit)
            let isPlain = query.kind == .customers
            return page(found, { $0.customer.id.rawValue }) { view in
                isPlain ? [view.row] : view.membershipRows(in: query.group)
            }
        case .orders:
            let found = try await orders(
                store: query.store, customer: query.customer, status: query.status, before: place.map { ID($0) },
                limit: limit)
            return page(found, { $0.order.id.rawValue }) { [$0.row] }
        case .changes:
            var asked = ChangeQuery(store: query.store, customer: query.customer, rule: query.rule, run: query.run)
            (asked.from, asked.to) = (query.from, query.to)
            let found = try await changes(asked, before: place.map { ID($0) }, isFeed: false, limit: limit)
            return page(found, { $0.change.id.rawValue }) { [$0.row] }
        case .runs: return try await runPage(query, after: place, limit)
        case .notifications:
            var asked = NotificationQuery()
            (asked.store, asked.state, asked.template) = (query.store, query.state, query.template)
            (asked.customer, asked.rule) = (query.customer, query.rule)
            let found = try await notifications(asked, before: place.map { ID($0) }, limit: limit)
            return page(found, { $0.record.id.rawValue }) { [$0.row] }
        case .segments: return try await segmentPage(query, after: place, limit)
        }
    }

    private func page<Item>(_ items: [Item], _ id: (Item) -> Int64, _ rows: (Item) -> [[String]]) -> ExportPage {
        ExportPage(rows: items.flatMap(rows), next: items.count < Self.exportPage ? nil : items.last.map(id))
    }

    private func runPage(_ query: ExportQuery, after place: Int64?, _ limit: Int) async throws -> ExportPage {
        let keys = try await storeKeys()
        let found = try await runs(before: place.map { ID($0) }, limit: limit)
        return page(found, { $0.id.rawValue }) { run in
            let key = run.store.flatMap { keys[$0] }
            return query.store == nil || query.store == key ? [run.row(store: key)] : []
        }
    }

    private func segmentPage(_ query: ExportQuery, after place: Int64?, _ limit: Int) async throws -> ExportPage {
        guard let segment = query.segment else { throw Refusal.invalid("?segment", "is required") }
        let found = try await segmentCustomers(segment, after: place.map { ID($0) }, limit: limit)
        return ExportPage(rows: found.items.map(\.row), next: found.next?.rawValue)
    }
}
