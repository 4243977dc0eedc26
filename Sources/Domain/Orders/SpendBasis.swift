/// Which part of an order's money counts as spend.
public enum SpendBasis: String, Sendable, CaseIterable {
    /// With tax and shipping.
    case gross
    /// Without tax.
    case net
    /// Without tax and shipping.
    case products
}

/// What one order adds to its customer's spend.
public struct Spend: Sendable, Equatable {
    public let day: CalendarDay
    public let status: ID<OrderStatus>
    /// In the store's base currency, minor units; nil while no rate is known.
    public let amount: Int64?

    public init(day: CalendarDay, status: ID<OrderStatus>, amount: Int64?) {
        self.day = day
        self.status = status
        self.amount = amount
    }
}

extension Order {
    /// The order's spend, or nil where it counts for nothing: no customer, no full report yet, a test, deleted, void.
    ///
    /// It lies on the local day of payment, for unpaid orders on that of placing. `rate` is the store's own rate for
    /// that day (units of the order's currency per base unit), used where the shop sent none.
    public func spend(in store: Store, status: OrderStatus?, rate: (CalendarDay) -> Decimal?) -> Spend? {
        guard customer != nil, let amounts, let status, !status.isVoid, !isTest, !isDeleted,
            let instant = paidAt ?? placedAt ?? version
        else { return nil }
        let day = store.zone.day(at: instant)
        let amount = conversion(amounts, to: store, rate: { rate(day) })
            .flatMap { counted(amounts, basis: store.basis, rate: $0, base: store.currency) }
        return Spend(day: day, status: status.id, amount: amount)
    }

    /// What was ordered for, with tax and shipping and before refunds, in the store's currency; nil while no rate is
    /// known.
    public func total(in store: Store, rate: () -> Decimal?) -> Int64? {
        guard let amounts, let conversion = conversion(amounts, to: store, rate: rate), conversion.isPositive else {
            return nil
        }
        return Self.converted(
            Int128(amounts.total), over: 1, rate: conversion, from: amounts.currency, to: store.currency)
    }

    private func conversion(_ amounts: OrderAmounts, to store: Store, rate: () -> Decimal?) -> Decimal? {
        guard amounts.currency != store.currency else { return Decimal(mantissa: 1, scale: 0) }
        return amounts.conversionRate ?? rate()
    }

    /// basis × (gross − refunded) ÷ gross ÷ rate, rounded once, half away from zero. Gift cards do not count.
    private func counted(_ amounts: OrderAmounts, basis: SpendBasis, rate: Decimal, base: Currency) -> Int64? {
        let giftCards = presentLines.filter(\.line.isGiftCard)
        let gross = amounts.total - giftCards.reduce(0) { $0 + $1.line.total }
        let giftTax = giftCards.reduce(0) { $0 + $1.line.tax }
        let part: Int64
        switch basis {
        case .gross: part = gross
        case .net: part = gross - (amounts.tax - giftTax)
        case .products: part = gross - (amounts.tax - giftTax) - amounts.shipping
        }
        let kept = gross - refunded
        guard gross > 0, part > 0, kept > 0, rate.isPositive else { return 0 }
        return Self.converted(
            Int128(part) * Int128(kept), over: Int128(gross), rate: rate, from: amounts.currency, to: base)
    }

    /// amount ÷ divisor ÷ 10^orderExponent ÷ (mantissa ÷ 10^scale) × 10^baseExponent, rounded once.
    private static func converted(
        _ amount: Int128, over divisor: Int128, rate: Decimal, from currency: Currency, to base: Currency
    ) -> Int64? {
        let shift = rate.scale + base.exponent - currency.exponent
        let power = Int128(Decimal.powerOfTen(min(abs(shift), 18)))
        let (up, down) = shift >= 0 ? (power, 1) : (1, power)
        let steps = [amount.multipliedReportingOverflow(by: up), divisor.multipliedReportingOverflow(by: down)]
        guard abs(shift) <= 18, !steps.contains(where: \.overflow) else { return nil }
        let (denominator, overflow) = steps[1].partialValue.multipliedReportingOverflow(by: Int128(rate.mantissa))
        guard !overflow else { return nil }
        return Int64(exactly: steps[0].partialValue.dividedHalfAwayFromZero(by: denominator))
    }
}
