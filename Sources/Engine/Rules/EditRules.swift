public import Domain
public import JSON
internal import Rules
internal import Store

extension Engine {
    /// All rules in priority order, of one store or of all.
    public func rules(store key: String?) async throws -> [RuleView] {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let stores = try key.map { [try configuration.store(key: $0)] } ?? configuration.stores
            let members = try self.ruleMembers(snapshot, at: now)
            return try stores.flatMap { store in
                try (configuration.rules[store.id] ?? []).map { compiled in
                    try RuleView(
                        compiled, configuration: configuration, members: members[compiled.rule.id] ?? 0,
                        last: snapshot.lastChange(rule: compiled.rule.id))
                }
            }
        }
    }

    public func rule(_ id: ID<Rule>) async throws -> RuleView {
        let now = clock.now()
        return try await database.read { try self.view(id, $0, now) }
    }

    private func ruleMembers(_ snapshot: Snapshot, at now: Timestamp) throws -> [ID<Rule>: Int] {
        try figures.ruleMembers("all") { try snapshot.ruleMembers(at: now) }
    }

    private func view(_ id: ID<Rule>, _ snapshot: Snapshot, _ now: Timestamp) throws -> RuleView {
        let configuration = try configuration(snapshot)
        guard let compiled = configuration.rule(id) else { throw Refusal.notFound("rule \(id)") }
        return try RuleView(
            compiled, configuration: configuration, members: ruleMembers(snapshot, at: now)[id] ?? 0,
            last: snapshot.lastChange(rule: id))
    }

    /// Makes a rule from a whole document.
    ///
    /// - Throws: `Refusal.invalid` naming every bad field.
    public func createRule(_ document: JSONValue, by: String) async throws -> RuleView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try configuration.store(keyOrOnly: document["store"]?.string, at: "/store")
            let draft = try RuleDraft(document, store: store, configuration: configuration)
            var rule = draft.rule(store: store.id, now: now)
            rule.id = try transaction.insert(rule)
            try transaction.insert(
                RuleRevision(
                    revision: 1, at: rule.createdAt, by: by, document: try RuleDocument.text(rule, store: store)),
                of: rule.id)
            if rule.isEnabled { try self.plan(rule, transaction, at: now) }
            try transaction.audit(
                by: by, action: "rule.create", subject: "rule \(rule.id)", detail: rule.name,
                changes: AuditChange.between([], rule.parts(store: store)), at: now)
            try transaction.stampConfiguration()
            return try self.view(rule.id, transaction, now)
        }
    }

    /// Replaces a rule by a whole document. Its kind and store stay.
    ///
    /// - Parameter revision: the one that the editor saw.
    /// - Throws: `Refusal.stale` where it has been edited since.
    public func replaceRule(
        _ id: ID<Rule>, revision: Int, _ document: JSONValue, by: String
    ) async throws -> RuleView {
        try await edit(id, revision: revision, by: by) { rule, store, configuration in
            let draft = try RuleDraft(document, store: store, configuration: configuration, replaced: id)
            guard draft.kind == rule.kind else { throw Refusal.invalid("/kind", "cannot be changed; make a new rule") }
            if let key = document["store"]?.string, key != store.key {
                throw Refusal.invalid("/store", "cannot be changed; make a new rule")
            }
            rule.name = draft.name
            rule.priority = draft.priority
            rule.seasonFrom = draft.seasonFrom
            rule.seasonUntil = draft.seasonUntil
            rule.activeFrom = draft.activeFrom ?? rule.activeFrom
            rule.definition = draft.definition
            self.setEnabled(draft.isEnabled, &rule)
        }
    }

    /// Changes `enabled`, `name` or `priority` alone.
    public func patchRule(_ id: ID<Rule>, revision: Int, _ patch: JSONValue, by: String) async throws -> RuleView {
        var reader = FieldReader(patch)
        let isEnabled = reader.boolean("enabled")
        let name = reader.text("name", limit: 120)
        let priority = reader.integer("priority", in: 0...1_000_000)
        reader.finish()
        guard reader.errors.isEmpty else { throw Refusal.invalid(reader.errors) }
        return try await edit(id, revision: revision, by: by) { rule, _, _ in
            rule.name = name ?? rule.name
            rule.priority = priority.map { Int($0) } ?? rule.priority
            if let isEnabled { self.setEnabled(isEnabled, &rule) }
        }
    }

    private func setEnabled(_ isEnabled: Bool, _ rule: inout Rule) {
        guard isEnabled != rule.isEnabled else { return }
        rule.isEnabled = isEnabled
        guard isEnabled else { return }
        rule.enabledSince = clock.now()
        rule.activeFrom = rule.activeFrom ?? clock.now()
    }

    private func edit(
        _ id: ID<Rule>, revision: Int, by: String,
        _ change: @escaping @Sendable (inout Rule, Store, Configuration) throws -> Void
    ) async throws -> RuleView {
        let now = clock.now()
        return try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let rule = try self.current(id, revision: revision, configuration)
            var edited = rule
            try change(&edited, try configuration.store(rule.store), configuration)
            try self.store(edited, before: rule, by: by, at: now, transaction)
            return try self.view(id, transaction, now)
        }
    }

    private func current(_ id: ID<Rule>, revision: Int, _ configuration: Configuration) throws -> Rule {
        guard let rule = configuration.rule(id)?.rule else { throw Refusal.notFound("rule \(id)") }
        guard rule.revision == revision else {
            throw Refusal.stale("Rule \(id) is at revision \(rule.revision) now, not \(revision).")
        }
        return rule
    }

    /// Writes an edited rule as a new revision. Everyone it ever judged is looked at again on the next run.
    private func store(
        _ edited: Rule, before: Rule, by: String, at now: Timestamp, _ transaction: Transaction
    ) throws {
        guard edited != before else { return }
        var rule = edited
        rule.revision = before.revision + 1
        rule.updatedAt = now
        try transaction.update(rule)
        try transaction.insert(
            RuleRevision(
                revision: rule.revision, at: now, by: by,
                document: try RuleDocument.text(rule, store: configuration(transaction).store(rule.store))),
            of: rule.id)
        let store = try configuration(transaction).store(rule.store)
        try transaction.audit(
            by: by, action: "rule.edit", subject: "rule \(rule.id)", detail: rule.name,
            changes: AuditChange.between(before.parts(store: store), rule.parts(store: store)), at: now)
        try transaction.stampConfiguration()
        if rule.isEnabled { try plan(rule, transaction, at: now) }
    }

    /// Has the next run ask everyone whom the rule may concern: about an edit, or for the first time.
    func plan(_ rule: Rule, _ transaction: Transaction, at now: Timestamp) throws {
        try transaction.stampConfiguration()
        let configuration = try configuration(transaction)
        guard let compiled = configuration.rule(rule.id) else { return }
        guard !compiled.kind.needs.purchases else {
            return try transaction.makeDue(rule: rule.id, store: rule.store, at: now)
        }
        var sweep = try transaction.sweep(rule.id) ?? Sweep(rule: rule.id, store: rule.store, dueAt: nil)
        sweep.cursor = ID(0)
        let start = max(now, rule.seasonFrom ?? now)
        sweep.dueAt = start
        try transaction.put(sweep)
    }

    /// Gives the rules of one store priorities 10, 20, 30 … in the order named.
    ///
    /// - Throws: `Refusal.invalid` unless exactly the store's rules are named.
    public func reorderRules(store key: String?, _ ids: [ID<Rule>], by: String) async throws -> [RuleView] {
        let now = clock.now()
        let storeKey = try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let store = try configuration.store(keyOrOnly: key)
            let rules = (configuration.rules[store.id] ?? []).map(\.rule)
            guard Set(ids) == Set(rules.map(\.id)), ids.count == rules.count else {
                throw Refusal.invalid("/ids", "must name each rule of the store exactly once")
            }
            for rule in rules {
                var edited = rule
                edited.priority = ((ids.firstIndex(of: rule.id) ?? 0) + 1) * 10
                try self.store(edited, before: rule, by: by, at: now, transaction)
            }
            return store.key
        }
        return try await rules(store: storeKey)
    }

    /// Earlier forms of a rule, newest first.
    public func ruleRevisions(_ id: ID<Rule>) async throws -> [RuleRevision] {
        try await database.read { snapshot in
            guard try self.configuration(snapshot).rule(id) != nil else { throw Refusal.notFound("rule \(id)") }
            return try snapshot.revisions(of: id).reversed()
        }
    }

    // MARK: Deletion

    /// What becomes of the memberships that a deleted rule gave.
    public enum Leaving: String, Sendable, CaseIterable {
        /// They stay; dated ones still end.
        case keep
        /// They end now.
        case revoke
    }

    /// Deletes a rule. How many customers lost a group by it.
    public func deleteRule(_ id: ID<Rule>, revision: Int, grants: Leaving, by: String) async throws -> Int {
        let now = clock.now()
        let rule = try await database.write { transaction in
            let rule = try self.current(id, revision: revision, self.configuration(transaction))
            try transaction.markDeleted(id, at: now)
            try transaction.audit(by: by, action: "rule.delete", subject: "rule \(id)", detail: rule.name, at: now)
            try transaction.stampConfiguration()
            return rule
        }
        return grants == .keep ? 0 : try await revokeGrants(of: rule, by: by, at: now)
    }

    private func revokeGrants(of rule: Rule, by: String, at now: Timestamp) async throws -> Int {
        var (revoked, last) = (0, ID<Customer>?.none)
        while true {
            let after = last
            let holders = try await database.write { transaction in
                let holders = try transaction.holders(of: rule.id, after: after, limit: 200)
                let reassess = Reassess(
                    transaction: transaction, configuration: try self.configuration(transaction),
                    cause: Cause(actor: .user, by: by), now: now)
                for holder in holders {
                    _ = try reassess(holder) { try Self.revoke(rule, &$0) }
                }
                return holders
            }
            guard let end = holders.last else { return revoked }
            revoked += holders.count
            last = end
        }
    }

    private static func revoke(_ rule: Rule, _ ledger: inout Ledger) throws {
        let reason = Sentence("change.rule_deleted", [.init("rule", .text(rule.name))])
        let grants = ledger.grants.filter { $0.rule == rule.id && !$0.isPinned }
        let now = ledger.now
        try ledger.perform(.ended, reason: reason, rule: rule) { ledger in
            for grant in grants { try ledger.end(grant.id, at: now) }
        }
    }
}
