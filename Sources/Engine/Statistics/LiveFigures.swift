internal import Domain
internal import Store
internal import Synchronization

/// Figures over so many rows that they are not counted on each look.
final class LiveFigures: Sendable {
    /// How many customers each rule keeps in a group.
    let ruleMembers = Remembered<[ID<Rule>: Int]>(for: .seconds(60))
    /// The dashboard's, by name and store.
    let counts = Remembered<Int>(for: .seconds(10))
    /// A ladder with more members is counted in the background; tests lower it.
    let largestLadderCountedAtOnce = Atomic(2_000)
    private let oldLadders = Mutex<Set<ID<Rule>>>([])

    /// Someone has seen figures of a ladder that are to be counted anew.
    func noteOld(_ ladder: ID<Rule>) { oldLadders.withLock { _ = $0.insert(ladder) } }

    func takeOldLadders() -> Set<ID<Rule>> {
        oldLadders.withLock { ladders in
            defer { ladders = [] }
            return ladders
        }
    }
}

/// Figures that are kept for a while where counting them took long, as in a large shop. In a small one they are always
/// of this moment.
final class Remembered<Figure: Sendable>: Sendable {
    private static var long: Duration { .milliseconds(10) }
    private let kept: Duration
    private let known = Mutex<[String: (figure: Figure, until: ContinuousClock.Instant)]>([:])

    init(for kept: Duration) { self.kept = kept }

    /// What was counted by that name not long ago; else counts.
    func callAsFunction(_ name: String, count: () throws -> Figure) rethrows -> Figure {
        let begun = ContinuousClock.now
        if let known = known.withLock({ $0[name] }), begun < known.until { return known.figure }
        let figure = try count()
        let ended = ContinuousClock.now
        known.withLock { $0[name] = ended - begun > Self.long ? (figure, ended + kept) : nil }
        return figure
    }
}
