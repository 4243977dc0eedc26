public import Domain
internal import Rules
internal import Store

/// One thing that happened to a customer.
public struct TimelineItem: Sendable {
    public let at: Timestamp
    public let title: String
    public let detail: String?
    public let content: Content

    public enum Content: Sendable {
        case order(OrderView)
        case change(ChangeView)
        case notification(Notification)
    }

    /// Where the next page begins: what has happened before these.
    public struct Position: Sendable, Equatable {
        public var order: Int64
        public var change: Int64
        public var notification: Int64

        public init(order: Int64 = .max, change: Int64 = .max, notification: Int64 = .max) {
            self.order = order
            self.change = change
            self.notification = notification
        }
    }
}

extension Engine {
    /// Orders, changes and mails of a customer, newest first. The position after the last one; nil at the end.
    public func timeline(
        _ reference: CustomerReference, from position: TimelineItem.Position, limit: Int
    ) async throws -> (items: [TimelineItem], next: TimelineItem.Position?) {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let customer = try reference.find(snapshot, configuration)
            let telling = Telling(snapshot: snapshot, configuration: configuration, now: now)
            let all = try telling.items(customer, from: position, limit: limit + 1).sorted { $0.at > $1.at }
            let page = Array(all.prefix(limit))
            guard all.count > limit else { return (page, nil) }
            return (page, page.reduce(into: position) { $0.pass($1) })
        }
    }
}

extension TimelineItem.Position {
    fileprivate mutating func pass(_ item: TimelineItem) {
        switch item.content {
        case .order(let view): order = min(order, view.order.id.rawValue)
        case .change(let view): change = min(change, view.change.id.rawValue)
        case .notification(let mail): notification = min(notification, mail.id.rawValue)
        }
    }
}

private struct Telling {
    let snapshot: Snapshot
    let configuration: Configuration
    let now: Timestamp

    func items(_ customer: Customer, from position: TimelineItem.Position, limit: Int) throws -> [TimelineItem] {
        let orders = try snapshot.orders(
            store: nil, customer: customer.id, status: nil, before: ID(position.order), limit: limit)
        let changes = try snapshot.changes(
            ChangeFilter(customer: customer.id), before: ID(position.change), limit: limit)
        let mails = try snapshot.notifications(customer.id, before: ID(position.notification), limit: limit)
        return try orders.map(item) + changes.map(item) + mails.map(item)
    }

    private func item(_ stored: StoredOrder) throws -> TimelineItem {
        let view = try OrderView(stored, snapshot, configuration)
        let order = stored.order
        let total = order.amounts.map { Money(minorUnits: $0.total, currency: $0.currency).description }
        let refunded = order.amounts.map { Money(minorUnits: order.refunded, currency: $0.currency).description }
        let status = view.status?.label ?? "reported"
        return TimelineItem(
            at: order.paidAt ?? order.placedAt ?? order.version ?? order.receivedAt,
            title: ["Order \(order.externalID)", total].compactMap { $0 }.joined(separator: ", "),
            detail: order.refunded > 0 ? "\(status), \(refunded ?? "") refunded" : status, content: .order(view))
    }

    private func item(_ change: Change) throws -> TimelineItem {
        let view = try ChangeView(change, configuration: configuration, snapshot: snapshot, now: now)
        let name = configuration.groupName(change.store)
        var parts: [String] = []
        if !view.groupsAdded.isEmpty { parts.append("Joined \(view.groupsAdded.map(name).joined(separator: ", "))") }
        if !view.groupsRemoved.isEmpty { parts.append("Left \(view.groupsRemoved.map(name).joined(separator: ", "))") }
        if view.defaultBefore != view.defaultAfter {
            parts.append("Default group: \(view.defaultAfter.map(name) ?? "none")")
        }
        let title = parts.isEmpty ? Self.title(change.kind) : parts.joined(separator: "; ")
        return TimelineItem(at: change.at, title: title, detail: view.reason, content: .change(view))
    }

    private func item(_ mail: Notification) -> TimelineItem {
        let template = mail.template.replacing("_", with: " ")
        return TimelineItem(
            at: mail.createdAt, title: "Mail: \(template)", detail: mail.state.rawValue, content: .notification(mail))
    }

    private static func title(_ kind: Change.Kind) -> String {
        switch kind {
        case .granted: "Term changed"
        case .ended, .expired: "Reason for a membership ended"
        case .default: "Default group chosen"
        case .blocked: "Group blocked"
        case .unblocked: "Block lifted"
        case .pinned: "Membership pinned"
        case .unpinned: "Pin taken off"
        case .reverted: "Undone"
        case .moved: "Moved by a rule"
        case .restored: "Restored by a purchase"
        case .promoted: "Reached a tier"
        case .demoted: "Fell from a tier"
        case .merged: "Customers merged"
        }
    }
}
