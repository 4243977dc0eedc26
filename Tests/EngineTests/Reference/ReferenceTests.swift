import Domain
import Foundation
import JSON
import TestPrograms
import Testing

@testable import Engine

/// The engine against the reference evaluator of `Tests/Reference`: slow, plain, written from the specification by
/// someone who had not seen the engine. Both live through the same histories, drawn by chance.
@Suite struct ReferenceTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Reference")

    /// How many histories of each family; `REFERENCE_HISTORIES` for more.
    private static var count: Int {
        ProcessInfo.processInfo.environment["REFERENCE_HISTORIES"].flatMap { Int($0) } ?? 60
    }

    private static var first: Int {
        ProcessInfo.processInfo.environment["REFERENCE_FIRST"].flatMap { Int($0) } ?? 0
    }

    @Test(arguments: ["inactivity", "turnover", "purchase", "tiers", "conditions", "moves", "mixed", "shuffled"])
    func `the engine agrees with the reference over histories drawn by chance`(_ family: String) async throws {
        let script = Self.folder.appending(path: "scenarios.py").path
        let output = try Program.output(of: ["python3", script, family, "\(Self.first)", "\(Self.count)"])
        var disagreements: [String] = []
        for line in output.split(separator: UInt8(ascii: "\n")) {
            let case_ = try JSONValue(parsing: Array(line))
            if let found = try await Self.disagreement(case_) { disagreements.append("\(family) \(found)") }
        }
        #expect(disagreements.isEmpty, "\(disagreements.count) of \(Self.count): \(disagreements.first ?? "")")
        if let file = ProcessInfo.processInfo.environment["REFERENCE_REPORT"], !disagreements.isEmpty {
            try disagreements.joined(separator: "\n\n").write(
                toFile: "\(file).\(family)", atomically: true, encoding: .utf8)
        }
    }

    /// Where the two first differ; nil where they agree.
    private static func disagreement(_ drawn: JSONValue) async throws -> String? {
        let seed = drawn["seed"]?.integer ?? 0
        var history = try await History(try #require(drawn["scenario"]))
        do {
            try await history.live()
        } catch {
            return "seed \(seed): the engine refused: \(error)"
        }
        let answers = (drawn["answer"]?["states"]?.array ?? []).map(state)
        #expect(answers.count == history.states.count)
        for (index, answer) in answers.enumerated() where answer != history.states[index] {
            return
                "seed \(seed), event \(history.places[index]):\nreference\n\(answer)\nengine\n\(history.states[index])"
        }
        return nil
    }

    private static func state(_ answer: JSONValue) -> String {
        (answer["customers"]?.members ?? []).map { member in
            let groups = (member.value["groups"]?.array ?? []).compactMap(\.string)
            let mails = (member.value["mails"]?.array ?? []).map { mail in
                "\(mail[0]?.string ?? "")/\(mail[1]?.integer ?? 0)/\(mail[2]?.string ?? "")"
            }.sorted()
            return History.line(member.name, groups, member.value["default"]?.string, mails)
        }.joined(separator: "\n")
    }
}
