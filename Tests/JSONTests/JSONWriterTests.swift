import JSON
import Testing

struct JSONWriterTests {
    @Test("commas and colons come where they belong")
    func structure() {
        var writer = JSONWriter(reserving: 64)
        writer.object { w in
            w.field("id", 7)
            w.field("big", Int64.min)
            w.field("name", "Anna")
            w.field("none", nil as String?)
            w.field("yes", true)
            w.field("tree", ["a", 1, nil, ["k": false]])
            w.field("list") { w in w.array([1, 2]) { $0.value($1) } }
            w.field("empty") { w in w.array { _ in } }
            w.field("inner") { w in w.object { _ in } }
            w.key("raw")
            w.raw("1.50")
            w.key("bytes")
            w.raw(Array("[0]".utf8))
        }
        #expect(
            text(writer)
                == "{\"id\":7,\"big\":-9223372036854775808,\"name\":\"Anna\",\"none\":null,\"yes\":true,"
                + "\"tree\":[\"a\",1,null,{\"k\":false}],\"list\":[1,2],\"empty\":[],\"inner\":{},"
                + "\"raw\":1.50,\"bytes\":[0]}")
    }

    @Test(
        "strings are escaped",
        arguments: [
            ("", "\"\""), ("a\"b\\c/d", "\"a\\\"b\\\\c/d\""), ("\n\r\t", "\"\\n\\r\\t\""),
            ("\u{0}\u{1}\u{1F}", "\"\\u0000\\u0001\\u001f\""),
            ("\u{8}\u{C}", "\"\\u0008\\u000c\""), ("ü€😀", "\"ü€😀\""),
            ("\u{2028}\u{2029}\u{2027}", "\"\\u2028\\u2029\u{2027}\""),
            ("\u{7F}</script>", "\"\u{7F}</script>\""),
        ])
    func escapes(plain: String, json: String) throws {
        var writer = JSONWriter()
        writer.value(plain)
        #expect(text(writer) == json)
        #expect(try JSONValue(parsing: writer.bytes) == .string(plain))
    }

    @Test("it goes on at the end of a buffer")
    func appending() {
        var writer = JSONWriter(appendingTo: Array("data: ".utf8))
        writer.value(1)
        #expect(text(writer) == "data: 1")
    }

    @Test("an error thrown while writing passes through with its type")
    func throwing() {
        struct Stop: Error, Equatable {}
        var writer = JSONWriter()
        #expect(throws: Stop()) {
            try writer.object { w throws(Stop) in
                w.field("a", 1)
                throw Stop()
            }
        }
    }

    @Test("random trees survive writing and parsing")
    func roundTrip() throws {
        var random = SplitMix(state: 42)
        for _ in 0..<500 {
            let tree = Self.tree(&random, depth: 5)
            #expect(try JSONValue(parsing: tree.bytes) == tree)
        }
    }

    @Test("values answer by type and by place")
    func access() throws {
        let value = try JSONValue(parsing: Array("{\"a\":[1,\"x\",true,null,1.5]}".utf8))
        #expect(value["a"]?[0]?.integer == 1)
        #expect(value["a"]?[1]?.string == "x")
        #expect(value["a"]?[2]?.bool == true)
        #expect(value["a"]?[3]?.isNull == true)
        #expect(value["a"]?[4]?.number == "1.5")
        #expect(value["a"]?[4]?.integer == nil)
        #expect(value["a"]?[5] == nil)
        #expect(value["b"] == nil)
        #expect(value == ["a": [1, "x", true, nil, .number("1.5")]])
    }

    private func text(_ writer: JSONWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }

    private static func tree(_ random: inout SplitMix, depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth == 0 ? 4 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3: return .string(string(&random))
        case 4: return .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in tree(&random, depth: depth - 1) })
        default:
            return .object(
                (0..<Int.random(in: 0..<5, using: &random)).map {
                    .init("\($0)\(string(&random))", tree(&random, depth: depth - 1))
                })
        }
    }

    private static func string(_ random: inout SplitMix) -> String {
        let alphabet = Array("ab\"\\/\n\u{0}\u{1F}ü€😀\u{2028}\u{2029}é̈")
        return String(
            (0..<Int.random(in: 0..<12, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
    }
}

/// A small generator with a fixed seed, so that a failing case can be run again (Steele, Lea, Flood 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
