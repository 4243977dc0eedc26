internal import Domain
internal import Engine
internal import JSON
internal import Rules
internal import Web

extension RuleEndpoints {
    /// Has the present terms hold for what the rule gave before.
    static func reapply(_ call: Call) async throws -> Response {
        let rule = try await visible(call)
        let isDry = try call.read { $0.flag("dry_run") }
        let applied = try await call.engine.reapplyRule(rule.rule.id, isDry: isDry, by: call.by)
        return call.json { $0.applied(applied) }
    }

    /// Lets a purchase rule judge orders of the past.
    static func apply(_ call: Call) async throws -> Response {
        let rule = try await visible(call)
        let (since, isDry) = try call.read { reader in
            (reader.required("since") == nil ? nil : reader.instant("since"), reader.flag("dry_run"))
        }
        guard let since else { throw Problem.invalid([]) }
        let applied = try await call.engine.applyRule(rule.rule.id, since: since, isDry: isDry, by: call.by)
        return call.json { $0.applied(applied) }
    }
}

extension JSONWriter {
    fileprivate mutating func applied(_ applied: AppliedRule) {
        object { w in
            w.field("counts") { w in
                w.object { w in
                    w.field("customers", applied.customers)
                    w.field("changed", applied.changed)
                }
            }
            w.field("items") { w in
                w.array(applied.items) { w, item in
                    w.object { w in
                        w.field("customer") { $0.customer(item.customer) }
                        w.field("sentence", item.sentence)
                    }
                }
            }
        }
    }
}
