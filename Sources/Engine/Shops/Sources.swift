public import Domain
internal import Secrets
internal import Shops
internal import Store

/// A source of webhooks as people see it, without its secret.
public struct ShopSource: Sendable {
    public let id: ID<ShopSource>
    public let key: String
    public let storeKey: String
    public let platform: Platform
    public let name: String
    public let isEnabled: Bool
    public let createdAt: Timestamp
    public let lastDeliveryAt: Timestamp?
    public let accepted: Int
    public let failed: Int

    init(
        _ record: SourceRecord, _ configuration: Configuration,
        _ figures: (accepted: Int, failed: Int, last: Timestamp?)?
    ) throws {
        id = ID(rawValue: record.id.rawValue)
        key = record.key
        storeKey = try configuration.store(record.store).key
        platform = record.platform
        name = record.name
        isEnabled = record.isEnabled
        createdAt = record.createdAt
        lastDeliveryAt = figures?.last
        accepted = figures?.accepted ?? 0
        failed = figures?.failed ?? 0
    }
}

extension Engine {
    /// Of one store or of all.
    public func sources(store key: String?) async throws -> [ShopSource] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try key.map { try configuration.store(key: $0).id }
            let figures = try snapshot.inboxFigures()
            return try configuration.allSources.filter { store == nil || $0.store == store }
                .map { try ShopSource($0, configuration, figures[$0.id]) }
        }
    }

    /// - Throws: `Refusal.notFound`.
    public func source(_ id: ID<ShopSource>) async throws -> ShopSource {
        try await database.read { try self.sourceView(id, $0) }
    }

    private func sourceView(_ id: ID<ShopSource>, _ snapshot: Snapshot) throws -> ShopSource {
        let configuration = try configuration(snapshot)
        let record = try configuration.source(ID(rawValue: id.rawValue))
        return try ShopSource(record, configuration, try snapshot.inboxFigures()[record.id])
    }

    /// Makes a source and, where it is the store's first of its platform, the platform's usual statuses.
    ///
    /// - Parameter secret: nil to have one made. It is returned, and shown this once.
    /// - Throws: `Refusal.invalid` for a secret that the platform cannot use; `Refusal.conflict` for a key that is taken.
    public func createSource(
        key: String, store storeKey: String?, platform: Platform, name: String, secret: String?, by: String
    ) async throws -> (source: ShopSource, secret: String) {
        guard secret != nil || platform != .shopify else {
            throw Refusal.invalid("/secret", "is required: Shopify makes its secrets itself")
        }
        let secret = secret ?? Self.newSecret(platform)
        guard AdapterCatalog.adapter(for: platform).signingKey(from: secret) != nil else {
            throw Refusal.invalid("/secret", "is not a secret of this platform")
        }
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            guard configuration.source(key: key) == nil else {
                throw Refusal.conflict("There is a source with the key \(key) already.")
            }
            let store = try Self.store(storeKey, configuration)
            let isFirst = !configuration.allSources.contains { $0.store == store.id && $0.platform == platform }
            if isFirst { try Self.layDownStatuses(of: platform, store.id, transaction, configuration) }
            let sealed = self.box.seal(secret, for: ConfiguredSource.place(key))
            let record = SourceRecord(
                store: store.id, key: key, platform: platform, name: name, sealedSecret: sealed, createdAt: now)
            let id = try transaction.insert(record)
            try transaction.audit(
                by: by, action: "source.create", subject: "source \(key)",
                changes: AuditChange.between([], record.parts), at: now)
            try transaction.stampConfiguration()
            return (try self.sourceView(ID(rawValue: id.rawValue), transaction), secret)
        }
    }

    /// Those whose code the store does not have yet, in the platform's order after what is there.
    private static func layDownStatuses(
        of platform: Platform, _ store: ID<Domain.Store>, _ transaction: Transaction, _ configuration: Configuration
    ) throws {
        let known = configuration.statuses(of: store)
        var rank = (known.map(\.rank).max() ?? -1) + 1
        for preset in AdapterCatalog.adapter(for: platform).presets {
            guard !known.contains(where: { $0.code == preset.code }) else { continue }
            _ = try transaction.insert(
                OrderStatus(
                    id: ID(0), store: store, code: preset.code, label: preset.label, isPaid: preset.isPaid,
                    isVoid: preset.isVoid, rank: rank, isMapped: true))
            rank += 1
        }
    }

    private static func newSecret(_ platform: Platform) -> String {
        switch platform {
        case .generic, .prestashop: "whsec_" + Base64.encode(SecureRandom.bytes(24))
        case .woocommerce, .shopify: Base64.encode(SecureRandom.bytes(32), .url)
        }
    }

    /// Renames a source or switches it; one that is off answers 404.
    public func patchSource(
        _ id: ID<ShopSource>, name: String?, isEnabled: Bool?, by: String
    ) async throws -> ShopSource {
        try await edit(id, "source.edit", by) { record, _ in
            record.name = name ?? record.name
            record.isEnabled = isEnabled ?? record.isEnabled
        }
    }

    /// Gives a source a new secret; the former is taken for another day.
    ///
    /// - Parameter given: nil to have one made. Shopify makes its secrets itself.
    /// - Throws: `Refusal.notFound`; `Refusal.invalid` for a secret that the platform cannot use.
    public func rotateSecret(of id: ID<ShopSource>, to given: String? = nil, by: String) async throws -> String {
        let platform = try await source(id).platform
        guard given != nil || platform != .shopify else {
            throw Refusal.invalid("/secret", "is required: Shopify makes its secrets itself")
        }
        let secret = given ?? Self.newSecret(platform)
        guard AdapterCatalog.adapter(for: platform).signingKey(from: secret) != nil else {
            throw Refusal.invalid("/secret", "is not a secret of this platform")
        }
        _ = try await edit(id, "source.rotate_secret", by) { record, now in
            record.previousSecret = record.sealedSecret
            record.previousSecretUntil = now.adding(seconds: Self.overlapSeconds)
            record.sealedSecret = self.box.seal(secret, for: ConfiguredSource.place(record.key))
        }
        return secret
    }

    private func edit(
        _ id: ID<ShopSource>, _ action: String, _ by: String,
        _ change: @escaping @Sendable (inout SourceRecord, Timestamp) -> Void
    ) async throws -> ShopSource {
        let now = clock.now()
        return try await database.write { transaction in
            let before = try self.configuration(transaction).source(ID(rawValue: id.rawValue))
            var record = before
            change(&record, now)
            try transaction.update(record)
            try transaction.audit(
                by: by, action: action, subject: "source \(record.key)",
                changes: AuditChange.between(before.parts, record.parts), at: now)
            try transaction.stampConfiguration()
            return try self.sourceView(id, transaction)
        }
    }

    /// Removes a source with its inbox; what came of the deliveries stays.
    public func deleteSource(_ id: ID<ShopSource>, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let record = try self.configuration(transaction).source(ID(rawValue: id.rawValue))
            try transaction.delete(record.id)
            try transaction.audit(
                by: by, action: "source.delete", subject: "source \(record.key)",
                changes: AuditChange.between(record.parts, []), at: now)
            try transaction.stampConfiguration()
        }
    }
}
