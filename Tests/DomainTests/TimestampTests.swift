import Domain
import Testing

struct TimestampTests {
    @Test(
        "RFC 3339 times are read to the millisecond",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("2026-11-22T10:15:30Z", 1_795_342_530_000),
            ("2026-11-22t10:15:30z", 1_795_342_530_000), ("2026-11-22 10:15:30Z", 1_795_342_530_000),
            ("2026-11-22T11:15:30+01:00", 1_795_342_530_000), ("2026-11-22T04:45:30-05:30", 1_795_342_530_000),
            ("2026-11-22T10:15:30-00:00", 1_795_342_530_000), ("2026-11-22T10:15:30.5Z", 1_795_342_530_500),
            ("2026-11-22T10:15:30.25+00:00", 1_795_342_530_250), ("2026-11-22T10:15:30.1239999999Z", 1_795_342_530_123),
            ("2016-12-31T23:59:60Z", 1_483_228_799_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func reading(text: String, milliseconds: Int64) { #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds) }

    @Test(
        "anything else is refused",
        arguments: [
            "", "2026-11-22", "2026-11-22T10:15:30", "2026-11-22T10:15Z", "2026-11-22T10:15:30.Z",
            "2026-11-22T10:15:30,5Z",
            "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:15:61Z", "2026-02-29T10:15:30Z",
            "2026-11-22T10:15:30+24:00", "2026-11-22T10:15:30+01:60", "2026-11-22T10:15:30+0100",
            "2026-11-22T10:15:30+01",
            "2026-11-22T10:15:30Z ", " 2026-11-22T10:15:30Z", "2026-11-22T10:15:30ZZ", "2026-11-22X10:15:30Z",
            "20261122T101530Z", "2026-11-22T1:15:30Z", "2026-11-22T10-15-30Z", "0000-01-01T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "2026-11-22T10:15:30.5", "2026-11-22T10:15:30é", "1795342530",
        ])
    func refusing(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test("the two forms with and without zone do not stand in for each other")
    func zones() {
        #expect(Timestamp(utcWithoutZone: "2026-11-22T10:15:30")?.milliseconds == 1_795_342_530_000)
        #expect(Timestamp(utcWithoutZone: "2026-11-22 10:15:30.5")?.milliseconds == 1_795_342_530_500)
        #expect(Timestamp(utcWithoutZone: "2026-11-22T10:15:30Z") == nil)
        #expect(Timestamp(utcWithoutZone: "2026-11-22T10:15:30+01:00") == nil)
        #expect(Timestamp(utcWithoutZone: "0000-00-00 00:00:00") == nil)
    }

    @Test(
        "an instant is written in UTC, with a fraction only where there is one",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999Z"), (1_795_342_530_000, "2026-11-22T10:15:30Z"),
            (1_795_342_530_250, "2026-11-22T10:15:30.250Z"), (1_795_342_530_001, "2026-11-22T10:15:30.001Z"),
        ] as [(Int64, String)])
    func writing(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }
}
