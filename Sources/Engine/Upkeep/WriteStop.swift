public import Domain
internal import Store

/// Why nothing can be written now, and since when. Whatever a person or a shop sends meanwhile is refused and may be sent
/// again; reading goes on; work of our own waits.
public struct WriteStop: Sendable, Equatable {
    public enum Reason: String, Sendable, CaseIterable {
        /// No room on the disk.
        case full
        /// The disk reports errors or is read-only.
        case failing
        /// Another program holds the file's lock.
        case locked
        /// More waits to be written than the disk can take in a few seconds.
        case overloaded
    }

    public let reason: Reason
    public let since: Timestamp
    /// What SQLite said; for the log alone.
    public let detail: String
}

extension Engine {
    /// Nil while writes are taken. Cheap; reads nothing from the disk.
    public var writeStop: WriteStop? { database.obstacle.map { WriteStop($0, at: clock.now()) } }

    /// Has `watch` called whenever writes begin to be refused, and with nil when they are taken again: once for each change,
    /// however many requests there are.
    public func watchWrites(_ watch: @escaping @Sendable (WriteStop?) -> Void) {
        let clock = clock
        database.watchWrites { obstacle in watch(obstacle.map { WriteStop($0, at: clock.now()) }) }
    }

    /// The same engine for work that no person waits for: its writes wait until the disk takes them, and are never refused.
    public var patient: Engine { Engine(self, database: database.patient) }

    /// Writes down what is noted by the way; where nothing can be written now, it is left out.
    func note(_ body: @escaping @Sendable (Transaction) throws -> Void) async throws {
        do { try await database.write(body) } catch is WriteObstacle {}
    }

    /// Why a write was refused, where an error says that it was; nil for all others.
    public static func reasonForStop(_ error: any Error) -> WriteStop.Reason? {
        (error as? WriteObstacle).map { WriteStop.Reason($0.cause) }
    }
}

extension WriteStop.Reason {
    fileprivate init(_ cause: WriteObstacle.Cause) {
        self =
            switch cause {
            case .full: .full
            case .failing: .failing
            case .locked: .locked
            case .overloaded: .overloaded
            }
    }
}

extension WriteStop {
    fileprivate init(_ obstacle: WriteObstacle, at now: Timestamp) {
        reason = Reason(obstacle.cause)
        let elapsed = (ContinuousClock.now - obstacle.since).components
        since = now.adding(milliseconds: -(elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000))
        detail = obstacle.detail
    }
}
