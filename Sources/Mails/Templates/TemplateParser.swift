/// One step of a template that was understood; a block is skipped by its length, so that rendering is one loop.
enum TemplateStep: Hashable, Sendable {
    case text(String)
    case variable(String, Escape)
    /// Where the variable is not true, goes on at the step of this index.
    case unless(String, skipTo: Int)
}

/// Puts tokens together: pairs the conditions and tells how each variable is escaped.
struct TemplateParser {
    private struct Block {
        let token: TemplateToken
        let name: String
        let step: Int
        let context: HTMLContext
    }

    /// What the tokens are part of.
    enum Stretch { case subject, html, text }

    private let stretch: Stretch
    private var steps: [TemplateStep] = []
    private var blocks: [Block] = []
    private var context = HTMLContext()
    /// Where the tag, comment or other markup began that is being followed.
    private var markupStart = TemplateToken(kind: .closeIf, line: 1, column: 1)
    private(set) var problems: [TemplateProblem] = []

    init(_ stretch: Stretch) { self.stretch = stretch }

    mutating func parse(_ tokens: [TemplateToken]) -> [TemplateStep] {
        for token in stretch == .subject ? tokens : Self.withoutConditionLines(tokens) { take(token) }
        for block in blocks { report(.unclosedIf(block.name), at: block.token) }
        if stretch == .html, context.place != .text { report(.endsInsideMarkup, at: markupStart) }
        return steps
    }

    private mutating func take(_ token: TemplateToken) {
        switch token.kind {
        case .text(let text):
            if stretch == .html { follow(text, from: token) }
            if !text.isEmpty { steps.append(.text(text)) }
        case .variable(let name): takeVariable(name, token)
        case .openIf(let name):
            if blocks.count == Template.depthLimit { report(.nestedTooDeeply, at: token) }
            blocks.append(Block(token: token, name: name, step: steps.count, context: context))
            steps.append(.unless(name, skipTo: 0))
        case .closeIf: close(token)
        }
    }

    private mutating func follow(_ text: String, from token: TemplateToken) {
        var (line, column) = (token.line, token.column)
        for scalar in text.unicodeScalars {
            let wasText = context.place == .text
            context.advance(scalar)
            if wasText, context.place != .text {
                markupStart = TemplateToken(kind: .closeIf, line: line, column: column)
            }
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
    }

    private mutating func takeVariable(_ name: String, _ token: TemplateToken) {
        switch stretch {
        case .subject: steps.append(.variable(name, .subject))
        case .text: steps.append(.variable(name, .plain))
        case .html:
            switch context.takeVariable() {
            case .success(let escape): steps.append(.variable(name, escape))
            case .failure(.inside(let place)): report(.variableInside(place), at: token)
            case .failure(.unsafeURL): report(.unsafeURL, at: token)
            }
        }
    }

    private mutating func close(_ token: TemplateToken) {
        guard let block = blocks.popLast() else { return report(.strayEndIf, at: token) }
        steps[block.step] = .unless(block.name, skipTo: steps.count)
        guard let joined = block.context.joined(with: context) else { return report(.ifCrossesMarkup, at: token) }
        context = joined
    }

    private mutating func report(_ kind: TemplateProblem.Kind, at token: TemplateToken) {
        guard problems.count < Template.problemLimit else { return }
        problems.append(TemplateProblem(line: token.line, column: token.column, kind: kind))
    }

    /// A line that holds nothing but one condition is not part of the mail: its blanks and its end go.
    private static func withoutConditionLines(_ tokens: [TemplateToken]) -> [TemplateToken] {
        var trimmed = tokens
        for index in tokens.indices where tokens[index].isCondition {
            let before = index == 0 ? "" : tokens[index - 1].text
            let after = index + 1 == tokens.count ? "" : tokens[index + 1].text
            guard let before, let after, let blanks = blanksToLineStart(before, isFirst: index <= 1),
                let rest = lengthToLineEnd(after, isLast: index + 2 >= tokens.count)
            else { continue }
            if index > 0 { trimmed[index - 1].drop(last: blanks) }
            if index + 1 < tokens.count { trimmed[index + 1].drop(first: rest) }
        }
        return trimmed
    }

    /// How many blanks end the text, where nothing else of its last line stands before them.
    private static func blanksToLineStart(_ text: String, isFirst: Bool) -> Int? {
        let blanks = text.unicodeScalars.reversed().prefix { $0 == " " || $0 == "\t" }.count
        let rest = text.unicodeScalars.dropLast(blanks)
        return rest.isEmpty ? (isFirst ? blanks : nil) : (rest.last == "\n" ? blanks : nil)
    }

    /// How many blanks and the line end begin the text, where its first line holds nothing else.
    private static func lengthToLineEnd(_ text: String, isLast: Bool) -> Int? {
        let blanks = text.unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count
        let next = text.unicodeScalars.dropFirst(blanks).first
        return next == nil ? (isLast ? blanks : nil) : (next == "\n" ? blanks + 1 : nil)
    }
}

extension TemplateToken {
    /// Nil for anything but text.
    fileprivate var text: String? {
        if case .text(let text) = kind { text } else { nil }
    }

    fileprivate mutating func drop(first: Int = 0, last: Int = 0) {
        guard let text else { return }
        kind = .text(String(text.unicodeScalars.dropFirst(first).dropLast(last)))
        if first > 0 { (line, column) = (line + 1, 1) }
    }
}
