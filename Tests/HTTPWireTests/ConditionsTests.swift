import HTTPWire
import Testing

@Suite struct ConditionsTests {
    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"
    private static let current = "Sun, 06 Nov 1994 08:51:17 GMT"
    private static let future = "Sun, 06 Nov 1994 08:51:18 GMT"

    private func conditions(isWeak: Bool = false, isDateStrong: Bool = true) -> Conditions {
        let modified = HTTPDate(secondsSinceEpoch: 784_111_777)
        return Conditions(
            tag: EntityTag("a,b", isWeak: isWeak), modified: modified, isDateStrong: isDateStrong,
            now: HTTPDate(secondsSinceEpoch: 784_111_877))
    }

    private func judge(_ headers: Headers, isWeak: Bool = false) -> Conditions.Judgement {
        conditions(isWeak: isWeak).judge(headers, headers.negotiationFields)
    }

    @Test(
        "If-Match lets pass what it names (RFC 9110 section 13.1.1)",
        arguments: [
            ("\"a,b\"", true), ("*", true), ("\"x\", \"a,b\"", true), ("\"a,b\",\"x\"", true), (",\"a,b\",", true),
            ("\"x\"", false), ("W/\"a,b\"", false), ("", false), ("a,b", false), ("\"a,b", false), ("\"a,b\" x", false),
            ("\"a,b\", x", false), ("\"A,B\"", false), ("**", false), ("*, \"a,b\"", false), ("\"a,b\", *", false),
            ("\"a\", \"b\"", false), ("\"a,b\"\"x\"", false),
        ])
    func ifMatch(_ value: String, _ passes: Bool) {
        #expect(judge(["If-Match": value]) == (passes ? .proceed : .failed("If-Match")))
        let isAny = value == "*"
        #expect(judge(["If-Match": value], isWeak: true) == (isAny ? .proceed : .failed("If-Match")))
    }

    @Test(
        "If-None-Match saves the client what it names (RFC 9110 section 13.1.2)",
        arguments: [
            ("\"a,b\"", true), ("W/\"a,b\"", true), ("*", true), ("\"x\" , W/\"a,b\"", true), ("\"\", \"a,b\"", true),
            ("\"\u{E9}\", \"a,b\"", true), ("\"x\"", false), ("", false), ("a,b", false), ("w/\"a,b\"", false),
            ("W/ \"a,b\"", false), ("W\"a,b\"", false), ("\"a,b\", x", false), ("\"a b\", \"a,b\"", false),
            ("*, \"a,b\"", false),
        ])
    func ifNoneMatch(_ value: String, _ isNamed: Bool) {
        #expect(judge(["If-None-Match": value]) == (isNamed ? .notModified : .proceed))
        #expect(judge(["If-None-Match": value], isWeak: true) == (isNamed ? .notModified : .proceed))
    }

    @Test(
        "If-Modified-Since counts from the second of the change until now (RFC 9110 section 13.1.3)",
        arguments: [
            (before, false), (same, true), (after, true), (current, true), (future, false), ("soon", false),
            ("", false),
            ("Sunday, 06-Nov-94 08:49:37 GMT", true), ("Sunday, 06-Nov-94 08:49:36 GMT", false),
            ("Sun Nov  6 08:49:37 1994", true), ("Sun Nov  6 08:49:36 1994", false),
        ])
    func ifModifiedSince(_ value: String, _ isUnchanged: Bool) {
        #expect(judge(["If-Modified-Since": value]) == (isUnchanged ? .notModified : .proceed))
    }

    @Test(
        "If-Unmodified-Since lets pass what was not changed later (RFC 9110 section 13.1.4)",
        arguments: [
            (before, false), (same, true), (after, true), (future, true), ("soon", true), ("", true),
            ("Sunday, 06-Nov-94 08:49:36 GMT", false), ("Sun Nov  6 08:49:36 1994", false),
        ])
    func ifUnmodifiedSince(_ value: String, _ passes: Bool) {
        #expect(judge(["If-Unmodified-Since": value]) == (passes ? .proceed : .failed("If-Unmodified-Since")))
    }

