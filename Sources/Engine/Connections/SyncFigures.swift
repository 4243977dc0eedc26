internal import Domain
internal import JSON
internal import Shops

/// What a first load or a look has done so far.
struct SyncFigures: Sendable {
    /// One kind of record.
    struct Part: Sendable {
        var read = 0
        /// How many there are in all, where the shop tells.
        var total: Int?
        /// New or other than what was known.
        var missed = 0
        /// Of shops that no store stands for.
        var elsewhere = 0
    }

    var customers = Part()
    var orders = Part()
    var groups = 0
    var statuses = 0
    /// Records that could not be taken in, and why; the first of them.
    var problems: [Problem] = []
    var problemCount = 0
    /// Ids of the first records that webhooks had missed.
    var missed: [String] = []

    struct Problem: Sendable {
        let id: String?
        let reason: String
    }

    private static let longestList = 100

    mutating func add(_ problems: [ShopPage.Problem]) {
        problemCount += problems.count
        for problem in problems where self.problems.count < Self.longestList {
            self.problems.append(Problem(id: problem.id, reason: String(problem.reason.prefix(500))))
        }
    }

    mutating func note(missed id: String) {
        if missed.count < Self.longestList { missed.append(id) }
    }

    // MARK: As JSON

    init() {}

    init(_ value: JSONValue) {
        customers = Self.part(value["customers"])
        orders = Self.part(value["orders"])
        groups = Self.count(value["groups"])
        statuses = Self.count(value["statuses"])
        problemCount = Self.count(value["problem_count"])
        problems = (value["problems"]?.array ?? []).map {
            Problem(id: $0["id"]?.string, reason: $0["reason"]?.string ?? "")
        }
        missed = (value["missed"]?.array ?? []).compactMap(\.string)
    }

    var json: JSONValue {
        [
            "customers": Self.json(customers), "orders": Self.json(orders), "groups": .integer(groups),
            "statuses": .integer(statuses), "missed": .array(missed.map { .string($0) }),
            "problem_count": .integer(problemCount),
            "problems": .array(
                problems.map { ["id": $0.id.map { .string($0) } ?? .null, "reason": .string($0.reason)] }),
        ]
    }

    private static func json(_ part: Part) -> JSONValue {
        [
            "read": .integer(part.read), "total": part.total.map { .integer($0) } ?? .null,
            "missed": .integer(part.missed), "elsewhere": .integer(part.elsewhere),
        ]
    }

    private static func part(_ value: JSONValue?) -> Part {
        Part(
            read: count(value?["read"]), total: value?["total"]?.integer.map { Int(clamping: $0) },
            missed: count(value?["missed"]), elsewhere: count(value?["elsewhere"]))
    }

    private static func count(_ value: JSONValue?) -> Int { Int(clamping: value?.integer ?? 0) }
}
