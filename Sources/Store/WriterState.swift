/// Whether writes are taken now: what the writer knows of the disk and of its own queue. It decides; `WriterGate` acts.
///
/// After a failure nothing is written but a probe, so that nobody waits for a disk that is known not to take anything.
struct WriterState {
    /// Who is let in.
    enum Standing { case open, shut }

    /// The pause before a probe, in seconds: doubled each time where the disk fails again soon after it was found well.
    static let shortestPause = 1
    static let longestPause = 16
    private static let soon = Duration.seconds(60)

    private(set) var obstacle: WriteObstacle?
    private(set) var pause = shortestPause
    private var openedAt: ContinuousClock.Instant?

    /// Shut as long as the disk is the obstacle. A queue that is too long is judged anew for each that comes.
    var standing: Standing { obstacle.map { $0.cause == .overloaded ? .open : .shut } ?? .open }

    /// - Returns: whether this is news.
    mutating func fail(_ cause: WriteObstacle.Cause, _ detail: String, at now: ContinuousClock.Instant) -> Bool {
        guard standing == .open, obstacle?.cause != cause else { return false }
        obstacle = WriteObstacle(cause: cause, detail: detail, since: now)
        guard cause != .overloaded else { return true }
        let isAgain = openedAt.map { now - $0 < Self.soon } ?? false
        pause = isAgain ? min(pause * 2, Self.longestPause) : Self.shortestPause
        return true
    }

    /// Writes are taken again.
    ///
    /// - Returns: whether this is news.
    mutating func clear(at now: ContinuousClock.Instant) -> Bool {
        guard let past = obstacle else { return false }
        obstacle = nil
        if past.cause != .overloaded { openedAt = now }
        return true
    }
}