    @Test(
        "the conditions are judged in their order (RFC 9110 section 13.2.2)",
        arguments: [
            (["If-Match": "\"a,b\"", "If-Unmodified-Since": before], .proceed),
            (["If-Unmodified-Since": after, "If-Match": "\"x\""], .failed("If-Match")),
            (["If-Match": "\"a,b\"", "If-None-Match": "\"a,b\""], .notModified),
            (["If-None-Match": "\"a,b\"", "If-Match": "\"x\""], .failed("If-Match")),
            (["If-Unmodified-Since": before, "If-None-Match": "\"a,b\""], .failed("If-Unmodified-Since")),
            (["If-Unmodified-Since": same, "If-Modified-Since": same], .notModified),
            (["If-None-Match": "\"x\"", "If-Modified-Since": same], .proceed),
            (["If-None-Match": "\"a,b\"", "If-Modified-Since": before], .notModified),
            (["If-Modified-Since": same, "if-modified-since": same], .proceed),
            (["If-Match": "\"x\"", "if-match": "\"a,b\""], .proceed),
            (["If-Match": "x", "if-match": "\"a,b\""], .failed("If-Match")), (["Range": "bytes=0-1"], .proceed),
            ([:], .proceed),
        ] as [(Headers, Conditions.Judgement)])
    func order(_ headers: Headers, _ expected: Conditions.Judgement) { #expect(judge(headers) == expected) }

    @Test(
        "If-Range names exactly one version (RFC 9110 section 13.1.5)",
        arguments: [
            ("\"a,b\"", true), ("\"x\"", false), ("W/\"a,b\"", false), ("*", false), ("", false),
            ("\"a,b\", \"x\"", false),
            ("\"a,b", false), (same, true), (before, false), (after, false), ("soon", false),
            ("Sunday, 06-Nov-94 08:49:37 GMT", true), ("Sun Nov  6 08:49:37 1994", true),
        ])
    func ifRange(_ value: String, _ isAllowed: Bool) {
        let headers: Headers = ["If-Range": value]
        #expect(conditions().allowsRange(headers) == isAllowed)
        let isTag = value.hasPrefix("\"")
        #expect(conditions(isWeak: true).allowsRange(headers) == (isAllowed && !isTag))
        #expect(conditions(isDateStrong: false).allowsRange(headers) == (isAllowed && isTag))
    }

    @Test("without If-Range a range is allowed, with two it is not")
    func ifRangeFields() {
        #expect(conditions().allowsRange([:]))
        #expect(!conditions().allowsRange(["If-Range": "\"a,b\"", "if-range": "\"a,b\""]))
    }

    @Test("one look finds the fields that matter")
    func negotiationFields() {
        let all: [(String, NegotiationFields)] = [
            ("Accept-Encoding", .acceptEncoding), ("Range", .range), ("If-Range", .ifRange), ("if-match", .ifMatch),
            ("IF-NONE-MATCH", .ifNoneMatch), ("If-Modified-Since", .ifModifiedSince),
            ("If-Unmodified-Since", .ifUnmodifiedSince), ("Accept", []), ("If-Rangy", []), ("Other", []), ("X", []),
            ("Accept-Language", []),
        ]
        var headers = Headers()
        var expected = NegotiationFields()
        for (name, field) in all {
            #expect(Headers([name: "1"]).negotiationFields == field)
            headers.add(name, "1")
            expected.formUnion(field)
        }
        #expect(headers.negotiationFields == expected)
        #expect(expected.rawValue == 127)
    }

    @Test("a tag is written with its quotes, and with its mark where it is weak")
    func description() {
        #expect(EntityTag("a").description == "\"a\"")
        #expect(EntityTag("a", isWeak: true).description == "W/\"a\"")
    }
}
