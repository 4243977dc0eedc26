/// Takes a template's file apart into subject and body and gathers what is wrong with either.
struct TemplateReader {
    private let scalars: [Unicode.Scalar]
    private let kind: Template.Kind
    private let known: Set<String>
    private var found: [TemplateProblem] = []

    init(_ text: String, _ kind: Template.Kind, _ known: Set<String>) {
        // A CR that ends no line stays and is found as a control character.
        scalars = Array(String(decoding: LineEnds.lineFeeds(text), as: UTF8.self).unicodeScalars)
        self.kind = kind
        self.known = known
    }

    /// In the order of the file, at most as many as are told.
    var problems: [TemplateProblem] {
        let sorted = found.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return Array(sorted.prefix(Template.problemLimit))
    }

    mutating func read() -> (subject: [TemplateStep], body: [TemplateStep]) {
        let firstEnd = scalars.firstIndex(of: "\n") ?? scalars.endIndex
        let name = Array("Subject:".unicodeScalars)
        guard scalars.prefix(name.count).elementsEqual(name) else {
            report(1, 1, .missingSubject)
            return ([], steps(scalars[...], .init(kind), line: 1, column: 1))
        }
        let subject = steps(readSubject(name.count..<firstEnd), .subject, line: 1, column: name.count + 1)
        return (subject, steps(readBody(from: firstEnd), .init(kind), line: 3, column: 1))
    }

    private mutating func readSubject(_ range: Range<Int>) -> ArraySlice<Unicode.Scalar> {
        if range.count > Template.subjectLimit { report(1, range.lowerBound + 1, .subjectTooLong) }
        if scalars[range].allSatisfy({ $0 == " " || $0 == "\t" }) { report(1, 1, .emptySubject) }
        return scalars[range]
    }

    /// What follows the blank line after the subject.
    private mutating func readBody(from firstEnd: Int) -> ArraySlice<Unicode.Scalar> {
        guard firstEnd < scalars.endIndex else { return [] }
        let second = firstEnd + 1
        let secondEnd = scalars[second...].firstIndex(of: "\n") ?? scalars.endIndex
        if !scalars[second..<secondEnd].allSatisfy({ $0 == " " || $0 == "\t" }) { report(2, 1, .subjectHasSecondLine) }
        return secondEnd < scalars.endIndex ? scalars[(secondEnd + 1)...] : []
    }

    private mutating func steps(
        _ stretch: ArraySlice<Unicode.Scalar>, _ kind: TemplateParser.Stretch, line: Int, column: Int
    ) -> [TemplateStep] {
        var scanner = TemplateScanner(stretch, line: line, column: column, known: known)
        var parser = TemplateParser(kind)
        let steps = parser.parse(scanner.scan())
        found += scanner.problems + parser.problems
        return steps
    }

    private mutating func report(_ line: Int, _ column: Int, _ kind: TemplateProblem.Kind) {
        found.append(TemplateProblem(line: line, column: column, kind: kind))
    }
}

extension TemplateParser.Stretch {
    init(_ kind: Template.Kind) { self = kind == .html ? .html : .text }
}
