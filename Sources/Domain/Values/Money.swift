/// An amount in whole minor units of a currency (cents, pence, yen).
public struct Money: Hashable, Sendable, CustomStringConvertible {
    public let minorUnits: Int64
    public let currency: Currency

    public init(minorUnits: Int64, currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// Reads a decimal amount in major units; nil for a malformed, too large or (with `.refused`) too fine one.
    public init?(_ text: some StringProtocol, _ currency: Currency, excess: Decimal.Excess = .refused) {
        guard let units = Decimal(text)?.units(decimals: currency.exponent, excess: excess) else { return nil }
        self.init(minorUnits: units, currency: currency)
    }

    /// The amount in major units with the currency's own number of decimals: `19.99`, `-0.50`, `1200` (JPY).
    public var amount: String { Decimal(mantissa: minorUnits, scale: currency.exponent).description }

    public var description: String { "\(amount) \(currency)" }
}
