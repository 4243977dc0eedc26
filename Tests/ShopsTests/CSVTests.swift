import Shops
import Testing

struct CSVTests {
    /// All records of a text, fed in chunks of `size` bytes.
    private func read(
        _ bytes: [UInt8], size: Int = .max, delimiter: Character? = nil, limits: CSVReader.Limits = .init()
    ) throws(CSVError) -> [CSVRecord] {
        var reader = CSVReader(delimiter: delimiter, limits: limits)
        var records: [CSVRecord] = []
        var at = 0
        while at < bytes.count {
            let end = size >= bytes.count - at ? bytes.count : at + size
            records += try reader.feed(Array(bytes[at..<end]))
            at = end
        }
        return try records + reader.finish()
    }

    private func fields(_ text: String) throws(CSVError) -> [[String]] { try read(Array(text.utf8)).map(\.fields) }

    private func fault(_ bytes: [UInt8], size: Int = .max, limits: CSVReader.Limits = .init()) -> CSVError? {
        do throws(CSVError) {
            _ = try read(bytes, size: size, limits: limits)
            return nil
        } catch { return error }
    }

    @Test(
        "records are read as RFC 4180 says, whole and split at every byte",
        arguments: [
            ("", []), ("\n", []), ("\r\n\r\n", []), ("a", [["a"]]), ("a\n", [["a"]]), ("a,b,c", [["a", "b", "c"]]),
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]), ("a,b\n\n\nc,d", [["a", "b"], ["c", "d"]]),
            (",", [["", ""]]), ("a,\n,b", [["a", ""], ["", "b"]]), ("\"a\",\"b\"", [["a", "b"]]), ("\"\"", [[""]]),
            ("\"\"\n", [[""]]), ("a\n\"\"\nb", [["a"], [""], ["b"]]), ("\"a,b\",c", [["a,b", "c"]]),
            ("\"a\"\"b\",\"\"\"\"", [["a\"b", "\""]]), ("\"a\nb\r\nc\",d\r\ne,f", [["a\nb\r\nc", "d"], ["e", "f"]]),
            (" a , b ", [[" a ", " b "]]), ("ü,€\n😀,\"ß\"", [["ü", "€"], ["😀", "ß"]]), ("\u{FEFF}a,b", [["a", "b"]]),
            ("\u{FEFF}\"a\",b", [["a", "b"]]), ("a;b\nc,d;e", [["a", "b"], ["c,d", "e"]]),
            ("a\tb,c\td\n", [["a", "b,c", "d"]]),
            ("a|b\n1|2", [["a", "b"], ["1", "2"]]), ("\"a;b;c\",d\n1,2", [["a;b;c", "d"], ["1", "2"]]),
            ("a,b,c\n1\n1,2,3,4", [["a", "b", "c"], ["1"], ["1", "2", "3", "4"]]), ("a\u{B}b\n", [["a\u{B}b"]]),
        ] as [(String, [[String]])])
    func records(text: String, expected: [[String]]) throws {
        let bytes = Array(text.utf8)
        for size in [Int.max, 1, 2, 3, 5] {
            let records = try read(bytes, size: size)
            #expect(records.map(\.fields) == expected)
            #expect(records.allSatisfy { $0.count == $0.fields.count })
        }
    }

    @Test(
        "faults are told with line and column, however the bytes come",
        arguments: [
            ("a,b\nc,d\"e\n", CSVError.Reason.quoteInPlainField, 2, 4), ("a,\"b\"c", .textAfterQuote, 1, 6),
            ("x\na,\"b\nc", .unclosedQuote, 2, 3), ("a\rb", .loneCarriageReturn, 1, 2),
            ("a\n\"b\"\rc", .loneCarriageReturn, 2, 4),
            ("a,b\nc\u{0},d", .zeroByte, 2, 2), ("\"a\nb\n\",\"c\"x", .textAfterQuote, 3, 6),
            ("a \"b\"", .quoteInPlainField, 1, 3),
        ])
    func faults(text: String, reason: CSVError.Reason, line: Int, column: Int) {
        for size in [Int.max, 1, 2, 3] {
            let fault = fault(Array(text.utf8), size: size)
            #expect(fault?.reason == reason)
            #expect(fault?.line == line)
            #expect(fault?.column == column)
        }
    }

    @Test("a record knows the line it begins on")
    func lines() throws {
        let records = try read(Array("a\n\n\"b\nc\"\r\nd".utf8))
        #expect(records.map(\.line) == [1, 3, 5])
        #expect(records[0][7].isEmpty)
    }

    @Test("Windows-1252 is recognized wherever its first letter comes, and stays")
    func windows1252() throws {
        let text =
            Array("name,x\nplain,1\n".utf8) + [
                0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0x2C, 0x80, 0x0A, 0xC3, 0xA4, 0x2C, 0x93,
            ]
        for size in [Int.max, 1] {
            #expect(
                try read(text, size: size).map(\.fields) == [
                    ["name", "x"], ["plain", "1"], ["Müller", "€"], ["Ã¤", "“"],
                ])
        }
        #expect(try read([0xE9, 0x2C, 0xFF, 0x2C, 0x81]).map(\.fields) == [["é", "ÿ", "\u{81}"]])
    }

    @Test("a file that began as UTF-8 may not go on otherwise")
    func mixed() {
        let fault = fault(Array("ü,1\n".utf8) + [0xFC, 0x2C, 0x31])
        #expect(fault?.reason == .badUTF8)
        #expect(fault?.line == 2)
        #expect(self.fault([0xEF, 0xBB, 0xBF, 0xFC])?.reason == .badUTF8)
        #expect(self.fault([0xFF, 0xFE, 0x61, 0x00])?.reason == .utf16)
    }

    @Test("a given delimiter is not guessed")
    func givenDelimiter() throws {
        #expect(try read(Array("a,b;c".utf8), delimiter: ";").map(\.fields) == [["a,b", "c"]])
    }

    @Test("limits hold on both sides, also for a quote that never closes")
    func limits() throws {
        var limits = CSVReader.Limits()
        (limits.fieldBytes, limits.recordBytes, limits.fields) = (8, 12, 3)
        func reason(_ text: String, size: Int = .max) -> CSVError.Reason? {
            fault(Array(text.utf8), size: size, limits: limits)?.reason
        }
        for size in [Int.max, 1] {
            #expect(reason("12345678,1\n", size: size) == nil)
            #expect(reason("123456789,1\n", size: size) == .fieldTooLong)
            #expect(reason("1\n\"12345678\"", size: size) == nil)
            #expect(reason("1\n\"123456789\"", size: size) == .fieldTooLong)
            #expect(reason("12345678,1234\n", size: size) == nil)
            #expect(reason("12345678,12345\n", size: size) == .recordTooLong)
            #expect(reason("1,2,3\n", size: size) == nil)
            #expect(reason("1,2,3,\n", size: size) == .tooManyFields)
            #expect(reason("\"" + String(repeating: "\n", count: 1_000), size: size) == .fieldTooLong)
        }
    }

    @Test("writing random fields as RFC 4180 and reading them gives the same")
    func roundTrip() throws {
        var random = SystemRandomNumberGenerator()
        let pieces = ["a", ",", "\"", "\n", "\r\n", "ü", " ", ";", "1", ""]
        for _ in 0..<200 {
            let table = (0..<4).map { _ in
                (0..<3).map { _ in (0..<4).compactMap { _ in pieces.randomElement(using: &random) }.joined() }
            }
            let text = table.map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
            }.joined(separator: "\r\n")
            #expect(try read(Array(text.utf8), size: 7).map(\.fields) == table)
        }
    }
}
