/// What the database's writer has done since it was opened, and what waits for it.
public struct WriterFigures: Sendable, Equatable {
    /// Upper bounds of the sizes of batches that are counted apart.
    public static let bounds = [1, 2, 4, 8, 16, 32, 64, 128, 256]

    /// Batches committed, by the first bound that is not less than their size.
    public private(set) var batches = [Int](repeating: 0, count: bounds.count)
    /// Pieces of work in them.
    public private(set) var writes = 0
    /// Batches that could not be committed.
    public private(set) var failures = 0
    /// For how long it was at work, commits included.
    public private(set) var busy = Duration.zero
    /// Pieces of work that wait now.
    public var waiting = 0

    public init() {}

    public mutating func note(batch size: Int, isCommitted: Bool, took: Duration) {
        busy += took
        guard isCommitted else {
            failures += 1
            return
        }
        writes += size
        batches[Self.bounds.firstIndex { size <= $0 } ?? Self.bounds.count - 1] += 1
    }
}
