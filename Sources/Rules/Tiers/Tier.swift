public import Domain
internal import JSON

/// One rung of a ladder as merchants declare it.
public struct Tier: Sendable, Equatable {
    public var name: String
    /// The spend that leads to it; 0 for everyone.
    public var required: Money
    /// The group's code.
    public var group: String
    /// A spend below `required` that is enough to stay; nil for none.
    public var retain: Money?
    /// What members get, in the merchant's words.
    public var benefits: String?
    public var voucher: Voucher?

    /// Given once to each customer who reaches the rung.
    public struct Voucher: Sendable, Equatable {
        public var value: Reward.Value
        /// 1 … 3,650.
        public var daysValid: Int
    }

    var rung: Ladder.Rung { .init(required: required.minorUnits, retain: retain?.minorUnits) }

    var reward: Reward? { voucher.map { Reward(rung: group, value: $0.value, daysValid: $0.daysValid) } }
}

// MARK: - On the wire

extension Tier {
    static let most = 50

    /// Reads a whole ladder, sorted by what its rungs require.
    static func list(_ reader: inout FieldReader, _ shop: KnownShop) -> [Tier] {
        guard let value = reader.required("tiers") else { return [] }
        guard let array = value.array, (1...most).contains(array.count) else {
            reader.fail("tiers", "must list 1 to \(most) tiers")
            return []
        }
        var errors: [FieldError] = []
        var tiers: [Tier] = []
        var currency = shop.currency
        for (index, element) in array.enumerated() {
            let pointer = "/params/tiers/\(index)"
            guard let tier = Tier(element, at: pointer, shop.groups, &currency, &errors) else { continue }
            if tiers.contains(where: { $0.required == tier.required }) {
                errors.append(FieldError("\(pointer)/required", "is the same as that of another tier"))
            }
            if tiers.contains(where: { $0.group == tier.group }) {
                errors.append(FieldError("\(pointer)/group", "is the group of another tier"))
            }
            tiers.append(tier)
        }
        reader.take(errors)
        return tiers.sorted { $0.required.minorUnits < $1.required.minorUnits }
    }

    /// - Parameter currency: that of the ladder; set by its first amount where the store's is not known.
    private init?(
        _ value: JSONValue, at pointer: String, _ groups: Set<String>?, _ currency: inout Currency?,
        _ errors: inout [FieldError]
    ) {
        var reader = FieldReader(value, at: pointer)
        defer { errors += reader.errors }
        guard value.members != nil else { return nil }
        let name = reader.text("name", isRequired: true)
        let required = reader.required("required") == nil ? nil : reader.money("required", currency: currency)
        currency = currency ?? required?.currency
        let group = reader.required("group") == nil ? nil : reader.group("group", known: groups)
        let retain = reader.money("retain", currency: currency)
        if let required, let retain, retain.minorUnits >= required.minorUnits {
            reader.fail("retain", "must be less than what the tier requires")
        }
        let benefits = reader.text("benefits", limit: 500)
        let voucher = reader.value("reward").flatMap {
            Voucher($0, at: "\(pointer)/reward", currency, &reader)
        }
        reader.finish()
        guard let name, let required, let group else { return nil }
        self.init(
            name: name, required: required, group: group, retain: retain, benefits: benefits, voucher: voucher)
    }

    /// As on the wire.
    var value: JSONValue {
        .object([
            .init("name", .string(name)), .init("required", required.wire), .init("group", .string(group)),
            .init("retain", retain?.wire ?? .null), .init("benefits", benefits.map(JSONValue.string) ?? .null),
            .init("reward", voucher.map { ["voucher": $0.value(onWire: ())] } ?? .null),
        ])
    }
}

extension Tier.Voucher {
    fileprivate init?(_ value: JSONValue, at pointer: String, _ currency: Currency?, _ outer: inout FieldReader) {
        var reward = FieldReader(value, at: pointer)
        defer { outer.take(reward.errors) }
        guard value.members != nil else { return nil }
        let inside = reward.required("voucher")
        reward.finish()
        guard let inside else { return nil }
        var reader = FieldReader(inside, at: "\(pointer)/voucher")
        defer { reward.take(reader.errors) }
        guard inside.members != nil else { return nil }
        let percent = reader.integer("percent", in: 1...100)
        let amount = reader.money("amount", currency: currency)
        if amount?.minorUnits == 0 { reader.fail("amount", "must be more than 0") }
        let days = reader.required("days_valid") == nil ? nil : reader.integer("days_valid", in: 1...3_650)
        if reader.errors.isEmpty, (percent == nil) == (amount == nil) {
            reader.fail("percent", "give either a percentage or an amount")
        }
        reader.finish()
        guard reader.errors.isEmpty, let days else { return nil }
        guard let found = percent.map({ Reward.Value.percent(Int($0)) }) ?? amount.map(Reward.Value.amount) else {
            return nil
        }
        self.init(value: found, daysValid: Int(days))
    }

    fileprivate func value(onWire: Void) -> JSONValue {
        switch value {
        case .percent(let percent): ["percent": .integer(percent), "days_valid": .integer(daysValid)]
        case .amount(let money): ["amount": money.wire, "days_valid": .integer(daysValid)]
        }
    }
}

extension Money {
    fileprivate var wire: JSONValue { ["amount": .string(amount), "currency": .string(currency.code)] }
}
