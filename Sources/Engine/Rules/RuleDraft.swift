internal import Domain
internal import JSON
internal import Rules

/// A rule as sent to the API: its header read, its terms checked against the store's groups.
struct RuleDraft {
    var kind: String
    var name: String
    var isEnabled: Bool
    var priority: Int
    var seasonFrom: Timestamp?
    var seasonUntil: Timestamp?
    var activeFrom: Timestamp?
    var terms: RuleTerms

    /// - Parameter replaced: the stored rule whose place it takes; nil for a new one.
    /// - Throws: `Refusal.invalid` naming every bad field.
    init(_ document: JSONValue, store: Store, configuration: Configuration, replaced: ID<Rule>? = nil) throws {
        var reader = FieldReader(document)
        let kind = reader.text("kind", limit: 64, isRequired: true)
        let name = reader.text("name", limit: 120, isRequired: true)
        isEnabled = reader.boolean("enabled") ?? true
        priority = Int(reader.integer("priority", in: 0...1_000_000) ?? 100)
        activeFrom = reader.instant("active_from")
        if let season = reader.value("season") {
            var inner = FieldReader(season, at: "/season")
            seasonFrom = inner.dayOrInstant("from").map { $0.start(in: store.zone) }
            seasonUntil = inner.dayOrInstant("until").map { $0.end(in: store.zone) }
            if let from = seasonFrom, let until = seasonUntil, until <= from {
                inner.fail("until", "must be later than from")
            }
            inner.finish()
            reader.take(inner.errors)
        }
        var faults = reader.errors
        var terms: RuleTerms?
        do throws(RuleError) {
            terms = try RuleCatalog.terms(
                kind: kind ?? "", document: document, shop: configuration.known(store),
                alsoAllowed: RuleDocument.header)
        } catch {
            // A missing or wrongly typed kind is named once, by the header.
            faults += error.errors.filter { fault in !faults.contains { $0.pointer == fault.pointer } }
        }
        if let terms { faults += Self.sharedRungs(terms, document, store, configuration, replaced) }
        guard faults.isEmpty, let kind, let name, let terms else { throw Refusal.invalid(faults) }
        self.kind = kind
        self.name = name
        self.terms = terms
    }

    /// A group belongs to at most one ladder.
    private static func sharedRungs(
        _ terms: RuleTerms, _ document: JSONValue, _ store: Store, _ configuration: Configuration,
        _ replaced: ID<Rule>?
    ) -> [FieldError] {
        guard let ladder = terms.kind as? TiersRule else { return [] }
        let others = (configuration.rules[store.id] ?? []).filter { $0.isLadder && $0.rule.id != replaced }
        return (document["params"]?["tiers"]?.array ?? []).enumerated().compactMap { index, tier in
            guard let group = tier["group"]?.string, ladder.rung(of: group) != nil,
                let other = others.first(where: { $0.kind.targetGroups.contains(group) })
            else { return nil }
            return FieldError("/params/tiers/\(index)/group", "belongs to the ladder “\(other.rule.name)” already")
        }
    }

    /// The definition kept in the database: terms with every default filled in.
    var definition: String { String(decoding: JSONValue.object(terms.document).bytes, as: UTF8.self) }

    func rule(store: ID<Store>, now: Timestamp) -> Rule {
        Rule(
            id: ID(0), store: store, kind: kind, name: name, isEnabled: isEnabled,
            enabledSince: isEnabled ? now : nil, priority: priority, seasonFrom: seasonFrom, seasonUntil: seasonUntil,
            activeFrom: activeFrom ?? (isEnabled ? now : nil), definition: definition, revision: 1, termsFloor: 1,
            createdAt: now, updatedAt: now)
    }
}
