import Domain
import Testing

struct AmountTests {
    // MARK: Decimals

    @Test(
        "a decimal is read exactly",
        arguments: [
            ("0", 0, 0), ("-0", 0, 0), ("1", 1, 0), ("-1", -1, 0), ("007", 7, 0), ("1.50", 150, 2), ("-0.01", -1, 2),
            ("0.0001", 1, 4), ("9223372036854775807", Int64.max, 0), ("-9223372036854775807", -Int64.max, 0),
            ("92233720368547758.07", Int64.max, 2), ("0.000000000000000001", 1, 18),
        ] as [(String, Int64, Int)])
    func reading(text: String, mantissa: Int64, scale: Int) throws {
        let decimal = try #require(Decimal(text))
        #expect(decimal == Decimal(mantissa: mantissa, scale: scale))
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "-", "+1", " 1", "1 ", "1.", ".5", "-.5", "1..2", "1.2.3", "1,5", "1e3", "0x1", "NaN", "inf", "--1",
            "１", "1_0",
            "9223372036854775808", "-9223372036854775808", "99999999999999999999", "1.-5",
        ])
    func refusing(text: String) { #expect(Decimal(text) == nil) }

    @Test(
        "excess digits are refused unless zero, or rounded half away from zero",
        arguments: [
            ("1.23", 2, 123, 123), ("1.230000", 2, 123, 123), ("1.2", 2, 120, 120), ("1.234", 2, nil, 123),
            ("1.235", 2, nil, 124), ("-1.235", 2, nil, -124), ("-1.234", 2, nil, -123), ("1.2349999", 2, nil, 123),
            ("0.004", 2, nil, 0), ("0.005", 2, nil, 1), ("-0.005", 2, nil, -1), ("0.5", 0, nil, 1), ("0.49", 0, nil, 0),
            ("1200.00", 0, 1_200, 1_200), ("1.0005", 3, nil, 1_001), ("68.200000", 2, 6_820, 6_820),
            ("92233720368547758.07", 2, Int64.max, Int64.max), ("92233720368547758.07", 3, nil, nil),
            ("9223372036854775807", 2, nil, nil),
        ] as [(String, Int, Int64?, Int64?)])
    func units(text: String, decimals: Int, refused: Int64?, rounded: Int64?) throws {
        let decimal = try #require(Decimal(text))
        #expect(decimal.units(decimals: decimals, excess: .refused) == refused)
        #expect(decimal.units(decimals: decimals, excess: .rounded) == rounded)
    }

    @Test(
        "a decimal is written in full",
        arguments: [
            (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (123, 2, "1.23"), (1_200, 0, "1200"), (-1, 3, "-0.001"),
            (Int64.min, 2, "-92233720368547758.08"),
        ] as [(Int64, Int, String)])
    func writing(mantissa: Int64, scale: Int, text: String) {
        #expect(Decimal(mantissa: mantissa, scale: scale).description == text)
    }

    // MARK: Money

    @Test(
        "money is kept in the minor units of its currency",
        arguments: [
            ("EUR", "19.99", 1_999, "19.99 EUR"), ("EUR", "-0.50", -50, "-0.50 EUR"),
            ("JPY", "1200", 1_200, "1200 JPY"),
            ("KWD", "1.5", 1_500, "1.500 KWD"), ("CLF", "1.0001", 10_001, "1.0001 CLF"), ("EUR", "5", 500, "5.00 EUR"),
        ] as [(String, String, Int64, String)])
    func money(code: String, text: String, units: Int64, written: String) throws {
        let currency = try #require(Currency(code))
        let money = try #require(Money(text, currency))
        #expect(money.minorUnits == units)
        #expect(money.description == written)
    }

    @Test("money that is finer than its currency is refused, or rounded where asked")
    func fineMoney() throws {
        let (euro, yen) = (try #require(Currency("EUR")), try #require(Currency("JPY")))
        #expect(Money("1.005", euro) == nil)
        #expect(Money("1.005", euro, excess: .rounded)?.minorUnits == 101)
        #expect(Money("1.5", yen) == nil)
        #expect(Money("1.0", yen)?.minorUnits == 1)
        #expect(Money("92233720368547758.08", euro) == nil)
        #expect(Money("92233720368547758.07", euro)?.minorUnits == .max)
    }

    @Test(
        "only active codes of ISO 4217 in capitals are currencies",
        arguments: [
            ("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("PLN", 2), ("XCG", 2), ("ZWG", 2), ("HRK", 2),
            ("eur", nil), ("EU", nil), ("EURO", nil),
            ("XXX", nil),
            ("DEM", nil), ("", nil), ("EU ", nil),
        ] as [(String, Int?)])
    func currencies(code: String, exponent: Int?) { #expect(Currency(code)?.exponent == exponent) }
}
