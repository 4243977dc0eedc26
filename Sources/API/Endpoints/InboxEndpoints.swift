internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Web

enum InboxEndpoints {
    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let before = query.cursor("inbox").map { ID<Inbox>($0[0]) }
        let state = query.choice("state", InboxItem.State.self)
        let source = query.text("source", limit: 64)
        try query.finish()
        let items = try await call.engine.inbox(
            source: source, store: try call.store(), state: state, before: before, limit: limit + 1)
        return call.page(items, limit: limit, cursor: { Cursor("inbox", $0.id.rawValue) }) { w, item in
            w.inboxItem(item)
        }
    }

    static func replay(_ call: Call) async throws -> Response {
        let id: ID<Inbox> = try call.id("delivery")
        let item = try await call.engine.inboxItem(id)
        try call.require(store: item.storeKey, "delivery \(id)")
        let replayed = try await call.engine.replayed(id)
        return call.json { $0.inboxItem(replayed) }
    }
}
