internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Web

/// Who stands where on a ladder.
enum LadderEndpoints {
    static func show(_ call: Call) async throws -> Response {
        let ladder = try await call.engine.ladder(try await visible(call))
        return call.json { $0.ladder(ladder) }
    }

    static func members(_ call: Call) async throws -> Response {
        let rule = try await visible(call)
        var query = call.query
        let limit = query.limit()
        let after = query.cursor("ladder").map { ID<Customer>($0[0]) }
        let (isNearNext, isAtRisk) = (query.flag("near_next"), query.flag("at_risk"))
        try query.finish()
        let (items, next) = try await call.engine.ladderMembers(
            rule, group: try call.parameter("group"), isNearNext: isNearNext, isAtRisk: isAtRisk, after: after,
            limit: limit)
        return call.list(items, next: next.map { Cursor("ladder", $0.rawValue) }) { w, member in w.member(member) }
    }

    private static func visible(_ call: Call) async throws -> ID<Rule> {
        let rule = try await call.engine.rule(try call.id("rule"))
        try call.require(store: rule.storeKey, "rule \(rule.rule.id)")
        return rule.rule.id
    }
}

extension QueryReader {
    /// `1` or `0`; false where it is absent.
    mutating func flag(_ name: String) -> Bool {
        switch text(name) {
        case nil, "0": return false
        case "1": return true
        default:
            fail(name, "must be 0 or 1")
            return false
        }
    }
}
