internal import Domain
internal import Engine
internal import JSON
internal import Rules
internal import Web

enum StoreEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let own = call.caller.store
        let stores = try await call.engine.stores().filter { own == nil || $0.store.key == own }
        return try call.slice("stores", stores) { w, store in w.store(store) }
    }

    static func show(_ call: Call) async throws -> Response {
        let store = try await call.engine.store(key: try key(call))
        return call.json { $0.store(store) }.tagged(store.tag)
    }

    static func create(_ call: Call) async throws -> Response {
        try call.requireUnbound()
        guard let new = try call.read(new) else { throw Problem.invalid([]) }
        let store = try await call.engine.createStore(new, by: call.by)
        return call.created(at: "/api/v1/stores/\(store.store.key)") { $0.store(store) }
    }

    static func edit(_ call: Call) async throws -> Response {
        let key = try key(call)
        let patch = try call.read(patch)
        let store = try await call.engine.patchStore(
            key: key, patch, expecting: call.expectedTag(), by: call.by)
        return call.json { $0.store(store) }.tagged(store.tag)
    }

    static func confirmEnds(_ call: Call) async throws -> Response {
        let ended = try await call.engine.confirmEnds(store: try key(call), by: call.by)
        return call.json { w in w.object { $0.field("ended", ended) } }
    }

    private static func key(_ call: Call) throws -> String {
        let key = try call.parameter("key")
        try call.require(store: key, "store '\(key)'")
        return key
    }

    // MARK: Bodies

    /// Nil where the reader found faults.
    private static func new(_ reader: inout FieldReader) -> NewStore? {
        let key = reader.key("key", isRequired: true)
        let name = reader.text("name", isRequired: true)
        let zone = reader.zone("zone", isRequired: true)
        let currency = reader.currency("currency", isRequired: true)
        let locale = reader.text("locale", limit: 35)
        let basis = reader.choice("spend_basis", of: SpendBasis.allCases.map(\.rawValue)).flatMap(SpendBasis.init)
        let matchesGuests = reader.boolean("guest_matching")
        let isAutomated = reader.boolean("automation")
        guard let key, let name, let zone, let currency else { return nil }
        var new = NewStore(key: key, name: name, zone: zone, currency: currency)
        new.locale = locale ?? new.locale
        new.basis = basis ?? new.basis
        new.matchesGuests = matchesGuests ?? new.matchesGuests
        new.isAutomated = isAutomated ?? new.isAutomated
        return new
    }

    private static func patch(_ reader: inout FieldReader) -> StorePatch {
        var patch = StorePatch()
        patch.name = reader.text("name")
        patch.zone = reader.zone("zone")
        patch.currency = reader.currency("currency")
        patch.locale = reader.text("locale", limit: 35)
        patch.basis = reader.choice("spend_basis", of: SpendBasis.allCases.map(\.rawValue)).flatMap(SpendBasis.init)
        patch.matchesGuests = reader.boolean("guest_matching")
        patch.isAutomated = reader.boolean("automation")
        if reader.has("default_group") { patch.defaultGroup = .some(reader.text("default_group", limit: 64)) }
        return patch
    }
}
