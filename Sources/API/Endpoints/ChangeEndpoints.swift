internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Web

enum ChangeEndpoints {
    private enum Order: String, CaseIterable {
        case asc, desc
    }

    /// Newest first by `cursor`; or the feed, oldest first, by `after`.
    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let after = query.cursor("changes", named: "after").map { ID<Change>($0[0]) }
        let cursor = query.cursor("changes").map { ID<Change>($0[0]) }
        let order = query.choice("order", Order.self)
        var asked = Engine.ChangeQuery(
            store: try call.store(), customer: try query.customer("customer", call), rule: query.id("rule"),
            run: query.id("run"))
        (asked.from, asked.to) = (query.day("from"), query.day("to"))
        try query.finish()
        let isFeed = after != nil || order == .asc
        let found = try await call.engine.changes(
            asked, before: cursor, after: after ?? cursor, isFeed: isFeed, limit: limit + 1)
        guard isFeed else {
            return call.page(found, limit: limit, cursor: { Cursor("changes", $0.change.id.rawValue) }) { w, change in
                w.change(change)
            }
        }
        // The feed tells where to go on even from its last page.
        let shown = found.prefix(limit)
        let last = shown.last?.change.id ?? after ?? cursor ?? ID(0)
        return call.list(shown, next: Cursor("changes", last.rawValue)) { w, change in w.change(change) }
    }

    static func show(_ call: Call) async throws -> Response {
        let change = try await visible(call)
        return call.json { $0.change(change) }
    }

    static func revert(_ call: Call) async throws -> Response {
        let id = try await visible(call).change.id
        let done = try await call.engine.revert(id, by: call.by)
        return call.created(at: "/api/v1/changes/\(done.change.id)") { $0.change(done) }
    }

    private static func visible(_ call: Call) async throws -> ChangeView {
        let change = try await call.engine.change(try call.id("change"))
        try call.require(store: change.storeKey, "change \(change.change.id)")
        return change
    }
}
