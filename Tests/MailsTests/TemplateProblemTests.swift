import Mails
import Testing

/// What is wrong with a template, and where it is said to be.
@Suite struct TemplateProblemTests {
    private func problems(_ source: String, _ kind: Template.Kind) -> [String] {
        do {
            _ = try Template(parsing: source, kind: kind, known: TemplateTests.known)
            return []
        } catch {
            return error.problems.map { "\($0.line):\($0.column) \(word($0.kind))" }
        }
    }

    /// The case's name and its first value.
    private func word(_ kind: TemplateProblem.Kind) -> String {
        switch kind {
        case .unknownVariable(let name, let suggestion): "unknown \(name) \(suggestion ?? "-")"
        case .variableInside(let place): "inside \(place)"
        case .malformedTag(let text): "malformed \(text)"
        case .doubledBraces(let name): "doubled \(name)"
        case .unclosedIf(let name): "unclosedIf \(name)"
        default: "\(kind)"
        }
    }

    @Test(arguments: [
        ("", ["1:1 missingSubject"]),
        ("Hello", ["1:1 missingSubject"]),
        ("subject: x\n\n", ["1:1 missingSubject"]),
        ("Subject:\n\nx", ["1:1 emptySubject"]),
        ("Subject:  \t\n\nx", ["1:1 emptySubject"]),
        ("Subject: a\nb\n\nc", ["2:1 subjectHasSecondLine"]),
        ("Subject: a", []),
        ("Subject: a\n", []),
        ("Subject: a\n  \nb", []),
        ("Subject: a\rb\n\nc", ["1:11 controlCharacter"]),
        ("Subject: {#if reason}a\n\n{/if}", ["1:10 unclosedIf reason", "3:1 strayEndIf"]),
        ("Subject: {nam}\n\n", ["1:10 unknown nam -"]),
    ]) func `The file begins with one subject and a blank line`(_ source: String, _ expected: [String]) {
        #expect(problems(source, .text) == expected)
    }

    @Test(arguments: [
        ("{custmer_name}", ["3:1 unknown custmer_name customer_name"]),
        ("ab\n c {resaon}", ["4:4 unknown resaon reason"]),
        ("{#if neverbought}{/if}", ["3:1 unknown neverbought never_bought"]),
        ("{zzz}", ["3:1 unknown zzz -"]),
        ("{reason", ["3:1 unclosedBrace"]),
        ("x{reason\n}", ["3:2 unclosedBrace"]),
        ("{ {reason}", ["3:1 unclosedBrace"]),
        ("{}", ["3:1 malformed "]),
        ("{ reason }", ["3:1 malformed  reason "]),
        ("{Reason}", ["3:1 malformed Reason"]),
        ("{#if}{/if}", ["3:1 malformed #if", "3:6 strayEndIf"]),
        ("{#each reason}", ["3:1 malformed #each reason"]),
        ("{else}", ["3:1 unknown else -"]),
        ("{{reason}}", ["3:1 doubled reason"]),
        ("{{other}}", []),
        ("{#if reason}", ["3:1 unclosedIf reason"]),
        ("a{/if}", ["3:2 strayEndIf"]),
        ("{#if reason}{#if reason}{/if}", ["3:1 unclosedIf reason"]),
        ("{/if}{zzz}{", ["3:1 strayEndIf", "3:6 unknown zzz -", "3:11 unclosedBrace"]),
        ("a\u{0}b", ["3:2 controlCharacter"]),
        ("ü😀{zzz}", ["3:3 unknown zzz -"]),
        ("{{{{ {zzz}", ["3:6 unknown zzz -"]),
    ]) func `Each problem of a body is told with its line and column`(_ body: String, _ expected: [String]) {
        #expect(problems("Subject: s\n\n" + body, .text) == expected)
        #expect(problems("Subject: s\r\n\r\n" + body, .html) == expected)
    }

