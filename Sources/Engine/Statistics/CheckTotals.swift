internal import Domain
internal import Store

/// Where a total is not what follows from what it counts.
public struct TotalDifference: Sendable, CustomStringConvertible {
    public let subject: String
    public let written: Int
    public let reckoned: Int

    public var description: String { "\(subject): \(written) in the totals, \(reckoned) reckoned" }
}

extension Engine {
    /// Reckons the totals of changes by day anew from the changes, and the size of each group from its grants. Reads all of
    /// them, so it is for the command line.
    public func checkTotals() async throws -> [TotalDifference] {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            return try configuration.stores.flatMap { store in
                try Recounting.changeDifferences(store, snapshot)
                    + Recounting.sizeDifferences(store, configuration, snapshot, at: now)
            }
        }
    }

    /// Writes the totals of changes by day anew, store by store. What a group has more or fewer members than the changes
    /// tell is noted as being so since the day of the first change.
    public func rebuildTotals(by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            for store in configuration.stores {
                try Recounting.run(store, transaction)
                try Recounting.openMissing(store, configuration, transaction, at: now)
            }
            try transaction.audit(by: by, action: "statistics.rebuild", subject: "statistics", at: now)
        }
    }
}

/// Brings the totals of changes in line with the changes.
enum Recounting {
    /// For a store whose days begin at other instants than before, too.
    static func run(_ store: Domain.Store, _ transaction: Transaction) throws {
        try transaction.replaceTotals(transaction.reckonedTotals(store: store.id, zone: store.zone), store: store.id)
    }

    static func openMissing(
        _ store: Domain.Store, _ configuration: Configuration, _ transaction: Transaction, at now: Timestamp
    ) throws {
        let day = store.zone.day(at: try transaction.firstChange(store: store.id) ?? now)
        for (group, written, reckoned) in try sizes(store, configuration, transaction, at: now)
        where written != reckoned {
            try transaction.open(reckoned - written, of: group.id, store: store.id, on: day)
        }
    }

    static func changeDifferences(_ store: Domain.Store, _ snapshot: Snapshot) throws -> [TotalDifference] {
        let written = try snapshot.writtenTotals(store: store.id)
        let reckoned = try snapshot.reckonedTotals(store: store.id, zone: store.zone)
        let keys = Set(written.keys).union(reckoned.keys).filter { written[$0] != reckoned[$0] }
        return keys.sorted { ($0.day, $0.rule?.rawValue ?? 0, $0.kind) < ($1.day, $1.rule?.rawValue ?? 0, $1.kind) }
            .map { key in
                let rule = key.rule.map { ", rule \($0)" } ?? ""
                return TotalDifference(
                    subject:
                        "store \(store.key), \(key.day), \(key.kind)\(rule), joined \(key.added), left \(key.removed)",
                    written: written[key] ?? 0, reckoned: reckoned[key] ?? 0)
            }
    }

    static func sizeDifferences(
        _ store: Domain.Store, _ configuration: Configuration, _ snapshot: Snapshot, at now: Timestamp
    ) throws -> [TotalDifference] {
        try sizes(store, configuration, snapshot, at: now).filter { $0.written != $0.reckoned }.map {
            TotalDifference(
                subject: "store \(store.key), members of group \($0.group.code)", written: $0.written,
                reckoned: $0.reckoned)
        }
    }

    private static func sizes(
        _ store: Domain.Store, _ configuration: Configuration, _ snapshot: Snapshot, at now: Timestamp
    ) throws -> [(group: Group, written: Int, reckoned: Int)] {
        // The clock may have gone back since: all that is written counts.
        let written = try snapshot.recordedSizes(store: store.id, endOf: CalendarDay(daysSinceEpoch: .max))
        let granted = try snapshot.grantedSizes(store: store.id, at: now)
        return configuration.groups(of: store.id).map { ($0, written[$0.id] ?? 0, granted[$0.id] ?? 0) }
    }
}
