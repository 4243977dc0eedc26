public import Domain
public import JSON
internal import Rules
internal import Store

/// A rule as people see it: its document, its words, and what it has done.
public struct RuleView: Sendable {
    public let rule: Rule
    public let storeKey: String
    private let zone: Zone
    /// The common parameters and `params`, every default filled in.
    public let terms: [JSONValue.Member]
    public let summary: String
    /// When it last changed anything, and what, in words.
    public let lastEffect: (at: Timestamp, text: String)?
    /// Customers who hold a group by it.
    public let members: Int

    /// The rule as on the wire, without what the server adds.
    public var document: JSONValue {
        .object(
            [
                .init("kind", .string(rule.kind)), .init("name", .string(rule.name)),
                .init("store", .string(storeKey)), .init("enabled", .bool(rule.isEnabled)),
                .init("priority", .integer(rule.priority)),
                .init(
                    "season",
                    ["from": season(rule.seasonFrom, isLast: false), "until": season(rule.seasonUntil, isLast: true)]),
                .init("active_from", Self.instant(rule.activeFrom)),
            ] + terms)
    }

    /// A day where the side lies on a local midnight, as people give it; else the exact instant.
    private func season(_ instant: Timestamp?, isLast: Bool) -> JSONValue {
        guard let instant else { return .null }
        let day = zone.day(at: isLast ? instant.adding(milliseconds: -1) : instant)
        let isWhole = (isLast ? zone.end(of: day) : zone.start(of: day)) == instant
        return .string(isWhole ? day.description : instant.description)
    }

    private static func instant(_ instant: Timestamp?) -> JSONValue {
        instant.map { .string($0.description) } ?? .null
    }

    init(_ compiled: CompiledRule, configuration: Configuration, members: Int, last: Change?) throws {
        rule = compiled.rule
        let store = try configuration.store(compiled.rule.store)
        storeKey = store.key
        zone = store.zone
        terms = compiled.terms.document
        summary = Sentences.english.render(
            compiled.terms.summary, groupName: configuration.groupName(compiled.rule.store))
        self.members = members
        lastEffect = last.map { ($0.at, configuration.words($0.reason, store: $0.store)) }
    }
}
