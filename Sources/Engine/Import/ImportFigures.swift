public import JSON

/// What an import has done so far, or would do.
public struct ImportFigures: Sendable, Equatable {
    /// Lines of the file that were read, without the head.
    public var lines = 0
    /// Customers, orders or group changes.
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var badLines = 0
    /// Orders without a customer.
    public var guests = 0
    /// Lines that take earlier ones back; units that were matched to an earlier line, and those that were not.
    public var cancellations = 0
    public var refundedUnits: Int64 = 0
    public var unmatchedUnits: Int64 = 0
    /// The first bad lines, and the first lines with unmatched units.
    public var problems: [BadLine] = []
    public var unmatched: [BadLine] = []

    /// The file of errors has them all.
    static let longestList = 100

    public init() {}

    /// Customers, orders or group changes that could be read.
    public var items: Int { created + updated + unchanged }

    mutating func count(_ outcome: ImportOutcome) {
        switch outcome {
        case .created: created += 1
        case .updated: updated += 1
        case .unchanged: unchanged += 1
        case .bad: break
        }
    }

    /// - Parameter faults: of one line.
    mutating func refuse(_ faults: [BadLine]) {
        badLines += 1
        problems += faults.prefix(max(0, Self.longestList - problems.count))
    }

    mutating func leave(_ outcome: Cancelling.Outcome, line: Int) -> BadLine? {
        refundedUnits += outcome.refunded
        unmatchedUnits += outcome.unmatched
        guard outcome.unmatched > 0 else { return nil }
        let line = BadLine(line, "quantity", "no earlier line has \(outcome.unmatched) more to give back")
        if unmatched.count < Self.longestList { unmatched.append(line) }
        return line
    }

    // MARK: As JSON

    public var json: JSONValue {
        func list(_ lines: [BadLine]) -> JSONValue { .array(lines.map(\.json)) }
        return [
            "counts": [
                "lines": .integer(lines), "created": .integer(created), "updated": .integer(updated),
                "unchanged": .integer(unchanged), "bad_lines": .integer(badLines), "guests": .integer(guests),
                "cancellations": .integer(cancellations), "refunded_units": .integer(refundedUnits),
                "unmatched_units": .integer(unmatchedUnits),
            ], "problems": list(problems), "unmatched": list(unmatched),
        ]
    }

    init(_ json: JSONValue) {
        let counts = json["counts"]
        func number(_ name: String) -> Int64 { counts?[name]?.integer ?? 0 }
        lines = Int(number("lines"))
        (created, updated) = (Int(number("created")), Int(number("updated")))
        (unchanged, badLines) = (Int(number("unchanged")), Int(number("bad_lines")))
        (guests, cancellations) = (Int(number("guests")), Int(number("cancellations")))
        (refundedUnits, unmatchedUnits) = (number("refunded_units"), number("unmatched_units"))
        problems = (json["problems"]?.array ?? []).map(BadLine.init)
        unmatched = (json["unmatched"]?.array ?? []).map(BadLine.init)
    }
}

extension BadLine {
    var json: JSONValue { ["line": .integer(line), "field": .string(field), "reason": .string(reason)] }

    init(_ json: JSONValue) {
        self.init(
            Int(json["line"]?.integer ?? 0), json["field"]?.string ?? "", json["reason"]?.string ?? "")
    }
}
