internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

enum OrderEndpoints {
    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let before = query.cursor("orders").map { ID<Order>($0[0]) }
        let status = query.text("status", limit: 191)
        let customer = try query.customer("customer", call)
        try query.finish()
        let found = try await call.engine.orders(
            store: try call.store(), customer: customer, status: status, before: before, limit: limit + 1)
        return call.page(found, limit: limit, cursor: { Cursor("orders", $0.order.id.rawValue) }) { w, order in
            w.order(order, withLines: false)
        }
    }

    static func show(_ call: Call) async throws -> Response {
        let order = try await call.engine.order(try call.order())
        try call.require(store: order.storeKey, "order \(order.order.id)")
        return call.json { $0.order(order, withLines: true) }
    }

    static func put(_ call: Call) async throws -> Response {
        guard case .external(let externalID, let store) = try call.order() else {
            throw Refusal.notFound("way to put an order but by ext: and the shop's id")
        }
        let event = try OrderBody(try call.body()).event(externalID: externalID, receivedAt: call.service.clock.now())
        let (view, isNew) = try await call.engine.putOrder(
            event, store: store, body: call.request.body, by: call.by)
        guard isNew else { return call.json { $0.order(view, withLines: true) } }
        return call.created(at: "/api/v1/orders/\(view.order.id)") { $0.order(view, withLines: true) }
    }
}
