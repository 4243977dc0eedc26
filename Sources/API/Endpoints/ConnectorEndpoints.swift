internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Shops
internal import Web

/// Accounts by which shops are read and told of groups.
enum ConnectorEndpoints {
    static func kinds(_ call: Call) async throws -> Response {
        let kinds = Platform.allCases.compactMap { platform in
            ConnectionCatalog.fields(of: platform).map { (platform, $0) }
        }
        return call.list(kinds) { w, kind in
            w.object { w in
                w.field("platform", kind.0.rawValue)
                w.field("account") { w in w.array(kind.1) { w, field in w.accountField(field) } }
            }
        }
    }

    static func list(_ call: Call) async throws -> Response {
        let connectors = try await call.engine.connectors(store: try call.store())
        return try call.slice("connectors", connectors) { w, connector in w.connector(connector) }
    }

    static func show(_ call: Call) async throws -> Response {
        let connector = try await visible(call)
        return call.json { $0.connector(connector) }.tagged(connector.tag)
    }

    static func create(_ call: Call) async throws -> Response {
        let (source, form) = try call.read { reader in
            (reader.key("source", isRequired: true) ?? "", ConnectorForm(reading: &reader))
        }
        let known = try await call.engine.sources(store: try call.store()).contains { $0.key == source }
        guard known else { throw Refusal.invalid([FieldError("/source", "there is no source '\(source)'")]) }
        try await requireStores(of: form, call)
        let made = try await call.engine.createConnector(source: source, form, by: call.by)
        return call.created(at: "/api/v1/connectors/\(made.record.id)") { $0.connector(made) }
    }

    static func edit(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        let form = try call.read { ConnectorForm(reading: &$0) }
        try await requireStores(of: form, call)
        let connector = try await call.engine.patchConnector(
            id, form, expecting: call.expectedTag(), by: call.by)
        return call.json { $0.connector(connector) }.tagged(connector.tag)
    }

    /// A token that is bound to a store routes nothing into another one.
    private static func requireStores(of form: ConnectorForm, _ call: Call) async throws {
        for (shop, store) in form.shops ?? [:] where call.caller.store.map({ $0 != store }) ?? false {
            throw Refusal.invalid([FieldError("/shops/\(shop)", "there is no store '\(store)'")])
        }
    }

    static func delete(_ call: Call) async throws -> Response {
        try await call.engine.deleteConnector(try await visible(call).record.id, by: call.by)
        return call.noContent
    }

    /// Whether the shop lets us in; a shop that does not is an answer, not a failure of ours.
    static func check(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        let (isWorking, words) = try await outcome { try await call.engine.checkConnector(id) }
        return call.json { w in
            w.object { w in
                w.field("ok", isWorking)
                w.field("message", words)
            }
        }
    }

    private static func outcome(_ check: () async throws -> String) async throws -> (Bool, String) {
        do { return (true, try await check()) } catch Refusal.conflict(let reason) { return (false, reason) }
    }

    // MARK: Reading the shop

    static func load(_ call: Call) async throws -> Response { try await start(.load, call) }

    static func look(_ call: Call) async throws -> Response { try await start(.look, call) }

    private static func start(_ kind: SyncRecord.Kind, _ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        switch try await call.engine.startSync(id, kind, by: call.by) {
        case .alreadyRunning(let sync): return call.json { $0.sync(sync) }
        case .started(let sync, _): return call.json(.accepted) { $0.sync(sync) }
        }
    }

    static func syncs(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        var query = call.query
        let limit = query.limit()
        let before = query.cursor("syncs").map { ID<SyncRecord>($0[0]) }
        try query.finish()
        let syncs = try await call.engine.syncs(of: id, before: before, limit: limit + 1)
        return call.page(syncs, limit: limit, cursor: { Cursor("syncs", $0.record.id.rawValue) }) { w, sync in
            w.sync(sync)
        }
    }

    static func showSync(_ call: Call) async throws -> Response {
        let sync = try await visibleSync(call)
        return call.json { $0.sync(sync) }
    }

    static func cancelSync(_ call: Call) async throws -> Response {
        let sync = try await call.engine.cancelSync(try await visibleSync(call).record.id, by: call.by)
        return call.json { $0.sync(sync) }
    }

