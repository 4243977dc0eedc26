import Domain
import Foundation
import JSON
import Secrets
import Shops
import Store
import Synchronization
import Testing

@testable import Engine

/// A clock that stands still until it is set.
final class ManualClock: WallClock {
    private let instant: Mutex<Timestamp>

    init(_ text: String) { instant = Mutex(Timestamp(rfc3339: text) ?? .zero) }

    func now() -> Timestamp { instant.withLock { $0 } }

    func set(_ text: String) { instant.withLock { $0 = Timestamp(rfc3339: text) ?? $0 } }

    func set(_ instant: Timestamp) { self.instant.withLock { $0 = instant } }
}

/// An engine on a database of its own, with one store and a few groups.
final class TestShop: Sendable {
    let engine: Engine
    let clock: ManualClock
    let path: String
    let store: ID<Store>
    private let statements: StatementLog?

    /// In memory where the machine has such a folder: durability is tested elsewhere, and costs most of the time.
    private static let folder =
        FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()

    init(
        now: String = "2026-11-22T12:00:00Z", zone: String = "Europe/Berlin", currency: String = "EUR",
        groups: [String] = ["retail", "club", "gold", "staff"], defaultGroup: String? = "retail",
        statements: StatementLog? = nil, caller: any HTTPCaller = NoCaller(),
        mails: MailMeans = MailMeans(),
        pause: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) async throws {
        path = Self.folder + "echelon-test-\(UUID().uuidString).db"
        clock = ManualClock(now)
        self.statements = statements
        let database = try statements?.open(path) ?? Database(path: path)
        engine = Engine(
            database: database, clock: clock, box: try SecretBox(key: [UInt8](repeating: 7, count: 32)),
            caller: caller, mails: mails, pause: pause)
        let instant = clock.now()
        let zone = try #require(Zone(zone))
        let currency = try #require(Currency(currency))
        store = try await database.write { transaction in
            var store = Store(
                id: ID(0), key: "default", name: "Test shop", zone: zone, currency: currency, locale: "en",
                defaultGroup: nil, basis: .gross, matchesGuests: false, automation: .on(since: instant),
                createdAt: instant)
            store.id = try transaction.insert(store)
            for (index, code) in groups.enumerated() {
                let id = try transaction.insert(
                    Group(
                        id: ID(0), store: store.id, code: code, name: code.capitalized, externalID: String(index + 1),
                        benefits: .init(), createdAt: instant))
                if code == defaultGroup { store.defaultGroup = id }
            }
            try transaction.update(store)
            for (rank, preset) in WooCommerceAdapter().presets.enumerated() {
                _ = try transaction.insert(
                    OrderStatus(
                        id: ID(0), store: store.id, code: preset.code, label: preset.label, isPaid: preset.isPaid,
                        isVoid: preset.isVoid, rank: Int32(rank), isMapped: true))
            }
            try transaction.stampConfiguration()
            return store.id
        }
    }

    deinit {
        for suffix in ["", "-wal", "-shm", ".imports"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    // MARK: Doing

    func addSource(_ key: String, _ platform: Platform, secret: String) async throws {
        let (store, now) = (store, clock.now())
        let sealed = engine.box.seal(secret, for: ConfiguredSource.place(key))
        try await engine.database.write { transaction in
            _ = try transaction.insert(
                SourceRecord(
                    store: store, key: key, platform: platform, name: key, sealedSecret: sealed, createdAt: now))
            try transaction.stampConfiguration()
        }
    }

    /// A user of the panel, who has no password.
    @discardableResult
    func addUser(_ name: String, _ role: User.Role, language: String = "en") async throws -> ID<User> {
        let now = clock.now()
        return try await engine.database.write { transaction in
            try transaction.insert(
                User(
                    email: "\(name)@shop.example", name: name, role: role, language: language, passwordHash: "-",
                    createdAt: now))
        }
    }

    /// A purchase rule with the given parameters beside product `P` and group `club`.
    @discardableResult
    func addRule(
        _ params: [(String, JSONValue)] = [], name: String = "Club", header: [(String, JSONValue)] = []
    ) async throws -> RuleView {
        var all: [JSONValue.Member] = [
            .init("products", [["product_id": "P"]]), .init("groups", ["club"]),
        ]
        for (name, value) in params {
            all.removeAll { $0.name == name }
            all.append(.init(name, value))
        }
        var document: [JSONValue.Member] = [.init("kind", "purchase"), .init("name", .string(name))]
        document += header.map { .init($0.0, $0.1) }
        document.append(.init("params", .object(all)))
        return try await engine.createRule(.object(document), by: "test")
    }

    /// Takes in an order as the API would.
    func put(_ event: OrderEvent) async throws {
        let body = Array("\(event)".utf8)
        _ = try await engine.putOrder(event, store: nil, body: body, by: "test")
    }

    /// An order of product P by customer 77, paid now unless said otherwise.
    func order(
        _ id: String = "1", customer: String = "77", product: String = "P", units: Int64 = 1, paid: String? = nil,
        version: String? = nil, status: String = "processing", total: Int64 = 1_000
    ) throws -> OrderEvent {
        let paidAt = try #require(paid.map { Timestamp(rfc3339: $0) } ?? clock.now())
        let versionAt = try #require(version.map { Timestamp(rfc3339: $0) } ?? paidAt)
        var event = OrderEvent(externalID: id, version: versionAt)
        event.status = StatusReport(code: status)
        event.paidAt = status == "processing" || status == "completed" ? paidAt : nil
        event.placedAt = paidAt
        event.isTest = false
        event.isDeleted = false
        event.amounts = OrderAmounts(currency: try #require(Currency("EUR")), total: total)
        event.refunded = 0
        event.customer = .registered(CustomerEvent(externalID: customer, version: nil))
        event.lines = [OrderLine(id: "1", productID: product, quantity: units, total: total)]
        return event
    }

    @discardableResult
    func cron(at text: String? = nil) async throws -> Run {
        if let text { clock.set(text) }
        return try await run(RunRequest(trigger: .cron, by: "test"))
    }

    /// A run, whose statements are noted where somebody wants them.
    @discardableResult
    func run(_ request: RunRequest) async throws -> Run {
        statements?.begin()
        defer { statements?.end() }
        let started = try await engine.startRun(request)
        guard case .started(_, let finished) = started else { throw Refusal.conflict("a run is going on") }
        return try await finished.value
    }

    // MARK: Looking

    func groups(of customer: String = "77") async throws -> [String] {
        try await engine.customer(.external(customer, store: nil)).memberships.map(\.group.code).sorted()
    }

    func until(_ group: String, of customer: String = "77") async throws -> String? {
        try await engine.customer(.external(customer, store: nil)).memberships
            .first { $0.group.code == group }?.until?.description
    }

    func defaultGroup(of customer: String = "77") async throws -> String? {
        try await engine.customer(.external(customer, store: nil)).defaultGroup
    }

    func changes(of customer: String = "77") async throws -> [ChangeView] {
        try await engine.changes(
            .init(customer: .external(customer, store: nil)), isFeed: true, limit: 200)
    }

    func mails(of customer: String = "77") async throws -> [String] {
        let store = store
        return try await engine.database.read { snapshot in
            guard let id = try snapshot.customer(store: store, externalID: customer)?.id else { return [] }
            return try snapshot.notifications(id, before: nil, limit: 200).map(\.template).reversed()
        }
    }
}
