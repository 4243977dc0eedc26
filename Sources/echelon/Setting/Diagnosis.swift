internal import JSON

/// One thing that was looked at, and what to do about it where it is not right.
struct Diagnosis: Equatable {
    enum Level: String {
        case good, warning, bad
    }

    /// Short and stable, for programs: `key`.
    let check: String
    let level: Level
    /// What is so.
    let finding: String
    /// What to do; nil where nothing is to be done.
    let advice: String?

    static func good(_ check: String, _ finding: String) -> Diagnosis {
        Diagnosis(check: check, level: .good, finding: finding, advice: nil)
    }

    static func warning(_ check: String, _ finding: String, _ advice: String) -> Diagnosis {
        Diagnosis(check: check, level: .warning, finding: finding, advice: advice)
    }

    static func bad(_ check: String, _ finding: String, _ advice: String) -> Diagnosis {
        Diagnosis(check: check, level: .bad, finding: finding, advice: advice)
    }

    var json: JSONValue {
        [
            "check": .string(check), "level": .string(level.rawValue), "finding": .string(finding),
            "advice": advice.map { .string($0) } ?? .null,
        ]
    }

    /// For a person: one line, and a second where something is to be done.
    var text: String {
        let mark = [Level.good: "ok  ", .warning: "WARN", .bad: "BAD "][level] ?? ""
        return "\(mark) \(check): \(finding)" + (advice.map { "\n       -> \($0)" } ?? "")
    }
}