    @Test(arguments: [
        ("<{reason}>", ["3:2 inside tag"]),
        ("<a{reason}>", ["3:3 inside tag"]),
        ("<a {reason}>", ["3:4 inside tag"]),
        ("<a h{reason}='x'>", ["3:5 inside tag"]),
        ("<a href={reason}>", ["3:9 inside unquotedValue"]),
        ("<a href=x{reason}>", ["3:10 inside unquotedValue"]),
        ("<a onclick='{reason}'>", ["3:13 inside codeAttribute"]),
        ("<a OnClick='{reason}'>", ["3:13 inside codeAttribute"]),
        ("<img srcset='{reason}'>", ["3:14 inside codeAttribute"]),
        ("<style>{reason}</style>", ["3:8 inside styleElement"]),
        ("<STYLE>\n{reason}</STYLE>", ["4:1 inside styleElement"]),
        ("<style></style {reason}", ["3:16 inside tag", "3:1 endsInsideMarkup"]),
        ("<style></styles>{reason}</style>", ["3:17 inside styleElement"]),
        ("<script>'{reason}'</script>", ["3:10 inside scriptElement"]),
        ("<xmp>{reason}</xmp>", ["3:6 inside rawElement"]),
        ("<plaintext></plaintext>{reason}", ["3:24 inside rawElement", "3:1 endsInsideMarkup"]),
        ("<!-- {reason} -->", ["3:6 inside comment"]),
        ("<!--> {reason}", []),
        ("<!--x--!>{reason}", []),
        ("<!--x-->{reason}", []),
        ("<!doctype {reason}>", ["3:11 inside declaration"]),
        ("<a href='javascript:{reason}'>", ["3:21 unsafeURL"]),
        ("<a href='java&#115;cript:{reason}'>", ["3:26 unsafeURL"]),
        ("<a href=' https:{reason}'>", ["3:17 unsafeURL"]),
        ("<a href='x{reason}'>", ["3:11 unsafeURL"]),
        ("<a href='x?{reason}'>", []),
        ("<a href='HTTPS:{reason}'>", []),
        ("<a href='{#if reason}x?{/if}{reason}'>", ["3:29 unsafeURL"]),
        ("<a {#if reason}href='{/if}'>", ["3:22 ifCrossesMarkup"]),
        ("{#if reason}<p{/if}>", ["3:15 ifCrossesMarkup"]),
        ("ab\n <p title='x>\n</p>", ["4:2 endsInsideMarkup"]),
        ("<title>a</title", ["3:1 endsInsideMarkup"]),
    ]) func `A variable stands only where it can be escaped`(_ body: String, _ expected: [String]) {
        #expect(Set(problems("Subject: s\n\n" + body, .html)) == Set(expected))
        #expect(problems("Subject: s\n\n" + body, .text) == [])
    }

    @Test(arguments: [(Template.depthLimit, 0), (Template.depthLimit + 1, 1)])
    func `Conditions hold each other up to a depth`(_ depth: Int, _ count: Int) {
        let body = String(repeating: "{#if reason}", count: depth) + String(repeating: "{/if}", count: depth)
        #expect(problems("Subject: s\n\n" + body, .text).count == count)
    }

    @Test(arguments: [(Template.byteLimit, 0), (Template.byteLimit + 1, 1)])
    func `A file has a greatest length`(_ bytes: Int, _ count: Int) {
        let start = "Subject: s\n\n"
        #expect(problems(start + String(repeating: "x", count: bytes - start.utf8.count), .html).count == count)
    }

    @Test(arguments: [(Template.subjectLimit, 0), (Template.subjectLimit + 1, 1)])
    func `A subject has a greatest length`(_ length: Int, _ count: Int) {
        #expect(problems("Subject:" + String(repeating: "x", count: length) + "\n\n", .text).count == count)
    }

    @Test func `No more problems are told than the limit`() {
        let body = String(repeating: "{zz}{/if}", count: 500)
        #expect(problems("Subject: s\n\n" + body, .text).count == Template.problemLimit)
    }

    @Test func `A problem reads as a sentence`() {
        let error = #expect(throws: TemplateError.self) {
            try Template(parsing: "Subject: s\n\n{resaon}", kind: .text, known: TemplateTests.known)
        }
        #expect(error?.description == "line 3, column 1: there is no variable {resaon}; did you mean {reason}?")
    }
}
