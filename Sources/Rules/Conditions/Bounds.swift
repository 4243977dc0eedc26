internal import Domain
internal import JSON

/// `at_least`, `at_most` or both, each itself included.
struct Bounds<Value: Comparable & Sendable>: Sendable, Equatable {
    var least: Value?
    var most: Value?

    func contains(_ value: Value) -> Bool {
        (least.map { $0 <= value } ?? true) && (most.map { value <= $0 } ?? true)
    }

    /// Names what is wrong with the two sides together.
    fileprivate func check(_ reader: inout FieldReader, at pointer: String) {
        guard reader.errors.isEmpty else { return }
        guard least != nil || most != nil else {
            return reader.take([FieldError(pointer, "give at_least, at_most or both")])
        }
        if let least, let most, least > most { reader.fail("at_most", "must not be less than at_least") }
    }

    /// `code` with `.least`, `.most` or `.between` behind it.
    func words(_ code: String, _ facts: [Sentence.Fact] = [], fact: (Value) -> Sentence.Value) -> Sentence {
        let form = least == nil ? "most" : most == nil ? "least" : "between"
        let sides = [least.map { Sentence.Fact("least", fact($0)) }, most.map { Sentence.Fact("most", fact($0)) }]
        return Sentence("\(code).\(form)", facts + sides.compactMap { $0 })
    }

    /// The given sides.
    fileprivate func members(_ value: (Value) -> JSONValue) -> [JSONValue.Member] {
        [least.map { .init("at_least", value($0)) }, most.map { .init("at_most", value($0)) }].compactMap { $0 }
    }
}

extension Bounds where Value == Int {
    init(reading reader: inout FieldReader, at pointer: String, in range: ClosedRange<Int64>) {
        least = reader.integer("at_least", in: range).map { Int($0) }
        most = reader.integer("at_most", in: range).map { Int($0) }
        check(&reader, at: pointer)
    }

    var members: [JSONValue.Member] { members { .integer($0) } }

    func words(_ code: String, _ facts: [Sentence.Fact] = []) -> Sentence {
        words(code, facts) { .number(Int64($0)) }
    }
}

/// Bounds of an amount in one currency.
struct MoneyBounds: Sendable, Equatable {
    /// Minor units.
    let bounds: Bounds<Int64>
    let currency: Currency?

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        let least = reader.money("at_least", currency: shop.currency)
        let most = reader.money("at_most", currency: shop.currency)
        bounds = Bounds(least: least?.minorUnits, most: most?.minorUnits)
        currency = least?.currency ?? most?.currency
        if let least, let most, least.currency != most.currency {
            reader.fail("at_most", "must be in the currency of at_least")
        }
        bounds.check(&reader, at: pointer)
    }

    /// - Parameter amount: minor units of the store's currency; nil, where it is not known, is within no bounds.
    func contains(_ amount: Int64?, in shop: ShopFacts) -> Bool {
        guard let amount, currency == shop.currency else { return false }
        return bounds.contains(amount)
    }

    var members: [JSONValue.Member] {
        bounds.members { amount in
            guard let money = money(amount) else { return .null }
            return ["amount": .string(money.amount), "currency": .string(money.currency.code)]
        }
    }

    func words(_ code: String, _ facts: [Sentence.Fact] = []) -> Sentence {
        bounds.words(code, facts) { amount in money(amount).map { .money($0) } ?? .number(amount) }
    }

    private func money(_ amount: Int64) -> Money? { currency.map { Money(minorUnits: amount, currency: $0) } }
}
