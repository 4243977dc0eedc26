public import Domain

// What monitoring asks for, by indexes alone: none of it takes longer in a larger shop.

extension Snapshot {
    /// No queue is counted further: beyond, how much longer it is says nothing more.
    public static let farthestCount = 100_000

    private func capped(_ rows: String, _ arguments: [any Bindable] = []) throws -> Int {
        try count("SELECT count(*) FROM (\(rows) LIMIT \(Self.farthestCount))", arguments)
    }

    public func inboxDepth(_ state: InboxEntry.State) throws -> Int {
        try capped(
            "SELECT 1 FROM inbox INDEXED BY inbox_unsettled WHERE state IN ('failed', 'pending') AND state = ?",
            [state.rawValue])
    }

    public func notificationDepth(_ state: Notification.State) throws -> Int {
        try capped("SELECT 1 FROM notifications INDEXED BY notifications_by_state WHERE state = ?", [state.rawValue])
    }

    public func deliveryDepth(_ state: OutgoingDelivery.State) throws -> Int {
        try capped("SELECT 1 FROM deliveries INDEXED BY deliveries_by_state WHERE state = ?", [state.rawValue])
    }

    public func shopWriteDepth(_ state: ShopWriteRecord.State) throws -> Int {
        try capped(
            "SELECT 1 FROM shop_writes WHERE connector_id IN (SELECT id FROM connectors) AND state = ?",
            [state.rawValue])
    }

    public func openFindings() throws -> Int {
        try capped(
            """
            SELECT 1 FROM findings INDEXED BY findings_open
            WHERE store_id IN (SELECT id FROM stores) AND resolved_at IS NULL
            """)
    }

    /// How many were ever made: ids are given once.
    public func changesEver() throws -> Int { try count("SELECT coalesce(max(id), 0) FROM changes") }
    public func deliveriesReceivedEver() throws -> Int { try count("SELECT coalesce(max(id), 0) FROM inbox") }
    public func notificationsEver() throws -> Int { try count("SELECT coalesce(max(id), 0) FROM notifications") }
}
