public import Domain
internal import JSON
internal import Rules
internal import Secrets
internal import Shops
internal import Store

/// A connector as people see it, without its secrets.
public struct ConnectorView: Sendable {
    public let record: ConnectorRecord
    public let state: ConnectorState
    public let platform: Platform
    public let sourceKey: String
    public let storeKey: String
    /// The account's values that are no secrets, and which secrets are set.
    public let values: [String: String]
    public let secretsSet: [String]
    /// Keys of stores by the shops of a multistore.
    public let shops: [String: String]
    public let queued: Int
    public let parked: Int
    /// The last first load or look.
    public let lastSync: SyncView?

    init(_ connector: ConfiguredConnector, _ snapshot: Snapshot, _ configuration: Configuration) throws {
        record = connector.record
        state = try snapshot.state(of: record.id)
        platform = connector.source.platform
        sourceKey = connector.source.key
        storeKey = try configuration.store(connector.source.store).key
        let secret = Set((ConnectionCatalog.fields(of: platform) ?? []).filter { $0.kind == .secret }.map(\.name))
        values = connector.values.filter { !secret.contains($0.key) }
        secretsSet = connector.values.keys.filter(secret.contains).sorted()
        shops = try connector.record.shops.mapValues { try configuration.store($0).key }
        queued = try snapshot.shopWriteCount(record.id, .queued)
        parked = try snapshot.shopWriteCount(record.id, .parked)
        lastSync = try snapshot.syncs(of: record.id, limit: 1).first.map { try SyncView($0) }
    }
}

/// What a connector is to be; nil leaves a part as it is, or at its usual value.
public struct ConnectorForm: Sendable {
    public var url: String?
    /// By name; absent ones stay as they are.
    public var values: [String: String] = [:]
    public var allowsPrivate: Bool?
    public var isEnabled: Bool?
    public var writesGroups: Bool?
    public var writesVouchers: Bool?
    public var drift: ConnectorRecord.Drift?
    /// `.some(nil)` for never.
    public var lookMinutes: Int??
    /// Keys of stores by the shops of a multistore.
    public var shops: [String: String]?

    public init() {}
}

