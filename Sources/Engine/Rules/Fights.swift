internal import Domain
internal import Rules

/// Pairs of rules that would send customers back and forth: each takes them from a group that the other puts them in.
/// No rule does so without a newer fact, but a merchant hardly wants both.
struct Fights {
    private(set) var found: [(rule: Rule, sentence: String)] = []

    init(of compiled: CompiledRule, _ configuration: Configuration) {
        for other in configuration.rules[compiled.rule.store] ?? [] where other.rule.id != compiled.rule.id {
            guard other.rule.isEnabled, let sentence = Self.sentence(compiled, other) else { continue }
            found.append((other.rule, configuration.words(sentence, store: compiled.rule.store)))
        }
    }

    /// How two rules fight; nil where they do not.
    static func sentence(_ one: CompiledRule, _ other: CompiledRule) -> Sentence? {
        guard let groups = groups(one, other) else { return nil }
        return Sentence(
            "finding.rules_fight",
            [
                .init("rule", .text(one.rule.name)), .init("other", .text(other.rule.name)),
                .init("groups", .groups(groups)),
            ])
    }

    /// The groups that each takes from and gives; nil where they do not meet in both directions.
    private static func groups(_ one: CompiledRule, _ other: CompiledRule) -> [String]? {
        let there = Set(takes(one)).intersection(other.kind.targetGroups)
        let back = Set(takes(other)).intersection(one.kind.targetGroups)
        guard !there.isEmpty, !back.isEmpty else { return nil }
        return there.union(back).sorted()
    }

    private static func takes(_ compiled: CompiledRule) -> [String] {
        (compiled.movesOnRuns ? compiled.terms.common.sourceGroups : []) + compiled.kind.groupsEmptied
    }
}
