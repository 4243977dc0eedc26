internal import Domain
internal import JSON

/// A rule as on the wire: what all kinds have in common, then its terms with every default filled in.
enum RuleDocument {
    static let header = ["kind", "name", "store", "enabled", "priority", "season", "active_from"]

    static func value(_ rule: Rule, terms: [JSONValue.Member], store: Store) -> JSONValue {
        .object(
            [
                .init("kind", .string(rule.kind)), .init("name", .string(rule.name)),
                .init("store", .string(store.key)), .init("enabled", .bool(rule.isEnabled)),
                .init("priority", .integer(rule.priority)),
                .init(
                    "season",
                    [
                        "from": season(rule.seasonFrom, store.zone, isLast: false),
                        "until": season(rule.seasonUntil, store.zone, isLast: true),
                    ]),
                .init("active_from", rule.activeFrom.map { .string($0.description) } ?? .null),
            ] + terms)
    }

    /// The text kept with each revision.
    static func text(_ rule: Rule, store: Store) throws -> String {
        let terms = try JSONValue(parsing: Array(rule.definition.utf8)).members ?? []
        return String(decoding: value(rule, terms: terms, store: store).bytes, as: UTF8.self)
    }

    /// A day where the side lies on a local midnight, as people give it; else the exact instant.
    private static func season(_ instant: Timestamp?, _ zone: Zone, isLast: Bool) -> JSONValue {
        guard let instant else { return .null }
        let day = zone.day(at: isLast ? instant.adding(milliseconds: -1) : instant)
        let isWhole = (isLast ? zone.end(of: day) : zone.start(of: day)) == instant
        return .string(isWhole ? day.description : instant.description)
    }
}