extension Engine {
    /// Of one store or of all.
    public func connectors(store key: String?) async throws -> [ConnectorView] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try key.map { try configuration.store(key: $0).id }
            return try configuration.connectors.filter { store == nil || $0.source.store == store }
                .map { try ConnectorView($0, snapshot, configuration) }
        }
    }

    /// - Throws: `Refusal.notFound`.
    public func connector(_ id: ID<ConnectorRecord>) async throws -> ConnectorView {
        try await database.read { try self.connectorView(id, $0) }
    }

    /// The connector of a source, by the source's key.
    ///
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where the source has none.
    public func connector(ofSource key: String) async throws -> ConnectorView {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            guard configuration.source(key: key) != nil else { throw Refusal.notFound("source '\(key)'") }
            guard let found = configuration.connectors.first(where: { $0.source.key == key }) else {
                throw Refusal.conflict("The source \(key) has no connector: its shop cannot be asked.")
            }
            return try ConnectorView(found, snapshot, configuration)
        }
    }

    private func connectorView(_ id: ID<ConnectorRecord>, _ snapshot: Snapshot) throws -> ConnectorView {
        let configuration = try configuration(snapshot)
        return try ConnectorView(try configuration.connector(id), snapshot, configuration)
    }

    /// Joins an account of the shop's own API to a source.
    ///
    /// - Throws: `Refusal.notFound` for the source; `Refusal.invalid` with all bad fields; `Refusal.conflict` where the
    ///   source has a connector already.
    public func createConnector(
        source key: String, _ form: ConnectorForm, by: String
    ) async throws -> ConnectorView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            guard let source = configuration.source(key: key)?.record else {
                throw Refusal.invalid("/source", "there is no source '\(key)'")
            }
            guard !configuration.connectors.contains(where: { $0.source.id == source.id }) else {
                throw Refusal.conflict("The source \(key) has a connector already.")
            }
            var record = ConnectorRecord(
                source: source.id, url: "", sealedAccount: "", allowsPrivate: false, writesGroups: false,
                writesVouchers: false, lookMinutes: source.platform == .prestashop ? 5 : 60, createdAt: now)
            try self.apply(form, to: &record, source, before: [:], configuration)
            record.id = try transaction.insert(record)
            try transaction.note(record.id) { $0.lookDueAt = record.lookMinutes == nil ? nil : now }
            try transaction.audit(
                by: by, action: "connector.create", subject: "connector \(key)",
                changes: AuditChange.between([], record.parts), at: now)
            try transaction.stampConfiguration()
            return try self.connectorView(record.id, transaction)
        }
    }

    /// - Throws: `Refusal.notFound`; `Refusal.invalid` with all bad fields.
    public func patchConnector(
        _ id: ID<ConnectorRecord>, _ form: ConnectorForm, expecting tag: EditTag? = nil, by: String
    ) async throws -> ConnectorView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let before = try configuration.connector(id)
            try EditTag.require(tag, before.record.wholeParts)
            var record = before.record
            try self.apply(form, to: &record, before.source, before: before.values, configuration)
            try transaction.update(record)
            // Another account or address deserves another try.
            try transaction.note(id) { state in
                (state.restsUntil, state.failures) = (nil, 0)
                if record.lookMinutes != before.record.lookMinutes {
                    state.lookDueAt = record.lookMinutes == nil ? nil : now
                }
            }
            // A sealed account is another text each time, so only another account than before is told of.
            let account =
                form.changesAccount(of: before.values) ? [AuditChange("account", "set", "set anew")] : []
            try transaction.audit(
                by: by, action: "connector.edit", subject: "connector \(before.source.key)",
                changes: AuditChange.between(before.record.parts, record.parts) + account, at: now)
            try transaction.stampConfiguration()
            return try self.connectorView(id, transaction)
        }
    }

    /// Takes a connector away; what is in the shop stays.
    public func deleteConnector(_ id: ID<ConnectorRecord>, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let connector = try self.configuration(transaction).connector(id)
            try transaction.delete(id)
            try transaction.audit(
                by: by, action: "connector.delete", subject: "connector \(connector.source.key)", at: now)
            try transaction.stampConfiguration()
        }
        liveConnections.forget(id)
    }

    // MARK: Reading a form

    private func apply(
        _ form: ConnectorForm, to record: inout ConnectorRecord, _ source: SourceRecord, before: [String: String],
        _ configuration: Configuration
    ) throws {
        var errors: [FieldError] = []
        record.allowsPrivate = form.allowsPrivate ?? record.allowsPrivate
        record.url = Self.url(form.url ?? record.url, isOpen: !record.allowsPrivate, &errors)
        record.isEnabled = form.isEnabled ?? record.isEnabled
        record.writesGroups = form.writesGroups ?? record.writesGroups
        record.writesVouchers = form.writesVouchers ?? record.writesVouchers
        record.drift = form.drift ?? record.drift
        if let minutes = form.lookMinutes {
            if let minutes, !(1...10_080).contains(minutes) {
                errors.append(FieldError("/look_minutes", "must be from 1 to 10080, or null"))
            }
            record.lookMinutes = minutes
        }
        if let shops = form.shops {
            record.shops = Self.shops(shops, configuration, &errors)
        }
        let values = Self.values(form.values, before: before, source.platform, &errors)
        guard errors.isEmpty else { throw Refusal.invalid(errors) }
        let account = JSONValue.object(values.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
        record.sealedAccount = box.seal(account.bytes, for: ConfiguredConnector.place(source.key))
    }

    private static func url(_ text: String, isOpen: Bool, _ errors: inout [FieldError]) -> String {
        var url = text
        while url.hasSuffix("/") { url.removeLast() }
        let isSecure = url.hasPrefix("https://") && url.utf8.count > 8
        let isPlain = url.hasPrefix("http://") && url.utf8.count > 7
        if !isSecure, !isPlain || isOpen {
            errors.append(
                FieldError(
                    "/url",
                    "must begin with https://; http:// is for hosts of your own network, with allow_private_address"))
        } else if url.contains(where: { "@?#".contains($0) || $0.isWhitespace }) {
            errors.append(FieldError("/url", "must be the shop's address and nothing else"))
        }
        return url
    }

    private static func shops(
        _ shops: [String: String], _ configuration: Configuration, _ errors: inout [FieldError]
    ) -> [String: ID<Domain.Store>] {
        var stores: [String: ID<Domain.Store>] = [:]
        for (shop, key) in shops {
            if let store = try? configuration.store(key: key) {
                stores[shop] = store.id
            } else {
                errors.append(FieldError("/shops/\(shop)", "there is no store '\(key)'"))
            }
        }
        return stores
    }

    private static func values(
        _ given: [String: String], before: [String: String], _ platform: Platform, _ errors: inout [FieldError]
    ) -> [String: String] {
        guard let fields = ConnectionCatalog.fields(of: platform) else {
            errors.append(FieldError("/source", "is of a platform that cannot be asked"))
            return [:]
        }
        let names = Set(fields.map(\.name))
        for name in given.keys.sorted() where !names.contains(name) {
            errors.append(FieldError("/account/\(name)", "is unknown"))
        }
        var values = before.merging(given) { $1 }.filter { names.contains($0.key) && !$0.value.isEmpty }
        for field in fields {
            switch (field.kind, values[field.name]) {
            case (.choice(let choices), let value?) where !choices.contains(value):
                errors.append(
                    FieldError("/account/\(field.name)", "must be one of \(choices.joined(separator: ", "))"))
            case (.choice(let choices), nil): values[field.name] = choices.first
            case (_, nil) where field.isRequired:
                errors.append(FieldError("/account/\(field.name)", "is required"))
            default: break
            }
        }
        return values
    }
}
