public import Domain
public import JSON
public import Rules
internal import Store

/// A tree of conditions under a name, as people see it.
public struct SegmentView: Sendable {
    public let id: ID<SegmentView>
    public let storeKey: String
    public let name: String
    public let when: JSONValue
    /// The tree in words.
    public let summary: String
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
    public let tag: EditTag

    init(_ segment: Segment, _ configuration: Configuration) throws {
        let condition = try Condition(stored: segment.definition)
        id = ID(rawValue: segment.id.rawValue)
        storeKey = try configuration.store(segment.store).key
        name = segment.name
        when = condition.value
        summary = Self.words(condition, segment.store, configuration)
        createdAt = segment.createdAt
        updatedAt = segment.updatedAt
        tag = EditTag(segment.parts)
    }

    static func words(_ condition: Condition, _ store: ID<Store>, _ configuration: Configuration) -> String {
        configuration.words(condition.summary, store: store)
    }
}

/// Whom a tree would hold for.
public struct SegmentPreview: Sendable {
    public var summary = ""
    /// What is wrong with the tree; where there is anything, nobody was counted.
    public var errors: [FieldError] = []
    public var count = 0
    /// The first of them, by id.
    public var items: [CustomerView] = []
}

extension Engine {
    /// By name, of one store or of all.
    public func segments(store key: String?) async throws -> [SegmentView] {
        try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let stores = try key.map { [try configuration.store(key: $0)] } ?? configuration.stores
            return try stores.flatMap { try snapshot.segments(store: $0.id) }.map {
                try SegmentView($0, configuration)
            }
        }
    }

    /// - Throws: `Refusal.notFound`.
    public func segment(_ id: ID<SegmentView>) async throws -> SegmentView {
        try await database.read { try SegmentView(Self.segment(id, $0), self.configuration($0)) }
    }

    private static func segment(_ id: ID<SegmentView>, _ snapshot: Snapshot) throws -> Segment {
        guard let found = try snapshot.segment(ID(rawValue: id.rawValue)) else {
            throw Refusal.notFound("segment \(id)")
        }
        return found
    }

    // MARK: Writing

    /// - Throws: `Refusal.invalid` naming every fault of the tree; `Refusal.conflict` where the name is taken.
    public func createSegment(
        store key: String?, name: String, when: JSONValue, by: String
    ) async throws -> SegmentView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try configuration.store(keyOrOnly: key, at: "/store")
            let condition = try Self.condition(when, store, configuration)
            try Self.requireFree(name, store.id, nil, transaction)
            var segment = Segment(
                store: store.id, name: name, definition: Self.text(condition), createdAt: now, updatedAt: now)
            segment.id = try transaction.insert(segment)
            try transaction.audit(
                by: by, action: "segment.create", subject: "segment \(segment.id)", detail: name, at: now)
            return try SegmentView(segment, configuration)
        }
    }

    /// Gives a segment another name and tree.
    ///
    /// - Parameter key: the store that the asker takes it to be of; nil where it did not say.
    public func replaceSegment(
        _ id: ID<SegmentView>, store key: String?, name: String, when: JSONValue, expecting tag: EditTag? = nil,
        by: String
    ) async throws -> SegmentView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            var segment = try Self.segment(id, transaction)
            try EditTag.require(tag, segment.parts)
            let store = try configuration.store(segment.store)
            if let key, key != store.key { throw Refusal.invalid("/store", "cannot be changed; make a new segment") }
            let condition = try Self.condition(when, store, configuration)
            try Self.requireFree(name, store.id, segment.id, transaction)
            segment.name = name
            segment.definition = Self.text(condition)
            segment.updatedAt = now
            try transaction.update(segment)
            try transaction.audit(by: by, action: "segment.edit", subject: "segment \(id)", detail: name, at: now)
            return try SegmentView(segment, configuration)
        }
    }

    public func deleteSegment(_ id: ID<SegmentView>, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let segment = try Self.segment(id, transaction)
            try transaction.delete(segment.id)
            try transaction.audit(
                by: by, action: "segment.delete", subject: "segment \(id)", detail: segment.name, at: now)
        }
    }

    private static func condition(
        _ when: JSONValue, _ store: Domain.Store, _ configuration: Configuration
    ) throws -> Condition {
        do { return try Condition.segment(reading: when, shop: configuration.known(store)) } catch {
            throw Refusal.invalid(error.errors)
        }
    }

    private static func text(_ condition: Condition) -> String {
        String(decoding: condition.value.bytes, as: UTF8.self)
    }

    private static func requireFree(
        _ name: String, _ store: ID<Store>, _ own: ID<Segment>?, _ snapshot: Snapshot
    ) throws {
        guard try snapshot.segments(store: store).allSatisfy({ $0.name != name || $0.id == own }) else {
            throw Refusal.conflict("There is a segment called \(name) already.")
        }
    }

    // MARK: Members

    /// Counts whom a tree that is not saved holds for, and shows the first of them.
    public func previewSegment(store key: String?, when: JSONValue?, limit: Int = 10) async throws -> SegmentPreview {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try configuration.store(keyOrOnly: key, at: "/store")
            var preview = SegmentPreview()
            guard let when else {
                preview.errors = [FieldError("/when", "is required")]
                return preview
            }
            let condition: Condition
            do { condition = try Self.condition(when, store, configuration) } catch Refusal.invalid(let errors) {
                preview.errors = errors
                return preview
            }
            preview.summary = SegmentView.words(condition, store.id, configuration)
            var first: [ID<Customer>] = []
            let reading = SegmentReading(
                condition: condition, store: store, snapshot: snapshot, configuration: configuration, at: now)
            try reading.all { members in
                preview.count += members.count
                first += members.prefix(limit - first.count)
            }
            preview.items = try Self.views(first, snapshot, configuration, at: now)
            return preview
        }
    }

    public func segmentCount(_ id: ID<SegmentView>) async throws -> Int {
        try await reading(id) { reading in
            var count = 0
            try reading.all { count += $0.count }
            return count
        }
    }

    /// A page of a segment's customers by id, and the customer to go on after. A page may hold fewer than asked for, or
    /// none, though more follow.
    public func segmentMembers(
        _ id: ID<SegmentView>, after: ID<Customer>?, limit: Int
    ) async throws -> (items: [CustomerView], next: ID<Customer>?) {
        try await reading(id) { reading in
            let page = try reading.page(after: after, limit: limit)
            let views = try Self.views(page.items, reading.snapshot, reading.configuration, at: reading.at)
            return (views, page.next)
        }
    }

    /// The same page for an export, without groups and spend.
    public func segmentCustomers(
        _ id: ID<SegmentView>, after: ID<Customer>?, limit: Int
    ) async throws -> (items: [Customer], next: ID<Customer>?) {
        try await reading(id) { reading in
            let page = try reading.page(after: after, limit: limit)
            return (try page.items.compactMap { try reading.snapshot.customer($0) }, page.next)
        }
    }

    private func reading<Value: Sendable>(
        _ id: ID<SegmentView>, _ body: @escaping @Sendable (SegmentReading) throws -> Value
    ) async throws -> Value {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let segment = try Self.segment(id, snapshot)
            return try body(
                SegmentReading(
                    condition: Condition(stored: segment.definition), store: configuration.store(segment.store),
                    snapshot: snapshot, configuration: configuration, at: now))
        }
    }

    static func views(
        _ ids: [ID<Customer>], _ snapshot: Snapshot, _ configuration: Configuration, at now: Timestamp
    ) throws -> [CustomerView] {
        try ids.compactMap { id in
            try snapshot.customer(id).map { try CustomerView($0, snapshot, configuration, at: now) }
        }
    }
}
