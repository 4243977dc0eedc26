public import Domain
public import JSON
public import Rules
internal import Store

/// What a rule would do: who would join, leave or be reminded, and why.
public struct RulePreview: Sendable {
    public var summary: String
    /// What is wrong with the rule; where there is anything, nothing was counted.
    public var errors: [FieldError]
    public var at: Timestamp
    public var since: Timestamp
    public var customersInStore: Int
    public var candidates = 0
    public var outcomes: [Outcome: Int] = [:]
    public var items: [Item] = []
    public var isTruncated = false
    /// Whether a run would stop before doing it, since it moves too many.
    public var exceedsShare = false
    /// Rules that would send customers back and forth with this one, and how.
    public var fights: [(rule: Rule, sentence: String)] = []

    public enum Outcome: String, Sendable, CaseIterable {
        case move, join, leave, remind, stay, withheld
    }

    /// One customer whom the rule concerns.
    public struct Item: Sendable {
        public var customer: Customer
        public var outcome: Outcome
        /// Codes.
        public var groups: [String]
        public var until: Timestamp?
        public var sentence: String
    }
}

extension Engine {
    /// Evaluates a saved or unsaved rule without writing anything.
    ///
    /// A purchase rule is applied to the orders paid since `since` as if it had been there: by default since its
    /// `active_from`, or for a year.
    ///
    /// - Parameters:
    ///   - document: a whole rule; a half-filled one gives a preview with errors and no counts.
    ///   - id: a saved rule instead.
    ///   - limit: how many of those to list for whom anything would change; nil for everyone whom the rule concerns.
    public func previewRule(
        document: JSONValue?, id: ID<Rule>?, store key: String?, at: Timestamp?, since: Timestamp?, limit: Int?
    ) async throws -> RulePreview {
        let now = at ?? clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let saved = try id.map { id in
                guard let saved = configuration.rule(id) else { throw Refusal.notFound("rule \(id)") }
                return saved
            }
            let store =
                try saved.map { try configuration.store($0.rule.store) }
                ?? configuration.store(keyOrOnly: key ?? document?["store"]?.string, at: "/store")
            var preview = RulePreview(
                summary: "", errors: [], at: now, since: since ?? now,
                customersInStore: try snapshot.customerCount(store: store.id))
            do {
                let compiled = try Self.compile(document, saved, store, configuration, now)
                preview.since =
                    since ?? (id == nil ? nil : compiled.rule.activeFrom)
                    ?? now.adding(seconds: -365 * 86_400)
                preview.summary = configuration.words(compiled.terms.summary, store: store.id)
                preview.fights = Fights(of: compiled, configuration).found
                let previewing = Previewing(
                    compiled: compiled, store: store, snapshot: snapshot, configuration: configuration, at: now)
                try previewing.fill(&preview, limit: limit)
            } catch Refusal.invalid(let errors) {
                preview.errors = errors
            }
            return preview
        }
    }

    private static func compile(
        _ document: JSONValue?, _ saved: CompiledRule?, _ store: Store, _ configuration: Configuration,
        _ now: Timestamp
    ) throws -> CompiledRule {
        guard let document else {
            guard let saved else { throw Refusal.invalid("/rule", "is required where no id is given") }
            return saved
        }
        let draft = try RuleDraft(document, store: store, configuration: configuration, replaced: saved?.rule.id)
        var rule = draft.rule(store: store.id, now: now)
        if let saved { rule.id = saved.rule.id }
        return CompiledRule(unsaved: rule, terms: draft.terms)
    }
}
