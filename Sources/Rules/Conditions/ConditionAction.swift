internal import JSON

/// What a conditions rule does where its conditions hold.
enum ConditionAction: Sendable, Equatable {
    case grant(String, setsDefault: Bool, validity: Validity)
    /// Ends all grants there but purchases in term and pinned ones.
    case revoke(String)
    /// A group that the customer holds, by whatever reason, becomes the default.
    case setDefault(String)

    static let most = 10

    /// All of them, with what is wrong with each and between them.
    static func list(_ reader: inout FieldReader, at pointer: String, known: Set<String>?) -> [ConditionAction] {
        guard let value = reader.required("actions") else { return [] }
        guard let array = value.array, (1...most).contains(array.count) else {
            reader.fail("actions", "must list 1 to \(most) actions")
            return []
        }
        var errors: [FieldError] = []
        let actions = array.enumerated().map { index, element in
            ConditionAction(reading: element, at: "\(pointer)/\(index)", known: known, errors: &errors)
        }
        for (index, action) in actions.enumerated() {
            guard let fault = action?.clash(with: actions[..<index].compactMap { $0 }) else { continue }
            errors.append(FieldError("\(pointer)/\(index)", fault))
        }
        reader.take(errors)
        return actions.compactMap { $0 }
    }

    private init?(reading value: JSONValue, at pointer: String, known: Set<String>?, errors: inout [FieldError]) {
        let names = (value.members ?? []).map(\.name)
        let isGrant = names.contains("grant")
        let verbs = ["grant", "revoke"].filter(names.contains)
        // Beside a grant, `set_default` says whether the group granted becomes the default.
        guard let verb = verbs.first ?? (names.contains("set_default") ? "set_default" : nil), verbs.count < 2 else {
            errors.append(FieldError(pointer, "must be exactly one of grant, revoke, set_default"))
            return nil
        }
        var reader = FieldReader(value, at: pointer)
        let group = reader.required(verb) == nil ? nil : reader.group(verb, known: known)
        var faults: [FieldError] = []
        let setsDefault = isGrant ? reader.boolean("set_default") ?? false : false
        let validity =
            (isGrant ? reader.value("validity") : nil)
            .flatMap { Validity(reading: $0, at: "\(pointer)/validity", errors: &faults) } ?? .unlimited
        reader.take(faults)
        reader.finish()
        errors += reader.errors
        guard let group, reader.errors.isEmpty else { return nil }
        switch verb {
        case "grant": self = .grant(group, setsDefault: setsDefault, validity: validity)
        case "revoke": self = .revoke(group)
        default: self = .setDefault(group)
        }
    }

    /// What forbids this action after `others`; nil for nothing.
    private func clash(with others: [ConditionAction]) -> String? {
        if newDefault != nil, others.contains(where: { $0.newDefault != nil }) {
            return "only one group can become the default"
        }
        for other in others where other.group == group {
            switch (self, other) {
            case (.grant, .revoke), (.revoke, .grant): return "the rule both grants and revokes '\(group)'"
            case (.setDefault, .revoke), (.revoke, .setDefault): return "the rule revokes its default '\(group)'"
            case (.grant, .grant), (.revoke, .revoke): return "'\(group)' is named twice"
            default: continue
            }
        }
        return nil
    }

    var group: String {
        switch self {
        case .grant(let group, _, _), .revoke(let group), .setDefault(let group): group
        }
    }

    var granted: String? { if case .grant(let group, _, _) = self { group } else { nil } }

    var revoked: String? { if case .revoke(let group) = self { group } else { nil } }

    /// The group that it makes the default.
    private var newDefault: String? {
        switch self {
        case .grant(let group, true, _), .setDefault(let group): group
        default: nil
        }
    }

    /// As on the wire.
    var value: JSONValue {
        switch self {
        case .grant(let group, let setsDefault, let validity):
            ["grant": .string(group), "set_default": .bool(setsDefault), "validity": validity.value]
        case .revoke(let group): ["revoke": .string(group)]
        case .setDefault(let group): ["set_default": .string(group)]
        }
    }
}