    static func order(_ call: Call) async throws -> Response {
        let connector = try await visible(call)
        let order = try call.read { $0.text("order", limit: 191, isRequired: true) ?? "" }
        try await call.engine.syncOrder(order, of: connector.record.id, by: call.by)
        let view = try await call.engine.order(.external(order, store: connector.storeKey))
        return call.json { $0.order(view, withLines: true) }
    }

    // MARK: Writing

    static func writes(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        var query = call.query
        let limit = query.limit()
        let before = query.cursor("writes").map { ID<ShopWriteRecord>($0[0]) }
        let state = query.choice("state", ShopWriteRecord.State.self)
        try query.finish()
        let writes = try await call.engine.shopWrites(of: id, state: state, before: before, limit: limit + 1)
        return call.page(writes, limit: limit, cursor: { Cursor("writes", $0.record.id.rawValue) }) { w, write in
            w.shopWrite(write)
        }
    }

    static func retry(_ call: Call) async throws -> Response {
        let id: ID<ShopWriteRecord> = try call.id("write")
        try call.require(store: try await call.engine.connector(ofWrite: id).storeKey, "write \(id)")
        try await call.engine.retryWrite(id, by: call.by)
        return call.noContent
    }

    static func tell(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        let count = try await call.engine.tellEverything(id, by: call.by)
        return call.json { w in w.object { $0.field("customers", count) } }
    }

    static func drift(_ call: Call) async throws -> Response {
        let drift = try await call.engine.drift(of: try await visible(call).record.id)
        return try call.slice("drift", drift) { w, item in w.drifted(item) }
    }

    static func settleDrift(_ call: Call) async throws -> Response {
        let id = try await visible(call).record.id
        let decision = try call.read { reader in
            _ = reader.required("decision")
            return reader.choice("decision", of: ConnectorRecord.Drift.allCases.map(\.rawValue))
        }
        let policy = decision.flatMap(ConnectorRecord.Drift.init) ?? .adopt
        let count = try await call.engine.settleDrift(of: id, policy, by: call.by)
        return call.json { w in w.object { $0.field("customers", count) } }
    }

    // MARK: Whose

    private static func visible(_ call: Call) async throws -> ConnectorView {
        let connector = try await call.engine.connector(try call.id("connector"))
        try call.require(store: connector.storeKey, "connector \(connector.record.id)")
        return connector
    }

    private static func visibleSync(_ call: Call) async throws -> SyncView {
        let sync = try await call.engine.sync(try call.id("sync"))
        let connector = try await call.engine.connector(sync.record.connector)
        try call.require(store: connector.storeKey, "sync \(sync.record.id)")
        return sync
    }
}

extension ConnectorForm {
    fileprivate init(reading reader: inout FieldReader) {
        self.init()
        url = reader.text("url", limit: 500)
        if let account = reader.value("account") { values = Self.texts(account, "account", limit: 1_000, &reader) }
        allowsPrivate = reader.boolean("allow_private_address")
        isEnabled = reader.boolean("enabled")
        writesGroups = reader.boolean("write_groups")
        writesVouchers = reader.boolean("write_vouchers")
        drift = reader.choice("drift", of: ConnectorRecord.Drift.allCases.map(\.rawValue))
            .flatMap(ConnectorRecord.Drift.init)
        if reader.has("look_minutes") {
            lookMinutes = .some(reader.integer("look_minutes", in: 1...10_080).map { Int($0) })
        }
        if let shops = reader.value("shops") { self.shops = Self.texts(shops, "shops", limit: 64, &reader) }
    }

    private static func texts(
        _ value: JSONValue, _ name: String, limit: Int, _ reader: inout FieldReader
    ) -> [String: String] {
        guard let members = value.members else {
            reader.fail(name, "must be an object")
            return [:]
        }
        var texts: [String: String] = [:]
        for member in members {
            if let text = member.value.string, text.utf8.count <= limit {
                texts[member.name] = text
            } else {
                reader.failRaw("\(name)/\(member.name)", "must be text of at most \(limit) bytes")
            }
        }
        return texts
    }
}
