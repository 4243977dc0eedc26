internal import GRDB

/// Why the database takes no writes now. Reading goes on, and what was refused may be sent again later.
public struct WriteObstacle: Error, Sendable, Equatable {
    public enum Cause: String, Sendable, CaseIterable {
        /// No room on the disk (SQLITE_FULL).
        case full
        /// The disk reports errors, cannot keep what was written, or is read-only.
        case failing
        /// Another program holds the file's lock for longer than we wait.
        case locked
        /// More is waiting to be written than the disk can take in a few seconds.
        case overloaded
    }

    public let cause: Cause
    /// What SQLite said, for the log alone; empty where it was not asked.
    public let detail: String
    public let since: ContinuousClock.Instant

    /// The cause of an error of SQLite that says nothing against the request; nil for all others.
    /// Source: https://sqlite.org/rescode.html.
    static func cause(of error: any Error) -> Cause? {
        guard let error = error as? DatabaseError else { return nil }
        return switch error.resultCode {
        case .SQLITE_FULL: .full
        case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN: .failing
        case .SQLITE_BUSY: .locked
        default: nil
        }
    }
}
