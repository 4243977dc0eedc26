/// The arithmetic of a ladder: which rung an amount reaches, and which it keeps.
public struct Ladder: Sendable, Equatable {
    /// Ascending by what they require.
    public let rungs: [Rung]

    /// Amounts in minor units.
    public struct Rung: Sendable, Equatable {
        public var required: Int64
        /// What is enough to stay; nil for as much as it takes to get there.
        public var retain: Int64?

        public init(required: Int64, retain: Int64? = nil) {
            self.required = required
            self.retain = retain
        }
    }

    public init(_ rungs: [Rung]) { self.rungs = rungs.sorted { $0.required < $1.required } }

    /// The highest rung that `spend` reaches; nil for none.
    ///
    /// - Parameter barred: rungs that are passed over.
    public func qualified(_ spend: Int64, barring barred: Set<Int> = []) -> Int? {
        rungs.indices.last { rungs[$0].required <= spend && !barred.contains($0) }
    }

    /// What it takes to stay on a rung.
    public func keeping(_ index: Int) -> Int64 { rungs[index].retain ?? rungs[index].required }

    public func isKept(_ index: Int, _ spend: Int64) -> Bool { spend >= keeping(index) }

    /// Where one who falls from a rung lands: on the highest lower one that `spend` is enough to keep; nil for none.
    public func landing(below index: Int, _ spend: Int64, barring barred: Set<Int> = []) -> Int? {
        rungs.indices.prefix(index).last { isKept($0, spend) && !barred.contains($0) }
    }
}
