internal import Domain
internal import GRDB

/// Finds out whether the disk takes writes again, by writing.
///
/// Two commits, each with its wait for the disk: one of a quarter of a megabyte, so that a disk on which there is room for
/// three more pages does not count as well, and one that gives the room back. After an error of the disk everything in the
/// write-ahead log is also brought into the database file and synchronized there. A failed `fsync` leaves pages that the
/// kernel takes for written; SQLite writes a failed commit's frames anew at the same place, and a checkpoint copies all its
/// pages anew, so what the probe has seen through rests on no page that was written before the error alone.
/// See `docs/decisions/0020-shedding.md`.
struct DiskProbe {
    private static let room = 1 << 18
    private static let name = "ready_probe"
    private let db: GRDB.Database

    init(_ db: GRDB.Database) { self.db = db }

    /// - Throws: GRDB's `DatabaseError` where the disk does not take it.
    func run(after cause: WriteObstacle.Cause) throws {
        try write(String(repeating: "0", count: Self.room))
        try write("1")
        guard cause == .failing else { return }
        do { _ = try db.checkpoint(.passive) } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // Another program is at the same work, and answers for it.
        }
    }

    private func write(_ text: String) throws {
        try db.inTransaction(.immediate) {
            let transaction = Transaction(db, isCareful: false)
            try transaction.setSetting(Self.name, text, at: .zero)
            return .commit
        }
    }
}
