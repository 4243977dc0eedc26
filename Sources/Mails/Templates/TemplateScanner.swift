/// A piece of a template's text and where it begins.
struct TemplateToken {
    enum Kind: Equatable {
        case text(String)
        case variable(String)
        case openIf(String)
        case closeIf
    }

    var kind: Kind
    var line: Int
    var column: Int

    var isCondition: Bool {
        switch kind {
        case .openIf, .closeIf: true
        case .text, .variable: false
        }
    }
}

/// Cuts one stretch of a template (its subject or its body) into tokens.
///
/// `tag = "{" name "}" / "{#if" 1*SP name "}" / "{/if}"`, `name = a-z *( a-z / 0-9 / "_" )`, `"{{"` for a brace. A `}`
/// outside a tag is itself.
struct TemplateScanner {
    private let scalars: ArraySlice<Unicode.Scalar>
    private let known: Set<String>
    private var index: Int
    private var line: Int
    private var column = 1
    private var tokens: [TemplateToken] = []
    private var text = String.UnicodeScalarView()
    private var textStart = (line: 1, column: 1)
    private(set) var problems: [TemplateProblem] = []

    /// - Parameters:
    ///   - scalars: lines end with LF.
    ///   - line: of the first scalar, from 1.
    ///   - column: of the first scalar, from 1.
    init(_ scalars: ArraySlice<Unicode.Scalar>, line: Int, column: Int, known: Set<String>) {
        self.scalars = scalars
        self.known = known
        self.line = line
        self.column = column
        index = scalars.startIndex
    }

    mutating func scan() -> [TemplateToken] {
        while index < scalars.endIndex {
            if scalars[index] == "{" { readBrace() } else { readText(scalars[index]) }
        }
        endText()
        return tokens
    }

    private mutating func readText(_ scalar: Unicode.Scalar) {
        if scalar.isControl || scalar == "\u{FEFF}" { report(.controlCharacter) } else { append(scalar) }
        advance(1)
    }

    private mutating func readBrace() {
        if peek(1) == "{" {
            if let name = doubled() { report(.doubledBraces(name)) }
            append("{")
            // The brace is shorter than it is written; a token of its own keeps the columns of what follows right.
            endText()
            return advance(2)
        }
        guard let content = content() else {
            report(.unclosedBrace)
            return advance(1)
        }
        if let kind = kind(of: content) {
            endText()
            tokens.append(TemplateToken(kind: kind, line: line, column: column))
        } else {
            report(.malformedTag(content))
        }
        advance(content.unicodeScalars.count + 2)
    }

    /// What stands between this brace and the one that closes it on the same line.
    private func content() -> String? {
        var content = String.UnicodeScalarView()
        for scalar in scalars[(index + 1)...].prefix(Self.tagLimit) {
            if scalar == "}" { return String(content) }
            if scalar == "{" || scalar == "\n" { return nil }
            content.append(scalar)
        }
        return nil
    }

    private static let tagLimit = 80

    private mutating func kind(of content: String) -> TemplateToken.Kind? {
        if content == "/if" { return .closeIf }
        if Self.isName(content) {
            check(content)
            return .variable(content)
        }
        guard content.hasPrefix("#if ") else { return nil }
        let name = String(content.dropFirst(4).drop { $0 == " " })
        guard Self.isName(name) else { return nil }
        check(name)
        return .openIf(name)
    }

    /// The known name of `{{name}}`, as other template languages write a variable.
    private func doubled() -> String? {
        var name = String.UnicodeScalarView()
        for (offset, scalar) in scalars[(index + 2)...].prefix(Self.tagLimit).enumerated() {
            guard scalar != "}" else {
                return peek(offset + 3) == "}" && known.contains(String(name)) ? String(name) : nil
            }
            if scalar == "{" || scalar == "\n" { return nil }
            name.append(scalar)
        }
        return nil
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0.isDigit || $0 == UInt8(ascii: "_") }
    }

    private mutating func check(_ name: String) {
        guard !known.contains(name), problems.count < Template.problemLimit else { return }
        report(.unknownVariable(name, suggestion: NearestName.of(name, among: known)))
    }

    private mutating func report(_ kind: TemplateProblem.Kind) {
        guard problems.count < Template.problemLimit else { return }
        problems.append(TemplateProblem(line: line, column: column, kind: kind))
    }

    private func peek(_ offset: Int) -> Unicode.Scalar? {
        index + offset < scalars.endIndex ? scalars[index + offset] : nil
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if text.isEmpty { textStart = (line, column) }
        text.append(scalar)
    }

    private mutating func endText() {
        guard !text.isEmpty else { return }
        tokens.append(TemplateToken(kind: .text(String(text)), line: textStart.line, column: textStart.column))
        text = String.UnicodeScalarView()
    }

    private mutating func advance(_ count: Int) {
        for _ in 0..<count {
            let isLineEnd = scalars[index] == "\n"
            (line, column) = isLineEnd ? (line + 1, 1) : (line, column + 1)
            index += 1
        }
    }
}
