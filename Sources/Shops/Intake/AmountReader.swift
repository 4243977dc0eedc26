internal import Domain

/// Turns the decimals of one payload into minor units of its currency, once, and names those that cannot be.
struct AmountReader {
    let currency: Currency
    private let exponent: Int
    private(set) var problems: [DecodeError.Problem] = []

    init(currency: Currency) {
        self.currency = currency
        exponent = currency.exponent
    }

    /// Minor units, rounded half away from zero; 0 for nil. Below zero only where `canBeNegative`.
    mutating func units(_ amount: Decimal?, _ pointer: @autoclosure () -> String, canBeNegative: Bool = false) -> Int64
    {
        guard let amount else { return 0 }
        guard amount.mantissa >= 0 || canBeNegative else {
            problems.append(.init(pointer(), "must not be negative"))
            return 0
        }
        guard let units = amount.units(decimals: exponent, excess: .rounded), abs(units) <= Self.largest else {
            problems.append(.init(pointer(), "is too large"))
            return 0
        }
        return units
    }

    /// Minor units of a sum, which is rounded once and not part by part.
    mutating func units(sum parts: [Decimal?], _ pointer: @autoclosure () -> String, canBeNegative: Bool = false)
        -> Int64
    {
        var sum = Decimal(mantissa: 0, scale: 0)
        for part in parts {
            guard let part else { continue }
            guard let next = sum.adding(part) else {
                problems.append(.init(pointer(), "is too large"))
                return 0
            }
            sum = next
        }
        return units(sum, pointer(), canBeNegative: canBeNegative)
    }

    mutating func note(_ pointer: String, _ reason: String) { problems.append(.init(pointer, reason)) }

    /// 10^15 minor units: no order of any shop, and 9,000 of them still add up in 64 bits.
    private static let largest: Int64 = 1_000_000_000_000_000
}

extension Decimal {
    /// The exact sum; nil where it does not fit.
    func adding(_ other: Decimal) -> Decimal? {
        let scale = max(self.scale, other.scale)
        guard let left = units(decimals: scale, excess: .refused),
            let right = other.units(decimals: scale, excess: .refused)
        else { return nil }
        let (sum, overflowed) = left.addingReportingOverflow(right)
        return overflowed ? nil : Decimal(mantissa: sum, scale: scale)
    }

    /// The exact product; nil where it does not fit.
    func multiplied(by count: Int64) -> Decimal? {
        let (product, overflowed) = mantissa.multipliedReportingOverflow(by: count)
        return overflowed ? nil : Decimal(mantissa: product, scale: scale)
    }

    /// Whether both are the same number, however many zeros they were written with.
    func isEqual(to other: Decimal) -> Bool { adding(other.negated)?.mantissa == 0 }

    var negated: Decimal { Decimal(mantissa: -mantissa, scale: scale) }
}
