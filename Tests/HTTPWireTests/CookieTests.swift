import HTTPWire
import Testing

@Suite struct CookieTests {
    private func pairs(_ fields: String...) -> [String] {
        var headers = Headers()
        for field in fields { headers.add("Cookie", field) }
        return headers.cookies.map { "\($0.name)=\($0.value)" }
    }

    @Test(
        "pairs are read in order and as they came (RFC 6265 section 4.2)",
        arguments: [
            ("a=1", ["a=1"]), ("a=1; b=2; c=3", ["a=1", "b=2", "c=3"]), ("a=1;b=2", ["a=1", "b=2"]), ("a=", ["a="]),
            ("a=b=c==", ["a=b=c=="]), ("a=\"b c\"", ["a=\"b c\""]), (" a\t=\t1 ;\tb = 2 ", ["a=1", "b=2"]),
            ("a=1; a=2", ["a=1", "a=2"]), ("a=%20+", ["a=%20+"]), ("A=1; a=2", ["A=1", "a=2"]),
        ])
    func read(_ field: String, _ expected: [String]) { #expect(pairs(field) == expected) }

    @Test(
        "what is no pair is left out",
        arguments: [
            ("", []), (";", []), ("===;;;", []), ("=1", []), ("a", []), ("a; b=1; ; c", ["b=1"]), ("  = ; ", []),
        ])
    func leftOut(_ field: String, _ expected: [String]) { #expect(pairs(field) == expected) }

    @Test("all Cookie fields are read, under any case of the name")
    func fields() {
        #expect(pairs("a=1", "b=2; c=3") == ["a=1", "b=2", "c=3"])
        let headers: Headers = ["COOKIE": "a=1", "X-Cookie": "b=2", "cookie": "c=3"]
        #expect(headers.cookies == [Cookie("a", "1"), Cookie("c", "3")])
    }

    @Test("not more pairs are read than the limit", arguments: [(256, 256), (257, 256), (2_000, 256)])
    func limit(_ count: Int, _ expected: Int) {
        let field = (0..<count).map { "k\($0)=v" }.joined(separator: "; ")
        #expect(pairs(field).count == expected)
        #expect(pairs(field, "z=1").count == min(count + 1, expected))
    }

    @Test("one pair is found by its name")
    func named() {
        let headers: Headers = ["Cookie": "ab=1; a=2; a=3", "cookie": "c=4"]
        #expect(headers.cookie(named: "a") == "2")
        #expect(headers.cookie(named: "c") == "4")
        #expect(headers.cookie(named: "A") == nil)
        #expect(headers.cookie(named: "") == nil)
    }

    @Test("a pair beyond the limit is not found", arguments: [(255, "1"), (256, nil)])
    func namedBeyondLimit(_ before: Int, _ expected: String?) {
        let field = String(repeating: "x=y;", count: before) + "a=1"
        let headers: Headers = ["Cookie": field]
        #expect(headers.cookie(named: "a") == expected)
    }
}
