/// An exact decimal number as it was written: `mantissa × 10^-scale`. No binary fraction is ever involved.
public struct Decimal: Hashable, Sendable {
    public let mantissa: Int64
    public let scale: Int

    public init(mantissa: Int64, scale: Int) {
        self.mantissa = mantissa
        self.scale = scale
    }

    /// Reads `-?digits(.digits)?`; no exponent, no plus sign, no grouping, no blanks, no bare point.
    /// Zeros at the end of the fraction beyond its fourth digit are dropped. Nil where the value does not fit.
    public init?(_ text: some StringProtocol) { self.init(utf8: String(text).utf8) }

    /// One pass without allocation: every amount of every order comes through here.
    private init?(utf8 text: String.UTF8View) {
        let isNegative = text.first == UInt8(ascii: "-")
        var value: Int64 = 0
        var wholeDigits = 0
        // Digits of the fraction taken so far, and zeros seen after them that count only if another digit follows.
        var scale: Int?
        var zeros = 0
        for byte in isNegative ? text.dropFirst() : text[...] {
            if byte == UInt8(ascii: "."), scale == nil, wholeDigits > 0 {
                scale = 0
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            guard let taken = scale else {
                guard Self.append(byte, to: &value) else { return nil }
                wholeDigits += 1
                continue
            }
            if byte == 0x30, taken >= 4 {
                zeros += 1
                continue
            }
            for _ in 0..<zeros { guard Self.append(0x30, to: &value) else { return nil } }
            guard Self.append(byte, to: &value) else { return nil }
            scale = taken + zeros + 1
            zeros = 0
        }
        guard wholeDigits > 0, scale != 0 else { return nil }
        self.init(mantissa: isNegative ? -value : value, scale: scale ?? 0)
    }

    private static func append(_ digit: UInt8, to value: inout Int64) -> Bool {
        let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflowedToo) = tenfold.addingReportingOverflow(Int64(digit - 0x30))
        value = sum
        return !overflowed && !overflowedToo
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
    /// The number in full, with `scale` decimals.
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
