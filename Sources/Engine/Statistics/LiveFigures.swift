internal import Domain
internal import Store
internal import Synchronization

/// Figures over so many rows that they are not counted on each look.
final class LiveFigures: Sendable {
    /// How many customers each rule keeps in a group.
    let ruleMembers = Remembered<[ID<Rule>: Int]>(for: .seconds(60)) { $0.values.reduce(0, +) }
    /// The dashboard's, by name and store.
    let counts = Remembered<Int>(for: .seconds(10)) { $0 }
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

/// Figures that are kept for a while where they are large, as counting them reads every row. In a small shop they are
/// always of this moment.
final class Remembered<Figure: Sendable>: Sendable {
    /// Counting so many rows takes a few milliseconds.
    private static var large: Int { 20_000 }
    private let kept: Duration
    private let size: @Sendable (Figure) -> Int
    private let known = Mutex<[String: (figure: Figure, until: ContinuousClock.Instant)]>([:])

    /// - Parameter size: how many rows were counted.
    init(for kept: Duration, size: @escaping @Sendable (Figure) -> Int) { (self.kept, self.size) = (kept, size) }

    /// What was counted by that name not long ago; else counts.
    func callAsFunction(_ name: String, count: () throws -> Figure) rethrows -> Figure {
        if let known = known.withLock({ $0[name] }), ContinuousClock.now < known.until { return known.figure }
        let figure = try count()
        let isLarge = size(figure) > Self.large
        known.withLock { $0[name] = isLarge ? (figure, ContinuousClock.now + kept) : nil }
        return figure
    }
}
