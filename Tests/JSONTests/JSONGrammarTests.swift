import JSON
import Testing

/// The grammar of RFC 8259, case by case: what must be taken and what must be refused.
struct JSONGrammarTests {
    @Test(
        "a valid text is taken, by the tree and by skipping",
        arguments: [
            "null", "true", "false", "0", "-0", "1", "-1", "10", "1.5", "0.000", "-0.1", "1e5", "1E+5", "1e-5",
            "12.50e007",
            "123456789012345678901234567890", "1e999999999", "0.1000000000000000000000000000000000000000001",
            "\"\"", "\"a\"", "\" \"", "\"\\\"\"", "\"\\\\\"", "\"\\/\"", "\"\\b\\f\\n\\r\\t\"", "\"\\u0000\"",
            "\"\\u00fC\"",
            "\"\\ud83d\\ude00\"", "\"\\uD834\\uDD1E\"", "\"ü\"", "\"€\"", "\"😀\"", "\"\u{7F}\"", "\"\u{10FFFF}\"",
            "\"\u{2028}\"", "\"\\uFFFF\"", "[]", "[ ]", "[1]", "[1,2]", "[[],{}]", " \t\r\n[ 1 , 2 ] \n", "{}", "{ }",
            "{\"a\":1}", "{ \"a\" : 1 , \"b\" : [ ] }", "{\"\":0}", "{\"a\":{\"a\":{\"a\":null}}}",
            "[null,true,false,\"x\",-1]",
            "{\"a\":1,\"A\":1}",
        ])
    func accepted(text: String) throws {
        let bytes = Array(text.utf8)
        _ = try JSONValue(parsing: bytes)
        var reader = JSONReader(bytes)
        try reader.skipValue()
        try reader.finish()
    }

    @Test(
        "an invalid text is refused, by the tree and by skipping",
        arguments: [
            "", " ", "nul", "nulll", "Null", "TRUE", "tru", "falsee", "NaN", "Infinity", "-Infinity", "undefined",
            "+1", "-", "--1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e1.5", "0x10", "1 2", "1,",
            "1_000",
            "\"", "\"a", "'a'", "\"\\", "\"\\\"", "\"\\x41\"", "\"\\a\"", "\"\\U0041\"", "\"\\u\"", "\"\\u12\"",
            "\"\\u123\"",
            "\"\\u12G4\"", "\"\\u+123\"", "\"\u{0}\"", "\"\u{1F}\"", "\"\n\"", "\"\t\"",
            "\"\\ud800\"", "\"\\udc00\"", "\"\\udfff\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\ud800\\u0041\"",
            "\"\\ud800\\ud800\"", "\"\\ud800\\u\"", "\"\\ud83d\\ude0\"", "\"\\ud83d",
            "[", "]", "[1", "[1,", "[1,]", "[,]", "[,1]", "[1,,2]", "[1 2]", "[1;2]", "[1}", "[]]", "[]x", "[1]1",
            "[\"a\":1]",
            "{", "}", "{]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\",1}",
            "{\"a\" 1}", "{\"a\"::1}", "{a:1}", "{1:1}", "{null:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\":1}}",
            "{\"a\":1};",
            "/* c */1", "1//c", "[1]#", "\u{FEFF}1", "\u{A0}1", "\u{B}1", "\u{C}1",
        ])
    func refused(text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: JSONError.self) { _ = try JSONValue(parsing: bytes) }
        #expect(throws: JSONError.self) {
            var reader = JSONReader(bytes)
            try reader.skipValue()
            try reader.finish()
        }
    }

    @Test(
        "bytes that are not UTF-8 are refused within strings and outside",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xC2, 0xC0], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        for text in [
            Array("\"".utf8) + bytes + Array("\"".utf8), bytes, Array("{\"".utf8) + bytes + Array("\":1}".utf8),
        ] {
            #expect(throws: JSONError.self) { _ = try JSONValue(parsing: text) }
        }
        #expect(reason(Array("\"".utf8) + bytes + Array("\"".utf8)) == .badUTF8)
    }

    @Test(
        "every scalar value in raw UTF-8 round-trips",
        arguments: [
            0x20...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF,
        ] as [ClosedRange<UInt32>])
    func scalars(range: ClosedRange<UInt32>) throws {
        // Steps of a prime reach every kind of second, third and fourth byte; the range's ends are always taken.
        let step = range.count > 5_000 ? 61 : 1
        for code in Array(stride(from: range.lowerBound, through: range.upperBound, by: step)) + [range.upperBound] {
            let scalar = try #require(Unicode.Scalar(code))
            let value = JSONValue.string(String(Character(scalar)))
            #expect(try JSONValue(parsing: value.bytes) == value)
        }
    }

    @Test("64 levels are taken, 65 are not, and a bomb of a million costs nothing")
    func depth() throws {
        func nested(_ levels: Int) -> [UInt8] {
            Array(String(repeating: "[", count: levels).utf8) + Array(String(repeating: "]", count: levels).utf8)
        }
        _ = try JSONValue(parsing: nested(64))
        #expect(reason(nested(65)) == .tooDeep)
        #expect(reason([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) == .tooDeep)
        let objects = Array(String(repeating: "{\"a\":", count: 65).utf8)
        #expect(reason(objects) == .tooDeep)
    }

    @Test("depth counts what is open, not what was")
    func siblings() throws {
        let many = "[" + Array(repeating: "[[]]", count: 1_000).joined(separator: ",") + "]"
        #expect(try JSONValue(parsing: Array(many.utf8)).array?.count == 1_000)
    }

    @Test("each truncation of a valid text is refused")
    func truncations() {
        let text = Array("{\"a\":[1.5e3,\"\\ud83d\\ude00ü\",true,null,{\"b\":-0}]}".utf8)
        for length in text.indices {
            #expect(throws: JSONError.self) { _ = try JSONValue(parsing: Array(text[..<length])) }
        }
    }

    @Test("the place of a fault is told by offset, line and column")
    func place() {
        let text = Array("{\n  \"ü\": 1,\n  \"b\": ü}".utf8)
        let fault = #expect(throws: JSONError.self) { _ = try JSONValue(parsing: text) }
        #expect(fault?.reason == .expectedValue)
        #expect(fault?.offset == 20)
        #expect(fault?.line == 3)
        #expect(fault?.column == 8)
        #expect(fault?.description == "a value was expected (line 3, column 8)")
    }

    @Test(
        "a name that comes twice in an object is refused, also when written differently",
        arguments: [
            "{\"a\":1,\"a\":2}", "{\"a\":1,\"b\":2,\"\\u0061\":3}", "[{\"x\":{\"k\":1,\"k\":1}}]",
        ])
    func duplicates(text: String) { #expect(reason(Array(text.utf8)) == .duplicateKey) }

    private func reason(_ bytes: [UInt8]) -> JSONError.Reason? {
        do throws(JSONError) {
            _ = try JSONValue(parsing: bytes)
            return nil
        } catch {
            return error.reason
        }
    }
}
