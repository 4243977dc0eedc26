/// What an import did, or would do.
public struct ImportReport: Sendable {
    public var lines = 0
    public var orders = 0
    public var customers = 0
    /// Orders without a customer.
    public var guests = 0
    /// Cancelled units that were matched to an earlier line, and those for which none had any left.
    public var refundedUnits: Int64 = 0
    public var unmatchedUnits: Int64 = 0
    /// Lines with such units; the first thousand.
    public var unmatched: [BadLine] = []
    public var refusedLines = 0
    /// The first thousand of them.
    public var badLines: [BadLine] = []
    public var isDry = false

    static let longestList = 1_000

    mutating func refuse(_ faults: [BadLine]) {
        refusedLines += 1
        if badLines.count < Self.longestList { badLines += faults }
    }

    mutating func leaveUnmatched(_ units: Int64, line: Int) {
        unmatchedUnits += units
        guard units > 0, unmatched.count < Self.longestList else { return }
        unmatched.append(BadLine(line, "quantity", "no earlier line has \(units) more to give back"))
    }
}
