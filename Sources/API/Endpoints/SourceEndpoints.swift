internal import Domain
internal import Engine
internal import JSON
internal import Rules
internal import Web

enum SourceEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let sources = try await call.engine.sources(store: try call.store())
        return try call.slice("sources", sources) { w, source in w.source(source, baseURL: call.baseURL) }
    }

    static func show(_ call: Call) async throws -> Response {
        let source = try await visible(call)
        return call.json { $0.source(source, baseURL: call.baseURL) }
    }

    static func create(_ call: Call) async throws -> Response {
        let form = try call.read { SourceForm(reading: &$0) }
        let (source, secret) = try await call.engine.createSource(
            key: form.key, store: try call.store(named: form.store), platform: form.platform, name: form.name,
            secret: form.secret, by: call.by)
        return call.created(at: "/api/v1/sources/\(source.id)") {
            $0.source(source, baseURL: call.baseURL, secret: secret)
        }
    }

    static func edit(_ call: Call) async throws -> Response {
        let id = try await visible(call).id
        let (name, isEnabled) = try call.read { ($0.text("name"), $0.boolean("enabled")) }
        let source = try await call.engine.patchSource(id, name: name, isEnabled: isEnabled, by: call.by)
        return call.json { $0.source(source, baseURL: call.baseURL) }
    }

    static func delete(_ call: Call) async throws -> Response {
        try await call.engine.deleteSource(try await visible(call).id, by: call.by)
        return call.noContent
    }

    static func rotateSecret(_ call: Call) async throws -> Response {
        let id = try await visible(call).id
        let given = call.request.body.isEmpty ? nil : try call.read { $0.text("secret") }
        let secret = try await call.engine.rotateSecret(of: id, to: given, by: call.by)
        return call.json { w in w.object { $0.field("secret", secret) } }
    }

    private static func visible(_ call: Call) async throws -> ShopSource {
        let source = try await call.engine.source(try call.id("source"))
        try call.require(store: source.storeKey, "source \(source.id)")
        return source
    }
}

/// A source to be made. Where the reader found faults it is not used.
private struct SourceForm {
    let key: String
    let store: String?
    let platform: Platform
    let name: String
    let secret: String?

    init(reading reader: inout FieldReader) {
        key = reader.key("key", isRequired: true) ?? ""
        store = reader.text("store", limit: 64)
        let platforms = Platform.allCases.map(\.rawValue)
        platform = reader.choice("platform", of: platforms).flatMap(Platform.init) ?? .generic
        _ = reader.required("platform")
        name = reader.text("name", isRequired: true) ?? ""
        secret = reader.text("secret")
    }
}
