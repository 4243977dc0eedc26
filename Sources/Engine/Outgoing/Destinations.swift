public import Domain
internal import Rules
internal import Secrets
internal import Shops
internal import Store

/// A destination as people see it, without its secrets.
public struct DestinationView: Sendable {
    public let record: DestinationRecord
    public let state: DestinationState
    /// Nil for all stores.
    public let storeKey: String?
    public let delivered: Int
    public let queued: Int
    public let failed: Int

    init(_ record: DestinationRecord, _ snapshot: Snapshot, _ configuration: Configuration) throws {
        self.record = record
        state = try snapshot.state(of: record.id)
        storeKey = try record.store.map { try configuration.store($0).key }
        delivered = try snapshot.deliveryCount(record.id, .delivered)
        queued = try snapshot.deliveryCount(record.id, .queued)
        failed = try snapshot.deliveryCount(record.id, .failed)
    }
}

/// What a destination is to be; nil leaves a part as it is, or at its usual value.
public struct DestinationForm: Sendable {
    public var name: String?
    public var url: String?
    /// Usually all.
    public var kinds: Set<OutgoingEvent.Kind>?
    public var isEnabled: Bool?
    public var allowsPrivate: Bool?

    public init() {}
}

extension Engine {
    /// All of them; of one store: its own, and those of all stores.
    public func destinations(store key: String?) async throws -> [DestinationView] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try key.map { try configuration.store(key: $0).id }
            return try configuration.destinations.map(\.record)
                .filter { store == nil || $0.store == nil || $0.store == store }
                .map { try DestinationView($0, snapshot, configuration) }
        }
    }

    /// - Throws: `Refusal.notFound`.
    public func destination(_ id: ID<DestinationRecord>) async throws -> DestinationView {
        try await database.read { try self.destinationView(id, $0) }
    }

    private func destinationView(_ id: ID<DestinationRecord>, _ snapshot: Snapshot) throws -> DestinationView {
        let configuration = try configuration(snapshot)
        return try DestinationView(configuration.destination(id), snapshot, configuration)
    }

    /// Makes a destination. Its secret is returned, and shown this once.
    ///
    /// - Parameter key: of the only store whose events it is told; nil for those of all.
    /// - Throws: `Refusal.invalid` with all bad fields.
    public func createDestination(
        store key: String?, _ form: DestinationForm, by: String
    ) async throws -> (destination: DestinationView, secret: String) {
        let now = clock.now()
        let secret = Self.newDestinationSecret()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try key.map { try Self.store($0, configuration).id }
            var record = DestinationRecord(
                store: store, name: "", url: "", sealedSecret: "", kinds: Set(OutgoingEvent.Kind.allCases),
                allowsPrivate: false, createdAt: now)
            try Self.apply(form, to: &record)
            record.id = try transaction.insert(record)
            // The secret is bound to the id, which is known only now.
            record.sealedSecret = self.box.seal(secret, for: ConfiguredDestination.place(record.id))
            try transaction.update(record)
            try transaction.audit(by, "create", nil, record, at: now)
            return (try self.destinationView(record.id, transaction), secret)
        }
    }

    /// - Throws: `Refusal.notFound`; `Refusal.invalid` with all bad fields.
    public func patchDestination(
        _ id: ID<DestinationRecord>, _ form: DestinationForm, expecting tag: EditTag? = nil, by: String
    ) async throws -> DestinationView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let before = try configuration.destination(id)
            try EditTag.require(tag, before.wholeParts)
            var record = before
            try Self.apply(form, to: &record)
            try transaction.update(record)
            let isBack = record.isEnabled && !before.isEnabled
            let isElsewhere = record.url != before.url || record.allowsPrivate != before.allowsPrivate
            if isBack || isElsewhere { try transaction.welcome(record, configuration, at: now) }
            try transaction.audit(by, "edit", before, record, at: now)
            return try self.destinationView(id, transaction)
        }
    }

    /// With its deliveries.
    ///
    /// - Throws: `Refusal.notFound`.
    public func deleteDestination(_ id: ID<DestinationRecord>, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let record = try configuration.destination(id)
            try transaction.delete(id)
            for kind in [Finding.Kind.destinationDisabled, .destinationFailing] {
                try transaction.resolve(kind, of: record, configuration, at: now)
            }
            try transaction.audit(by, "delete", record, nil, at: now)
        }
    }

    /// Gives a destination a new secret; the former signs along for another day.
    ///
    /// - Throws: `Refusal.notFound`.
    public func rotateSecret(
        of id: ID<DestinationRecord>, by: String
    ) async throws -> (destination: DestinationView, secret: String) {
        let now = clock.now()
        let secret = Self.newDestinationSecret()
        return try await database.write { transaction in
            let before = try self.configuration(transaction).destination(id)
            var record = before
            (record.previousSecret, record.previousSecretUntil) =
                (record.sealedSecret, now.adding(seconds: Self.overlapSeconds))
            record.sealedSecret = self.box.seal(secret, for: ConfiguredDestination.place(id))
            try transaction.update(record)
            try transaction.audit(by, "rotate_secret", before, record, at: now)
            return (try self.destinationView(id, transaction), secret)
        }
    }

    private static func newDestinationSecret() -> String { StandardWebhooks.secret(of: SecureRandom.bytes(32)) }

    // MARK: Reading a form

    private static func apply(_ form: DestinationForm, to record: inout DestinationRecord) throws {
        var errors: [FieldError] = []
        record.name = form.name ?? record.name
        if record.name.isEmpty { errors.append(FieldError("/name", "is required")) }
        record.allowsPrivate = form.allowsPrivate ?? record.allowsPrivate
        record.url = form.url ?? record.url
        if let fault = fault(ofURL: record.url, allowsPlain: record.allowsPrivate) {
            errors.append(FieldError("/url", fault))
        }
        record.kinds = form.kinds ?? record.kinds
        if record.kinds.isEmpty { errors.append(FieldError("/events", "must name at least one event")) }
        if let isEnabled = form.isEnabled, isEnabled != record.isEnabled {
            (record.isEnabled, record.disabledBy) = (isEnabled, isEnabled ? nil : .person)
        }
        guard errors.isEmpty else { throw Refusal.invalid(errors) }
    }

    /// What is wrong with an address. Which host stands behind its name is looked at whenever something is sent.
    private static func fault(ofURL url: String, allowsPlain: Bool) -> String? {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "must be percent-encoded, without blanks"
        }
        let isPlain = url.hasPrefix("http://")
        guard isPlain || url.hasPrefix("https://") else { return "must begin with https://" }
        if isPlain, !allowsPlain {
            return "must begin with https://; http:// is for hosts of your own network, with allow_private_address"
        }
        let rest = url.dropFirst(isPlain ? 7 : 8)
        let authority = rest.prefix { !"/?#".contains($0) }
        if authority.contains("@") { return "must not hold a name or a password" }
        if url.contains("#") { return "must not have a fragment" }
        return isHost(authority) ? nil : "must name a host, such as https://example.com/hooks"
    }

    /// A name or a numeric address, and perhaps a port.
    private static func isHost(_ authority: Substring) -> Bool {
        let afterHost: Substring
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]"), authority[..<close].count > 2 else { return false }
            afterHost = authority[authority.index(after: close)...]
        } else {
            afterHost = authority[(authority.firstIndex(of: ":") ?? authority.endIndex)...]
            if afterHost.count == authority.count { return false }
        }
        guard !afterHost.isEmpty else { return true }
        return afterHost.first == ":" && (UInt16(afterHost.dropFirst()).map { $0 > 0 } ?? false)
    }
}

extension Transaction {
    /// One line of the record for what was done to a destination; every such act alters the configuration.
    fileprivate func audit(
        _ by: String, _ action: String, _ before: DestinationRecord?, _ after: DestinationRecord?, at now: Timestamp
    ) throws {
        guard let destination = after ?? before else { return }
        try audit(
            by: by, action: "destination.\(action)", subject: "destination \(destination.id)", detail: destination.name,
            changes: AuditChange.between(before?.parts ?? [], after?.parts ?? []), at: now)
        try stampConfiguration()
    }

    /// A destination that was switched on again, or has moved, is trusted anew: what waits is sent at once.
    fileprivate func welcome(
        _ destination: DestinationRecord, _ configuration: Configuration, at now: Timestamp
    ) throws {
        var state = try state(of: destination.id)
        (state.failures, state.rests, state.restsUntil) = (0, 0, nil)
        try put(state, of: destination.id)
        try hastenDeliveries(destination.id, at: now)
        for kind in [Finding.Kind.destinationDisabled, .destinationFailing] {
            try resolve(kind, of: destination, configuration, at: now)
        }
    }
}
