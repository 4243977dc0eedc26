public import Domain
internal import JSON
internal import Rules
internal import Store

extension Engine {
    /// Deletes a group that nobody is in and no rule names; or moves members, rules and the store's default to another
    /// one first.
    ///
    /// - Parameter replacement: code of the group that takes its place; nil for none.
    /// - Throws: `Refusal.notFound`; `Refusal.conflict` naming what rests on the group.
    public func deleteGroup(_ id: ID<Group>, replacement: String?, by: String) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let configuration = try self.configuration(transaction)
            let group = try Self.group(id, configuration)
            if let replacement {
                guard let new = configuration.group(group.store, code: replacement), new.id != id else {
                    throw Refusal.invalid("?replace_with", "must be the code of another group of the store")
                }
                try Replacing(engine: self, transaction: transaction, old: group, new: new, by: by, now: now).run()
            } else if let obstacle = try Self.obstacle(group, transaction, configuration) {
                throw Refusal.conflict(obstacle)
            }
            try transaction.delete(id)
            try transaction.audit(
                by: by, action: "group.delete", subject: "group \(group.code)", detail: replacement ?? "", at: now)
            try transaction.stampConfiguration()
        }
    }

    private static func obstacle(
        _ group: Group, _ transaction: Transaction, _ configuration: Configuration
    ) throws -> String? {
        let rules = (configuration.rules[group.store] ?? []).filter { $0.terms.namedGroups.contains(group.code) }
        let segments = try transaction.segments(store: group.store).filter {
            try Condition(stored: $0.definition).groupsNamed.contains(group.code)
        }
        let holders = try transaction.holderCount(of: group.id)
        var reasons = rules.map { "the rule “\($0.rule.name)” names it" }
        reasons += segments.map { "the segment “\($0.name)” names it" }
        if holders == 1 { reasons.append("1 customer is in it") }
        if holders > 1 { reasons.append("\(holders) customers are in it") }
        if try configuration.store(group.store).defaultGroup == group.id {
            reasons.append("it is the store's default group")
        }
        guard !reasons.isEmpty else { return nil }
        return "\(group.name) cannot be deleted: \(reasons.joined(separator: "; ")). Name a group to replace it with."
    }
}

/// Puts one group in the place of another: in rules, in the store's settings, and with every member.
private struct Replacing {
    let engine: Engine
    let transaction: Transaction
    let old: Group
    let new: Group
    let by: String
    let now: Timestamp

    private static let batch = 500

    func run() throws {
        try moveRules()
        try moveSegments()
        try moveStoreDefault()
        let configuration = try engine.configuration(transaction)
        let reassess = Reassess(
            transaction: transaction, configuration: configuration, cause: Cause(actor: .user, by: by, mails: false),
            now: now)
        var last: ID<Customer>?
        while true {
            let holders = try transaction.holders(of: old.id, after: last, limit: Self.batch)
            guard let end = holders.last else { return }
            for holder in holders { _ = try reassess(holder) { try move(&$0) } }
            last = end
        }
    }

    /// Each grant goes on in the new group with the term and the origin it had.
    private func move(_ ledger: inout Ledger) throws {
        let reason = Sentence("change.group_replaced", [.init("old", .text(old.name))])
        let grants = ledger.grants.filter { $0.group == old.id }
        try ledger.perform(.granted, reason: reason) { ledger in
            for grant in grants {
                try ledger.end(grant.id, at: now)
                let isHeld = ledger.grants.contains {
                    $0.group == new.id && $0.source == grant.source && $0.origin == grant.origin
                }
                guard !isHeld else { continue }
                var moved = grant
                moved.id = ID(0)
                moved.group = new.id
                try ledger.open(moved)
            }
            if ledger.customer.chosenDefault == old.id { ledger.choose(default: new.id) }
        }
    }

    private func moveSegments() throws {
        for var segment in try transaction.segments(store: old.store) {
            let tree = condition(try JSONValue(parsing: Array(segment.definition.utf8)))
            segment.definition = String(decoding: tree.bytes, as: UTF8.self)
            try transaction.update(segment)
        }
    }

    private func moveStoreDefault() throws {
        var store = try engine.configuration(transaction).store(old.store)
        guard store.defaultGroup == old.id else { return }
        store.defaultGroup = new.id
        try transaction.update(store)
        try transaction.stampConfiguration()
    }

    // MARK: Rules

    /// All revisions of a rule take the new code: an order keeps the terms it was paid under, in the new group.
    private func moveRules() throws {
        for compiled in try engine.configuration(transaction).rules[old.store] ?? [] {
            var rule = compiled.rule
            let groupParameters = Dictionary(
                uniqueKeysWithValues: compiled.terms.declaration.parameters.map { ($0.name, $0.type) })
            let definition = try replaced(rule.definition, groupParameters)
            for revision in try transaction.revisions(of: rule.id) {
                try transaction.rewrite(
                    revision.revision, of: rule.id, document: try replaced(revision.document, groupParameters))
            }
            guard definition != rule.definition else { continue }
            rule.definition = definition
            rule.revision += 1
            rule.updatedAt = now
            try transaction.update(rule)
            try transaction.insert(
                RuleRevision(
                    revision: rule.revision, at: now, by: by,
                    document: try RuleDocument.text(
                        rule, store: engine.configuration(transaction).store(rule.store))),
                of: rule.id)
            try transaction.audit(
                by: by, action: "rule.edit", subject: "rule \(rule.id)", detail: "group \(old.code) replaced", at: now)
        }
        try transaction.stampConfiguration()
    }

    private func replaced(_ definition: String, _ parameters: [String: ParameterType]) throws -> String {
        let document = try JSONValue(parsing: Array(definition.utf8))
        let members = (document.members ?? []).map { member -> JSONValue.Member in
            switch member.name {
            case "source_groups", "excluded_groups": .init(member.name, replaced(member.value))
            case "params":
                .init(
                    member.name,
                    .object(
                        (member.value.members ?? []).map { parameter in
                            .init(parameter.name, replaced(parameter.value, parameters[parameter.name]))
                        }))
            default: member
            }
        }
        return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
    }

    private func replaced(_ value: JSONValue, _ type: ParameterType?) -> JSONValue {
        switch type {
        case .group, .groups: replaced(value)
        case .tiers: within(value, ["group"])
        case .actions: within(value, ["grant", "revoke", "set_default"])
        case .condition: condition(value)
        default: value
        }
    }

    /// The members of those names in each element of a list.
    private func within(_ value: JSONValue, _ names: [String]) -> JSONValue {
        guard case .array(let elements) = value else { return value }
        return .array(
            elements.map { element in
                guard case .object(let members) = element else { return element }
                return .object(members.map { names.contains($0.name) ? .init($0.name, replaced($0.value)) : $0 })
            })
    }

    /// The leaves of a tree that ask about groups.
    private func condition(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let nodes): .array(nodes.map(condition))
        case .object(let members):
            .object(
                members.map { member in
                    guard member.name == "group", case .object(let leaf) = member.value else {
                        return .init(member.name, ["all", "any", "not"].contains(member.name) ? condition(member.value) : member.value)
                    }
                    return .init("group", .object(leaf.map { .init($0.name, replaced($0.value)) }))
                })
        default: value
        }
    }

    /// A code, or a list of codes without doubles.
    private func replaced(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(old.code): .string(new.code)
        case .array(let codes):
            .array(
                codes.map(replaced).reduce(into: []) { list, code in if !list.contains(code) { list.append(code) } })
        default: value
        }
    }
}
