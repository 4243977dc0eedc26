/// An exact decimal number as it was written: `mantissa × 10^-scale`. No binary fraction is ever involved.
public struct Decimal: Hashable, Sendable {
    public let mantissa: Int64
    public let scale: Int

    public init(mantissa: Int64, scale: Int) {
        self.mantissa = mantissa
        self.scale = scale
    }

    /// Reads `-?digits(.digits)?`; no exponent, no plus sign, no grouping, no blanks, no bare point.
    /// Zeros at the end of the fraction beyond 18 significant digits are dropped. Nil where the value does not fit.
    public init?(_ text: some StringProtocol) {
        var digits = Array(text.utf8)
        let negative = digits.first == UInt8(ascii: "-")
        if negative { digits.removeFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.count == 1 || !parts[1].isEmpty else { return nil }
        var fraction = parts.count == 2 ? parts[1] : []
        guard (whole + fraction).allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        while fraction.count > 4, fraction.last == 0x30 { fraction.removeLast() }
        var value: Int64 = 0
        for digit in whole + fraction {
            let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowedToo) = tenfold.addingReportingOverflow(Int64(digit - 0x30))
            guard !overflowed, !overflowedToo else { return nil }
            value = sum
        }
        self.init(mantissa: negative ? -value : value, scale: fraction.count)
    }

    /// How digits beyond the wanted decimals are met.
    public enum Excess: Sendable {
        /// They must be zero (API and CSV input).
        case refused
        /// Rounded once, half away from zero (platform adapters).
        case rounded
    }

    /// The number in units of `10^-decimals`. Nil where excess digits are refused or the value does not fit.
    public func units(decimals: Int, excess: Excess) -> Int64? {
        if scale <= decimals {
            guard decimals - scale <= 18 else { return nil }
            let (value, overflowed) = mantissa.multipliedReportingOverflow(by: Self.powerOfTen(decimals - scale))
            return overflowed ? nil : value
        }
        guard scale - decimals <= 18 else { return mantissa == 0 ? 0 : nil }
        let divisor = Self.powerOfTen(scale - decimals)
        if excess == .refused && mantissa % divisor != 0 { return nil }
        return Int64(exactly: Int128(mantissa).dividedHalfAwayFromZero(by: Int128(divisor)))
    }

    public var isPositive: Bool { mantissa > 0 }

    static func powerOfTen(_ exponent: Int) -> Int64 {
        var value: Int64 = 1
        for _ in 0..<exponent { value *= 10 }
        return value
    }
}

extension Decimal: CustomStringConvertible {
    /// The number as it was written, without zeros dropped.
    public var description: String {
        let digits = String(mantissa.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let sign = mantissa < 0 ? "-" : ""
        return scale == 0 ? sign + padded : "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }
}

extension Int128 {
    /// The quotient rounded to the nearest integer, halves away from zero. `divisor` must be positive.
    func dividedHalfAwayFromZero(by divisor: Int128) -> Int128 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        guard remainder.magnitude * 2 >= divisor.magnitude else { return quotient }
        return self < 0 ? quotient - 1 : quotient + 1
    }
}
