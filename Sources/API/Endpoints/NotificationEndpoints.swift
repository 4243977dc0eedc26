internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// The outbox: what customers are told by mail.
enum NotificationEndpoints {
    static func list(_ call: Call) async throws -> Response {
        var query = call.query
        let limit = query.limit()
        let before = query.cursor("notifications").map { ID<Domain.Notification>($0[0]) }
        var asked = NotificationQuery()
        asked.store = try call.store()
        asked.state = query.choice("state", NotificationView.State.self)
        asked.template = query.text("template")
        if let name = asked.template, !MailCatalog.templates.contains(name) {
            query.fail("template", "must be one of \(MailCatalog.templates.joined(separator: ", "))")
        }
        asked.customer = try query.customer("customer", call)
        asked.rule = query.id("rule")
        try query.finish()
        let found = try await call.engine.notifications(asked, before: before, limit: limit + 1)
        return call.page(found, limit: limit, cursor: { Cursor("notifications", $0.record.id.rawValue) }) { w, view in
            w.notification(view)
        }
    }

    static func show(_ call: Call) async throws -> Response {
        let text = try await visible(call)
        return call.json { $0.notification(text) }
    }

    static func retry(_ call: Call) async throws -> Response {
        let text = try await call.engine.retryNotification(try await visible(call).view.record.id, by: call.by)
        return call.json { $0.notification(text) }
    }

    static func cancel(_ call: Call) async throws -> Response {
        let text = try await call.engine.cancelNotification(try await visible(call).view.record.id, by: call.by)
        return call.json { $0.notification(text) }
    }

    static func retryFailed(_ call: Call) async throws -> Response {
        let count = try await call.engine.retryFailed(try query(call), by: call.by)
        return call.json { w in w.object { $0.field("retried", count) } }
    }

    static func cancelWaiting(_ call: Call) async throws -> Response {
        let count = try await call.engine.cancelWaiting(try query(call), by: call.by)
        return call.json { w in w.object { $0.field("cancelled", count) } }
    }

    static func status(_ call: Call) async throws -> Response {
        let status = try await call.engine.mailStatus(store: try call.store())
        return call.json { $0.mailStatus(status) }
    }

    /// What a body narrows an act on many to.
    private static func query(_ call: Call) throws -> NotificationQuery {
        var query = try call.read { reader in
            var query = NotificationQuery()
            query.store = reader.text("store", limit: 64)
            query.template = reader.choice("template", of: MailCatalog.templates)
            query.before = reader.instant("created_before")
            return query
        }
        query.store = try call.store(named: query.store)
        return query
    }

    private static func visible(_ call: Call) async throws -> NotificationText {
        let text = try await call.engine.notification(try call.id("notification"))
        try call.require(store: text.view.storeKey, "notification \(text.view.record.id)")
        return text
    }
}
