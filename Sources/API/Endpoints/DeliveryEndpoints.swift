internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Web

/// Events on their way to destinations.
enum DeliveryEndpoints {
    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let before = query.cursor("deliveries").map { ID<OutgoingDelivery>($0[0]) }
        var asked = DeliveryQuery()
        asked.store = try call.store()
        asked.destination = query.id("destination")
        asked.state = query.choice("state", OutgoingDelivery.State.self)
        asked.kind = query.choice("type", OutgoingEvent.Kind.self)
        asked.customer = try query.customer("customer", call)
        try query.finish()
        let found = try await call.engine.deliveries(asked, before: before, limit: limit + 1)
        return call.page(found, limit: limit, cursor: { Cursor("deliveries", $0.record.id.rawValue) }) { w, delivery in
            w.delivery(delivery)
        }
    }

    static func show(_ call: Call) async throws -> Response {
        let delivery = try await visible(call)
        return call.json { $0.delivery(delivery) }
    }

    static func replay(_ call: Call) async throws -> Response {
        let delivery = try await call.engine.replayDelivery(try await visible(call).record.id, by: call.by)
        return call.json { $0.delivery(delivery) }
    }

    static func cancel(_ call: Call) async throws -> Response {
        let delivery = try await call.engine.cancelDelivery(try await visible(call).record.id, by: call.by)
        return call.json { $0.delivery(delivery) }
    }

    private static func visible(_ call: Call) async throws -> DeliveryView {
        let delivery = try await call.engine.delivery(try call.id("delivery"))
        try call.require(store: delivery.storeKey, "delivery \(delivery.record.id)")
        return delivery
    }
}
