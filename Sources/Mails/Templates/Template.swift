/// A mail's template: its first line is `Subject: …`, then a blank line, then the body, in HTML or plain text.
///
/// Three things stand in braces: a variable `{customer_name}`, a condition `{#if name}…{/if}` (it may hold others), and `{{`
/// for a brace. Nothing else is understood, and nothing wrong is passed over.
public struct Template: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case html, text
    }

    public let kind: Kind
    private let subject: [TemplateStep]
    private let body: [TemplateStep]

    /// The longest file, in bytes.
    public static let byteLimit = 100_000

    /// The longest `Subject:` line as written, in Unicode scalars without its name.
    public static let subjectLimit = 300

    /// How deep conditions may hold each other.
    public static let depthLimit = 16

    /// How many problems are told at once.
    public static let problemLimit = 100

    /// Reads a file whose lines end with LF or CRLF.
    ///
    /// - Parameter known: the names of the variables that exist.
    /// - Throws: with every problem found, in the order of the file.
    public init(parsing text: String, kind: Kind, known: Set<String>) throws(TemplateError) {
        guard text.utf8.count <= Self.byteLimit else {
            throw TemplateError(problems: [TemplateProblem(line: 1, column: 1, kind: .tooLong)])
        }
        var reader = TemplateReader(text, kind, known)
        (subject, body) = reader.read()
        self.kind = kind
        guard reader.problems.isEmpty else { throw TemplateError(problems: reader.problems) }
    }

    private init(empty kind: Kind) {
        self.kind = kind
        (subject, body) = ([], [])
    }

    /// Says nothing.
    public static func empty(_ kind: Kind) -> Template { Template(empty: kind) }

    /// The names that appear, as variable or as condition.
    public var variables: Set<String> {
        Set(
            (subject + body).compactMap { step in
                switch step {
                case .text: nil
                case .variable(let name, _), .unless(let name, _): name
                }
            })
    }

    /// Fills the values in. A name without a value is absent.
    public func render(_ values: [String: TemplateValue]) -> RenderedPart {
        let line = Escape.oneLine(Self.render(subject, values))
        return RenderedPart(subject: Self.trimmed(line), body: Self.render(body, values))
    }

    private static func render(_ steps: [TemplateStep], _ values: [String: TemplateValue]) -> String {
        var output = ""
        var index = 0
        while index < steps.count {
            switch steps[index] {
            case .text(let text): output += text
            case .variable(let name, let escape): escape.write(values[name, default: .absent].text, to: &output)
            case .unless(let name, let target):
                if !values[name, default: .absent].isTrue {
                    index = target
                    continue
                }
            }
            index += 1
        }
        return output
    }

    static func trimmed(_ line: String) -> String {
        let scalars = line.unicodeScalars
        guard let first = scalars.firstIndex(where: { $0 != " " }), let last = scalars.lastIndex(where: { $0 != " " })
        else { return "" }
        return String(Substring(scalars[first...last]))
    }
}
