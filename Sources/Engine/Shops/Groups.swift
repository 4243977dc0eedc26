public import Domain
internal import Store

/// A group as people see it.
public struct GroupView: Sendable {
    public let group: Group
    public let storeKey: String
    public let members: Int
    /// Whether it is the store's default group.
    public let isDefault: Bool

    init(_ group: Group, _ configuration: Configuration, sizes: [ID<Group>: Int]) throws {
        let store = try configuration.store(group.store)
        self.group = group
        storeKey = store.key
        members = sizes[group.id] ?? 0
        isDefault = store.defaultGroup == group.id
    }
}

/// What is to change in a group; nil leaves a part as it is.
public struct GroupPatch: Sendable {
    public var name: String?
    /// `.some(nil)` for none.
    public var externalID: String??
    public var discountPercent: Decimal??
    public var freeShipping: Bool?
    public var text: String?

    public init() {}
}

extension Engine {
    /// By name, of one store or of all.
    public func groups(store key: String?) async throws -> [GroupView] {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let stores = try key.map { [try configuration.store(key: $0)] } ?? configuration.stores
            return try stores.flatMap { store in
                let sizes = try snapshot.memberCounts(of: store, at: now)
                return try configuration.groups(of: store.id).map { try GroupView($0, configuration, sizes: sizes) }
            }
        }
    }

    /// - Throws: `Refusal.notFound`.
    public func group(_ id: ID<Group>) async throws -> GroupView {
        let now = clock.now()
        return try await database.read { try self.groupView(id, $0, now) }
    }

    private func groupView(_ id: ID<Group>, _ snapshot: Snapshot, _ now: Timestamp) throws -> GroupView {
        let configuration = try configuration(snapshot)
        let group = try Self.group(id, configuration)
        let sizes = try snapshot.memberCounts(of: try configuration.store(group.store), at: now)
        return try GroupView(group, configuration, sizes: sizes)
    }

    static func group(_ id: ID<Group>, _ configuration: Configuration) throws -> Group {
        guard let group = configuration.groups[id] else { throw Refusal.notFound("group \(id)") }
        return group
    }

    /// - Throws: `Refusal.conflict` where the code or the external id is taken.
    public func createGroup(
        store key: String?, code: String, name: String, _ rest: GroupPatch, by: String
    ) async throws -> GroupView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try Self.store(key, configuration)
            guard configuration.group(store.id, code: code) == nil else {
                throw Refusal.conflict("There is a group with the code \(code) already.")
            }
            var group = Group(
                id: ID(0), store: store.id, code: code, name: name, externalID: nil, benefits: .init(), createdAt: now)
            try Self.apply(rest, to: &group, configuration)
            group.id = try transaction.insert(group)
            try transaction.audit(
                by: by, action: "group.create", subject: "group \(code)", detail: store.key,
                changes: AuditChange.between([], group.parts), at: now)
            try transaction.stampConfiguration()
            return try self.groupView(group.id, transaction, now)
        }
    }

    /// - Throws: `Refusal.notFound`; `Refusal.conflict` where the external id is taken.
    public func patchGroup(
        _ id: ID<Group>, _ patch: GroupPatch, expecting tag: EditTag? = nil, by: String
    ) async throws -> GroupView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let before = try Self.group(id, configuration)
            try EditTag.require(tag, before.parts)
            var group = before
            try Self.apply(patch, to: &group, configuration)
            try transaction.update(group)
            try transaction.audit(
                by: by, action: "group.edit", subject: "group \(group.code)",
                detail: configuration.store(group.store).key,
                changes: AuditChange.between(before.parts, group.parts), at: now)
            try transaction.stampConfiguration()
            return try self.groupView(id, transaction, now)
        }
    }

    private static func apply(_ patch: GroupPatch, to group: inout Group, _ configuration: Configuration) throws {
        group.name = patch.name ?? group.name
        group.benefits.discountPercent = patch.discountPercent ?? group.benefits.discountPercent
        group.benefits.freeShipping = patch.freeShipping ?? group.benefits.freeShipping
        group.benefits.text = patch.text ?? group.benefits.text
        guard let externalID = patch.externalID else { return }
        if let externalID, let other = configuration.group(group.store, externalID: externalID), other.id != group.id {
            throw Refusal.conflict("The group \(other.code) has the external id \(externalID) already.")
        }
        group.externalID = externalID
    }
}
