public import Domain
internal import Foundation
internal import Store

/// What monitoring is told of the engine. Cheap: figures kept in memory, counts by index, and three looks at the disk.
public struct OperationFigures: Sendable {
    /// One queue: how many are in which state, by its name. Counted to 100,000.
    public struct Queue: Sendable {
        public let name: String
        public let depths: [(state: String, count: Int)]
    }

    public let writer: WriterFigures
    /// Why nothing can be written now.
    public let stop: WriteStop?
    public let queues: [Queue]
    /// Ever recorded.
    public let changes: Int
    /// Webhooks ever kept.
    public let received: Int
    /// Mails ever laid down.
    public let mails: Int
    public let openFindings: Int
    public let runsGoing: Int
    /// The last run that was no rehearsal.
    public let lastRun: Run?
    public let lastCronAt: Timestamp?
    /// In bytes; nil where nobody can tell.
    public let database: Int64?
    public let wal: Int64?
    public let free: Int64?
}

extension Engine {
    public func operationFigures() async throws -> OperationFigures {
        let (writer, stop, disk) = (database.writerFigures, writeStop, DiskFigures(database.path))
        return try await database.read { snapshot in
            let queues = try Self.queues(snapshot)
            return OperationFigures(
                writer: writer, stop: stop, queues: queues, changes: try snapshot.changesEver(),
                received: try snapshot.deliveriesReceivedEver(), mails: try snapshot.notificationsEver(),
                openFindings: try snapshot.openFindings(), runsGoing: try snapshot.runningRuns().count,
                lastRun: try snapshot.lastRun(trigger: nil),
                lastCronAt: try snapshot.lastRun(trigger: .cron)?.startedAt,
                database: disk.database, wal: disk.wal, free: disk.free)
        }
    }

    private static func queues(_ snapshot: Snapshot) throws -> [OperationFigures.Queue] {
        func queue<State: RawRepresentable<String>>(
            _ name: String, _ states: [State], _ depth: (State) throws -> Int
        ) rethrows -> OperationFigures.Queue {
            OperationFigures.Queue(name: name, depths: try states.map { ($0.rawValue, try depth($0)) })
        }
        return [
            try queue("inbox", [.pending, .failed], snapshot.inboxDepth),
            try queue("mails", [.queued, .failed], snapshot.notificationDepth),
            try queue("deliveries", [.queued, .failed], snapshot.deliveryDepth),
            try queue("shop_writes", [.queued, .parked], snapshot.shopWriteDepth),
        ]
    }
}

/// Sizes of the database's files, and the room beside them.
private struct DiskFigures {
    let database, wal, free: Int64?

    init(_ path: String) {
        let files = FileManager.default
        func size(_ path: String) -> Int64? { (try? files.attributesOfItem(atPath: path))?[.size] as? Int64 }
        database = size(path)
        // There is none before the first write.
        wal = size(path + "-wal") ?? 0
        let folder = URL(filePath: path).deletingLastPathComponent().path
        free = (try? files.attributesOfFileSystem(forPath: folder))?[.systemFreeSize] as? Int64
    }
}
