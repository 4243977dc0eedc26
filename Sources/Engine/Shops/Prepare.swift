public import Domain
internal import Secrets
public import Shops
public import Store

extension Engine {
    /// Opens the database file, makes it where it is absent, and brings it up to date.
    ///
    /// - Parameter key: 32 bytes; seals secrets before they are stored.
    public convenience init(
        path: String, key: [UInt8], clock: any WallClock, caller: any HTTPCaller = NoCaller(),
        mails: MailMeans = MailMeans(), retention: RetentionPolicy = .usual,
        pause: @escaping @Sendable (Int) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) throws {
        let box = try SecretBox(key: key)
        self.init(
            database: try Database(path: path), clock: clock, box: box, caller: caller, mails: mails,
            retention: retention, pause: pause)
    }

    /// On a database that is open.
    public convenience init(database: Database, key: [UInt8], clock: any WallClock) throws {
        self.init(database: database, clock: clock, box: try SecretBox(key: key))
    }

    /// Whether an error means that the disk cannot be used now, and the same request may succeed later.
    public static func isTemporary(_ error: any Error) -> Bool { Database.isTemporary(error) }

    /// Gives a fresh database its one store. Call once after opening.
    public func prepare(zone: Zone = .utc) async throws {
        let now = clock.now()
        try await database.write { transaction in
            guard try transaction.stores().isEmpty, let euro = Currency("EUR") else { return }
            let store = Domain.Store(
                id: ID(0), key: "default", name: "My shop", zone: zone, currency: euro, locale: "en",
                defaultGroup: nil, basis: .gross, matchesGuests: false, automation: .on(since: now), createdAt: now)
            _ = try transaction.insert(store)
            try transaction.stampConfiguration()
        }
    }
}
