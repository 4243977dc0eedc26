internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

enum RuleEndpoints {
    static func kinds(_ call: Call) async throws -> Response {
        Response(.ok, headers: Call.jsonHeaders, body: .bytes(catalog))
    }

    /// Written once, as it does not change while the process runs.
    private static let catalog: [UInt8] = {
        var writer = JSONWriter(reserving: 16_384)
        writer.object { w in
            w.field("items") { w in w.array(RuleCatalog.kinds) { w, kind in w.kind(kind.declaration) } }
            w.field("next", nil as String?)
        }
        return writer.bytes
    }()

    static func list(_ call: Call) async throws -> Response {
        let rules = try await call.engine.rules(store: try call.store())
        return call.list(rules) { w, rule in w.rule(rule) }
    }

    static func show(_ call: Call) async throws -> Response {
        answer(call, try await visible(call))
    }

    static func create(_ call: Call) async throws -> Response {
        let document = try bound(try call.body(), call)
        let rule = try await call.engine.createRule(document, by: call.by)
        var response = call.created(at: "/api/v1/rules/\(rule.rule.id)") { $0.rule(rule) }
        response.headers.add("ETag", etag(rule))
        return response
    }

    static func replace(_ call: Call) async throws -> Response {
        let rule = try await visible(call)
        let revision = try revision(call, rule)
        let changed = try await call.engine.replaceRule(rule.rule.id, revision: revision, try call.body(), by: call.by)
        return answer(call, changed)
    }

    static func edit(_ call: Call) async throws -> Response {
        let rule = try await visible(call)
        let revision = try revision(call, rule)
        let changed = try await call.engine.patchRule(rule.rule.id, revision: revision, try call.body(), by: call.by)
        return answer(call, changed)
    }

    static func delete(_ call: Call) async throws -> Response {
        let rule = try await visible(call)
        var query = call.query
        let grants = query.choice("grants", Engine.Leaving.self) ?? .keep
        try query.finish()
        let revision = try revision(call, rule)
        let revoked = try await call.engine.deleteRule(rule.rule.id, revision: revision, grants: grants, by: call.by)
        return call.json { w in w.object { $0.field("revoked", revoked) } }
    }

    static func reorder(_ call: Call) async throws -> Response {
        let (store, ids) = try call.read { reader in
            (reader.text("store", limit: 64), reader.ids("ids") as [ID<Rule>])
        }
        let rules = try await call.engine.reorderRules(store: try call.store(named: store), ids, by: call.by)
        return call.list(rules) { w, rule in w.rule(rule) }
    }

    static func revisions(_ call: Call) async throws -> Response {
        let rule = try await visible(call)
        let revisions = try await call.engine.ruleRevisions(rule.rule.id)
        return try call.slice("revisions", revisions) { w, revision in w.revision(revision) }
    }

    // MARK: One rule

    static func visible(_ call: Call) async throws -> RuleView {
        let rule = try await call.engine.rule(try call.id("rule"))
        try call.require(store: rule.storeKey, "rule \(rule.rule.id)")
        return rule
    }

    private static func answer(_ call: Call, _ rule: RuleView) -> Response {
        var response = call.json { $0.rule(rule) }
        response.headers.add("ETag", etag(rule))
        return response
    }

    private static func etag(_ rule: RuleView) -> String { "\"\(rule.rule.revision)\"" }

    /// The revision that the client saw (RFC 9110 section 13.1.1).
    ///
    /// - Throws: 428 where it does not say; 412 where it is none of the present tags.
    private static func revision(_ call: Call, _ rule: RuleView) throws -> Int {
        let tags = call.request.headers.elements("if-match")
        guard !tags.isEmpty else { throw Problem.preconditionRequired }
        guard tags.contains("*") || tags.contains(etag(rule)) else {
            throw Refusal.stale("The rule is at revision \(rule.rule.revision) now.")
        }
        return rule.rule.revision
    }

    /// A token that is bound to a store makes rules for that store without naming it.
    static func bound(_ document: JSONValue, _ call: Call) throws -> JSONValue {
        guard let own = try call.store(named: document["store"]?.string), let members = document.members else {
            return document
        }
        return .object(members.filter { $0.name != "store" } + [.init("store", .string(own))])
    }
}
