public import Domain
internal import Store

/// A delivery as people see it.
public struct DeliveryView: Sendable {
    public let record: OutgoingDelivery
    public let destinationName: String
    /// Key of the destination's store; nil for all.
    public let storeKey: String?
    public let customerExternalID: String?
    /// JSON; only of a delivery that is looked at by itself.
    public let body: String?

    /// What stands in `webhook-id`.
    public var webhookID: String { "msg_\(record.event)" }

    init(
        _ record: OutgoingDelivery, _ snapshot: Snapshot, _ configuration: Configuration, withBody: Bool = false
    ) throws {
        self.record = record
        let destination = try configuration.destination(record.destination)
        destinationName = destination.name
        storeKey = try destination.store.map { try configuration.store($0).key }
        customerExternalID = try record.customer.flatMap { try snapshot.customer($0)?.externalID }
        body = withBody ? try snapshot.body(of: record.event) : nil
    }
}

/// What a list of deliveries is narrowed to.
public struct DeliveryQuery: Sendable {
    /// Key of the store whose own destinations are meant; nil for all.
    public var store: String?
    public var destination: ID<DestinationRecord>?
    public var state: OutgoingDelivery.State?
    public var kind: OutgoingEvent.Kind?
    public var customer: CustomerReference?

    public init() {}
}

extension Engine {
    /// Newest first, those before an id.
    ///
    /// - Throws: `Refusal.notFound` for the store, the destination or the customer.
    public func deliveries(
        _ query: DeliveryQuery, before: ID<OutgoingDelivery>?, limit: Int
    ) async throws -> [DeliveryView] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            var filter = DeliveryFilter(state: query.state, kind: query.kind)
            filter.customer = try query.customer.map { try $0.find(snapshot, configuration).id }
            filter.destinations = try query.destination.map { [try configuration.destination($0).id] }
            if let store = try query.store.map({ try configuration.store(key: $0).id }) {
                let own = configuration.destinations.map(\.record).filter { $0.store == store }.map(\.id)
                filter.destinations = filter.destinations.map { $0.filter(own.contains) } ?? own
            }
            return try snapshot.deliveries(filter, before: before, limit: limit)
                .map { try DeliveryView($0, snapshot, configuration) }
        }
    }

    /// With its body.
    ///
    /// - Throws: `Refusal.notFound`.
    public func delivery(_ id: ID<OutgoingDelivery>) async throws -> DeliveryView {
        try await database.read { try self.deliveryView(id, $0) }
    }

    private func deliveryView(_ id: ID<OutgoingDelivery>, _ snapshot: Snapshot) throws -> DeliveryView {
        guard let record = try snapshot.outgoingDelivery(id) else { throw Refusal.notFound("delivery \(id)") }
        return try DeliveryView(record, snapshot, configuration(snapshot), withBody: true)
    }

    /// Sends again what was delivered, given up or cancelled, under the same `webhook-id`.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where it is in the queue.
    public func replayDelivery(_ id: ID<OutgoingDelivery>, by: String) async throws -> DeliveryView {
        try await settle(id, "replay", by: by) { delivery, now in
            guard delivery.state != .queued else { throw Refusal.conflict("Delivery \(id) is in the queue.") }
            delivery.queueAgain(at: now)
        }
    }

    /// Takes a delivery out of the queue: those about the same customer go on without it.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where it is not in the queue.
    public func cancelDelivery(_ id: ID<OutgoingDelivery>, by: String) async throws -> DeliveryView {
        try await settle(id, "cancel", by: by) { delivery, _ in
            guard delivery.state == .queued else { throw Refusal.conflict("Delivery \(id) is not in the queue.") }
            (delivery.state, delivery.leasedUntil) = (.cancelled, nil)
        }
    }

    private func settle(
        _ id: ID<OutgoingDelivery>, _ action: String, by: String,
        _ change: @escaping @Sendable (inout OutgoingDelivery, Timestamp) throws -> Void
    ) async throws -> DeliveryView {
        let now = clock.now()
        return try await database.write { transaction in
            guard var delivery = try transaction.outgoingDelivery(id) else { throw Refusal.notFound("delivery \(id)") }
            try change(&delivery, now)
            try transaction.update(delivery)
            try transaction.audit(by: by, action: "delivery.\(action)", subject: "delivery \(id)", at: now)
            return try self.deliveryView(id, transaction)
        }
    }

    /// Sends again all that a destination was given up for; how many.
    ///
    /// - Throws: `Refusal.notFound`.
    public func replayFailed(_ id: ID<DestinationRecord>, by: String) async throws -> Int {
        let now = clock.now()
        return try await database.write { transaction in
            let record = try self.configuration(transaction).destination(id)
            let count = try transaction.replayFailed(id, at: now)
            try transaction.audit(
                by: by, action: "destination.replay_failed", subject: "destination \(id)",
                detail: "\(record.name): \(count)", at: now)
            return count
        }
    }
}
