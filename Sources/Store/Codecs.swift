public import Domain
internal import JSON

/// Sentences and effects as they stand in TEXT columns: JSON.
enum Codec {
    static func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func value(_ text: String, _ column: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: Array(text.utf8))
        } catch {
            throw DatabaseProblem.corrupt(column)
        }
    }

    static func encode<Entity>(_ ids: [ID<Entity>]) -> String {
        text { writer in writer.array(ids) { writer, id in writer.value(id.rawValue) } }
    }

    static func groups(_ text: String, _ column: String) throws -> [ID<Group>] {
        try (value(text, column).array ?? []).compactMap { $0.integer.map(ID.init(rawValue:)) }
    }
}

extension JSONValue {
    var text: String { String(decoding: bytes, as: UTF8.self) }

    fileprivate static func optional(_ instant: Timestamp?) -> JSONValue {
        instant.map { .integer($0.milliseconds) } ?? .null
    }

    fileprivate var instant: Timestamp? { integer.map(Timestamp.init(milliseconds:)) }
}

extension Sentence {
    /// `["code", {"fact": {"t": "text"}, …}]`. Sentences within are a list of the same: `{"fact": [["code", {…}], …]}`.
    public var encoded: String { Codec.text { write(to: &$0) } }

    private func write(to writer: inout JSONWriter) {
        writer.array { writer in
            writer.value(code)
            writer.object { writer in
                for fact in facts { writer.field(fact.name) { Self.write(fact.value, to: &$0) } }
            }
        }
    }

    private static func write(_ value: Value, to writer: inout JSONWriter) {
        guard case .sentences(let inner) = value else { return writer.object { write(value, &$0) } }
        writer.array(inner) { $1.write(to: &$0) }
    }

    private static func write(_ value: Value, _ writer: inout JSONWriter) {
        switch value {
        case .text(let text): writer.field("t", text)
        case .texts(let texts): writer.field("l") { writer in writer.array(texts) { $0.value($1) } }
        case .number(let number): writer.field("n", number)
        case .day(let day): writer.field("d", Int64(day.rawValue))
        case .money(let money):
            writer.field("m", money.minorUnits)
            writer.field("c", money.currency.code)
        case .groups(let codes): writer.field("g") { writer in writer.array(codes) { $0.value($1) } }
        case .sentences: break
        }
    }

    /// - Parameter column: named where the text is malformed.
    public init(encoded: String, _ column: String) throws {
        try self.init(Codec.value(encoded, column), column)
    }

    private init(_ value: JSONValue, _ column: String) throws {
        guard let code = value[0]?.string, let members = value[1]?.members else {
            throw DatabaseProblem.corrupt(column)
        }
        self.init(code, try members.map { Fact($0.name, try Self.fact($0.value, column)) })
    }

    private static func fact(_ value: JSONValue, _ column: String) throws -> Value {
        if let inner = value.array { return .sentences(try inner.map { try Sentence($0, column) }) }
        if let text = value["t"]?.string { return .text(text) }
        if let number = value["n"]?.integer { return .number(number) }
        if let day = value["d"]?.integer.flatMap({ CalendarDay(rawValue: Int32(clamping: $0)) }) { return .day(day) }
        if let units = value["m"]?.integer, let currency = value["c"]?.string.flatMap({ Currency($0) }) {
            return .money(Money(minorUnits: units, currency: currency))
        }
        if let texts = value["l"]?.array { return .texts(texts.compactMap(\.string)) }
        if let codes = value["g"]?.array { return .groups(codes.compactMap(\.string)) }
        throw DatabaseProblem.corrupt(column)
    }
}

extension Change.Effect {
    var encoded: JSONValue {
        switch self {
        case .grant(let id, let before, let after):
            ["grant": .integer(id.rawValue), "before": before?.encoded ?? .null, "after": after.encoded]
        case .block(let group, let before, let after):
            ["block": .integer(group.rawValue), "before": before?.encoded ?? .null, "after": after?.encoded ?? .null]
        case .chosenDefault(let before, let after):
            [
                "chosen_default": true, "before": before.map { .integer($0.rawValue) } ?? .null,
                "after": after.map { .integer($0.rawValue) } ?? .null,
            ]
        case .entitlement(let rule, let order, let before, let after):
            [
                "rule": .integer(rule.rawValue), "order": .integer(order.rawValue),
                "before": before.map { .string($0.rawValue) } ?? .null, "after": .string(after.rawValue),
            ]
        case .decision(let rule, let kind, let key, let before, let after):
            [
                "decided_by": .integer(rule.rawValue), "kind": .string(kind.rawValue), "key": .string(key),
                "before": .optional(before), "after": .optional(after),
            ]
        }
    }

    init(_ value: JSONValue, _ column: String) throws {
        let (before, after) = (value["before"] ?? .null, value["after"] ?? .null)
        if let id = value["grant"]?.integer, let state = Change.GrantState(after) {
            self = .grant(ID(rawValue: id), before: Change.GrantState(before), after: state)
        } else if let group = value["block"]?.integer {
            self = .block(
                ID(rawValue: group), before: Change.BlockState(before), after: Change.BlockState(after))
        } else if value["chosen_default"] != nil {
            self = .chosenDefault(
                before: before.integer.map { ID(rawValue: $0) }, after: after.integer.map { ID(rawValue: $0) })
        } else if let rule = value["rule"]?.integer, let order = value["order"]?.integer,
            let state = after.string.flatMap(EntitlementState.init(rawValue:))
        {
            let earlier = before.string.flatMap(EntitlementState.init(rawValue:))
            self = .entitlement(ID(rawValue: rule), ID(rawValue: order), before: earlier, after: state)
        } else if let rule = value["decided_by"]?.integer, let key = value["key"]?.string,
            let kind = value["kind"]?.string.flatMap(Decision.Kind.init(rawValue:))
        {
            self = .decision(ID(rawValue: rule), kind, key: key, before: before.instant, after: after.instant)
        } else {
            throw DatabaseProblem.corrupt(column)
        }
    }
}

extension Change.GrantState {
    fileprivate var encoded: JSONValue {
        [
            "from": .integer(from.milliseconds), "until": .optional(until), "default": .bool(claimsDefault),
            "pinned": .bool(isPinned), "ended": .optional(endedAt),
        ]
    }

    fileprivate init?(_ value: JSONValue) {
        guard let from = value["from"]?.instant, let claims = value["default"]?.bool,
            let pinned = value["pinned"]?.bool
        else { return nil }
        self.init(
            from: from, until: value["until"]?.instant, claimsDefault: claims, isPinned: pinned,
            endedAt: value["ended"]?.instant)
    }
}

extension Change.BlockState {
    fileprivate var encoded: JSONValue { ["until": .optional(until)] }

    fileprivate init?(_ value: JSONValue) {
        guard value.members != nil else { return nil }
        self.init(until: value["until"]?.instant)
    }
}
