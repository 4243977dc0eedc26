internal import Domain
internal import Engine
internal import JSON
internal import Rules
internal import Web

enum CheckEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let findings = try await call.engine.checks(store: try call.store())
        return try call.slice("checks", findings) { w, finding in w.finding(finding) }
    }

    static func show(_ call: Call) async throws -> Response {
        let finding = try await visible(call)
        return call.json { $0.finding(finding) }
    }

    static func customers(_ call: Call) async throws -> Response {
        let finding = try await visible(call)
        var query = call.query
        let limit = query.limit()
        let after = query.cursor("check-customers")?.first.map { ID<Customer>($0) }
        try query.finish()
        let customers = try await call.engine.customers(of: finding.finding.id, after: after, limit: limit + 1)
        return call.page(customers, limit: limit, cursor: { Cursor("check-customers", $0.customer.id.rawValue) }) {
            $0.concerned($1)
        }
    }

    /// Does what can be done about a finding, or tells what that would be.
    static func fix(_ call: Call) async throws -> Response {
        let finding = try await visible(call)
        var query = call.query
        let isDry = query.flag("dry_run")
        try query.finish()
        let name = try call.read { $0.choice("fix", of: Fix.allCases.map(\.rawValue)) }
        let fix = try name.flatMap(Fix.init) ?? only(finding)
        if fix.isForAdmins, !isDry { try call.requireAdmin() }
        let outcome = try await call.engine.fix(finding.finding.id, fix, isDry: isDry, by: call.by)
        return call.json { $0.fixed(outcome) }
    }

    private static func only(_ finding: FindingView) throws -> Fix {
        guard let fix = finding.fixes.first else { throw Refusal.conflict("Nothing can be done about it by itself.") }
        guard finding.fixes.count == 1 else {
            throw Refusal.invalid([FieldError("/fix", "is required, as there are several")])
        }
        return fix
    }

    static func snooze(_ call: Call) async throws -> Response {
        let finding = try await visible(call)
        let (until, note) = try call.read { reader in (reader.instant("until"), reader.text("note") ?? "") }
        let snoozed = try await call.engine.snooze(finding.finding.id, until: until, note: note, by: call.by)
        return call.json { $0.finding(snoozed) }
    }

    static func wake(_ call: Call) async throws -> Response {
        let finding = try await visible(call)
        let awake = try await call.engine.wake(finding.finding.id, by: call.by)
        return call.json { $0.finding(awake) }
    }

    private static func visible(_ call: Call) async throws -> FindingView {
        let id: ID<Finding> = try call.id("finding")
        let finding = try await call.engine.check(id)
        try call.require(store: finding.storeKey, "finding \(id)")
        return finding
    }

    static func overview(_ call: Call) async throws -> Response {
        let overview = try await call.engine.overview(store: try call.store())
        let keys = try await call.engine.storeKeys()
        let store = overview.lastRun?.store.flatMap { keys[$0] }
        return call.json { $0.overview(overview, lastRunStore: store) }
    }
}

extension Call {
    /// For what says what the data of a store or a shop mean.
    fileprivate func requireAdmin() throws {
        switch caller {
        case .nobody: throw Problem.forbidden("This needs the role admin.")
        case .person(let account, _):
            guard account.role >= .admin else {
                throw Problem.forbidden("This needs the role admin; yours is \(account.role.rawValue).")
            }
        case .token(let token):
            guard token.scopes.contains(.settings) else {
                throw Problem.forbidden("The token lacks the scope settings.")
            }
        }
    }
}
