import JSON
import Testing

struct JSONReaderTests {
    private enum Field: String, CaseIterable {
        case id, name, total, paid, note, tags
    }

    private static let keys = JSONKeys(Field.self)

    @Test("the fields asked for are read, the rest is skipped")
    func fields() throws {
        var reader = JSONReader(
            Array(
                """
                {"x":{"id":9,"deep":[1,{"id":2}]}, "id":7,"name":"Zo\\u00eb \\ud83d\\ude00 \\"q\\"",
                "total":27.349999999999998,
                 "paid":true,"note":null,"tags":["a","b\\n"],"y":[[]]}
                """.utf8))
        var id: String?
        var name: String?
        var total: String?
        var paid: Bool?
        var noteIsNull = false
        var tags: [String] = []
        try reader.readObject(Self.keys) { reader, field throws(JSONError) in
            switch field {
            case .id: id = try reader.readNumber()
            case .name: name = try reader.readString()
            case .total: total = try reader.readNumber()
            case .paid: paid = try reader.readBool()
            case .note: noteIsNull = try reader.skipNull()
            case .tags:
                try reader.enterArray()
                while try reader.nextElement() { tags.append(try reader.readString()) }
            }
        }
        try reader.finish()
        #expect(id == "7")
        #expect(name == "Zoë 😀 \"q\"")
        #expect(total == "27.349999999999998")
        #expect(paid == true)
        #expect(noteIsNull)
        #expect(tags == ["a", "b\n"])
    }

    @Test("a known name written with escapes is found, and twice is once too often")
    func escapedNames() throws {
        var names: [Field] = []
        func read(_ text: String) throws(JSONError) {
            names = []
            var reader = JSONReader(Array(text.utf8))
            try reader.readObject(Self.keys) { reader, field throws(JSONError) in
                names.append(field)
                try reader.skipValue()
            }
            try reader.finish()
        }
        try read("{\"\\u0069d\":1,\"i\\u0064d\":1,\"\":0}")
        #expect(names == [.id])
        let fault = #expect(throws: JSONError.self) { try read("{\"id\":1,\"\\u0069d\":1}") }
        #expect(fault?.reason == .duplicateKey)
        // Unknown names are not kept, so they may repeat.
        try read("{\"z\":1,\"z\":1}")
    }

    @Test(
        "faults in skipped parts are found",
        arguments: [
            "{\"skip\":[01],\"id\":1}", "{\"skip\":\"\\ud800\",\"id\":1}", "{\"skip\":{\"a\" 1}}", "{\"skip\":tru}",
            "{\"skip\":1.,\"id\":1}", "{\"id\":1,}", "{\"id\":1}{}", "{\"id\":1",
        ])
    func skippedFaults(text: String) {
        var reader = JSONReader(Array(text.utf8))
        #expect(throws: JSONError.self) {
            try reader.readObject(Self.keys) { reader, _ throws(JSONError) in try reader.skipValue() }
            try reader.finish()
        }
    }

    @Test("asking for another type than is there is named")
    func wrongTypes() {
        func reason(_ text: String, _ read: (inout JSONReader) throws(JSONError) -> Void) -> JSONError.Reason? {
            var reader = JSONReader(Array(text.utf8))
            do throws(JSONError) { try read(&reader) } catch { return error.reason }
            return nil
        }
        #expect(reason("1") { reader throws(JSONError) in _ = try reader.readString() } == .expectedString)
        #expect(reason("\"1\"") { reader throws(JSONError) in _ = try reader.readNumber() } == .expectedNumber)
        #expect(reason("null") { reader throws(JSONError) in _ = try reader.readBool() } == .expectedBool)
        #expect(reason("0") { reader throws(JSONError) in try reader.readNull() } == .expectedNull)
        #expect(reason("[]") { reader throws(JSONError) in try reader.enterObject() } == .expectedObject)
        #expect(reason("{}") { reader throws(JSONError) in try reader.enterArray() } == .expectedArray)
        #expect(reason("") { reader throws(JSONError) in try reader.enterArray() } == .endOfText)
    }

    @Test("keys can be walked without a table")
    func keys() throws {
        var reader = JSONReader(Array("{\"a\":1,\"b\\n\":[2]}".utf8))
        var names: [String] = []
        try reader.enterObject()
        while let name = try reader.nextKey() {
            names.append(name)
            try reader.skipValue()
        }
        try reader.finish()
        #expect(names == ["a", "b\n"])
    }

    @Test("a table of 64 names finds each and nothing else")
    func largeTable() throws {
        let names = (0..<64).map { "field_\($0)" }
        let keys = JSONKeys(AllFields.self)
        let text = "{" + names.map { "\"\($0)\":0,\"\($0)_\":1" }.joined(separator: ",") + "}"
        var found: [String] = []
        var reader = JSONReader(Array(text.utf8))
        try reader.readObject(keys) { reader, field throws(JSONError) in
            found.append(field.rawValue)
            try reader.skipValue()
        }
        #expect(found == names)
    }

    private struct AllFields: CaseIterable, RawRepresentable {
        let rawValue: String
        static var allCases: [AllFields] { (0..<64).map { AllFields(rawValue: "field_\($0)") } }
    }
}
