import Domain
import Foundation
import JSON
import Testing

@testable import Engine

@Suite struct DebugTests {
    @Test func debug() async throws {
        let env = ProcessInfo.processInfo.environment
        guard let family = env["DEBUG_FAMILY"], let seed = env["DEBUG_SEED"], let who = env["DEBUG_WHO"] else { return }
        let script = "/work/main/Tests/Reference/scenarios.py"
        let output = try SharedData.output(of: "python3", [script, family, seed, "1"])
        let drawn = try JSONValue(parsing: Array(output.split(separator: UInt8(ascii: "\n"))[0]))
        let count = Int(env["DEBUG_COUNT"] ?? "") ?? 1000
        var scenario = drawn["scenario"]!
        if case .object(let members) = scenario {
            scenario = .object(members.map { $0.name == "events" ? .init("events", .array(Array($0.value.array!.prefix(count)))) : $0 })
        }
        var history = try await History(scenario)
        try await history.live()
        let explained = try await history.shop.engine.explain(.external(who, store: nil), at: nil)
        for m in explained.memberships { print("DBG member", m.group.code, m.since, m.until as Any) }
        for r in explained.rules { print("DBG rule", r.rule.id, r.rule.priority, r.verdict, r.sentence, r.nextAt as Any, r.next ?? "") }
        for c in try await history.shop.changes(of: who) { print("DBG", c.change.at, c.change.kind, c.change.groupsAdded, c.change.groupsRemoved, c.change.rule as Any, c.reason) }
    }
}
