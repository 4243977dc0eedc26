internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// A store's progress widget: whether it is shown, on whose pages, and the key that signs customer tokens.
enum WidgetSettingsEndpoints {
    static func show(_ call: Call) async throws -> Response {
        let settings = try await call.engine.widgetSettings(store: try key(call))
        return call.json { $0.widgetSettings(settings) }.tagged(Int64(settings.revision))
    }

    static func put(_ call: Call) async throws -> Response {
        let key = try key(call)
        let (isEnabled, origins) = try call.read { ($0.flag("enabled"), $0.origins("origins")) }
        let revision = try call.expectedRevision().map { Int(clamping: $0) }
        let saved = try await call.engine.putWidget(
            store: key, isEnabled: isEnabled, origins: origins, expecting: revision, by: call.by)
        return call.json { $0.widgetSettings(saved) }.tagged(Int64(saved.revision))
    }

    static func rotateKey(_ call: Call) async throws -> Response {
        let key = try key(call)
        let isAtOnce = call.request.body.isEmpty ? false : try call.read { $0.boolean("at_once") ?? false }
        let made = try await call.engine.rotateWidgetKey(store: key, isAtOnce: isAtOnce, by: call.by)
        return call.json { w in
            w.object { w in
                w.field("key", made.key)
                w.field("former_until", made.settings.formerKeyUntil)
            }
        }
    }

    private static func key(_ call: Call) throws -> String {
        let key = try call.parameter("key")
        try call.require(store: key, "store '\(key)'")
        return key
    }
}

extension FieldReader {
    /// A list of different websites.
    fileprivate mutating func origins(_ name: String) -> [WebOrigin] {
        guard required(name) != nil, let texts = texts(name) else { return [] }
        if texts.count > WidgetRecord.mostOrigins { fail(name, "must list at most \(WidgetRecord.mostOrigins)") }
        return texts.enumerated().compactMap { index, text in
            let origin = WebOrigin(text)
            if origin == nil {
                failRaw("\(name)/\(index)", "must be like https://shop.example: no path, no slash at the end")
            }
            return origin
        }
    }
}
