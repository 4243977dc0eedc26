public import Domain
public import JSON
internal import Rules
internal import Store

/// A rule as people see it: its document, its words, and what it has done.
public struct RuleView: Sendable {
    public let rule: Rule
    public let storeKey: String
    public let summary: String
    /// When it last changed anything, and what, in words.
    public let lastEffect: (at: Timestamp, text: String)?
    /// Customers who hold a group by it.
    public let members: Int

    /// The rule as on the wire, without what the server adds.
    public let document: JSONValue

    init(_ compiled: CompiledRule, configuration: Configuration, members: Int, last: Change?) throws {
        rule = compiled.rule
        let store = try configuration.store(compiled.rule.store)
        storeKey = store.key
        document = RuleDocument.value(compiled.rule, terms: compiled.terms.document, store: store)
        summary = configuration.words(compiled.terms.summary, store: compiled.rule.store)
        self.members = members
        lastEffect = last.map { ($0.at, configuration.words($0.reason, store: $0.store)) }
    }
}
