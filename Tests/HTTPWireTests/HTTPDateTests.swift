import HTTPWire
import Testing

@Suite struct HTTPDateTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    private let now = HTTPDate(secondsSinceEpoch: 784_111_777)

    @Test(
        "a date is written and read back",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (-62_162_121_600, "Tue, 29 Feb 0000 00:00:00 GMT"),
            (-62_167_219_200, "Sat, 01 Jan 0000 00:00:00 GMT"),
        ] as [(Int64, String)])
    func fixdate(_ seconds: Int64, _ text: String) {
        #expect(HTTPDate(secondsSinceEpoch: seconds).description == text)
        #expect(HTTPDate(text, now: now)?.secondsSinceEpoch == seconds)
    }

    @Test(
        "the obsolete forms are read (RFC 9110 section 5.6.7)",
        arguments: [
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777), ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Thursday, 01-Jan-70 00:00:00 GMT", 0), ("Thu Jan  1 00:00:00 1970", 0),
            ("Wednesday, 30-Nov-94 23:59:59 GMT", 786_239_999), ("Wed Nov 30 23:59:59 1994", 786_239_999),
            ("Tue Feb 29 00:00:00 2000", 951_782_400), ("Tuesday, 29-Feb-00 00:00:00 GMT", 951_782_400),
            ("Sun, 06 Nov 1994 08:49:60 GMT", 784_111_799), ("Sun Nov  6 08:49:60 1994", 784_111_799),
        ] as [(String, Int64)])
    func obsolete(_ text: String, _ seconds: Int64) {
        #expect(HTTPDate(text, now: now)?.secondsSinceEpoch == seconds)
    }

    @Test(
        "a year of two digits lies at most fifty years ahead",
        arguments: [
            // Fifty years ahead to the second, and a second more.
            ("Sunday, 06-Nov-44 08:49:37 GMT", "Sun, 06 Nov 2044 08:49:37 GMT"),
            ("Monday, 06-Nov-44 08:49:38 GMT", "Mon, 06 Nov 1944 08:49:38 GMT"),
            ("Saturday, 05-Nov-44 23:59:59 GMT", "Sat, 05 Nov 2044 23:59:59 GMT"),
            ("Saturday, 31-Dec-44 00:00:00 GMT", nil),
            ("Sunday, 31-Dec-44 00:00:00 GMT", "Sun, 31 Dec 1944 00:00:00 GMT"),
            ("Monday, 01-Jan-45 00:00:00 GMT", "Mon, 01 Jan 1945 00:00:00 GMT"),
            ("Friday, 31-Dec-93 00:00:00 GMT", "Fri, 31 Dec 1993 00:00:00 GMT"),
            ("Friday, 31-Dec-99 00:00:00 GMT", "Fri, 31 Dec 1999 00:00:00 GMT"),
        ])
    func century(_ text: String, _ meaning: String?) { #expect(HTTPDate(text, now: now)?.description == meaning) }

    @Test("a year of two digits is read on the leap day too")
    func leapDay() {
        let leapDay = HTTPDate(secondsSinceEpoch: 1_709_208_000)
        #expect(leapDay.description == "Thu, 29 Feb 2024 12:00:00 GMT")
        #expect(
            HTTPDate("Thursday, 01-Mar-74 12:00:00 GMT", now: leapDay)?.description == "Thu, 01 Mar 2074 12:00:00 GMT")
        #expect(
            HTTPDate("Friday, 01-Mar-74 12:00:01 GMT", now: leapDay)?.description == "Fri, 01 Mar 1974 12:00:01 GMT")
    }

    @Test(
        "what is none of the three forms is not read",
        arguments: [
            "", "Sun", "Sun,", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
            "Wed, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37 gmt",
            "Sun, 06 nov 1994 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun,  06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", " Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT", "Sunday, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-1994 08:49:37 GMT", "Monday, 06-Nov-94 08:49:37 GMT", "Sunday 06-Nov-94 08:49:37 GMT",
            "Sun Nov 6 08:49:37 1994", "Sun Nov 06 08:49:37 19945", "Mon Nov  6 08:49:37 1994",
            "Sun Nov  6 08:49:37 94", "Sun Nov  6 08:49:37 1994 GMT", "Tue Feb 29 00:00:00 1900", "784111777",
            "1994-11-06T08:49:37Z",
        ])
    func notRead(_ text: String) { #expect(HTTPDate(text, now: now) == nil) }
}
